import type { ErrorRequestHandler } from 'express'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { Log } from '../log.ts'
import { unreadStatus } from '../report-unread.ts'

interface Report {
  readonly status: number
  readonly code: string
}

/** What an administrator sees of each code that the administration can meet; any other is an internal failure. */
const REPORTS: Partial<Readonly<Record<ErrorCode, Report>>> = {
  ERR_MESSAGE_MALFORMED: { status: 400, code: 'INVALID' },
  ERR_ADDRESS_REFUSED: { status: 400, code: 'ADDRESS_REFUSED' },
  ERR_REQUESTER_UNTRUSTED: { status: 401, code: 'UNAUTHORIZED' },
  ERR_FORBIDDEN: { status: 403, code: 'FORBIDDEN' },
  ERR_NOT_FOUND: { status: 404, code: 'NOT_FOUND' },
  ERR_CONFLICT: { status: 409, code: 'CONFLICT' },
  ERR_PRECONDITION: { status: 428, code: 'PRECONDITION_REQUIRED' },
  ERR_KEY_REUSED: { status: 422, code: 'KEY_REUSED' },
  ERR_METADATA_REFUSED: { status: 422, code: 'METADATA_REFUSED' },
  ERR_BUSY: { status: 429, code: 'TOO_MANY_REQUESTS' },
  ERR_PARTNER_UNREACHABLE: { status: 502, code: 'PARTNER_UNREACHABLE' },
  ERR_STORE_UNAVAILABLE: { status: 503, code: 'STORE_UNAVAILABLE' },
  ERR_OUTCOME_UNKNOWN: { status: 503, code: 'OUTCOME_UNKNOWN' },
}

const DEFAULT_RETRY_MS = 2_000

function reportOf(error: unknown): Report & { readonly message: string } {
  if (error instanceof FederationError) {
    const report = REPORTS[error.code]
    const { reason } = error.context
    const because = reason === undefined ? '' : ` (${String(reason)})`
    if (report !== undefined) return { ...report, message: `${error.message}${because}` }
  }
  const status = unreadStatus(error)
  if (status !== null) return { status, code: 'INVALID', message: 'The body was not read as JSON.' }
  return { status: 500, code: 'INTERNAL', message: 'Something went wrong; the log has more.' }
}

/** What else an administrator needs: whether an unknown outcome may be repeated. */
function moreOf(error: unknown): Readonly<Record<string, Json>> {
  if (error instanceof FederationError && error.code === 'ERR_OUTCOME_UNKNOWN') {
    return { outcome: 'unknown', advice: 'Repeat the request with the same Idempotency-Key; it is carried out once.' }
  }
  return {}
}

function retryAfter(error: unknown): string | null {
  if (!(error instanceof FederationError)) return null
  if (!['ERR_BUSY', 'ERR_STORE_UNAVAILABLE', 'ERR_OUTCOME_UNKNOWN'].includes(error.code)) return null
  const { backOffMs } = error.context
  return String(Math.ceil((typeof backOffMs === 'number' ? backOffMs : DEFAULT_RETRY_MS) / 1_000))
}

/** Errors as JSON: an administrator is told what is wrong; what is unexpected goes to the log only. */
export function reportErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const { status, code, message } = reportOf(error)
    const detail = status === 500 && error instanceof Error ? error.stack : message
    const fields = { method: request.method, status, code, detail }
    if (status === 500) log.error('administration failed', fields)
    else log.info('administration refused', fields)
    const wait = retryAfter(error)
    if (wait !== null) response.set('Retry-After', wait)
    response.status(status).json({ error: { code, message, ...moreOf(error) } })
  }
}
