import type { KilledGateway } from './killed-gateway.ts'

/** What one record may hold: what was acknowledged last, and whatever was asked for since without an answer. */
interface Expected {
  acknowledged: number
  readonly possible: Set<number>
}

interface Kept {
  readonly items: readonly { readonly name: string; readonly value: unknown }[]
}

/** What administrators were told, to be compared with what the store holds after a crash. */
export class Ledger {
  readonly #mailboxes = new Map<string, Expected>()
  readonly #pairs: Expected = { acknowledged: 0, possible: new Set() }
  acknowledged = 0

  mailbox(name: string): Expected {
    const known = this.#mailboxes.get(name) ?? { acknowledged: 0, possible: new Set() }
    this.#mailboxes.set(name, known)
    return known
  }

  get pair(): Expected {
    return this.#pairs
  }

  asked(expected: Expected, value: number): void {
    expected.possible.add(value)
  }

  told(expected: Expected, value: number): void {
    expected.acknowledged = value
    expected.possible.clear()
    this.acknowledged++
  }

  /** Claims a change that never was; the function returned takes the claim back. */
  lie(): () => void {
    const [first] = this.#mailboxes.values()
    if (first === undefined) return () => undefined
    const { acknowledged } = first
    const possible = [...first.possible]
    first.acknowledged = -1
    first.possible.clear()
    return () => {
      first.acknowledged = acknowledged
      for (const value of possible) first.possible.add(value)
    }
  }

  async compare(gateway: KilledGateway): Promise<{ readonly lost: number; readonly half: number }> {
    const mailboxes = (await gateway.get('/organizations/contoso/mailboxes?limit=1000')).body as Kept
    const found = new Map(mailboxes.items.map(({ name, value }) => [name, hourOf(value)]))
    let lost = 0
    for (const [name, expected] of this.#mailboxes) {
      if (!settle(expected, found.get(name) ?? 0)) lost++
    }
    const groups = (await gateway.get('/organizations/pairs/groups')).body as Kept
    const [left, right] = ['left', 'right'].map((side) =>
      numberOf(groups.items.find(({ name }) => name === side)?.value),
    )
    if (!settle(this.#pairs, left ?? 0)) lost++
    return { lost, half: left === right ? 0 : 1 }
  }
}

/** Whether what was found is allowed; from then on it is what counts. */
function settle(expected: Expected, found: number): boolean {
  const sound = found === expected.acknowledged || expected.possible.has(found)
  if (sound) expected.acknowledged = found
  if (sound) expected.possible.clear()
  return sound
}

/** Values are numbers hidden where the schema lets them be: a grant's end. */
function hourOf(value: unknown): number {
  const { grants } = value as { grants: readonly { until: string }[] }
  return Date.parse(grants[0]?.until ?? '') / 1_000 - EPOCH
}

/** Seconds from 1970 to the instant that stands for 0. */
export const EPOCH = Date.UTC(2030, 0, 1) / 1_000

function numberOf(members: unknown): number {
  const [address = ''] = (members ?? []) as readonly string[]
  return Number(/^n(\d+)@/.exec(address)?.[1] ?? 0)
}
