import { FederationError } from '../federation-error.ts'
import { readEnvelope } from '../soap/soap-envelope.ts'
import type { XmlLimits } from '../xml/xml-document.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { addressing, AUTODISCOVER_VOCABULARY, plain, service, SOAP } from './autodiscover-vocabulary.ts'

/** What somebody asks who has an address and wants to know where its calendar is asked for. */
export type AutodiscoverRequest =
  /** Plain XML (MS-OXDSCLI): one address, the form of the answer. */
  | { readonly kind: 'settings'; readonly address: string; readonly schema: string }
  /** SOAP (MS-OXWSADISC GetUserSettings): addresses, and names of settings. */
  | {
      readonly kind: 'user-settings'
      readonly messageId: string | null
      readonly users: readonly string[]
      readonly settings: readonly string[]
    }
  /** SOAP (MS-OXWSADISC GetFederationInformation): what the federation of a domain is. */
  | { readonly kind: 'federation-information'; readonly messageId: string | null }

export const AUTODISCOVER_LIMITS: XmlLimits = {
  bytes: 64 * 1024,
  elements: 500,
  depth: 12,
  attributesPerElement: 16,
  namespaces: 16,
  cdata: false,
}

const LONGEST_ADDRESS = 320
const LONGEST_ID = 256
const MOST_USERS = 100
const MOST_SETTINGS = 100
const SETTING = /^[A-Za-z0-9_-]{1,64}$/

const [AUTODISCOVER, REQUEST] = [plain('Autodiscover'), plain('Request')]
const [ADDRESS, LEGACY, SCHEMA] = [plain('EMailAddress'), plain('LegacyDN'), plain('AcceptableResponseSchema')]
const USER_SETTINGS = service('GetUserSettingsRequestMessage')
const FEDERATION = service('GetFederationInformationRequestMessage')
const [SERVICE_REQUEST, USERS, USER] = [service('Request'), service('Users'), service('User')]
const [MAILBOX, SETTINGS, SETTING_NAME] = [service('Mailbox'), service('RequestedSettings'), service('Setting')]
const [DOMAIN, MESSAGE_ID] = [service('Domain'), addressing('MessageID')]
const UNDERSTOOD: ReadonlySet<number> = new Set([
  ...[service('RequestedServerVersion'), MESSAGE_ID],
  ...[addressing('Action'), addressing('To'), addressing('ReplyTo'), addressing('From')],
])

/**
 * Reads a request of either kind: they come to either address (exchangelib posts plain XML to autodiscover.svc), so the
 * root element tells them apart.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`, `ERR_MESSAGE_TOO_BIG`; `ERR_OPERATION_UNKNOWN` for another operation
 */
export function readAutodiscoverRequest(body: Buffer): AutodiscoverRequest {
  const reader = open(body)
  reader.root()
  if (reader.name === AUTODISCOVER) return readPlain(reader)
  return readService(open(body))
}

/** Whether it is SOAP that came, as far as can be told: so is whoever sent it answered. */
export function isSoap(body: Buffer): boolean {
  try {
    const reader = open(body)
    reader.root()
    return reader.name === SOAP.envelope
  } catch {
    return false
  }
}

const open = (body: Buffer): XmlReader => new XmlReader(body, AUTODISCOVER_VOCABULARY, AUTODISCOVER_LIMITS)

function bounded(reader: XmlReader, longest: number): string {
  const text = reader.token()
  return text.length > longest ? reader.refuse('a text too long') : text
}

/** Its children may stand in any order: Outlook and Exchange write them differently. */
function readPlain(reader: XmlReader): AutodiscoverRequest {
  const said = new Map<number, string>()
  if (!reader.child() || reader.name !== REQUEST) reader.refuse('not a Request')
  while (reader.child()) {
    const { name } = reader
    if (![ADDRESS, LEGACY, SCHEMA].includes(name) || said.has(name)) reader.refuse('an element that may not stand here')
    said.set(name, bounded(reader, LONGEST_ADDRESS))
  }
  if (reader.child()) reader.refuse('more than one Request')
  const [address, schema] = [said.get(ADDRESS), said.get(SCHEMA)]
  if (address === undefined || schema === undefined) return reader.refuse('an element is missing')
  return { kind: 'settings', address, schema }
}

function readService(reader: XmlReader): AutodiscoverRequest {
  let messageId: string | null = null
  const header = (): boolean => {
    const { name } = reader
    if (name === MESSAGE_ID) messageId = bounded(reader, LONGEST_ID)
    else reader.skip()
    return UNDERSTOOD.has(name)
  }
  const read = readEnvelope(reader, SOAP, header, () => {
    if (reader.name === USER_SETTINGS) return readUserSettings(reader)
    if (reader.name === FEDERATION) return readFederation(reader)
    throw new FederationError('ERR_OPERATION_UNKNOWN', 'not an operation of Autodiscover that is offered')
  })
  return { ...read, messageId }
}

function readUserSettings(reader: XmlReader) {
  const [users, settings]: [string[], string[]] = [[], []]
  if (!reader.child() || reader.name !== SERVICE_REQUEST) reader.refuse('not a Request')
  while (reader.child()) {
    if (reader.name === USERS) while (reader.child()) users.push(readUser(reader))
    else if (reader.name === SETTINGS) while (reader.child()) settings.push(readSetting(reader))
    // RequestedVersion and whatever later servers may ask: none changes where a calendar is asked for.
    else reader.skip()
  }
  if (reader.child()) reader.refuse('more than one Request')
  const bad = users.length === 0 || users.length > MOST_USERS || settings.length > MOST_SETTINGS
  if (bad) reader.refuse('no users, or too many users or settings')
  return { kind: 'user-settings', users, settings } as const
}

function readUser(reader: XmlReader): string {
  let mailbox: string | null = null
  if (reader.name !== USER) reader.refuse('not a User')
  while (reader.child()) {
    if (reader.name === MAILBOX && mailbox === null) mailbox = bounded(reader, LONGEST_ADDRESS)
    else reader.refuse('an element that may not stand here')
  }
  return mailbox ?? reader.refuse('a User without a Mailbox')
}

function readSetting(reader: XmlReader): string {
  if (reader.name !== SETTING_NAME) reader.refuse('not a Setting')
  const name = reader.token()
  return SETTING.test(name) ? name : reader.refuse('not a name of a setting')
}

function readFederation(reader: XmlReader) {
  if (!reader.child() || reader.name !== SERVICE_REQUEST) reader.refuse('not a Request')
  if (!reader.child() || reader.name !== DOMAIN) reader.refuse('not a Domain')
  bounded(reader, LONGEST_ADDRESS)
  if (reader.child()) reader.refuse('an element that may not stand here')
  if (reader.child()) reader.refuse('more than one Request')
  return { kind: 'federation-information' } as const
}
