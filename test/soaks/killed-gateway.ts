import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const START_MS = 60_000
const TAIL = 4_000

/** A gateway in a process of its own that is killed and started again, always on the same state. */
export class KilledGateway {
  readonly url: string
  readonly token: string
  readonly #built: string
  readonly #config: string
  #child: ChildProcess | null = null

  /** @param built where the product's JavaScript is */
  constructor(built: string, config: string, token: string) {
    this.#built = built
    this.#config = config
    this.token = token
    this.url = /publicUrl: (\S+)/.exec(readFileSync(config, 'utf8'))?.[1] ?? ''
  }

  async start(): Promise<void> {
    const cli = join(this.#built, 'gateway/cli/ledig.js')
    const child = spawn(process.execPath, [cli, 'serve', '--config', this.#config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start within a minute: ${said}`)), START_MS)
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-TAIL)
        if (said.includes('Ledig listens')) {
          clearTimeout(timer)
          resolve()
        }
      })
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`the gateway ended with ${code}: ${said}`))
      })
    })
  }

  /** As the machine's out-of-memory killer does. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(`${this.url}/admin/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } })
    return { status: answer.status, body: await answer.json() }
  }

  async auditVerifies(): Promise<boolean> {
    const { status, body } = await this.get('/audit/verification')
    return status === 200 && (body as { ok: boolean }).ok
  }
}
