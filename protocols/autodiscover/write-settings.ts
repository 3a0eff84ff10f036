import type { Instant } from '../availability/time-window.ts'
import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import { ANSWER_NAMESPACE, SETTINGS_NAMESPACE } from './autodiscover-vocabulary.ts'

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
const OPEN = fragment(
  `${DECLARATION}<Autodiscover xmlns="${ANSWER_NAMESPACE}"><Response xmlns="${SETTINGS_NAMESPACE}"><User><DisplayName>`,
)
const SMTP_ADDRESS = fragment('</DisplayName><AutoDiscoverSMTPAddress>')
const ACCOUNT = fragment(
  '</AutoDiscoverSMTPAddress></User><Account><AccountType>email</AccountType><Action>settings</Action>',
)
const CLOSE = fragment('</Account></Response></Autodiscover>')
const EXCH = fragment('<Protocol><Type>EXCH</Type><Server>')
const EXPR = fragment('<Protocol><Type>EXPR</Type><Server>')
const AS_URL = fragment('</Server><ASUrl>')
const EWS_URL = fragment('</ASUrl><EwsUrl>')
const END = fragment('</EwsUrl></Protocol>')

/**
 * Where the calendar of an address is asked for (MS-OXDSCLI 2.2.4): `ASUrl`, the Availability service, which is all that
 * Exchange's own asks for, and `EwsUrl` beside it. It stands in both protocols: a server of the same organization reads
 * EXCH, one of another EXPR. Nothing in it depends on whether the mailbox is there; the name shown is the address.
 */
export function writeSettings(address: string, ewsUrl: string): Buffer {
  const writer = new XmlWriter(2048)
  const host = new URL(ewsUrl).hostname
  writer.markup(OPEN)
  writer.text(address)
  writer.markup(SMTP_ADDRESS)
  writer.text(address)
  writer.markup(ACCOUNT)
  for (const protocol of [EXCH, EXPR]) {
    writer.markup(protocol)
    writer.text(host)
    writer.markup(AS_URL)
    writer.text(ewsUrl)
    writer.markup(EWS_URL)
    writer.text(ewsUrl)
    writer.markup(END)
  }
  writer.markup(CLOSE)
  return writer.finish()
}

/** Codes of the ErrorCode element, child of Error (MS-OXDSCLI 2.2.4.1.1.3). */
const ERRORS = {
  500: 'The email address cannot be found.',
  600: 'Invalid Request',
  601: 'Provider is not available',
} as const

export type SettingsError = keyof typeof ERRORS

/**
 * @param now shown as a time of day in UTC; the specification asks for it
 */
export function writeSettingsError(code: SettingsError, now: Instant): Buffer {
  const time = new Date(now).toISOString().slice(11, -1)
  // An error about an address is in the form that was asked for; one about the request is in none.
  const form = code === 500 ? SETTINGS_NAMESPACE : ANSWER_NAMESPACE
  return Buffer.from(
    `${DECLARATION}<Autodiscover xmlns="${ANSWER_NAMESPACE}"><Response xmlns="${form}">` +
      `<Error Time="${time}" Id="0"><ErrorCode>${code}</ErrorCode><Message>${ERRORS[code]}</Message><DebugData/></Error>` +
      '</Response></Autodiscover>',
  )
}
