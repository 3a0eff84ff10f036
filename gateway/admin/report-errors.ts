import type { ErrorRequestHandler } from 'express'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import type { Log } from '../log.ts'

interface Report {
  readonly status: number
  readonly code: string
}

/** What an administrator sees of each code that the administration can meet; any other is an internal failure. */
const REPORTS: Partial<Readonly<Record<ErrorCode, Report>>> = {
  ERR_MESSAGE_MALFORMED: { status: 400, code: 'INVALID' },
  ERR_ADDRESS_REFUSED: { status: 400, code: 'ADDRESS_REFUSED' },
  ERR_NOT_FOUND: { status: 404, code: 'NOT_FOUND' },
  ERR_CONFLICT: { status: 409, code: 'CONFLICT' },
  ERR_METADATA_REFUSED: { status: 422, code: 'METADATA_REFUSED' },
  ERR_PARTNER_UNREACHABLE: { status: 502, code: 'PARTNER_UNREACHABLE' },
  ERR_STORE_UNAVAILABLE: { status: 503, code: 'STORE_UNAVAILABLE' },
}

/** The status the body reader gives a body it cannot take (too big, compressed, not JSON). */
function bodyStatus(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : null
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}

function reportOf(error: unknown): Report & { readonly message: string } {
  if (error instanceof FederationError) {
    const report = REPORTS[error.code]
    const { reason } = error.context
    const because = reason === undefined ? '' : ` (${String(reason)})`
    if (report !== undefined) return { ...report, message: `${error.message}${because}` }
  }
  const status = bodyStatus(error)
  if (status !== null) return { status, code: 'INVALID', message: 'The body was not read as JSON.' }
  return { status: 500, code: 'INTERNAL', message: 'Something went wrong; the log has more.' }
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
    response.status(status).json({ error: { code, message } })
  }
}
