import type { NoDataReason } from '../availability/busy-status.ts'
import type { Instant } from '../availability/time-window.ts'

const REASONS: Readonly<Record<number, NoDataReason>> = {
  401: 'TRUST_REFUSED',
  403: 'TRUST_REFUSED',
  408: 'REACH_TIMEOUT',
  429: 'REACH_BUSY',
  503: 'REACH_BUSY',
  504: 'REACH_TIMEOUT',
}

/** What an HTTP status other than 200 means (RFC 9110, section 15; 429: RFC 6585); null for 200. */
export function reasonOfStatus(status: number): NoDataReason | null {
  if (status === 200) return null
  return REASONS[status] ?? (status < 300 ? 'DATA_MALFORMED' : 'REACH_UPSTREAM')
}

/** Retry-After (RFC 9110, 10.2.3), in seconds or as a date, in milliseconds from `now`; 0 where there is none to be read. */
export function backOffOf(retryAfter: string | undefined, now: Instant): number {
  if (retryAfter === undefined) return 0
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000
  const until = /GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN
  return until > now ? until - now : 0
}
