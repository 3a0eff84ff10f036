import type { Worker } from 'node:worker_threads'
import { startThread } from '../start-thread.ts'
import { unread } from './calendar-job.ts'
import type { CalendarJob, CalendarOutcome } from './calendar-job.ts'
import { calendarProblem } from './calendar-problem.ts'

export interface CalendarReadersOptions {
  readonly workers: number
  /** A reader that works longer on one file is ended. */
  readonly watchdogMs: number
  /** A reader without work for so long is ended, and its memory with it. */
  readonly idleMs: number
  readonly heapMiB: number
}

interface Waiting {
  readonly job: CalendarJob
  readonly done: (outcome: CalendarOutcome) => void
}

const START_MS = 30_000

/**
 * Reads calendars in threads of their own, so that no file can hold up or end the process: a reader that hangs, or runs
 * out of memory, is replaced, and only its file is unreadable.
 */
export class CalendarReaders {
  readonly #options: CalendarReadersOptions
  readonly #urgent: Waiting[] = []
  readonly #waiting: Waiting[] = []
  readonly #readers = new Set<Reader>()
  #closed = false

  constructor(options: CalendarReadersOptions) {
    this.#options = options
  }

  /** Jobs of a question that somebody waits for come before those of a folder. */
  read(job: CalendarJob, urgent: boolean): Promise<CalendarOutcome> {
    if (this.#closed) return Promise.resolve(unread(calendarProblem('closing', {})))
    return new Promise((done) => {
      ;(urgent ? this.#urgent : this.#waiting).push({ job, done })
      this.#dispatch()
    })
  }

  /** Jobs that wait for a reader. */
  get backlog(): number {
    return this.#urgent.length + this.#waiting.length
  }

  /** Readers that are there now. */
  get running(): number {
    return this.#readers.size
  }

  /** Ends all readers; what is not read yet is answered as unread. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { done } of [...this.#urgent.splice(0), ...this.#waiting.splice(0)])
      done(unread(calendarProblem('closing', {})))
    await Promise.all([...this.#readers].map((reader) => reader.end('closing')))
  }

  #dispatch(): void {
    while (this.backlog > 0) {
      const reader = this.#freeReader()
      if (reader === null) return
      const next = this.#urgent.shift() ?? this.#waiting.shift()
      if (next === undefined) return
      void reader.work(next.job).then((outcome) => {
        next.done(outcome)
        this.#dispatch()
      })
    }
  }

  #freeReader(): Reader | null {
    for (const reader of this.#readers) if (reader.free) return reader
    if (this.#closed || this.#readers.size >= this.#options.workers) return null
    const reader = new Reader(this.#options, () => this.#readers.delete(reader))
    this.#readers.add(reader)
    return reader
  }
}

/** Why a thread is ended, which is why what it was reading is not read. */
type Ended = 'takesTooLong' | 'takesTooMuchMemory' | 'endedReader' | 'closing'

/** One thread, which does one job at a time. */
class Reader {
  readonly #options: CalendarReadersOptions
  readonly #worker: Worker
  readonly #gone: () => void
  #finish: ((outcome: CalendarOutcome) => void) | null = null
  #timer: NodeJS.Timeout | undefined
  #ready = false
  #ended = false

  constructor(options: CalendarReadersOptions, gone: () => void) {
    this.#options = options
    this.#gone = gone
    const resourceLimits = {
      maxOldGenerationSizeMb: options.heapMiB,
      maxYoungGenerationSizeMb: 16,
      stackSizeMb: 2,
    }
    const source = new URL('./calendar-worker.ts', import.meta.url)
    this.#worker = startThread(source, { name: 'calendar-reader', resourceLimits })
    this.#worker.on('message', (message: 'ready' | CalendarOutcome) => this.#hear(message))
    this.#worker.on('error', (error: Error & { code?: string }) => {
      void this.end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'takesTooMuchMemory' : 'endedReader')
    })
    this.#worker.on('exit', () => void this.end('endedReader'))
  }

  get free(): boolean {
    return this.#finish === null && !this.#ended
  }

  work(job: CalendarJob): Promise<CalendarOutcome> {
    return new Promise((finish) => {
      this.#finish = finish
      this.#worker.ref()
      this.#watch(this.#ready ? this.#options.watchdogMs : START_MS + this.#options.watchdogMs, 'takesTooLong')
      this.#worker.postMessage(job)
    })
  }

  async end(because: Ended): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#gone()
    this.#finish?.(unread(calendarProblem(because, {})))
    await this.#worker.terminate()
  }

  #hear(message: 'ready' | CalendarOutcome): void {
    if (this.#ended) return
    if (message === 'ready') {
      this.#ready = true
      if (this.#finish !== null) this.#watch(this.#options.watchdogMs, 'takesTooLong')
      return
    }
    const finish = this.#finish
    this.#finish = null
    this.#worker.unref()
    this.#watch(this.#options.idleMs, 'closing').unref()
    finish?.(message)
  }

  #watch(ms: number, because: Ended): NodeJS.Timeout {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.end(because), ms)
    return this.#timer
  }
}
