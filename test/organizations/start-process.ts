import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface StartedProcess {
  readonly pid: number
  /** What the process said of itself when it was ready. */
  readonly ready: unknown
  /** Asks it to end, and insists after five seconds. */
  stop(): Promise<void>
  /** Ends it now, without asking. */
  kill(): void
}

const START_MS = 120_000
const STOP_MS = 5_000
const TAIL = 4_000

/**
 * Starts one of the modules of this folder as a process of its own, with one file as its argument, and waits for the
 * line that says it is ready. It ends when this process does, however that comes about.
 *
 * @param spawned receives the process at once, so that it can be stopped while it is still starting
 * @throws Error with what it wrote to standard error, where it ends or takes two minutes instead
 */
export async function startProcess(
  module: './organization-process.ts' | './gateway-process.ts' | './provider-process.ts',
  file: string,
  spawned: (started: Pick<StartedProcess, 'stop' | 'kill'>) => void,
): Promise<StartedProcess> {
  // Built, this file ends in .js and so do its neighbours.
  const path = fileURLToPath(new URL(module.replace(/\.ts$/, import.meta.url.slice(-3)), import.meta.url))
  const child = fork(path, [file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const handle = { stop: () => stop(child), kill: () => void child.kill('SIGKILL') }
  spawned(handle)
  const ready = await readyLine(child, module)
  return { pid: child.pid ?? 0, ready, ...handle }
}

function readyLine(child: ChildProcess, name: string): Promise<unknown> {
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString('utf8')).slice(-TAIL)))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('was not ready within two minutes'), START_MS)
    const fail = (what: string): void => {
      clearTimeout(timer)
      reject(new Error(`${name} ${what}: ${complaints.trim()}`))
    }
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => fail(`ended with ${String(code)}`))
    if (child.stdout === null) return fail('has no standard output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      clearTimeout(timer)
      if (line.startsWith('{')) resolve(JSON.parse(line))
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}
