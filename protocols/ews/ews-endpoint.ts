import type { AvailabilityQuestion, MailboxAnswer } from '../availability/availability-question.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { FederationError } from '../federation-error.ts'
import { readEnvelope, soapNames } from '../soap/soap-envelope.ts'
import type { Zone } from '../time-zone/zone.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { readConvertId, writeConvertIdAnswer } from './convert-id.ts'
import { ewsAnswer } from './ews-envelope.ts'
import type { HttpAnswer } from './ews-envelope.ts'
import type { EwsLimits } from './ews-limits.ts'
import { EWS_VOCABULARY, m, t } from './ews-vocabulary.ts'
import { ewsFault } from './fault.ts'
import { readGetFolder, writeGetFolderAnswer } from './get-folder.ts'
import { readGetServerTimeZones, writeServerTimeZonesAnswer } from './get-server-time-zones.ts'
import { readAvailabilityQuestion } from './read-availability-question.ts'
import type { EwsAvailabilityQuestion } from './read-availability-question.ts'
import { readTimeZoneDefinition } from './time-zone-definition.ts'
import { writeAvailabilityAnswer } from './write-availability-answer.ts'

export { ewsFault } from './fault.ts'
export { EWS_LIMITS } from './ews-limits.ts'
export type { EwsLimits } from './ews-limits.ts'
export type { HttpAnswer } from './ews-envelope.ts'

const SOAP = soapNames(EWS_VOCABULARY)
const GET_USER_AVAILABILITY = m('GetUserAvailabilityRequest')
const GET_SERVER_TIME_ZONES = m('GetServerTimeZones')
const CONVERT_ID = m('ConvertId')
const GET_FOLDER = m('GetFolder')
const REQUEST_SERVER_VERSION = t('RequestServerVersion')
const TIME_ZONE_CONTEXT = t('TimeZoneContext')
const TIME_ZONE_DEFINITION = t('TimeZoneDefinition')
const IMPERSONATION = t('ExchangeImpersonation')
const CONNECTING_SID = t('ConnectingSID')

/** The versions of the schema and those later servers and clients name (Exchange2019, V2017_07_11). */
const VERSION =
  /^(?:Exchange2007(?:_SP1)?|Exchange20(?:09|12|15|16|19)|Exchange2010(?:_SP[12])?|Exchange2013(?:_SP1)?|V20\d\d_[01]\d_[0-3]\d)$/

/** What this protocol needs of whoever serves it, for one request. */
export interface EwsPort {
  availability(question: AvailabilityQuestion): Promise<readonly MailboxAnswer[]>
  readonly limits: EwsLimits
  readonly caller: { readonly address: MailboxAddress }
  /** Told of every request that ends in a fault, for the log: the client learns less. */
  refused(error: FederationError): void
}

/** What a request's header says. */
interface EwsContext {
  zone: Zone | null
  impersonated: string | null
}

/** An operation once it is read: to answer it needs the request no more. */
type EwsOperation = () => Buffer | Promise<Buffer>

function readImpersonated(reader: XmlReader): string {
  let impersonated = ''
  while (reader.child()) {
    if (reader.name !== CONNECTING_SID) reader.refuse('not a ConnectingSID')
    while (reader.child()) impersonated = reader.token().toLowerCase()
  }
  return impersonated
}

function readTimeZoneContext(reader: XmlReader): Zone {
  let zone: Zone | null = null
  while (reader.child()) {
    if (reader.name !== TIME_ZONE_DEFINITION || zone !== null) reader.refuse('not one TimeZoneDefinition')
    zone = readTimeZoneDefinition(reader)
  }
  return zone ?? reader.refuse('a TimeZoneContext without a TimeZoneDefinition')
}

function readHeader(reader: XmlReader, context: EwsContext): boolean {
  if (reader.name === REQUEST_SERVER_VERSION) {
    if (!VERSION.test((reader.attribute('Version') ?? '').trim())) {
      throw new FederationError('ERR_VERSION_UNKNOWN', 'not a RequestServerVersion')
    }
    reader.skip()
  } else if (reader.name === TIME_ZONE_CONTEXT) context.zone = readTimeZoneContext(reader)
  else if (reader.name === IMPERSONATION) context.impersonated = readImpersonated(reader)
  else {
    reader.skip()
    return false
  }
  return true
}

async function answerAvailability(asked: EwsAvailabilityQuestion, port: EwsPort): Promise<Buffer> {
  const { question } = asked
  if (question === null) return writeAvailabilityAnswer(null, asked, port.limits)
  const answers = await port.availability(question)
  if (answers.length !== question.mailboxes.length) {
    throw new FederationError('ERR_INTERNAL', 'not one answer for each mailbox', { answers: answers.length })
  }
  return writeAvailabilityAnswer(answers, asked, port.limits)
}

/** Dispatches on the element in the Body; SOAPAction is not looked at, since half of the clients send none. */
function readOperation(reader: XmlReader, context: EwsContext, port: EwsPort): EwsOperation {
  if (context.impersonated !== null && context.impersonated !== port.caller.address) {
    throw new FederationError('ERR_IMPERSONATION_REFUSED', 'impersonation of somebody else')
  }
  switch (reader.name) {
    case GET_USER_AVAILABILITY: {
      const question = readAvailabilityQuestion(reader, context.zone, port.limits)
      return () => answerAvailability(question, port)
    }
    case GET_SERVER_TIME_ZONES: {
      const asked = readGetServerTimeZones(reader)
      return () => writeServerTimeZonesAnswer(asked)
    }
    case CONVERT_ID: {
      const count = readConvertId(reader)
      return () => writeConvertIdAnswer(count)
    }
    case GET_FOLDER: {
      const asked = readGetFolder(reader)
      return () => writeGetFolderAnswer(asked, port.caller.address)
    }
    default:
      throw new FederationError('ERR_OPERATION_UNKNOWN', 'not an operation offered here')
  }
}

async function answerOperation(body: Buffer, port: EwsPort): Promise<HttpAnswer> {
  const context: EwsContext = { zone: null, impersonated: null }
  const operation = readEnvelope(
    new XmlReader(body, EWS_VOCABULARY),
    SOAP,
    (reader) => readHeader(reader, context),
    (reader) => readOperation(reader, context, port),
  )
  return ewsAnswer(await operation())
}

/**
 * Answers one EWS request: reads it, has it answered, writes the answer. Whatever goes wrong becomes the protocol's own
 * fault and is told to the port; it never throws.
 */
export async function answerEws(body: Buffer, port: EwsPort): Promise<HttpAnswer> {
  try {
    return await answerOperation(body, port)
  } catch (cause) {
    const error =
      cause instanceof FederationError
        ? cause
        : new FederationError(
            'ERR_INTERNAL',
            'unexpected failure',
            { stack: String((cause as Error)?.stack) },
            { cause },
          )
    port.refused(error)
    return ewsFault(error)
  }
}

/** Whether a request's Content-Type is what SOAP 1.1 (section 6) has: text/xml, in UTF-8. */
export function acceptsEwsContentType(header: string | undefined): boolean {
  const [type, ...parameters] = (header ?? '').toLowerCase().split(';')
  if (type?.trim() !== 'text/xml') return false
  return parameters.every((parameter) => {
    const [name, value] = parameter.split('=', 2)
    return name?.trim() !== 'charset' || /^"?utf-?8"?$/.test((value ?? '').trim())
  })
}
