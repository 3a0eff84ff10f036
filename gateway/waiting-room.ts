import type { Socket } from 'node:net'
import type { Clock } from '../trust/clock.ts'
import { LeakyBuckets } from '../trust/leaky-buckets.ts'
import type { Log } from './log.ts'
import { visitorOf } from './sharing/visitor-budget.ts'

/** What requests weigh that came to nothing. A refused one weighs 1: about 100 µs. */
export const REFUSED = 1
/** Read, and thrown away with its connection; also a connection that was opened. */
export const DROPPED = 1 / 8
/** What one connection is expected to cost when it is let in after waiting. */
const LET_IN = 4

const LOOK_EVERY_MS = 20
/** Of one address; the next is closed at once. */
const MOST_WAITING = 200
/** Of all addresses together: they are connections, and the server has a bounded number of those. */
const MOST_WAITING_IN_ALL = 1_000
const MOST_ADDRESSES = 20_000

interface Waiting {
  readonly socket: Socket
  readonly serve: () => void
}

/**
 * Where new connections of a network address wait while more of its requests were refused than it may cost: they are not
 * read, so that its sender is held up and not we (threats TK13). They are let in one by one, at the rate at which its
 * budget fills up again; connections it has already, and on which nothing was refused, go on as ever. So whoever shares an
 * address with somebody hostile is late, and never refused.
 */
export class WaitingRoom {
  /** Twice what an address may cost: what is spent above that has to run out again too. */
  readonly #spent: LeakyBuckets
  readonly #perSecond: number
  readonly #clock: Clock
  readonly #log: Log
  readonly #lines = new Map<string, Waiting[]>()
  #waiting = 0
  #timer: NodeJS.Timeout | null = null

  /** @param perSecond refused requests a second that one IPv4 address or IPv6 /64 network may cost; as many at once */
  constructor(perSecond: number, clock: Clock, log: Log) {
    this.#spent = new LeakyBuckets({ capacity: 2 * perSecond, perSecond, most: MOST_ADDRESSES })
    this.#perSecond = perSecond
    this.#clock = clock
    this.#log = log
  }

  /** Serves a new connection now, later or, where too many wait already, never. */
  enter(socket: Socket, serve: () => void): void {
    const address = visitorOf(socket.remoteAddress)
    const line = this.#lines.get(address)
    if (line === undefined && !this.#isOver(address)) {
      this.#pour(address, DROPPED)
      serve()
      return
    }
    if ((line?.length ?? 0) >= MOST_WAITING || this.#waiting >= MOST_WAITING_IN_ALL) {
      socket.destroy()
      return
    }
    this.#waiting++
    // Whoever waits may go away, which is nobody's error.
    socket.on('error', () => socket.destroy())
    if (line === undefined) {
      this.#log.warn('connections wait', { source: address })
      this.#lines.set(address, [{ socket, serve }])
    } else line.push({ socket, serve })
    this.#timer ??= setTimeout(() => this.#look(), LOOK_EVERY_MS)
  }

  /**
   * Told of what came to nothing.
   *
   * @returns whether the connection it came on has to be closed, since its address has cost too much already
   */
  spend(socket: Socket, weight: number): boolean {
    const address = visitorOf(socket.remoteAddress)
    this.#pour(address, weight)
    return this.#isOver(address)
  }

  /** Ends all that wait. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const line of this.#lines.values()) for (const { socket } of line) socket.destroy()
    this.#lines.clear()
    this.#waiting = 0
  }

  #look(): void {
    this.#timer = null
    for (const [address, line] of this.#lines) {
      // A clock that was set back is followed, so that nobody waits for it to catch up.
      this.#pour(address, 0)
      while (line.length > 0 && !this.#isOver(address)) {
        const { socket, serve } = line.shift() as Waiting
        this.#waiting--
        if (socket.destroyed) continue
        this.#pour(address, LET_IN)
        serve()
      }
      if (line.length === 0) this.#lines.delete(address)
    }
    if (this.#waiting > 0) this.#timer = setTimeout(() => this.#look(), LOOK_EVERY_MS)
  }

  #pour(address: string, weight: number): void {
    this.#spent.pour(address, weight, this.#clock.now())
  }

  #isOver(address: string): boolean {
    return this.#spent.room(address, this.#clock.now()) < this.#perSecond + 1
  }
}
