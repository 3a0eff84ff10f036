import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { CONSOLE_ROLES } from '../../trust/sign-in/console-role.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord } from '../../trust/stores/state-record.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import { KeptSessions } from '../pages/kept-sessions.ts'
import type { HeldSession, Session, SessionRules } from '../pages/kept-sessions.ts'
import type { ConsoleAccounts } from './console-accounts.ts'

/** How long who has just proven who she is may change trust. */
const FRESH = 5 * MINUTE

const SIGNED_IN = z.strictObject({
  /** As she is called: the name of the account, or what the provider says. */
  name: z.string(),
  role: z.enum(CONSOLE_ROLES),
  by: z.discriminatedUnion('kind', [
    /** The version of the account: changed or removed, the session is none. */
    z.strictObject({ kind: z.literal('password'), version: z.number() }),
    z.strictObject({ kind: z.literal('openid'), issuer: z.string(), subject: z.string() }),
  ]),
  /** When she last showed who she is; null where the provider does not say when she did. */
  provenAt: z.number().nullable(),
  /** Hers; null where she has none here. Whether it is still there is looked at whenever it is used. */
  mailbox: z.string().transform(readMailboxAddress).nullable().default(null),
})

/** Who signed in to the console, and as what. */
export type SignedIn = z.infer<typeof SIGNED_IN>
export type ConsoleSession = Session<SignedIn>
export type HeldConsoleSession = HeldSession<SignedIn>

const RULES: SessionRules<SignedIn> = {
  ...{ kind: 'console-session', holder: SIGNED_IN, cookie: 'ledig-console' },
  ...{ lasts: 12 * HOUR, idle: 30 * MINUTE },
}

/** What a session is called in the audit log, where it acts. */
export const actorOf = ({ key }: { readonly key: string }): string => `session:${key.slice(0, 16)}`

/** People signed in to the console. */
export class ConsoleSessions implements StateFollower {
  readonly #kept: KeptSessions<SignedIn>
  readonly #accounts: Pick<ConsoleAccounts, 'of'>
  readonly #state: StateStore

  /** @param secure whether the address of the console has TLS */
  constructor(state: StateStore, random: Randomness, accounts: Pick<ConsoleAccounts, 'of'>, secure: boolean) {
    this.#kept = new KeptSessions(state, random, RULES, secure)
    this.#accounts = accounts
    this.#state = state
  }

  get kinds() {
    return this.#kept.kinds
  }

  /**
   * @param replacing key of the session she had, which ends with the same write: an id is never signed in under twice
   * @param source where she signs in from
   */
  async begin(
    who: SignedIn,
    { replacing, source }: { readonly replacing: string | null; readonly source: string },
  ): Promise<{ readonly session: ConsoleSession; readonly setCookie: string }> {
    const entry = (key: string) => ({
      ...{ event: 'console.signed-in', actor: actorOf({ key }), requestId: null },
      ...{ facts: { role: who.role, by: who.by.kind }, personal: { name: who.name, source } },
    })
    return this.#kept.begin(who, entry, replacing)
  }

  /** Of a request's `Cookie`; null where there is none, or it is over, or its account has changed. */
  verify(cookieHeader: string | undefined): ConsoleSession | null {
    const session = this.#kept.verify(cookieHeader)
    return session !== null && this.#counts(session) ? session : null
  }

  /** All that count, the newest first. */
  list(): readonly HeldConsoleSession[] {
    return this.#kept.list().filter((session) => this.#counts(session))
  }

  /** Whether she showed who she is so lately that she may change trust. */
  isFresh({ provenAt }: SignedIn): boolean {
    return provenAt !== null && this.#state.now() < provenAt + FRESH
  }

  /** @returns the `Set-Cookie` that takes the cookie away */
  async signOut(session: ConsoleSession): Promise<string> {
    await this.#kept.end(
      session.key,
      entry('console.signed-out', session, { actor: actorOf(session), requestId: null }),
    )
    return this.#kept.gone
  }

  /** @throws FederationError `ERR_NOT_FOUND` */
  async revoke(key: string, cause: Cause): Promise<void> {
    const session = this.list().find((one) => one.key === key)
    const gone =
      session === undefined ? 'not there' : await this.#kept.end(key, entry('console.revoked', session, cause), cause)
    if (gone === 'repeated') throw carriedOutBefore()
    if (gone === 'not there')
      throw new FederationError('ERR_NOT_FOUND', 'There is no session of this id, or it is over.')
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

  #counts({ name, by }: SignedIn): boolean {
    return by.kind !== 'password' || this.#accounts.of(name)?.version === by.version
  }
}

function entry(
  event: string,
  session: HeldConsoleSession,
  { actor, requestId }: Pick<Cause, 'actor' | 'requestId'>,
): Omit<AuditEvent, 'at'> {
  const facts = { session: actorOf(session), role: session.role }
  return { event, actor, requestId, facts, personal: { name: session.name } }
}
