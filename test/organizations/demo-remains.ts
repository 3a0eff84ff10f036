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

  /** Lets the processes end in good order. */
  async clear(): Promise<void> {
    this.#cleared = true
    await Promise.all(this.#processes.map((process) => process.stop()))
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Waits for nobody. */
  clearAtOnce(): void {
    this.#cleared = true
    for (const process of this.#processes) process.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
