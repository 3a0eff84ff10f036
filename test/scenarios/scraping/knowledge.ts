import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { FACT_MINUTES } from './hidden-world.ts'

const FACT = FACT_MINUTES * MINUTE
const HIGHEST = 3

/** One stretch of an answer: the highest of the facts that it touches is `digit`. */
interface Clue {
  readonly from: number
  readonly to: number
  readonly digit: number
}

interface Notes {
  readonly most: Uint8Array
  /** 1 where it was told by itself. */
  readonly sure: Uint8Array
  readonly clues: Map<string, Clue>
}

/** All that follows from the answers somebody has seen: of each fact, what it is at most and, where it follows, what it is. */
export class Knowledge {
  readonly #window: TimeWindow
  readonly #notes = new Map<MailboxAddress, Notes>()

  constructor(window: TimeWindow) {
    this.#window = window
  }

  /** Takes down that in [start, end) the highest status is `digit`. */
  learn(about: MailboxAddress, start: Instant, end: Instant, digit: number): void {
    const [first, last] = [Math.max(start, this.#window.start), Math.min(end, this.#window.end)]
    if (last <= first) return
    const from = Math.floor((first - this.#window.start) / FACT)
    const to = Math.ceil((last - this.#window.start) / FACT)
    const { most, sure, clues } = this.#of(about)
    for (let i = from; i < to; i++) most[i] = Math.min(most[i] as number, digit)
    if (to - from === 1) sure[from] = 1
    else if (digit > 0) clues.set(`${from} ${to} ${digit}`, { from, to, digit })
  }

  /** The facts that are known for certain. */
  known(about: MailboxAddress): ReadonlyMap<number, number> {
    const { most, sure, clues } = this.#of(about)
    const known = new Map<number, number>()
    most.forEach((digit, i) => (digit === 0 || sure[i] === 1) && known.set(i, digit))
    for (const { from, to, digit } of clues.values()) {
      const possible: number[] = []
      for (let i = from; i < to; i++) if (most[i] === digit) possible.push(i)
      const [only] = possible
      if (only !== undefined && possible.length === 1) known.set(only, digit)
    }
    return known
  }

  /** At least so many bits were learned: what is left open of each fact, taken alone. */
  bits(about: MailboxAddress): number {
    const known = this.known(about)
    let bits = 0
    this.#of(about).most.forEach((digit, i) => (bits += known.has(i) ? 2 : 2 - Math.log2(digit + 1)))
    return bits
  }

  #of(about: MailboxAddress): Notes {
    const found = this.#notes.get(about)
    if (found !== undefined) return found
    const facts = (this.#window.end - this.#window.start) / FACT
    const notes = {
      most: new Uint8Array(facts).fill(HIGHEST),
      sure: new Uint8Array(facts),
      clues: new Map<string, Clue>(),
    }
    this.#notes.set(about, notes)
    return notes
  }
}
