import { SOAP_NAMESPACE } from '../soap/soap-envelope.ts'
import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import { ADDRESSING_NAMESPACE, AUTODISCOVER_NAMESPACE } from './autodiscover-vocabulary.ts'

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const SCHEMAS = [
  ...['Exchange2007', 'Exchange2007_SP1', 'Exchange2010', 'Exchange2010_SP1', 'Exchange2010_SP2', 'Exchange2013'],
  ...['Exchange2013_SP1', 'Exchange2015', 'Exchange2016'],
].join(', ')
const VERSION =
  `<h:ServerVersionInfo xmlns:h="${AUTODISCOVER_NAMESPACE}"><h:MajorVersion>15</h:MajorVersion>` +
  '<h:MinorVersion>1</h:MinorVersion><h:MajorBuildNumber>0</h:MajorBuildNumber>' +
  '<h:MinorBuildNumber>0</h:MinorBuildNumber><h:Version>Exchange2016</h:Version></h:ServerVersionInfo>'

type Operation = 'GetUserSettings' | 'GetFederationInformation'

const opening = (operation: Operation): Buffer =>
  fragment(
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NAMESPACE}" xmlns:a="${ADDRESSING_NAMESPACE}">` +
      `<s:Header><a:Action s:mustUnderstand="1">${AUTODISCOVER_NAMESPACE}/Autodiscover/${operation}Response</a:Action>` +
      VERSION,
  )
const body = (operation: Operation): Buffer =>
  fragment(
    `</s:Header><s:Body><${operation}ResponseMessage xmlns="${AUTODISCOVER_NAMESPACE}">` +
      `<Response xmlns:i="${INSTANCE}">`,
  )
const closing = (operation: Operation): Buffer =>
  fragment(`</Response></${operation}ResponseMessage></s:Body></s:Envelope>`)

const MARKUP = {
  GetUserSettings: {
    opening: opening('GetUserSettings'),
    body: body('GetUserSettings'),
    closing: closing('GetUserSettings'),
  },
  GetFederationInformation: {
    opening: opening('GetFederationInformation'),
    body: body('GetFederationInformation'),
    closing: closing('GetFederationInformation'),
  },
} as const

const RELATES_TO = fragment('<a:RelatesTo>')
const RELATES_TO_END = fragment('</a:RelatesTo>')
const NOT_FEDERATED = fragment(
  '<ErrorCode>NotFederated</ErrorCode><ErrorMessage>The domain is not federated by a broker.</ErrorMessage>',
)
const USERS = fragment('<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses>')
const USERS_END = fragment('</UserResponses>')
const INVALID_USER = fragment(
  '<UserResponse><ErrorCode>InvalidUser</ErrorCode><ErrorMessage>The address is not served here.</ErrorMessage>' +
    '<RedirectTarget i:nil="true"/><UserSettingErrors/><UserSettings/></UserResponse>',
)
const FOUND = fragment(
  '<UserResponse><ErrorCode>NoError</ErrorCode><ErrorMessage>No error.</ErrorMessage><RedirectTarget i:nil="true"/>' +
    '<UserSettingErrors>',
)
const MISSING = fragment(
  '<UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode>' +
    '<ErrorMessage>The setting is not available.</ErrorMessage><SettingName>',
)
const MISSING_END = fragment('</SettingName></UserSettingError>')
const SETTINGS = fragment('</UserSettingErrors><UserSettings>')
const SETTING = fragment('<UserSetting i:type="StringSetting"><Name>')
const VALUE = fragment('</Name><Value>')
const SETTING_END = fragment('</Value></UserSetting>')
const FOUND_END = fragment('</UserSettings></UserResponse>')

/** One address that was asked about; null where its domain is not ours. */
export interface DiscoveredUser {
  readonly address: string
  readonly ewsUrl: string | null
}

function inEnvelope(operation: Operation, messageId: string | null, content: (writer: XmlWriter) => void): Buffer {
  const writer = new XmlWriter()
  const markup = MARKUP[operation]
  writer.markup(markup.opening)
  if (messageId !== null) {
    writer.markup(RELATES_TO)
    writer.text(messageId)
    writer.markup(RELATES_TO_END)
  }
  writer.markup(markup.body)
  content(writer)
  writer.markup(markup.closing)
  return writer.finish()
}

/** What can be said of an address by its domain alone, and so of every address of the domain alike. */
function settingsOf(address: string, ewsUrl: string): ReadonlyMap<string, string> {
  return new Map([
    ['UserDisplayName', address],
    ['AutoDiscoverSMTPAddress', address],
    ['ExternalEwsUrl', ewsUrl],
    ['InternalEwsUrl', ewsUrl],
    ['EwsSupportedSchemas', SCHEMAS],
  ])
}

function writeUser(writer: XmlWriter, { address, ewsUrl }: DiscoveredUser, asked: ReadonlySet<string>): void {
  if (ewsUrl === null) return writer.markup(INVALID_USER)
  const known = settingsOf(address, ewsUrl)
  writer.markup(FOUND)
  for (const name of asked) {
    if (known.has(name)) continue
    writer.markup(MISSING)
    writer.text(name)
    writer.markup(MISSING_END)
  }
  writer.markup(SETTINGS)
  for (const [name, value] of known) {
    if (!asked.has(name)) continue
    writer.markup(SETTING)
    writer.text(name)
    writer.markup(VALUE)
    writer.text(value)
    writer.markup(SETTING_END)
  }
  writer.markup(FOUND_END)
}

/** The answer to GetUserSettings (MS-OXWSADISC), in the order asked; a setting that is not there is named so. */
export function writeUserSettings(
  users: readonly DiscoveredUser[],
  settings: readonly string[],
  messageId: string | null,
): Buffer {
  const asked = new Set(settings)
  return inEnvelope('GetUserSettings', messageId, (writer) => {
    writer.markup(USERS)
    for (const user of users) writeUser(writer, user, asked)
    writer.markup(USERS_END)
  })
}

/**
 * The answer to GetFederationInformation (MS-OXWSADISC), the same for every domain: it tells of a federation by
 * Microsoft's broker, and there is none here. `Get-FederationInformation` of a tenant was once how strangers listed its
 * domains.
 */
export function writeNotFederated(messageId: string | null): Buffer {
  return inEnvelope('GetFederationInformation', messageId, (writer) => writer.markup(NOT_FEDERATED))
}

/** SOAP 1.1 4.4. Of what is wrong it says no more than whose fault it is. */
export function writeSoapFault(text: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NAMESPACE}"><s:Body><s:Fault>` +
      `<faultcode>s:Client</faultcode><faultstring xml:lang="en-US">${text}</faultstring>` +
      '</s:Fault></s:Body></s:Envelope>',
  )
}
