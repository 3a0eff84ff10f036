import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import type {
  AvailabilityQuestion,
  MailboxAnswer,
  View,
} from '../../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { blocksAround } from '../../../trust/policies/spread-over-blocks.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { FACT_MINUTES } from './hidden-world.ts'
import { Knowledge } from './knowledge.ts'

export interface Prey {
  /** One for each instance of the gateway; all answer from the same calendars, and each tells its own `at`. */
  readonly brokers: readonly Broker[]
  readonly requesters: readonly Requester[]
  readonly people: readonly MailboxAddress[]
  readonly window: TimeWindow
  /** A whole number from 0, less than its argument. */
  readonly below: (n: number) => number
  /** In how many minutes the last question was told; null: as it was asked. */
  readonly lastBlocks: () => number | null
  /** Asks only for what nobody of them knows yet, in the way that costs least, and waits where it is told less. */
  readonly frugal: boolean
}

interface Attempt extends Pick<AvailabilityQuestion, 'window' | 'view' | 'interval'> {
  readonly about: readonly MailboxAddress[]
}

/**
 * Somebody who wants to know everything, may ask, and knows how the gateway counts. It does whatever may be done: finer
 * slots, windows moved by a minute, halved and cut short, every view, several people at once, the same one twice and in
 * capitals, as each of several people, at each instance, again and again, waiting exactly as long as it is told to.
 */
export class Scraper {
  readonly #prey: Prey
  /** What everybody of the partner knows together, and what each knows alone. */
  readonly together: Knowledge
  readonly alone: ReadonlyMap<Requester, Knowledge>
  readonly counts = { asked: 0, coarse: 0, refused: 0 }
  #wait = 0

  constructor(prey: Prey) {
    this.#prey = prey
    this.together = new Knowledge(prey.window)
    this.alone = new Map(prey.requesters.map((requester) => [requester, new Knowledge(prey.window)]))
  }

  /** Asks one question; says how long it will wait before the next. */
  async step(at: Instant): Promise<number> {
    const { requesters, brokers, below } = this.#prey
    const requester = requesters[below(requesters.length)] as Requester
    const broker = brokers[below(brokers.length)] as Broker
    const attempt = this.#attempt()
    const question = { ...attempt, mailboxes: [...attempt.about] }
    const context = { requestId: 'a scrape', signal: () => new AbortController().signal }
    this.counts.asked++
    try {
      const answers = await answerAvailability({ ...broker, clock: { now: () => at } }, requester, question, context)
      attempt.about.forEach((person, i) => this.#hear(requester, person, attempt, answers[i]))
      this.#wait = 0
      return this.#prey.frugal && this.#prey.lastBlocks() !== null ? below(15) * MINUTE : below(3) * MINUTE
    } catch (error) {
      if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') throw error
      this.counts.refused++
      // Somebody else may still be answered; once nobody is, it waits for the shortest time it was told.
      const backOff = Number(error.context['backOffMs'])
      this.#wait = this.#wait === 0 ? backOff : Math.min(this.#wait, backOff)
      return below(8) === 0 ? Math.min(this.#wait, HOUR) : 0
    }
  }

  #attempt(): Attempt {
    const { below, people, frugal } = this.#prey
    const person = people[below(people.length)] as MailboxAddress
    if (frugal) return this.#unknown(person)
    const view = VIEWS[below(VIEWS.length)] as View
    const interval = [5, 5, 5, 7, 10, 13, 30, 60, 1440][below(9)] as number
    const again = [person, parseMailboxAddress(person.toUpperCase())]
    const several = [person, ...people.filter(() => below(4) === 0)]
    const about = [[person], [person], again, several][below(4)] as MailboxAddress[]
    const window = this.#window(interval)
    return { about, view, interval, window }
  }

  /** The next four hours of which nothing is known. */
  #unknown(person: MailboxAddress): Attempt {
    const { window } = this.#prey
    const known = this.together.known(person)
    let first = 0
    while (known.has(first)) first++
    const start = Math.min(window.start + first * FACT_MINUTES * MINUTE, window.end - 4 * HOUR)
    return { about: [person], view: 'MergedOnly', interval: FACT_MINUTES, window: { start, end: start + 4 * HOUR } }
  }

  #window(interval: number): TimeWindow {
    const { below, window } = this.#prey
    const length = [interval * MINUTE, HOUR, 4 * HOUR, DAY, window.end - window.start][below(5)] as number
    const span = Math.max(length, interval * MINUTE)
    const room = Math.max(1, (window.end - window.start - span) / MINUTE)
    const start = window.start + below(room) * MINUTE
    const whole = Math.floor(start / (FACT_MINUTES * MINUTE)) * FACT_MINUTES * MINUTE
    // On the edges of facts, a minute beside them, and cut a minute short.
    return [
      { start: whole, end: whole + span },
      { start, end: start + span },
      { start: whole, end: whole + span - (span > interval * MINUTE ? MINUTE : 0) },
    ][below(3)] as TimeWindow
  }

  #hear(requester: Requester, about: MailboxAddress, asked: Attempt, answer: MailboxAnswer | undefined): void {
    if (answer?.kind !== 'view') return
    const { times, grantedView } = answer.view
    const blocks = this.#prey.lastBlocks()
    if (blocks !== null) this.counts.coarse++
    const isStream = blocks === null && grantedView === 'MergedOnly'
    const minutes = blocks ?? (isStream ? asked.interval : FACT_MINUTES)
    // Of a block or a fact it is enough to see any part; a stream says nothing of what is beyond the window.
    const window = isStream ? asked.window : blocksAround(asked.window, minutes)
    mergedFreeBusy(times, window, minutes).forEach((digit, i) => {
      const start = window.start + i * minutes * MINUTE
      const end = Math.min(start + minutes * MINUTE, window.end)
      this.together.learn(about, start, end, digit)
      this.alone.get(requester)?.learn(about, start, end, digit)
    })
  }
}
