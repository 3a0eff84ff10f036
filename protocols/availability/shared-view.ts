import type { FreeBusyView } from './free-busy-view.ts'
import type { View } from './view.ts'

declare const shared: unique symbol

/**
 * A view already reduced to what the requester may see: the only thing a wire format writes. Only
 * `trust/policies/share-view.ts` makes one, so an endpoint that forgets the policy does not compile.
 */
export type SharedView = FreeBusyView & {
  readonly [shared]: true
  /** The view granted, at most the view asked for; what the answer names. */
  readonly grantedView: View
}
