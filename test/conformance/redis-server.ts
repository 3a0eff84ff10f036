import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownPort } from '../organizations/own-port.ts'

/** A redis-server of the test's own, on a free port of 127.0.0.1, in a directory that goes when it stops. */
export interface RedisServer {
  readonly url: string
  /** Ends it at once, as a crash does; `start` goes on with the same data. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  /** Lets it hang with its connections open, until `resume`. */
  pause(): void
  resume(): void
}

/** Durable as `threats.md` asks; `settings` replaces single settings. Null where redis-server is not installed. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer | null> {
  const directory = mkdtempSync(join(tmpdir(), 'ledig-redis-'))
  const port = await freePort()
  const all = {
    bind: '127.0.0.1',
    port: String(port),
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
  }
  const options = Object.entries({ ...all, ...settings }).flatMap(([name, value]) => [`--${name}`, value])
  let running: ChildProcess | null = null
  const start = async (): Promise<void> => {
    running = spawn('redis-server', options, { stdio: 'ignore' })
    await once(running, 'spawn')
    await listening(port)
  }
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => void running?.kill(name)
  const kill = async (): Promise<void> => {
    const ending = running
    running = null
    if (!ending || ending.exitCode !== null) return
    ending.kill('SIGKILL')
    await once(ending, 'exit')
  }
  const stop = async (): Promise<void> => {
    await kill()
    // A rewriting child of the server may still be writing for a moment.
    rmSync(directory, { recursive: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    await start()
  } catch (cause) {
    rmSync(directory, { recursive: true })
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
  const [pause, resume] = [() => signal('SIGSTOP'), () => signal('SIGCONT')]
  return { url: `redis://127.0.0.1:${port}`, kill, start, stop, pause, resume }
}

/** For a suite without redis-server: fails in CI, where nothing may be skipped, and else skips saying what is missing. */
export function withoutRedis(suite: Mocha.Context): never {
  if (process.env['CI']) throw new Error('redis-server is missing: install the Debian package redis-server')
  if (suite.test) suite.test.title += ' (needs the Debian package redis-server)'
  return suite.skip()
}

/**
 * A `describe` whose tests have a redis-server of their own, from before their first hook to after their last. Without one
 * they are skipped, and fail in CI.
 */
export function describeWithRedis(title: string, tests: (this: Mocha.Suite, redis: RedisServer) => void): void {
  describe(title, function () {
    let started: RedisServer | null = null
    before(async function () {
      started = await startRedis()
      if (started === null) withoutRedis(this)
    })
    const running = (): RedisServer => {
      if (started === null) throw new Error('the redis-server of these tests is started by their first hook')
      return started
    }
    tests.call(this, {
      get url() {
        return running().url
      },
      kill: () => running().kill(),
      start: () => running().start(),
      stop: () => running().stop(),
      pause: () => running().pause(),
      resume: () => running().resume(),
    })
    after(() => started?.stop())
  })
}

/** Nobody else's for as long as this process runs. */
export async function freePort(): Promise<number> {
  return (await ownPort()).port
}

/** Tries until the port answers, a minute at most. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    if (await answers(port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('redis-server does not answer')
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('PING\r\n')
    })
    // While it still loads its file it answers -LOADING.
    socket.once('data', (bytes) => {
      socket.destroy()
      resolve(bytes.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
  })
}
