import type { NoDataReason } from '../availability/busy-status.ts'
import { FederationError } from '../federation-error.ts'

/** What can become of an outbound call that brings no answer, in the transport codes administrators meet. */
export type OutboundReason = Extract<
  NoDataReason,
  | 'REACH_DNS'
  | 'REACH_TCP'
  | 'REACH_TIMEOUT'
  | 'REACH_UPSTREAM'
  | 'TLS_REFUSED'
  | 'TRUST_REFUSED'
  | 'ROUTE_NONE'
  | 'DATA_MALFORMED'
>

const REASONS: ReadonlySet<unknown> = new Set<OutboundReason>([
  'REACH_DNS',
  'REACH_TCP',
  'REACH_TIMEOUT',
  'REACH_UPSTREAM',
  'TLS_REFUSED',
  'TRUST_REFUSED',
  'ROUTE_NONE',
  'DATA_MALFORMED',
])

/** An `ERR_PARTNER_UNREACHABLE` whose `context.reason` says why. */
export function unreachable(reason: OutboundReason, message: string, cause?: unknown): FederationError {
  return new FederationError('ERR_PARTNER_UNREACHABLE', message, { reason }, cause === undefined ? {} : { cause })
}

/** An address or URL that must not be connected to; for its mailboxes that is as good as no route. */
export function addressRefused(message: string): FederationError {
  return new FederationError('ERR_ADDRESS_REFUSED', message, { reason: 'ROUTE_NONE' })
}

/** The reason of what an `OutboundHttp` threw; anything it did not throw itself counts as a failed connection. */
export function outboundReason(error: unknown): OutboundReason {
  const reason = error instanceof FederationError ? error.context['reason'] : undefined
  return REASONS.has(reason) ? (reason as OutboundReason) : 'REACH_TCP'
}
