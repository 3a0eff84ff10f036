import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { ledigCommand } from '../../built-product.ts'

const START_MS = 90_000
/** The first port that a set-up tries. */
const FIRST_PORT = 8027

/** Null where somebody has it. */
function takeTurn(): Promise<Socket | null> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.once('error', () => socket.close(() => resolve(null)))
    socket.bind(FIRST_PORT, '127.0.0.1', () => resolve(socket.unref()))
  })
}

/**
 * `ledig serve` in a folder, without a word about a configuration: what `npm start` runs. It takes the first port that is
 * free, and its console stays there: one at a time, whatever runs it, so that no other takes that port while it is down.
 */
export class SetUpProcess {
  readonly folder: string
  /** Everything it said. */
  said = ''
  #child: ChildProcess | null = null
  /** The same number of UDP, as long as it is its turn. */
  #turn: Socket | null = null

  constructor(folder: string) {
    this.folder = folder
  }

  /** @param until what it says when it is ready */
  async start(until: RegExp = /and type there\s+\S+|Ledig listens/): Promise<void> {
    while (this.#turn === null) this.#turn = (await takeTurn()) ?? (await delay(50, null))
    const { LEDIG_CONFIG: _, ...env } = process.env
    const [command, ...before] = ledigCommand()
    const child = spawn(command, [...before, 'serve'], {
      ...{ cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
    })
    this.#child = child
    this.said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => void (this.said += chunk.toString()))
    }
    await this.says(until)
  }

  /** Waits until it has said something. */
  async says(what: RegExp): Promise<void> {
    const ends = Date.now() + START_MS
    while (!what.test(this.said)) {
      if (this.#child === null || this.#child.exitCode !== null || Date.now() > ends) throw new Error(this.said)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  get origin(): string {
    return /http:\/\/127\.0\.0\.1:\d+(?=\/set-up\/)/.exec(this.said)?.[0] ?? ''
  }

  get code(): string {
    return /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(this.said)?.[0] ?? ''
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** For good: another may have its turn. */
  async end(): Promise<void> {
    await this.kill()
    this.#turn?.close()
    this.#turn = null
  }
}

export interface FormAnswer {
  readonly status: number
  readonly text: string
  readonly location: string
}

/** A browser without scripts: it keeps cookies, and sends forms with what the page has hidden in them. */
export class FormBrowser {
  readonly #origin: string
  readonly #cookies = new Map<string, string>()
  #token = ''

  constructor(origin: string) {
    this.#origin = origin
  }

  async get(path: string, language?: string): Promise<FormAnswer> {
    return this.#ask(path, {}, language)
  }

  async post(path: string, fields: Readonly<Record<string, string>>, language?: string): Promise<FormAnswer> {
    const body = new URLSearchParams({ token: this.#token, ...fields })
    return this.#ask(path, { method: 'POST', body, headers: { origin: this.#origin } }, language)
  }

  async #ask(
    path: string,
    { headers, ...init }: RequestInit & { headers?: Record<string, string> },
    language = 'en-GB',
  ): Promise<FormAnswer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(path, this.#origin), {
      ...{ ...init, redirect: 'manual', headers: { ...headers, cookie, 'accept-language': language } },
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    const text = await answer.text()
    this.#token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? this.#token
    return { status: answer.status, text, location: answer.headers.get('location') ?? '' }
  }
}
