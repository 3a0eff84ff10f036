import { destination, pino } from 'pino'
import type { DestinationStream } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Events with fixed names and fields, one JSON object a line; no token, password, subject or location ever. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** Writes out what is still held back. */
  flush(): void
}

const LONGEST_FIELD = 2_048

const isLong = (value: unknown): value is string => typeof value === 'string' && value.length > LONGEST_FIELD

function bounded(fields: LogFields = {}): LogFields {
  let cut = fields
  for (const name in fields) {
    const value = fields[name]
    if (isLong(value)) cut = { ...cut, [name]: `${value.slice(0, LONGEST_FIELD)}…` }
  }
  return cut
}

/**
 * Standard error, since commands print their results on standard output. A line waits half a second at most, so that a
 * lookup does not pay for a write of its own; what is an error is written at once, and what is left when the process ends.
 */
function openStandardError(): DestinationStream {
  const stream = destination({ dest: 2, sync: false, minLength: 8_192 })
  setInterval(() => stream.flush(), 500).unref()
  process.once('exit', () => stream.flushSync())
  return stream
}

let standardError: DestinationStream | null = null

/** @param stream where lines go */
export function openLog(level: LogLevel, stream: DestinationStream = (standardError ??= openStandardError())): Log {
  const logger = pino({ level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime }, stream)
  return {
    debug: (event, fields) => logger.debug(bounded(fields), event),
    info: (event, fields) => logger.info(bounded(fields), event),
    warn: (event, fields) => logger.warn(bounded(fields), event),
    error: (event, fields) => {
      logger.error(bounded(fields), event)
      logger.flush()
    },
    flush: () => logger.flush(),
  }
}
