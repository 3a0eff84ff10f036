import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartedProcess } from './start-process.ts'

/** Everything a run has started and written, so that it can be undone at any moment of it. */
export class DemoRemains {
  readonly folder = mkdtempSync(join(tmpdir(), 'ledig-demo-'))
  readonly #processes: Pick<StartedProcess, 'stop' | 'kill'>[] = []
  #cleared = false

  /** A process started while the run is being undone already ends at once. */
  add(started: Pick<StartedProcess, 'stop' | 'kill'>): void {
    if (this.#cleared) started.kill()
    else this.#processes.push(started)
  }

  /**
   * Lets the processes end in good order, and the run with them: while it still writes, the folder cannot be removed, and
   * would be made again.
   */
  async clear(playing: Promise<unknown>): Promise<void> {
    this.#cleared = true
    await Promise.all([...this.#processes.map((process) => process.stop()), playing.catch(() => undefined)])
    this.#remove()
  }

  /** Waits for nobody. */
  clearAtOnce(): void {
    this.#cleared = true
    for (const process of this.#processes) process.kill()
    this.#remove()
  }

  /** What was killed may write one file more before it is gone. */
  #remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 25 })
  }
}
