import type { Answer } from '../../admin/operation.ts'
import { refusalOf } from '../../console/trusts/change-refusals.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { trustAddress } from '../../console/trusts/listed-trust.ts'
import type { NamedTrust } from '../../console/trusts/trust-change-pages.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { waitingPage } from '../approvals/waiting-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { Order } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'

/** What came of asking for a change of a trust. */
export type Asked =
  | { readonly outcome: 'done'; readonly body: Answer['body'] }
  /** A second administrator has to say yes. */
  | { readonly outcome: 'waits'; readonly body: Answer['body'] }
  | { readonly outcome: 'refused'; readonly because: Refusal }

/**
 * Asks an operation for a change, and gives a refusal back as one.
 *
 * @throws FederationError `ERR_NOT_FOUND`, and whatever is no refusal
 */
export async function askChange(door: ConsoleDoor, visit: Visit, id: string, order: Order): Promise<Asked> {
  try {
    const { status, body } = await askOperation(door, visit, id, order)
    return { outcome: status === 202 ? 'waits' : 'done', body }
  } catch (error) {
    const because = refusalOf(error)
    if (because === null) throw error
    return { outcome: 'refused', because }
  }
}

/** Says that a change of a trust waits for a second administrator, and leads back to the trust. */
export const waitingChange = (visit: Visit, body: Answer['body'], { id }: Pick<NamedTrust, 'id'>): PageAnswer =>
  waitingPage(visit, body, 'trusts', trustAddress(visit.viewer, id))
