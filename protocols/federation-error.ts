/**
 * Every way in which work cannot go on. A refusal that is ordinary (a bad token, a closed policy) is not here: it is a
 * value with its reason. What a partner sees of a code is decided by each protocol's own table (`ews/fault.ts`, …), which
 * does not compile while a code is missing.
 */
export type ErrorCode =
  // The request itself is wrong.
  | 'ERR_MESSAGE_MALFORMED' // not the protocol's grammar, or a value outside its type
  | 'ERR_MESSAGE_TOO_BIG'
  | 'ERR_VERSION_UNKNOWN'
  | 'ERR_OPERATION_UNKNOWN'
  | 'ERR_MAILBOXES_NONE'
  | 'ERR_MAILBOXES_TOO_MANY'
  | 'ERR_WINDOW_INVALID' // does not end after it starts
  | 'ERR_WINDOW_TOO_LONG'
  | 'ERR_INTERVAL_INVALID'
  | 'ERR_VIEW_INVALID'
  | 'ERR_TIME_ZONE_MISSING'
  // Who asks.
  | 'ERR_REQUESTER_UNTRUSTED'
  | 'ERR_IMPERSONATION_REFUSED' // somebody asked to be treated as somebody else
  // We cannot, now.
  | 'ERR_BUSY' // throttled, or shedding load; context.backOffMs says for how long
  | 'ERR_STORE_UNAVAILABLE' // nothing was written
  | 'ERR_OUTCOME_UNKNOWN' // a write was under way when the store went away; repeating it with its idempotency key is safe
  | 'ERR_INTERNAL'
  // Administering; the message is for the administrator who asked.
  | 'ERR_NOT_FOUND'
  | 'ERR_FORBIDDEN' // known, but without the scope for this
  | 'ERR_KEY_REUSED' // an idempotency key that stands for another request
  | 'ERR_PRECONDITION' // a change that does not say what it was made from
  | 'ERR_CONFLICT' // not in this state, or not beside what is there already
  // Setting up.
  | 'ERR_CONFIG_INVALID'
  | 'ERR_STORE_LOCKED' // another process holds it, or it was written by a newer release
  | 'ERR_STORE_DAMAGED' // what is kept does not agree with itself
  | 'ERR_PARTNER_UNREACHABLE'
  | 'ERR_METADATA_REFUSED'
  | 'ERR_ADDRESS_REFUSED' // an outbound address that must not be connected to

export type ErrorContext = Readonly<Record<string, string | number | boolean>>

/** The one error class. `message` and `context` are for our own log; they never leave in an answer. */
export class FederationError extends Error {
  override readonly name = 'FederationError'
  readonly code: ErrorCode
  readonly context: ErrorContext

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.context = context
  }
}
