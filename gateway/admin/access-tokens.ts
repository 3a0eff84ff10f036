import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Secret } from '../../config/secrets.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import type { Commit } from '../../trust/stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import { bearerOf, carriedOutBefore, SCOPES } from './operation.ts'
import type { Caller, Scope } from './operation.ts'

const KINDS: ReadonlySet<RecordKind> = new Set(['access-token', 'first-administrator'])
const FORM = /^ledig_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
const SECRET_BYTES = 32
const ID_BYTES = 8
const CODE_BYTES = 16
const CODE_LASTS = DAY
/** Id of the token of the configuration, which no store holds. */
export const FILE_TOKEN = 'file'
const FIRST = { kind: 'first-administrator', key: 'code' } as const

const TOKEN = z.strictObject({
  name: z.string(),
  scope: z.enum(SCOPES),
  /** SHA-256 of the secret, hex: 256 random bits need no slow hash. */
  hash: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  createdBy: z.string(),
})
const CODE = z.strictObject({ hash: z.string(), until: z.number() })

/** An access token as administrators see it. */
export interface ShownToken {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly createdBy: string
}

export interface TokenOrder {
  readonly name: string
  readonly scope: Scope
  readonly expiresAt: Instant | null
}

interface Kept extends z.infer<typeof TOKEN> {
  readonly version: number
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const same = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other))
/** Compared where no token has this id, so that an unknown id costs what a wrong secret does. */
const NOBODY = digest('nobody')

const callerOf = (tokenId: string, scope: Scope): Caller => ({ tokenId, person: bearerOf(tokenId), scope })

/** Who may administer: tokens kept as digests, the same on every instance, gone everywhere once they are revoked. */
export class AccessTokens implements StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  readonly #random: Randomness
  readonly #file: string | null
  #kept = new Map<string, Kept>()
  #code: HeldRecord | null = null

  /** @param file the token of the configuration, where it has one */
  constructor(state: StateStore, random: Randomness, file: Secret | null) {
    this.#state = state
    this.#random = random
    this.#file = file === null ? null : digest(file.reveal())
  }

  /** Null for whatever reason it is refused. */
  caller(authorization: string | undefined): Caller | null {
    const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1] ?? ''
    if (this.#file !== null && same(digest(token), this.#file)) return callerOf(FILE_TOKEN, 'admin')
    const [, id = '', secret = ''] = FORM.exec(token) ?? []
    const kept = this.#kept.get(id)
    const right = same(digest(secret), kept?.hash ?? NOBODY)
    if (!right || kept === undefined || (kept.expiresAt ?? Infinity) <= this.#state.now()) return null
    return callerOf(id, kept.scope)
  }

  list(): ShownToken[] {
    return [...this.#kept].map(([id, kept]) => shown(id, kept)).sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }

  /** Who has this token, as whoever made it said; null for one that is gone. */
  nameOf(id: string): string | null {
    return id === FILE_TOKEN ? 'whoever has admin.tokenFile' : (this.#kept.get(id)?.name ?? null)
  }

  /** A new token; its text is told this once and kept nowhere. */
  async create(
    order: TokenOrder,
    causeOf: (shown: () => ShownToken) => Cause,
  ): Promise<{ shown: ShownToken; token: string }> {
    const made = this.#make(order, '')
    const cause: Cause = causeOf(() => ({ ...made.shown, createdBy: cause.actor }))
    const kept = { ...made.kept, createdBy: cause.actor }
    taken(
      await this.#commit(
        [{ kind: 'access-token', key: made.id, value: kept, before: 0 }],
        cause,
        'token.created',
        made.id,
      ),
    )
    return { shown: { ...made.shown, createdBy: cause.actor }, token: made.token }
  }

  /** @throws FederationError `ERR_NOT_FOUND` */
  async revoke(id: string, cause: Cause): Promise<void> {
    const kept = this.#kept.get(id)
    if (kept === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no access token of this id.')
    const write = { kind: 'access-token' as const, key: id, value: null, before: kept.version }
    taken(await this.#commit([write], cause, 'token.revoked', id))
  }

  /**
   * Where nobody can administer yet: a new one-time code for the first administrator, which voids the one before.
   *
   * @returns null where somebody can, or another instance made one at this moment and tells it
   */
  async firstCode(): Promise<string | null> {
    if (this.#file !== null || this.#kept.size > 0) return null
    const code = (this.#random.bytes(CODE_BYTES).toString('hex').match(/.{4}/g) ?? []).join('-')
    const value = { hash: digest(code), until: this.#state.now() + CODE_LASTS }
    const cause = { actor: 'gateway', requestId: null }
    const write = { ...FIRST, value, before: this.#code?.version ?? 0 }
    const commit = await this.#commit([write], cause, 'administrator.code-made', null)
    return commit.committed ? code : null
  }

  /**
   * Turns the one-time code into an access token of scope admin, once.
   *
   * @returns null for a code that is wrong, over or used
   */
  async claim(code: string, name: string, cause: Cause): Promise<{ shown: ShownToken; token: string } | null> {
    const held = this.#code
    const made = this.#make({ name, scope: 'admin', expiresAt: null }, 'first-administrator')
    const kept = held === null ? null : CODE.parse(held.value)
    const right = same(digest(code.trim().toLowerCase()), kept?.hash ?? NOBODY)
    if (!right || held === null || kept === null || kept.until <= this.#state.now()) return null
    const writes = [
      { ...FIRST, value: null, before: held.version },
      { kind: 'access-token' as const, key: made.id, value: made.kept, before: 0 },
    ]
    const commit = await this.#commit(writes, cause, 'administrator.claimed', made.id)
    return commit.committed ? { shown: made.shown, token: made.token } : null
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#kept = new Map()
    this.#code = null
    for await (const record of records) this.changed([{ kind: record.kind, key: record.key, held: record }])
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { kind, key, held } of records) {
      if (kind === 'first-administrator') this.#code = held
      else if (held === null) this.#kept.delete(key)
      else this.#kept.set(key, { ...TOKEN.parse(held.value), version: held.version })
    }
  }

  #make({ name, scope, expiresAt }: TokenOrder, createdBy: string) {
    const id = this.#random.bytes(ID_BYTES).toString('hex')
    const secret = this.#random.bytes(SECRET_BYTES).toString('base64url')
    const kept = { name, scope, hash: digest(secret), createdAt: this.#state.now(), expiresAt, createdBy }
    return { id, kept, shown: shown(id, kept), token: `ledig_${id}_${secret}` }
  }

  #commit(
    writes: Parameters<StateStore['commit']>[0]['writes'],
    { actor, requestId, request, rehearsal }: Cause,
    event: string,
    token: string | null,
  ): Promise<Commit> {
    return this.#state.commit({
      writes,
      audit: [{ event, at: this.#state.now(), actor, requestId, facts: { token }, personal: {} }],
      ...(request !== undefined && { request }),
      ...(rehearsal !== undefined && { rehearsal }),
    })
  }
}

function taken(commit: Commit): void {
  if (commit.committed) return
  if (commit.because === 'repeated') throw carriedOutBefore()
  throw new FederationError('ERR_CONFLICT', 'Somebody else changed it meanwhile.')
}

function shown(id: string, { name, scope, createdAt, expiresAt, createdBy }: z.infer<typeof TOKEN>): ShownToken {
  const iso = (instant: Instant): string => new Date(instant).toISOString()
  return {
    id,
    name,
    scope,
    createdAt: iso(createdAt),
    expiresAt: expiresAt === null ? null : iso(expiresAt),
    createdBy,
  }
}
