import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import type { MailboxKind } from '../../../trust/policies/policy-document.ts'
import type { Effective, EffectiveOf } from './effective-levels.ts'

/** Mailboxes that are counted; of more it is said that they are not all. */
export const MOST_COUNTED = 10_000
/** In one turn of the event loop, so that lookups go on meanwhile. */
const IN_A_TURN = 250

/** Mailboxes of one kind for which the same is decided by the same step. */
export interface LevelCount extends Pick<Effective, 'level' | 'decidedBy' | 'side'> {
  readonly kind: MailboxKind
  readonly count: number
}

export interface LevelCounts {
  /** How many were decided about, and how many there are. */
  readonly counted: number
  readonly of: number
  /** What is shown to the other, the most first. */
  readonly shown: readonly LevelCount[]
  /** What people may see of the other, the most first; null where that is not asked. */
  readonly seen: readonly LevelCount[] | null
  /** How many people show everybody outside how much, of themselves. */
  readonly defaults: ReadonlyMap<AccessLevel, number>
}

class Tally {
  readonly #counts = new Map<string, LevelCount>()

  add(kind: MailboxKind, { level, decidedBy, side }: Effective): void {
    const key = `${kind} ${level} ${decidedBy} ${side}`
    const before = this.#counts.get(key)?.count ?? 0
    this.#counts.set(key, { kind, level, decidedBy, side, count: before + 1 })
  }

  get counts(): readonly LevelCount[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count)
  }
}

/**
 * Decides about one mailbox after the other, up to a number, and counts what comes of it.
 *
 * @param seen decides about what each person may see of the other; null: nothing of that
 */
export async function countLevels(
  policy: Policy,
  mailboxes: readonly MailboxAddress[],
  shownOf: EffectiveOf,
  seenOf: EffectiveOf | null,
): Promise<LevelCounts> {
  const [shown, seen] = [new Tally(), new Tally()]
  const defaults = new Map<AccessLevel, number>()
  const counted = mailboxes.slice(0, MOST_COUNTED)
  for (const [i, about] of counted.entries()) {
    if (i > 0 && i % IN_A_TURN === 0) await nextTurn()
    const mailbox = policy.mailbox(about)
    const kind = mailbox?.kind ?? 'user'
    shown.add(kind, shownOf(about))
    if (kind !== 'user') continue
    if (mailbox !== undefined) defaults.set(mailbox.default, (defaults.get(mailbox.default) ?? 0) + 1)
    if (seenOf !== null) seen.add(kind, seenOf(about))
  }
  const both = { shown: shown.counts, seen: seenOf === null ? null : seen.counts }
  return { counted: counted.length, of: mailboxes.length, ...both, defaults }
}
