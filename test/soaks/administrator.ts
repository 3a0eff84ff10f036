import { EPOCH } from './ledger.ts'
import type { Ledger } from './ledger.ts'

const MAILBOXES = 8

/** Changes one thing after the other, and tells the ledger what it asked for and what it was told. */
export class Administrator {
  readonly #url: string
  readonly #token: string
  readonly #ledger: Ledger
  readonly #number: number
  readonly #versions = new Map<string, number>()
  #stopped = false
  #started: () => void = () => undefined
  #next: Promise<void>
  busy = false

  constructor(url: string, token: string, ledger: Ledger, number: number) {
    this.#url = url
    this.#token = token
    this.#ledger = ledger
    this.#number = number
    this.#next = new Promise((resolve) => (this.#started = resolve))
  }

  stop(): void {
    this.#stopped = true
    this.#started()
  }

  /** Resolves when the next request has just been sent. */
  inFlight(): Promise<void> {
    return this.#next
  }

  async writeUntilStopped(): Promise<void> {
    for (let step = 0; !this.#stopped; step++) {
      try {
        if (this.#number === 0) await this.#applyPair()
        else await this.#setMailbox(step % MAILBOXES)
      } catch {
        // The gateway was killed, or the store under it: nobody knows what became of the last request.
        if (this.#stopped) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
  }

  /** Two records in one change: both or neither. */
  async #applyPair(): Promise<void> {
    const { pair } = this.#ledger
    const value = Math.max(pair.acknowledged, ...pair.possible) + 1
    const path = '/organizations/pairs/policy-document'
    const organization = { id: 'pairs', domains: ['pairs.example'] }
    const members = [`n${value}@pairs.example`]
    this.#ledger.asked(pair, value)
    const answer = await this.#send('PUT', path, { organization, groups: { left: members, right: members } })
    if (answer.status === 200) this.#ledger.told(pair, value)
  }

  async #setMailbox(which: number): Promise<void> {
    const name = `m${this.#number}-${which}@contoso.example`
    const path = `/organizations/contoso/mailboxes/${name}`
    const expected = this.#ledger.mailbox(name)
    const before = this.#versions.get(name) ?? (await this.#versionOf(path))
    const value = Math.max(expected.acknowledged, ...expected.possible) + 1
    const until = new Date((EPOCH + value) * 1_000).toISOString()
    const body = { grants: [{ to: '@fabrikam.example', level: 'None', until }] }
    this.#ledger.asked(expected, value)
    this.#versions.delete(name)
    const answer = await this.#send('PUT', path, body, before)
    if (answer.status !== 200 && answer.status !== 201) return
    this.#ledger.told(expected, value)
    this.#versions.set(name, Number(/"(\d+)"/.exec(answer.headers.get('etag') ?? '')?.[1]))
  }

  async #versionOf(path: string): Promise<number> {
    const answer = await this.#send('GET', path)
    return Number(/"(\d+)"/.exec(answer.headers.get('etag') ?? '')?.[1] ?? 0)
  }

  async #send(method: string, path: string, body?: object, before?: number): Promise<Response> {
    const versioned = before === 0 ? { 'if-none-match': '*' } : { 'if-match': `"${before}"` }
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(before !== undefined && versioned),
    }
    this.busy = method !== 'GET'
    const sent = fetch(`${this.#url}/admin/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (this.busy) {
      setTimeout(this.#started, 1)
      this.#next = new Promise((resolve) => (this.#started = resolve))
    }
    try {
      const answer = await sent
      await answer.clone().arrayBuffer()
      return answer
    } finally {
      this.busy = false
    }
  }
}
