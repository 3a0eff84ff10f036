import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { HeldRecord, Json, RecordKind, RecordName } from '../../trust/stores/state-record.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import type { Owner } from './owner-link.ts'

const KINDS: ReadonlySet<RecordKind> = new Set(['owner-session'])
const ID_BYTES = 32
const LASTS = 8 * HOUR
const IDLE = 30 * MINUTE
/** How exactly it is kept when a session was last used. */
const NOTED_EVERY = MINUTE
const FORM = /^[A-Za-z0-9_-]{43}$/
/** Sessions that are over, taken out with one write. */
const SWEPT_AT_ONCE = 500

const SESSION = z.strictObject({
  organization: z.string(),
  mailbox: z.string().transform((text, context): MailboxAddress => {
    const read = readMailboxAddress(text)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: 'expected a mailbox address' })
    return z.NEVER
  }),
  begun: z.number(),
  used: z.number(),
})

export interface OwnerSession extends Owner {
  /** Names the session where it is revoked; opens nothing. */
  readonly key: string
  readonly begun: Instant
  /** The first instant at which it is over, however much it is used. */
  readonly until: Instant
  /** Has to come back with each form, so that no other page can send one (threats AD4). */
  readonly formToken: string
}

interface Kept extends z.infer<typeof SESSION> {
  readonly version: number
}

const keyOf = (id: string): string => createHash('sha256').update(id).digest('base64url')
const formTokenOf = (id: string): string => createHash('sha256').update(`form ${id}`).digest('base64url')
const recordOf = (key: string): RecordName => ({ kind: 'owner-session', key })

/**
 * Owners on their pages. The id is 256 random bits, in her cookie and nowhere else; kept is its hash. Over after eight
 * hours, or half an hour unused, or when it is revoked, on every instance.
 */
export class OwnerSessions implements StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  readonly #random: Randomness
  readonly #cookie: SessionCookie
  #kept = new Map<string, Kept>()

  /** @param secure whether the public address has TLS */
  constructor(state: StateStore, random: Randomness, secure: boolean) {
    this.#state = state
    this.#random = random
    this.#cookie = new SessionCookie(secure)
  }

  /** @returns the session, and the `Set-Cookie` that carries it */
  async begin(owner: Owner): Promise<{ readonly session: OwnerSession; readonly setCookie: string }> {
    const id = this.#random.bytes(ID_BYTES).toString('base64url')
    const now = this.#state.now()
    const { organization, mailbox } = owner
    const value = { organization, mailbox, begun: now, used: now }
    const writes = [{ ...recordOf(keyOf(id)), value, before: 0 }]
    const commit = await this.#state.commit({ writes, audit: [this.#entry('owner.signed-in', owner)] })
    if (!commit.committed) throw new FederationError('ERR_CONFLICT', 'The session could not begin; try again.')
    return { session: sessionOf(id, value), setCookie: this.#cookie.with(id) }
  }

  /** Of a request's `Cookie`; null where there is none, or it is over. */
  verify(cookieHeader: string | undefined): OwnerSession | null {
    const id = this.#cookie.in(cookieHeader)
    const key = id === null ? null : keyOf(id)
    const kept = key === null ? undefined : this.#kept.get(key)
    if (id === null || key === null || kept === undefined || isOver(kept, this.#state.now())) return null
    this.#use(key, kept)
    return sessionOf(id, kept)
  }

  /** @returns the `Set-Cookie` that takes the cookie away */
  async end(session: OwnerSession): Promise<string> {
    await this.#remove(session.key)
    return this.#cookie.gone
  }

  /** Ends every session of an owner, wherever she is. */
  async endAll({ organization, mailbox }: Owner): Promise<number> {
    const hers = [...this.#kept].filter(([, kept]) => kept.organization === organization && kept.mailbox === mailbox)
    for (const [key] of hers) await this.#remove(key)
    return hers.length
  }

  /** Takes out what is over; to be called every minute. */
  async sweep(): Promise<void> {
    const now = this.#state.now()
    const over = [...this.#kept].filter(([, kept]) => isOver(kept, now)).slice(0, SWEPT_AT_ONCE)
    if (over.length === 0) return
    // Where somebody was faster, the next round finds what is left.
    await this.#state.commit({
      writes: over.map(([key, { version }]) => ({ ...recordOf(key), value: null, before: version })),
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
    if (held === null) this.#kept.delete(key)
    else this.#kept.set(key, { ...SESSION.parse(held.value), version: held.version })
  }

  /** Notes that it is used; who asks does not wait, and where the store is away it ends the earlier. */
  #use(key: string, kept: Kept): void {
    const now = this.#state.now()
    if (now - kept.used < NOTED_EVERY) return
    const { version, ...session } = kept
    this.#kept.set(key, { ...kept, used: now })
    const write = { ...recordOf(key), value: { ...session, used: now } as Json, before: version }
    this.#state.commit({ writes: [write], audit: [] }).catch(() => undefined)
  }

  async #remove(key: string): Promise<void> {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    const audit = [this.#entry('owner.signed-out', kept)]
    for (let version: number | undefined = kept.version; version !== undefined;) {
      const commit = await this.#state.commit({ writes: [{ ...recordOf(key), value: null, before: version }], audit })
      // It was noted as used at this moment: that does not keep it.
      version = commit.committed || commit.because !== 'conflict' ? undefined : commit.held?.version
    }
  }

  #entry(event: string, { organization, mailbox }: Owner): AuditEvent {
    const entry = { event, at: this.#state.now(), actor: 'owner', requestId: null }
    return { ...entry, facts: { organization }, personal: { mailbox } }
  }
}

const isOver = ({ begun, used }: Kept, now: Instant): boolean => now >= begun + LASTS || now >= used + IDLE

function sessionOf(id: string, { organization, mailbox, begun }: Omit<Kept, 'version'>): OwnerSession {
  return { organization, mailbox, key: keyOf(id), begun, until: begun + LASTS, formToken: formTokenOf(id) }
}

/** RFC 6265bis 4.1.3.2: under a name with `__Host-` no other host, and no page without TLS, can have set it. */
class SessionCookie {
  readonly #name: string
  readonly #attributes: string

  constructor(secure: boolean) {
    this.#name = secure ? '__Host-ledig-owner' : 'ledig-owner'
    this.#attributes = `Path=/; ${secure ? 'Secure; ' : ''}HttpOnly; SameSite=Strict`
  }

  with(id: string): string {
    return `${this.#name}=${id}; ${this.#attributes}; Max-Age=${LASTS / 1_000}`
  }

  get gone(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`
  }

  /** Null also where there are several: which of them she meant, nobody knows. */
  in(header: string | undefined): string | null {
    const ids = (header ?? '').split(';').flatMap((pair) => {
      const [name, value = ''] = pair.trim().split('=', 2)
      return name === this.#name && FORM.test(value) ? [value] : []
    })
    return ids.length === 1 ? (ids[0] ?? null) : null
  }
}
