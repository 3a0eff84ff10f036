import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord, Json, RecordKind, RecordName } from '../../trust/stores/state-record.ts'
import type { Change, Commit } from '../../trust/stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import { SessionCookie } from './session-cookie.ts'

const ID_BYTES = 32
/** How exactly it is kept when a session was last used. */
const NOTED_EVERY = MINUTE
/** Sessions that are over, taken out with one write. */
const SWEPT_AT_ONCE = 500

const TIMES = z.looseObject({ begun: z.number(), used: z.number() })

/** What sessions of one kind have in common. */
export interface SessionRules<Holder extends object> {
  readonly kind: RecordKind
  /** Reads back what is kept of whoever has the session. */
  readonly holder: z.ZodType<Holder>
  /** Name of the cookie, without `__Host-`. */
  readonly cookie: string
  /** Milliseconds, however much it is used. */
  readonly lasts: number
  /** Milliseconds unused. */
  readonly idle: number
}

/** A session as it is kept: it cannot be continued from here, since the id is only in a browser. */
export type HeldSession<Holder extends object> = Holder & {
  /** Hash of the id: names the session where it is revoked, opens nothing. */
  readonly key: string
  readonly begun: Instant
  /** When it was last used, to the minute. */
  readonly used: Instant
  /** The first instant at which it is over, however much it is used. */
  readonly until: Instant
}

/** Of a request that carries it. */
export type Session<Holder extends object> = HeldSession<Holder> & {
  /** Has to come back with each form, so that no other page can send one (threats AD4). */
  readonly formToken: string
}

interface Kept<Holder> {
  readonly holder: Holder
  readonly begun: Instant
  readonly used: Instant
  readonly version: number
}

const keyOf = (id: string): string => createHash('sha256').update(id).digest('base64url')
const formTokenOf = (id: string): string => createHash('sha256').update(`form ${id}`).digest('base64url')

/**
 * People on their pages. The id is 256 random bits, in a cookie and nowhere else; kept is its hash. A session is over when
 * its time is, or it was not used for a while, or it is revoked, on every instance (threats AD3).
 */
export class KeptSessions<Holder extends object> implements StateFollower {
  readonly kinds: ReadonlySet<RecordKind>
  readonly #state: StateStore
  readonly #random: Randomness
  readonly #rules: SessionRules<Holder>
  readonly #cookie: SessionCookie
  #kept = new Map<string, Kept<Holder>>()

  /** @param secure whether the address of the pages has TLS */
  constructor(state: StateStore, random: Randomness, rules: SessionRules<Holder>, secure: boolean) {
    this.kinds = new Set([rules.kind])
    this.#state = state
    this.#random = random
    this.#rules = rules
    this.#cookie = new SessionCookie(rules.cookie, rules.lasts, secure)
  }

  /**
   * @param entry what goes on record, with the key of the new session
   * @param replacing a session that ends with the same write
   * @returns the session, and the `Set-Cookie` that carries it
   * @throws FederationError `ERR_CONFLICT`
   */
  async begin(
    holder: Holder,
    entry: (key: string) => Omit<AuditEvent, 'at'>,
    replacing: string | null = null,
  ): Promise<{ readonly session: Session<Holder>; readonly setCookie: string }> {
    const id = this.#newId()
    const key = keyOf(id)
    const now = this.#state.now()
    const kept = { holder, begun: now, used: now, version: 0 }
    const before = replacing === null ? undefined : this.#kept.get(replacing)
    const audit = [{ ...entry(key), at: now }]
    let ending = before === undefined || replacing === null ? null : before.version
    for (;;) {
      const ended = ending === null ? [] : [{ ...this.#record(replacing ?? ''), value: null, before: ending }]
      const writes = [{ ...this.#record(key), value: valueOf(kept), before: 0 }, ...ended]
      const commit = await this.#state.commit({ writes, audit })
      if (commit.committed) return { session: this.#session(id, kept), setCookie: this.#cookie.with(id) }
      // The one before was noted as used at this moment, or has ended.
      if (ended.length === 0 || commit.because !== 'conflict')
        throw new FederationError('ERR_CONFLICT', 'The session could not begin; try again.')
      ending = commit.held?.version ?? null
    }
  }

  /** A command takes what begins with a hyphen for an option: no session is called so where one is revoked. */
  #newId(): string {
    for (;;) {
      const id = this.#random.bytes(ID_BYTES).toString('base64url')
      if (!keyOf(id).startsWith('-')) return id
    }
  }

  /** Of a request's `Cookie`; null where there is none, or it is over. */
  verify(cookieHeader: string | undefined): Session<Holder> | null {
    const id = this.#cookie.in(cookieHeader)
    const key = id === null ? null : keyOf(id)
    const kept = key === null ? undefined : this.#kept.get(key)
    if (id === null || key === null || kept === undefined || this.#isOver(kept)) return null
    this.#use(key, kept)
    return this.#session(id, kept)
  }

  /** All that are not over, the newest first. */
  list(): readonly HeldSession<Holder>[] {
    const held = [...this.#kept].filter(([, kept]) => !this.#isOver(kept)).map(([key, kept]) => this.#held(key, kept))
    return held.sort((a, b) => b.begun - a.begun || (a.key < b.key ? -1 : 1))
  }

  /**
   * Ends a session, also where it is used at that moment.
   *
   * @returns false where there is none of this key
   */
  async end(key: string, entry: Omit<AuditEvent, 'at'>, cause?: Cause): Promise<'ended' | 'not there' | 'repeated'> {
    const { request, rehearsal } = cause ?? {}
    const more = { ...(request !== undefined && { request }), ...(rehearsal !== undefined && { rehearsal }) }
    let version = this.#kept.get(key)?.version
    while (version !== undefined) {
      const writes = [{ ...this.#record(key), value: null, before: version }]
      const change: Change = { writes, audit: [{ ...entry, at: this.#state.now() }], ...more }
      const commit: Commit = await this.#state.commit(change)
      if (commit.committed) return 'ended'
      if (commit.because !== 'conflict') return 'repeated'
      version = commit.held?.version
    }
    return 'not there'
  }

  /** The `Set-Cookie` that takes the cookie away. */
  get gone(): string {
    return this.#cookie.gone
  }

  /** Takes out what is over; to be called every minute. */
  async sweep(): Promise<void> {
    const over = [...this.#kept].filter(([, kept]) => this.#isOver(kept)).slice(0, SWEPT_AT_ONCE)
    if (over.length === 0) return
    // Where somebody was faster, the next round finds what is left.
    await this.#state.commit({
      writes: over.map(([key, { version }]) => ({ ...this.#record(key), value: null, before: version })),
      audit: [],
    })
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#kept = new Map()
    for await (const record of records) this.#hold(record.key, record)
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) this.#hold(key, held)
  }

  #hold(key: string, held: HeldRecord | null): void {
    if (held === null) return void this.#kept.delete(key)
    const { begun, used, ...holder } = TIMES.parse(held.value)
    this.#kept.set(key, { holder: this.#rules.holder.parse(holder), begun, used, version: held.version })
  }

  /** Notes that it is used; who asks does not wait, and where the store is away it ends the earlier. */
  #use(key: string, kept: Kept<Holder>): void {
    const now = this.#state.now()
    if (now - kept.used < NOTED_EVERY) return
    const used = { ...kept, used: now }
    this.#kept.set(key, used)
    const write = { ...this.#record(key), value: valueOf(used), before: kept.version }
    this.#state.commit({ writes: [write], audit: [] }).catch(() => undefined)
  }

  #isOver({ begun, used }: Kept<Holder>): boolean {
    const now = this.#state.now()
    return now >= begun + this.#rules.lasts || now >= used + this.#rules.idle
  }

  #record(key: string): RecordName {
    return { kind: this.#rules.kind, key }
  }

  #held(key: string, { holder, begun, used }: Kept<Holder>): HeldSession<Holder> {
    return { ...holder, key, begun, used, until: begun + this.#rules.lasts }
  }

  #session(id: string, kept: Kept<Holder>): Session<Holder> {
    return { ...this.#held(keyOf(id), kept), formToken: formTokenOf(id) }
  }
}

const valueOf = <Holder extends object>({ holder, begun, used }: Kept<Holder>): Json =>
  ({ ...holder, begun, used }) as unknown as Json
