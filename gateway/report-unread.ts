import type { ErrorRequestHandler } from 'express'
import type { Log } from './log.ts'

/** What is said of a request that nobody could read, and of a failure that nobody expected. */
const UNREAD = { error: { code: 'INVALID', message: 'The request could not be read.' } }
const FAILED = { error: { code: 'INTERNAL', message: 'Something went wrong.' } }

/** The status that a reader of Express gave what it could not read; null where it is no fault of the request. */
export function unreadStatus(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : null
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}

/**
 * The last to hear of an error on any route. Express itself would answer with the stack and the folders of the program, and
 * write both to standard error.
 */
export function reportUnread(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = unreadStatus(error)
    if (status === null) {
      const detail = error instanceof Error ? error.stack : 'no error'
      log.error('request failed unexpectedly', { method: request.method, detail })
    } else log.info('request not read', { method: request.method, status, source: request.socket.remoteAddress })
    response.status(status ?? 500).json(status === null ? FAILED : UNREAD)
  }
}
