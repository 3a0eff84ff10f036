/** How long what an instance holds may be decided on, and what follows from it. */
export interface Lease {
  /** From the start of the last poll that found everything applied; 5,000. */
  readonly leaseMs: number
  /** Waited longer than the lease by others, for clocks that run at different speeds; 500. */
  readonly marginMs: number
  /** Between polls, less up to a quarter; 500. */
  readonly pollMs: number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
}

export const DEFAULT_LEASE: Lease = {
  leaseMs: 5_000,
  marginMs: 500,
  pollMs: 500,
  monotonic: () => performance.now(),
}

interface Seen {
  readonly text: string
  readonly applied: number
  readonly since: number
}

/**
 * What the other instances said of themselves, and since when they said nothing new. Each poll of an instance changes its
 * text, and its lease began before that: counted here from when it was seen, on our own clock, it never ends too early.
 */
export class OtherInstances {
  readonly #own: string
  readonly #lease: Lease
  #seen = new Map<string, Seen>()

  constructor(own: string, lease: Lease) {
    this.#own = own
    this.#lease = lease
  }

  /** @param texts by instance, `<count of polls> <applied sequence>` */
  observe(texts: Readonly<Record<string, string>>): void {
    const now = this.#lease.monotonic()
    const next = new Map<string, Seen>()
    for (const [id, text] of Object.entries(texts)) {
      if (id === this.#own) continue
      const before = this.#seen.get(id)
      const applied = Number(text.split(' ')[1])
      next.set(id, before?.text === text ? before : { text, applied, since: now })
    }
    this.#seen = next
  }

  /** Whether each has applied `sequence`, or may not answer any more from what it held before. */
  haveApplied(sequence: number): boolean {
    const over = this.#lease.monotonic() - this.#lease.leaseMs - this.#lease.marginMs
    return [...this.#seen.values()].every(({ applied, since }) => applied >= sequence || since < over)
  }

  /** Those that may still answer from what they hold. */
  get alive(): number {
    const over = this.#lease.monotonic() - this.#lease.leaseMs - this.#lease.marginMs
    return [...this.#seen.values()].filter(({ since }) => since >= over).length
  }

  /** Those that said nothing for so long that nobody waits for a sign of them. */
  get gone(): readonly string[] {
    const long = this.#lease.monotonic() - 12 * this.#lease.leaseMs
    return [...this.#seen].filter(([, { since }]) => since < long).map(([id]) => id)
  }
}
