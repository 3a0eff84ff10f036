import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Usage {
  /** Microseconds since the process began. */
  readonly cpu: { readonly user: number; readonly system: number }
  readonly rss: number
}

/** Another program of the bench, in a process of its own, asked one thing at a time. */
export class Child {
  /** Where `buildProduct` put the programs. */
  static built = ''
  readonly #child: ChildProcess
  readonly #name: string

  private constructor(module: string, log: number | 'inherit') {
    this.#name = module
    const path = join(Child.built, 'test/benchmarks', module.replace(/\.ts$/, '.js'))
    this.#child = fork(path, { execArgv: [], stdio: ['ignore', 'inherit', log, 'ipc'] })
  }

  /**
   * Starts a program, which says that it is ready as soon as it takes questions.
   *
   * @param module relative to this folder
   * @param log file descriptor that takes the child's standard error
   */
  static async start(module: string, log: number | 'inherit' = 'inherit'): Promise<Child> {
    const child = new Child(module, log)
    await child.answer()
    return child
  }

  /** The next message of the child. */
  answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${this.#name} ended with ${String(code)}`))
      this.#child.once('exit', ended)
      this.#child.once('message', (message: { failed?: string }) => {
        this.#child.removeListener('exit', ended)
        if (typeof message === 'object' && message.failed !== undefined)
          reject(new Error(`${this.#name}: ${message.failed}`))
        else resolve(message)
      })
    })
  }

  ask(question: object | string): Promise<unknown> {
    const answer = this.answer()
    this.#child.send(question)
    return answer
  }

  /**
   * Seconds of processor it has used so far, in steps of 10 ms: asked of the system, for a process that is too busy to
   * answer (proc(5), `/proc/<pid>/stat`, fields 14 and 15).
   */
  processorSeconds(): number {
    const stat = readFileSync(`/proc/${String(this.#child.pid)}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  async usage(): Promise<Usage> {
    return (await this.ask('usage')) as Usage
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await gone
  }
}
