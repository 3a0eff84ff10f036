import type { ErrorCode, FederationError } from '../federation-error.ts'
import { SOAP_NAMESPACE } from '../soap/soap-envelope.ts'
import { EWS_CONTENT_TYPE } from './ews-envelope.ts'
import type { HttpAnswer } from './ews-envelope.ts'
import { ERRORS_NAMESPACE, TYPES_NAMESPACE } from './ews-vocabulary.ts'

interface Fault {
  readonly responseCode: string
  readonly status: number
  readonly text: string
}

const INTERNAL: Fault = {
  responseCode: 'ErrorInternalServerError',
  status: 500,
  text: 'An internal server error occurred. The operation failed.',
}
const BUSY: Fault = {
  responseCode: 'ErrorServerBusy',
  status: 500,
  text: 'The server cannot service this request right now. Try again later.',
}
const refused = (responseCode: string, text: string): Fault => ({ responseCode, status: 500, text })

/** What a client sees of each code. What is SOAP already is refused with 500 (ruling 16). */
const FAULTS: Readonly<Record<ErrorCode, Fault>> = {
  ERR_MESSAGE_MALFORMED: refused('ErrorSchemaValidation', 'The request failed schema validation.'),
  ERR_MESSAGE_TOO_BIG: refused('ErrorRequestStreamTooBig', 'The request is too big.'),
  ERR_VERSION_UNKNOWN: refused('ErrorInvalidServerVersion', 'The specified server version is invalid.'),
  ERR_OPERATION_UNKNOWN: refused('ErrorInvalidRequest', 'This operation is not offered here.'),
  ERR_MAILBOXES_NONE: refused('ErrorMailboxDataArrayEmpty', 'The request names no mailbox.'),
  ERR_MAILBOXES_TOO_MANY: refused('ErrorMailboxDataArrayTooBig', 'The request names too many mailboxes.'),
  ERR_WINDOW_INVALID: refused('ErrorInvalidTimeInterval', 'The end of the time window must be after its start.'),
  ERR_WINDOW_TOO_LONG: refused('ErrorTimeIntervalTooBig', 'The time window is too long.'),
  ERR_INTERVAL_INVALID: refused(
    'ErrorInvalidMergedFreeBusyInterval',
    'The merged free/busy interval must be from 5 to 1440 minutes and not longer than the time window.',
  ),
  ERR_VIEW_INVALID: refused('ErrorInvalidFreeBusyViewType', 'The requested view is not one that can be given.'),
  ERR_TIME_ZONE_MISSING: refused('ErrorTimeZone', 'The request names no time zone that can be used.'),
  ERR_REQUESTER_UNTRUSTED: { responseCode: 'ErrorAccessDenied', status: 401, text: 'Access is denied.' },
  ERR_IMPERSONATION_REFUSED: refused('ErrorImpersonateUserDenied', 'The account may not impersonate this user.'),
  ERR_BUSY: BUSY,
  ERR_STORE_UNAVAILABLE: BUSY,
  ERR_OUTCOME_UNKNOWN: BUSY,
  ERR_INTERNAL: INTERNAL,
  ERR_NOT_FOUND: INTERNAL,
  ERR_FORBIDDEN: INTERNAL,
  ERR_KEY_REUSED: INTERNAL,
  ERR_PRECONDITION: INTERNAL,
  ERR_CONFLICT: INTERNAL,
  ERR_CONFIG_INVALID: INTERNAL,
  ERR_STORE_LOCKED: INTERNAL,
  ERR_STORE_DAMAGED: INTERNAL,
  ERR_PARTNER_UNREACHABLE: INTERNAL,
  ERR_METADATA_REFUSED: INTERNAL,
  ERR_ADDRESS_REFUSED: INTERNAL,
}

const DEFAULT_BACK_OFF_MS = 10_000

/** How long to stay away, in whole ms; null for faults that say nothing of it. */
function backOffOf({ code, context }: FederationError): number | null {
  if (code !== 'ERR_BUSY' && code !== 'ERR_STORE_UNAVAILABLE') return null
  const { backOffMs } = context
  return typeof backOffMs === 'number' && backOffMs >= 0 ? Math.ceil(backOffMs) : DEFAULT_BACK_OFF_MS
}

function messageXml(error: FederationError, backOff: number | null): string {
  const { line, position } = error.context
  if (backOff !== null) return `<t:Value Name="BackOffMilliseconds">${backOff}</t:Value>`
  if (error.code !== 'ERR_MESSAGE_MALFORMED' || typeof line !== 'number' || typeof position !== 'number') return ''
  return (
    `<t:LineNumber>${line}</t:LineNumber><t:LinePosition>${position}</t:LinePosition>` +
    '<t:Violation>The request is not as the schema has it at this place.</t:Violation>'
  )
}

/**
 * The SOAP fault for a failure of the whole request, as Exchange 2010 and later write it. Of the error only its code, the
 * place in the request and the back-off go out; a client that is not to know more than another gets the same bytes.
 */
export function ewsFault(error: FederationError): HttpAnswer {
  const { responseCode, status, text } = FAULTS[error.code]
  const backOff = backOffOf(error)
  const xml = messageXml(error, backOff)
  const detail = xml === '' ? '' : `<t:MessageXml xmlns:t="${TYPES_NAMESPACE}">${xml}</t:MessageXml>`
  const body =
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NAMESPACE}"><s:Body><s:Fault>` +
    `<faultcode xmlns:a="${TYPES_NAMESPACE}">a:${responseCode}</faultcode>` +
    `<faultstring xml:lang="en-US">${text}</faultstring><detail>` +
    `<e:ResponseCode xmlns:e="${ERRORS_NAMESPACE}">${responseCode}</e:ResponseCode>` +
    `<e:Message xmlns:e="${ERRORS_NAMESPACE}">${text}</e:Message>${detail}</detail></s:Fault></s:Body></s:Envelope>`
  const headers: Record<string, string> = { 'Content-Type': EWS_CONTENT_TYPE }
  if (backOff !== null) headers['Retry-After'] = String(Math.ceil(backOff / 1000))
  return { status, headers, body: Buffer.from(body) }
}
