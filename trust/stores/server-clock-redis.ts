import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { RedisLog } from './follow-redis.ts'

/** The reply to TIME: whole seconds, and microseconds of the next one. */
export type ServerTime = readonly [seconds: string | number, microseconds: string | number]

/**
 * By how many milliseconds our clock is ahead of the server's, who said so somewhere between the question and the answer.
 */
export function aheadOf([seconds, microseconds]: ServerTime, asked: Instant, answered: Instant): number {
  return Math.round((asked + answered) / 2 - (Number(seconds) * 1_000 + Number(microseconds) / 1_000))
}

/** Compares our clock with the server's again and again (threats TK17), and tells the log when that changes. */
export class ServerClock {
  readonly #clock: Clock
  readonly #mostMs: number
  readonly #log: RedisLog
  #agrees = true

  /** @param mostMs how far they may be apart, either way */
  constructor(clock: Clock, mostMs: number, log: RedisLog) {
    this.#clock = clock
    this.#mostMs = mostMs
    this.#log = log
  }

  get agrees(): boolean {
    return this.#agrees
  }

  /** @returns what takes the server's answer to the question asked now */
  asked(): (time: ServerTime) => void {
    const asked = this.#clock.now()
    return (time) => {
      const answered = this.#clock.now()
      // An answer that was long on its way says nothing of when it was given.
      if (Math.abs(answered - asked) <= this.#mostMs) this.#compare(aheadOf(time, asked, answered))
    }
  }

  #compare(aheadMs: number): void {
    const agrees = Math.abs(aheadMs) <= this.#mostMs
    if (agrees === this.#agrees) return
    this.#agrees = agrees
    if (agrees) this.#log('info', 'clock agrees with the store again', { aheadMs })
    else this.#log('error', 'clock differs from that of the store', { aheadMs, mostMs: this.#mostMs })
  }
}
