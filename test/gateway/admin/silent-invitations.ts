import { randomBytes, randomUUID } from 'node:crypto'
import { NO_MAIL } from '../../../config/read-mail.ts'
import { Invitations } from '../../../gateway/sharing/invitations.ts'
import { KeptInvitations } from '../../../gateway/sharing/kept-invitations.ts'
import type { StateStore } from '../../../trust/stores/state-store.ts'

/** Of a gateway that is configured to send no mail. */
export function silentInvitations(state: StateStore): Invitations {
  return new Invitations({
    ...{ state, kept: new KeptInvitations(), sealingKey: randomBytes(32), outbox: null },
    random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 },
    ...{ sender: { address: null, name: 'Test' }, budget: NO_MAIL.budget, language: NO_MAIL.language },
  })
}
