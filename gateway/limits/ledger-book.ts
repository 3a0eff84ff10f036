import type { Instant } from '../../protocols/availability/time-window.ts'
import { Ledger } from './ledger.ts'
import type { Quota } from './ledger.ts'

/**
 * Ledgers by name, of which some may be forgotten. Nobody gains by being forgotten: whoever is met for the first time
 * begins as used up as the fullest that was, so that where there are too many names all that are new share one budget.
 */
export class LedgerBook {
  readonly quota: Quota
  readonly #ledgers = new Map<string, Ledger>()
  #forgotten: Ledger | null = null

  constructor(quota: Quota) {
    this.quota = quota
  }

  get size(): number {
    return this.#ledgers.size
  }

  /** As of now; one that was not met before is only kept by `keep`. */
  find(name: string, now: Instant): Ledger {
    const known = this.#ledgers.get(name)
    if (known !== undefined) return known.settle(this.quota, now)
    const ledger = new Ledger(now)
    if (this.#forgotten !== null) ledger.raiseTo(this.#forgotten.settle(this.quota, now))
    return ledger
  }

  keep(name: string, ledger: Ledger): void {
    if (ledger.isKept) return
    ledger.isKept = true
    this.#ledgers.set(name, ledger)
  }

  /** Each by its name, as of now. */
  *settled(now: Instant): Iterable<readonly [name: string, ledger: Ledger]> {
    for (const [name, ledger] of this.#ledgers) yield [name, ledger.settle(this.quota, now)]
  }

  /** Whoever `isGone` names is forgotten as if she had never been met. */
  erase(isGone: (name: string) => boolean): void {
    for (const name of this.#ledgers.keys()) if (isGone(name)) this.#ledgers.delete(name)
  }

  /** Forgets those that are as good as new, and where that is less than `share` of all, the oldest of the others. */
  forget(share: number, now: Instant): void {
    const left = Math.floor(this.size * (1 - share))
    for (const [name, ledger] of this.#ledgers) if (ledger.isIdle(now)) this.#ledgers.delete(name)
    for (const [name, ledger] of this.#ledgers) {
      if (this.size <= left) return
      this.#forgotten ??= new Ledger(now)
      this.#forgotten.settle(this.quota, now).raiseTo(ledger.settle(this.quota, now))
      this.#ledgers.delete(name)
    }
  }
}
