import type { Instant } from '../../protocols/availability/time-window.ts'

/** What came of the questions to one partner in one hour or day: mailboxes, but for `questions` and times. */
export interface Tally {
  /** When the hour or day began, UTC. */
  readonly start: Instant
  /** Requests that were sent. */
  questions: number
  /** Mailboxes about which something was told. */
  answered: number
  /** Mailboxes the partner does not have, or hides from who asked: it does not say which. */
  refused: number
  /** Mailboxes about which nothing is known: not reached, not in time, not the protocol's. */
  unknown: number
  /** Of these, mailboxes that were not asked about, since the partner failed again and again or is asked too much. */
  heldBack: number
  /** Milliseconds that all questions took together, and the slowest one. */
  totalMs: number
  slowestMs: number
}

const empty = (start: Instant): Tally => ({
  ...{ start, questions: 0, answered: 0, refused: 0, unknown: 0, heldBack: 0, totalMs: 0, slowestMs: 0 },
})

/** The last so many hours or days, of which each is there only where something was counted in it. */
export class TallyRing {
  readonly #span: number
  readonly #tallies: (Tally | undefined)[]

  /** @param span milliseconds of one */
  constructor(span: number, count: number) {
    this.#span = span
    this.#tallies = Array<Tally | undefined>(count).fill(undefined)
  }

  /** The one to count in now. */
  at(now: Instant): Tally {
    const number = Math.floor(now / this.#span)
    const [place, start] = [number % this.#tallies.length, number * this.#span]
    const held = this.#tallies[place]
    if (held?.start === start) return held
    return (this.#tallies[place] = empty(start))
  }

  /** All of them, the oldest first and the present one last, also those in which nothing was asked. */
  read(now: Instant): readonly Tally[] {
    const last = Math.floor(now / this.#span)
    return this.#tallies.map((_, i) => {
      const number = last - this.#tallies.length + 1 + i
      const held = this.#tallies[number % this.#tallies.length]
      return held?.start === number * this.#span ? held : empty(number * this.#span)
    })
  }
}
