import { LRUCache } from 'lru-cache'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { FairLine } from './fair-line.ts'
import type { Asker } from './fair-line.ts'
import { parsePasswordHash } from './password-hash.ts'
import { PasswordThread } from './password-thread.ts'

/** Passwords that wait while one is checked: eight in all (threats AD2). */
const WAITING = 7
const FREE_FAILURES = 4
const LONGEST_LOCK_MS = 60_000
/** What `ledig password` makes: who has another is told from nobody by how long a guess takes. */
export const USUAL_COST = 'scrypt$15$8$3$'
/** Checked for a name nobody has, so that such a name takes as long as a wrong password (threats AD1). */
const NOBODY = parsePasswordHash(`${USUAL_COST}AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`)

interface Failures {
  readonly count: number
  readonly lockedUntil: Instant
}

/** A password that waits for its turn. */
interface Turn {
  readonly begin: () => void
  readonly refuse: (error: FederationError) => void
}

const busy = (): FederationError =>
  new FederationError('ERR_BUSY', 'too many passwords at once', { guard: 'passwords', backOffMs: 2_000 })

/**
 * Checks passwords against scrypt hashes, slowly on purpose, so bounded: one at a time, in turns of places and of accounts,
 * so that nobody waits for more than one guess of anybody else. After four failures for one account from one place, each
 * further one locks that pair for twice as long, up to a minute. Of this process alone.
 */
export class PasswordGuard {
  readonly #clock: Clock
  readonly #thread: Pick<PasswordThread, 'matches'>
  readonly #failures = new LRUCache<string, Failures>({ max: 10_000 })
  readonly #line = new FairLine<Turn>(WAITING)
  #checking = false

  constructor(clock: Clock, thread: Pick<PasswordThread, 'matches'> = new PasswordThread()) {
    this.#clock = clock
    this.#thread = thread
  }

  /**
   * @param hash undefined where nobody has this account
   * @param asker the place is where the guess came from (a network), so that guessing there does not lock out others
   * @throws FederationError `ERR_BUSY` when too many wait, and those of this place or account are the most
   */
  async check(hash: string | undefined, password: string, asker: Asker): Promise<'right' | 'wrong' | 'locked'> {
    const pair = `${asker.account}\0${asker.place}`
    if (this.#isLocked(pair)) return 'locked'
    await this.#turn(asker)
    try {
      // Again: others of this pair, sent at the same moment, were before it.
      if (this.#isLocked(pair)) return 'locked'
      if (!(await this.#matches(hash, password))) {
        this.#fail(pair)
        return 'wrong'
      }
      this.#failures.delete(pair)
      return 'right'
    } finally {
      this.#handOn(asker)
    }
  }

  #isLocked(pair: string): boolean {
    return (this.#failures.get(pair)?.lockedUntil ?? 0) > this.#clock.now()
  }

  #fail(pair: string): void {
    const count = (this.#failures.get(pair)?.count ?? 0) + 1
    const lock = count <= FREE_FAILURES ? 0 : Math.min(LONGEST_LOCK_MS, 1_000 * 2 ** (count - FREE_FAILURES))
    this.#failures.set(pair, { count, lockedUntil: this.#clock.now() + lock })
  }

  async #matches(hash: string | undefined, password: string): Promise<boolean> {
    const expected = hash === undefined ? null : parsePasswordHash(hash)
    const matches = NOBODY !== null && (await this.#thread.matches(password, expected ?? NOBODY))
    return matches && expected !== null
  }

  async #turn(asker: Asker): Promise<void> {
    if (!this.#checking) {
      this.#checking = true
      return
    }
    await new Promise<void>((begin, refuse) => this.#line.add({ begin, refuse }, asker)?.refuse(busy()))
  }

  /** Whoever is done hands its turn on, so that nobody comes between. */
  #handOn(asker: Asker): void {
    const next = this.#line.next(asker)
    if (next === undefined) this.#checking = false
    else next.begin()
  }
}
