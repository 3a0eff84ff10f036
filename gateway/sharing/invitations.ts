import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Language, PublishedLink } from '../../trust/sharing/published-link.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { Change, Commit } from '../../trust/stores/state-change.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import { senderAddress } from './invitation-message.ts'
import type { Sender } from './invitation-message.ts'
import { codeOrder, readOrder } from './invitation-order.ts'
import type { InvitationOrder, InvitationRefusal, OrderReading } from './invitation-order.ts'
import { CODE_TRIED_FOR, readInvitation, sealSecrets, TRIED_FOR, waiting } from './invitation-record.ts'
import type { Invitation, InvitationState } from './invitation-record.ts'
import type { InvitedShare, KeptInvitations } from './kept-invitations.ts'
import { spend } from './mail-budget.ts'
import type { MailBudget } from './mail-budget.ts'
import { written } from './outbox.ts'
import type { Outbox } from './outbox.ts'

export interface InvitationsParts {
  readonly state: StateStore
  readonly kept: KeptInvitations
  readonly sealingKey: SealingKey
  readonly random: Randomness
  readonly sender: Sender
  readonly budget: MailBudget
  /** For recipients whose language nobody knows. */
  readonly language: Language
  /** Null where this deployment sends no mail. */
  readonly outbox: Outbox | null
}

export type Invited =
  | { readonly invited: true; readonly id: string; readonly sequence: number }
  | { readonly invited: false; readonly because: InvitationRefusal }
  /** What was to be written with it could not be. */
  | {
      readonly invited: false
      readonly because: 'NOT_COMMITTED'
      readonly commit: Extract<Commit, { committed: false }>
    }

const ID_BYTES = 16
const NONCE_BYTES = 12
const MOST_RACES = 10

type Purpose = Invitation['purpose']

/** Orders messages to those a calendar is shared with, and knows what became of them. */
export class Invitations {
  readonly #parts: InvitationsParts

  constructor(parts: InvitationsParts) {
    this.#parts = parts
  }

  /**
   * Orders an invitation in one change with the share it belongs to: both are kept, or neither. It is durable when this
   * resolves, and sent by and by.
   *
   * @param change what makes the share
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  invite(order: InvitationOrder, change: Pick<Change, 'writes' | 'audit' | 'holds'>, cause: Cause): Promise<Invited> {
    return this.#order(order, order.secret === null ? 'grant' : 'link', change, cause)
  }

  /**
   * Sends a visitor's code to whom the link was sent to; it is kept until then, and of no use after ten minutes.
   *
   * @throws FederationError `ERR_BUSY` where it is not sent: nobody to send it to, no mail, or too many already
   */
  async sendCode(link: PublishedLink, code: string): Promise<void> {
    const order = codeOrder(link, code)
    const change = { writes: [], audit: [] }
    const invited = order && (await this.#order(order, 'code', change, BY_ITSELF))
    if (invited?.invited === true) return
    const because = invited?.because ?? 'RECIPIENT_REFUSED'
    throw new FederationError('ERR_BUSY', 'a code was not sent', { link: link.id, because })
  }

  /** What became of the newest invitation to a share; null where there was none, or long ago. */
  of(share: InvitedShare): InvitationState | null {
    return this.#parts.kept.ofShare(share).at(-1)?.invitation.is ?? null
  }

  /** What is not sent yet of a share is never sent: to be called when it is revoked, or its address is a new one. */
  async withdraw(share: InvitedShare, cause: Cause): Promise<void> {
    const { state, kept } = this.#parts
    for (const { id } of kept.ofShare(share)) {
      for (let race = 0; race < MOST_RACES; race++) {
        const held = await state.get({ kind: 'invitation', key: id })
        if (held === null || readInvitation(held.value).is.state !== 'waiting') break
        const audit = [invitationEvent('withdrawn', id, share, cause, state.now())]
        const commit = await state.commit({ writes: [written(id, null, held.version)], audit })
        if (commit.committed) break
      }
    }
  }

  /** A report came back of a message; false where it is of none of ours, or says nothing new. See `Outbox.bounced`. */
  async bounced(messageId: string, detail: string, cause: Cause): Promise<boolean> {
    const { outbox } = this.#parts
    return outbox !== null && (await outbox.bounced(messageId, detail, cause)) !== null
  }

  /** How many there are in each state; those of the last weeks. */
  counts(): Readonly<Record<InvitationState['state'], number>> {
    return this.#parts.kept.counts()
  }

  async #order(
    order: InvitationOrder,
    purpose: Purpose,
    change: Pick<Change, 'writes' | 'audit' | 'holds'>,
    cause: Cause,
  ): Promise<Invited> {
    const { state, budget, outbox } = this.#parts
    if (outbox === null) return { invited: false, because: 'MAIL_OFF' }
    const read = readOrder(order)
    if (!read.taken) return { invited: false, because: read.because }
    const { id, invitation } = this.#made(order, purpose, read)
    const ordered = purpose === 'code' ? [] : [orderEvent(id, invitation, cause)]
    for (let race = 0; race < MOST_RACES; race++) {
      const counted = await spend(state, invitation, budget)
      if ('because' in counted) return { invited: false, because: counted.because }
      const commit = await state.commit({
        ...change,
        writes: [...change.writes, written(id, invitation, 0), ...counted.spent],
        audit: [...change.audit, ...ordered],
        ...(cause.request !== undefined && { request: cause.request }),
        ...(cause.rehearsal !== undefined && { rehearsal: cause.rehearsal }),
      })
      if (commit.committed) return this.#taken(id, commit.sequence)
      if (commit.because === 'repeated') throw carriedOutBefore()
      if (commit.because !== 'conflict' || commit.name.kind !== 'mail-budget') {
        return { invited: false, because: 'NOT_COMMITTED', commit }
      }
    }
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'others sent each time first', { backOffMs: 1_000 })
  }

  #taken(id: string, sequence: number): Invited {
    // It goes now or later; whoever ordered it does not wait for a mail server.
    void this.#parts.outbox?.sendDue()
    return { invited: true, id, sequence }
  }

  #made(order: InvitationOrder, purpose: Purpose, read: Extract<OrderReading, { taken: true }>) {
    const { state, random, sealingKey, sender, language } = this.#parts
    const { organization, mailbox, share, level, from, until, timeZone, codeByMail } = order
    const id = random.bytes(ID_BYTES).toString('hex')
    const now = state.now()
    const secrets = { secret: order.secret ?? '', note: read.note }
    const invitation: Invitation = {
      ...{ organization, mailbox, share, purpose, level, from, until, timeZone, codeByMail },
      recipient: read.recipient,
      language: order.language ?? language,
      messageId: `${id}@${domainOf(senderAddress(sender, mailbox))}`,
      createdAt: now,
      ends: now + (purpose === 'code' ? CODE_TRIED_FOR : TRIED_FOR),
      sealed: sealSecrets(id, secrets, sealingKey, random.bytes(NONCE_BYTES)),
      is: { state: 'waiting', attempts: 0, due: now, detail: null },
    }
    return { id, invitation: waiting(invitation, 0, now, null) }
  }
}

function invitationEvent(
  what: string,
  id: string,
  { organization }: Pick<InvitedShare, 'organization'>,
  { actor, requestId }: Cause,
  at: number,
): AuditEvent {
  const facts = { invitation: id, organization }
  return { event: `invitation.${what}`, at, actor, requestId, facts, personal: {} }
}

function orderEvent(id: string, invitation: Invitation, cause: Cause): AuditEvent {
  const { mailbox, recipient, createdAt } = invitation
  return { ...invitationEvent('ordered', id, invitation, cause, createdAt), personal: { mailbox, recipient } }
}
