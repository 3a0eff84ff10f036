import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Delivery, MailTransport } from '../../protocols/mail/mail-transport.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Randomness } from '../../trust/randomness.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { RecordWrite } from '../../trust/stores/state-change.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import { inTurns } from '../domains/in-turns.ts'
import type { Log } from '../log.ts'
import { invitationMessage } from './invitation-message.ts'
import type { MessageParts } from './invitation-message.ts'
import { openSecrets, over, pauseAfter, waiting } from './invitation-record.ts'
import type { Invitation, KeptInvitation } from './invitation-record.ts'
import type { KeptInvitations } from './kept-invitations.ts'
import { sweepBudgets } from './mail-budget.ts'

export interface OutboxParts extends MessageParts {
  readonly state: StateStore
  readonly kept: KeptInvitations
  readonly sealingKey: SealingKey
  readonly random: Pick<Randomness, 'fraction'>
  readonly transport: MailTransport
  readonly log: Log
}

const AT_ONCE = 4
/** Longer than any attempt lasts; who took it and says nothing by then is dead. */
const CLAIM_LASTS = 3 * MINUTE
/** How long it is known what became of an invitation. */
const REMEMBERED = 30 * DAY
const SWEPT_AT_ONCE = 200
const MOST_TRIES = 5
const PAUSE_MS = 200
const LONGEST_ENDING_MS = 5_000

/**
 * Sends what waits to be sent: at least once, with one Message-ID however often, and to nobody but the recipient on
 * record. Of several instances one takes an invitation, by compare-and-set, before it tries.
 */
export class Outbox {
  readonly #parts: OutboxParts
  #round: Promise<void> | null = null
  #again = false
  #sweptAt = -Infinity
  readonly #ending = new AbortController()
  #closing = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /** Tries what is due. To be run every minute and when something was ordered; never runs beside itself. */
  sendDue(): Promise<void> {
    this.#again = true
    this.#round ??= this.#rounds().finally(() => (this.#round = null))
    return this.#round
  }

  /** Lets what is under way end, for a moment; what was not answered by then is tried again by who comes next. */
  async close(): Promise<void> {
    this.#closing = true
    const timer = setTimeout(() => this.#ending.abort(), LONGEST_ENDING_MS)
    await this.#round
    clearTimeout(timer)
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#closing) {
      this.#again = false
      await this.#sendAllDue()
    }
  }

  /** Where the server is away the rest waits for the next round: one asks whether it is back, not a thousand. */
  async #sendAllDue(): Promise<void> {
    const { kept, state, log } = this.#parts
    const now = state.now()
    const due = [...kept.all()].filter(({ invitation: { is } }) => is.state === 'waiting' && is.due <= now)
    due.sort((one, other) => one.invitation.createdAt - other.invitation.createdAt)
    let reachable = true
    await inTurns(due, AT_ONCE, async (held) => {
      try {
        if (held.invitation.ends <= now) await this.#giveUp(held)
        else if (reachable && !this.#closing && (await this.#try(held)) === 'unreachable') reachable = false
      } catch (error) {
        reachable = false
        log.error('invitation not sent', { invitation: held.id, detail: String(error) })
      }
    })
  }

  /** Takes the invitation, tries it, and keeps what came of it. */
  async #try({ id, version, invitation }: KeptInvitation): Promise<'unreachable' | null> {
    const { state, transport, sealingKey, random } = this.#parts
    if (invitation.is.state !== 'waiting' || invitation.sealed === null) return null
    const attempts = invitation.is.attempts + 1
    const taken = waiting(invitation, attempts, state.now() + CLAIM_LASTS, invitation.is.detail)
    const claim = await state.commit({ writes: [written(id, taken, version)], audit: [] })
    if (!claim.committed) return null
    const secrets = openSecrets(id, invitation.sealed, sealingKey)
    const delivery = await transport.send(invitationMessage(invitation, secrets, this.#parts), this.#ending.signal)
    const now = state.now()
    const after = delivery.handedOn
      ? over(invitation, { state: 'sent', at: now })
      : delivery.because === 'refused'
        ? over(invitation, { state: 'refused', at: now, detail: delivery.detail })
        : waiting(invitation, attempts, now + pauseAfter(attempts, random.fraction()), delivery.detail)
    await this.#keep({ id, version: claim.sequence, invitation: after })
    this.#report(id, delivery, attempts)
    return !delivery.handedOn && delivery.because === 'unreachable' ? 'unreachable' : null
  }

  #giveUp({ id, version, invitation }: KeptInvitation): Promise<boolean> {
    const detail = (invitation.is.state === 'waiting' ? invitation.is.detail : null) ?? 'never tried'
    this.#parts.log.warn('invitation given up', { invitation: id, detail })
    const at = this.#parts.state.now()
    return this.#keep({ id, version, invitation: over(invitation, { state: 'given-up', at, detail }) })
  }

  /**
   * Keeps what is known now of an invitation; false where somebody changed it meanwhile. What a server took and no store
   * knows of would go again, so it is tried for a moment.
   */
  async #keep(held: KeptInvitation): Promise<boolean> {
    const { state } = this.#parts
    const { id, version, invitation } = held
    const isOver = invitation.is.state !== 'waiting'
    const write = written(id, isOver && invitation.purpose === 'code' ? null : invitation, version)
    const audit = isOver && invitation.purpose !== 'code' ? [stateEvent(held, BY_ITSELF, state.now())] : []
    for (let tries = 1; ; tries++) {
      try {
        const commit = await state.commit({ writes: [write], audit })
        return commit.committed
      } catch (error) {
        if (tries >= MOST_TRIES || !(error instanceof FederationError)) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries))
      }
    }
  }

  /** Of addresses and what is in messages the log learns nothing. */
  #report(id: string, delivery: Delivery, attempts: number): void {
    const { log } = this.#parts
    if (delivery.handedOn) return log.info('invitation sent', { invitation: id, attempts })
    const { because } = delivery
    log.warn(because === 'refused' ? 'invitation refused' : 'invitation waits', { invitation: id, because, attempts })
  }

  /**
   * A report came back that an invitation could not be delivered after all.
   *
   * @returns null where no invitation of this Message-ID is known, or its end is known already
   */
  async bounced(messageId: string, detail: string, cause: Cause): Promise<KeptInvitation | null> {
    const { state } = this.#parts
    const id = messageId.slice(0, Math.max(0, messageId.indexOf('@')))
    const held = this.#parts.kept.get(id)
    if (held === undefined || held.invitation.messageId !== messageId) return null
    if (held.invitation.is.state === 'refused' || held.invitation.purpose === 'code') return null
    const refused = over(held.invitation, { state: 'refused', at: state.now(), detail })
    const kept = { ...held, invitation: refused }
    const commit = await state.commit({
      writes: [written(id, refused, held.version)],
      audit: [stateEvent(kept, cause, state.now())],
      ...(cause.request !== undefined && { request: cause.request }),
      ...(cause.rehearsal !== undefined && { rehearsal: cause.rehearsal }),
    })
    if (!commit.committed && commit.because === 'repeated') throw carriedOutBefore()
    return commit.committed ? kept : null
  }

  /** Forgets what is long over, and counts of days that are; to be run every minute, it does something every hour. */
  async sweep(): Promise<void> {
    const { kept, state } = this.#parts
    const now = state.now()
    if (now < this.#sweptAt + HOUR) return
    this.#sweptAt = now
    const old = [...kept.all()].filter(({ invitation: { is } }) => is.state !== 'waiting' && is.at < now - REMEMBERED)
    for (let at = 0; at < old.length; at += SWEPT_AT_ONCE) {
      const writes = old.slice(at, at + SWEPT_AT_ONCE).map(({ id, version }) => written(id, null, version))
      await state.commit({ writes, audit: [] })
    }
    await sweepBudgets(state)
  }
}

export const written = (key: string, value: Invitation | null, before: number): RecordWrite => ({
  kind: 'invitation',
  key,
  value,
  before,
})

const stateEvent = ({ id, invitation }: KeptInvitation, { actor, requestId }: Cause, at: number) => ({
  event: `invitation.${invitation.is.state}`,
  at,
  actor,
  requestId,
  facts: { invitation: id, organization: invitation.organization, purpose: invitation.purpose },
  personal: {},
})
