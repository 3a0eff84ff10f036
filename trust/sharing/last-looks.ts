import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { HeldRecord, RecordKind } from '../stores/state-record.ts'
import type { RecordWrite } from '../stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../stores/state-store.ts'

/** What was looked through: a link or a grant of one mailbox. */
export interface LookedAt {
  /** Name of the hosted organization. */
  readonly organization: string
  readonly mailbox: MailboxAddress
  /** `link:<id>` or `grant:<to>`. */
  readonly share: string
}

const KINDS: ReadonlySet<RecordKind> = new Set(['last-look'])
const LOOK = z.strictObject({ hour: z.number() })
/** Looks written at once. */
const WRITTEN_AT_ONCE = 500
/** Looks that wait to be written; what is new beyond them is not told of, until there is room again. */
const MOST_WAITING = 100_000
const RACES = 5

const keyOf = ({ organization, mailbox, share }: LookedAt): string => `${organization} ${mailbox} ${share}`

interface Kept {
  readonly hour: Instant
  readonly version: number
}

/**
 * When each share was last looked through, to the hour: enough to see what nobody uses, too little to follow anybody. Kept
 * in memory first and written together, since no look waits for the disk.
 */
export class LastLooks implements StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  #kept = new Map<string, Kept>()
  readonly #waiting = new Map<string, Instant>()
  #writing: Promise<void> | null = null

  constructor(state: StateStore) {
    this.#state = state
  }

  note(looked: LookedAt, at: Instant): void {
    const hour = at - (at % HOUR)
    const key = keyOf(looked)
    if (this.#hourOf(key) >= hour) return
    if (this.#waiting.size < MOST_WAITING || this.#waiting.has(key)) this.#waiting.set(key, hour)
  }

  /** The beginning of the hour; null: never, or forgotten. */
  of(looked: LookedAt): Instant | null {
    const hour = this.#hourOf(keyOf(looked))
    return hour === -Infinity ? null : hour
  }

  /** Writes what is new; to be called every minute, and once at the end. */
  flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = null))
    return this.#writing
  }

  /**
   * Takes out what is known of the looks of one person, or of her mailbox, for good.
   *
   * @returns how many were kept
   */
  async forget(address: MailboxAddress): Promise<number> {
    await this.flush()
    const about = [...this.#kept].filter(([key]) => isAbout(key, address))
    for (const [key, { version }] of about) await this.#remove(key, version)
    for (const key of this.#waiting.keys()) if (isAbout(key, address)) this.#waiting.delete(key)
    return about.length
  }

  /** Takes out looks through shares that are no more. */
  async forgetShares(gone: (looked: LookedAt) => boolean): Promise<void> {
    const over = [...this.#kept].filter(([key]) => gone(readKey(key))).slice(0, WRITTEN_AT_ONCE)
    if (over.length === 0) return
    await this.#state.commit({ writes: over.map(([key, { version }]) => removal(key, version)), audit: [] })
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#kept = new Map()
    for await (const record of records) this.#hold(record.key, record)
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) this.#hold(key, held)
  }

  /** Whoever noted another look meanwhile. */
  async #remove(key: string, first: number): Promise<void> {
    for (let version: number | undefined = first; version !== undefined;) {
      const commit = await this.#state.commit({ writes: [removal(key, version)], audit: [] })
      version = commit.committed || commit.because !== 'conflict' ? undefined : commit.held?.version
    }
  }

  #hold(key: string, held: HeldRecord | null): void {
    if (held === null) this.#kept.delete(key)
    else this.#kept.set(key, { hour: LOOK.parse(held.value).hour, version: held.version })
    // Another instance may have seen a later one.
    if ((this.#waiting.get(key) ?? Infinity) <= (this.#kept.get(key)?.hour ?? -Infinity)) this.#waiting.delete(key)
  }

  #hourOf(key: string): Instant {
    return Math.max(this.#waiting.get(key) ?? -Infinity, this.#kept.get(key)?.hour ?? -Infinity)
  }

  async #writeAll(): Promise<void> {
    for (let races = 0; this.#waiting.size > 0 && races < RACES;) {
      const some = [...this.#waiting].slice(0, WRITTEN_AT_ONCE)
      const writes = some.map(([key, hour]): RecordWrite => {
        return { kind: 'last-look', key, value: { hour }, before: this.#kept.get(key)?.version ?? 0 }
      })
      const commit = await this.#state.commit({ writes, audit: [] })
      if (!commit.committed) races++
      else for (const [key, hour] of some) if (this.#waiting.get(key) === hour) this.#waiting.delete(key)
    }
  }
}

const removal = (key: string, version: number): RecordWrite => ({
  kind: 'last-look',
  key,
  value: null,
  before: version,
})

/** No organization, address or share has a space in it. */
function readKey(key: string): LookedAt {
  const [organization = '', mailbox, share = ''] = key.split(' ')
  return { organization, mailbox: parseMailboxAddress(mailbox), share }
}

function isAbout(key: string, address: MailboxAddress): boolean {
  const { mailbox, share } = readKey(key)
  return mailbox === address || share === `grant:${address}`
}
