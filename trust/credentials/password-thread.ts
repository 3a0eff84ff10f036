import type { Worker } from 'node:worker_threads'
import { FederationError } from '../../protocols/federation-error.ts'
import { startThread } from '../../protocols/start-thread.ts'
import type { PasswordHash } from './password-hash.ts'

export interface PasswordJob {
  readonly password: string
  readonly expected: PasswordHash
}

interface Waiting {
  readonly resolve: (matches: boolean) => void
  readonly reject: (error: Error) => void
}

/** It goes, and its memory with it, when nobody signs in for so long. */
const IDLE_MS = 5 * 60_000
const LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8, stackSizeMb: 2 }

/**
 * Compares passwords with hashes in a thread of its own, behind everything else where the system can do that: scrypt takes
 * a core for as long as it works, and Node's four threads for such work write files and look up names besides.
 */
export class PasswordThread {
  #worker: Worker | null = null
  #waiting: Waiting | null = null
  #idle: NodeJS.Timeout | undefined

  /**
   * One at a time: the next only once this one is done.
   *
   * @throws FederationError `ERR_INTERNAL` where the thread ended instead of answering
   */
  matches(password: string, expected: PasswordHash): Promise<boolean> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      worker.ref()
      worker.postMessage({ password, expected } satisfies PasswordJob)
    })
  }

  #start(): Worker {
    const source = new URL('./password-worker.ts', import.meta.url)
    const worker = startThread(source, { name: 'password-checker', resourceLimits: LIMITS })
    worker.on('message', (matches: boolean) => this.#hear(worker, matches))
    worker.on('error', (cause) => this.#fail(worker, cause))
    worker.on('exit', () => this.#fail(worker, null))
    return worker
  }

  #hear(worker: Worker, matches: boolean): void {
    // A process that has nothing else to do does not stay for it.
    worker.unref()
    this.#idle = setTimeout(() => this.#end(worker), IDLE_MS).unref()
    this.#take()?.resolve(matches)
  }

  #end(worker: Worker): void {
    this.#worker = null
    void worker.terminate()
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#take()?.reject(new FederationError('ERR_INTERNAL', 'the thread that checks passwords ended', {}, { cause }))
  }

  #take(): Waiting | null {
    const waiting = this.#waiting
    this.#waiting = null
    return waiting
  }
}
