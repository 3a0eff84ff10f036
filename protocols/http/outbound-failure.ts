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

/** An answer that came and is of no use. */
const UNUSABLE = {
  redirect: { reason: 'REACH_UPSTREAM', message: 'redirects are not followed' },
  compressed: { reason: 'DATA_MALFORMED', message: 'a compressed answer nobody asked for' },
  tooBig: { reason: 'DATA_MALFORMED', message: 'the answer is too big' },
  noHttp: { reason: 'DATA_MALFORMED', message: 'the answer was not HTTP' },
} as const satisfies Readonly<Record<string, { readonly reason: OutboundReason; readonly message: string }>>

export type UnusableAnswer = keyof typeof UNUSABLE

const isUnusable = (answer: unknown): answer is UnusableAnswer =>
  typeof answer === 'string' && Object.hasOwn(UNUSABLE, answer)

/** An `ERR_PARTNER_UNREACHABLE` whose `context.answer` says what is wrong with the answer. */
export function unusableAnswer(answer: UnusableAnswer, cause?: unknown): FederationError {
  const { reason, message } = UNUSABLE[answer]
  return new FederationError(
    'ERR_PARTNER_UNREACHABLE',
    message,
    { reason, answer },
    cause === undefined ? {} : { cause },
  )
}

/** What is wrong with the answer that an `OutboundHttp` threw for; null where none came. */
export function unusableIn(error: unknown): UnusableAnswer | null {
  const answer = error instanceof FederationError ? error.context['answer'] : undefined
  return isUnusable(answer) ? answer : null
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
