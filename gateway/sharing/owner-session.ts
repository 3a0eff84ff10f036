import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { HeldRecord } from '../../trust/stores/state-record.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import { KeptSessions } from '../pages/kept-sessions.ts'
import type { Session, SessionRules } from '../pages/kept-sessions.ts'
import type { Owner } from './owner-link.ts'

const RULES: SessionRules<Owner> = {
  kind: 'owner-session',
  holder: z.strictObject({
    organization: z.string(),
    mailbox: z.string().transform((text, context): MailboxAddress => {
      const read = readMailboxAddress(text)
      if (read !== null) return read
      context.addIssue({ code: 'custom', message: 'expected a mailbox address' })
      return z.NEVER
    }),
  }),
  cookie: 'ledig-owner',
  lasts: 8 * HOUR,
  idle: 30 * MINUTE,
}

export type OwnerSession = Session<Owner>

/** Owners on their pages, each opened by a signed address. */
export class OwnerSessions implements StateFollower {
  readonly #kept: KeptSessions<Owner>

  /** @param secure whether the public address has TLS */
  constructor(state: StateStore, random: Randomness, secure: boolean) {
    this.#kept = new KeptSessions(state, random, RULES, secure)
  }

  get kinds() {
    return this.#kept.kinds
  }

  /** @returns the session, and the `Set-Cookie` that carries it */
  begin({ organization, mailbox }: Owner): Promise<{ readonly session: OwnerSession; readonly setCookie: string }> {
    const owner = { organization, mailbox }
    return this.#kept.begin(owner, () => entry('owner.signed-in', owner))
  }

  /** Of a request's `Cookie`; null where there is none, or it is over. */
  verify(cookieHeader: string | undefined): OwnerSession | null {
    return this.#kept.verify(cookieHeader)
  }

  /** @returns the `Set-Cookie` that takes the cookie away */
  async end(session: OwnerSession): Promise<string> {
    await this.#kept.end(session.key, entry('owner.signed-out', session))
    return this.#kept.gone
  }

  /** Ends every session of an owner, wherever she is. */
  async endAll({ organization, mailbox }: Owner): Promise<number> {
    const hers = this.#kept.list().filter((one) => one.organization === organization && one.mailbox === mailbox)
    for (const { key } of hers) await this.#kept.end(key, entry('owner.signed-out', { organization, mailbox }))
    return hers.length
  }

  /** Takes out what is over; to be called every minute. */
  sweep(): Promise<void> {
    return this.#kept.sweep()
  }

  reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    return this.#kept.reload(records)
  }

  changed(records: readonly ChangedRecord[]): void {
    this.#kept.changed(records)
  }
}

function entry(event: string, { organization, mailbox }: Owner): Omit<AuditEvent, 'at'> {
  return { event, actor: 'owner', requestId: null, facts: { organization }, personal: { mailbox } }
}
