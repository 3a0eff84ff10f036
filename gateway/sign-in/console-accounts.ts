import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { USUAL_COST } from '../../trust/credentials/password-guard.ts'
import { parsePasswordHash } from '../../trust/credentials/password-hash.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import type { RecordWrite } from '../../trust/stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../../trust/stores/state-store.ts'
import { carriedOutBefore } from '../admin/operation.ts'

const KINDS: ReadonlySet<RecordKind> = new Set(['console-account'])
const NAME = /^[a-z0-9][a-z0-9._@+-]{0,99}$/

/** In characters: a password that nothing else stands beside (NIST SP 800-63B-4, 3.1.1.2). */
export const SHORTEST_PASSWORD = 15
export const LONGEST_PASSWORD = 1_024

/** Roles a password can give; owners have addresses that open their pages. */
export const ACCOUNT_ROLES = ['administrator', 'auditor'] as const

export type AccountRole = (typeof ACCOUNT_ROLES)[number]

const ACCOUNT = z.strictObject({
  role: z.enum(ACCOUNT_ROLES),
  passwordHash: z.string(),
  changedAt: z.number(),
  changedBy: z.string(),
  mailbox: z.string().transform(readMailboxAddress).nullable().default(null),
})

/** Somebody who signs in to the console by a password kept here. */
export interface ConsoleAccount {
  readonly name: string
  readonly role: AccountRole
  /** Whose calendar pages it opens; null: nobody's. */
  readonly mailbox: MailboxAddress | null
  readonly changedAt: Instant
  /** Actor of the change. */
  readonly changedBy: string
  /** Of the record: another one with every change, so that what was signed in before counts no more. */
  readonly version: number
}

export interface SetAccount {
  readonly role: AccountRole
  readonly passwordHash: string
  readonly mailbox?: MailboxAddress | null | undefined
}

interface Kept extends ConsoleAccount {
  readonly passwordHash: string
}

/** The name of an account as it is kept: in lower case, without spaces around; null for what can be none. */
export function readAccountName(typed: string): string | null {
  const name = typed.trim().toLowerCase()
  return NAME.test(name) ? name : null
}

/** Whether a hash is one that `ledig administrator set` sends: of the usual cost, so that nobody is known by a guess's time. */
export function isUsualHash(text: string): boolean {
  return text.startsWith(USUAL_COST) && parsePasswordHash(text) !== null
}

/** Who may sign in to the console by password: the same on every instance, gone everywhere once removed. */
export class ConsoleAccounts implements StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  #kept = new Map<string, Kept>()

  constructor(state: StateStore) {
    this.#state = state
  }

  list(): readonly ConsoleAccount[] {
    const all = [...this.#kept.values()].map(({ passwordHash: _, ...account }) => account)
    return all.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Null where there is none of this name. */
  of(name: string): ConsoleAccount | null {
    return this.#kept.get(name) ?? null
  }

  /** Undefined where there is none of this name. */
  hashOf(name: string): string | undefined {
    return this.#kept.get(name)?.passwordHash
  }

  /**
   * Makes an account, or gives it another password or role; whoever is signed in under it is so no more.
   *
   * @param mailbox absent: stays as it was
   */
  async set(name: string, { role, passwordHash, mailbox }: SetAccount, cause: Cause): Promise<void> {
    const before = this.#kept.get(name)
    const bound = mailbox === undefined ? (before?.mailbox ?? null) : mailbox
    const value = { role, passwordHash, mailbox: bound, changedAt: this.#state.now(), changedBy: cause.actor }
    const write = { kind: 'console-account' as const, key: name, value, before: before?.version ?? 0 }
    const event = before === undefined ? 'administrator.added' : 'administrator.changed'
    await this.#commit(write, cause, event, { role, mailbox: bound })
  }

  /** @throws FederationError `ERR_NOT_FOUND` */
  async remove(name: string, cause: Cause): Promise<void> {
    const before = this.#kept.get(name)
    if (before === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no administrator of this name.')
    const write = { kind: 'console-account' as const, key: name, value: null, before: before.version }
    await this.#commit(write, cause, 'administrator.removed', before)
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#kept = new Map()
    for await (const record of records) this.changed([{ kind: record.kind, key: record.key, held: record }])
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) {
      if (held === null) this.#kept.delete(key)
      else this.#kept.set(key, { name: key, ...ACCOUNT.parse(held.value), version: held.version })
    }
  }

  async #commit(
    write: RecordWrite,
    { actor, requestId, request, rehearsal }: Cause,
    event: string,
    { role, mailbox }: Pick<ConsoleAccount, 'role' | 'mailbox'>,
  ): Promise<void> {
    const personal = { name: write.key, ...(mailbox !== null && { mailbox }) }
    const entry = { event, at: this.#state.now(), actor, requestId, facts: { role }, personal }
    const commit = await this.#state.commit({
      writes: [write],
      audit: [entry],
      ...(request !== undefined && { request }),
      ...(rehearsal !== undefined && { rehearsal }),
    })
    if (commit.committed) return
    if (commit.because === 'repeated') throw carriedOutBefore()
    throw new FederationError('ERR_CONFLICT', 'Somebody else changed it meanwhile.')
  }
}
