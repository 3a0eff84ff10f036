import type { RepeatableRequest } from './state-change.ts'

/** Why something is changed, and by whom: what every change has to say of itself. */
export interface Cause {
  /** `token:<id>`, `gateway`, `first-administrator`. */
  readonly actor: string
  readonly requestId: string | null
  readonly request?: RepeatableRequest
  /** Checks everything and changes nothing. */
  readonly rehearsal?: boolean
}

/** The gateway itself, on a schedule or because a partner's token asks for it. */
export const BY_ITSELF: Cause = { actor: 'gateway', requestId: null }
