/** Whose work it is: where it was asked for, and for which account. */
export interface Asker {
  readonly place: string
  readonly account: string
}

/** The name under which most waits; of several the one whose turn is last, but `own` before any other. */
function longest<T>(lines: ReadonlyMap<string, T>, own: string, lengthOf: (line: T) => number): string {
  const there = lines.get(own)
  let [name, most] = [own, there === undefined ? 0 : lengthOf(there)]
  for (const [other, line] of lines) {
    const length = lengthOf(line)
    if (length > most || (length === most && name !== own)) [name, most] = [other, length]
  }
  return name
}

/** Its turn comes after all others'. */
const putLast = <T>(lines: Map<string, T>, name: string): void => {
  const line = lines.get(name)
  if (line === undefined) return
  lines.delete(name)
  lines.set(name, line)
}

/**
 * Work that is done one after the other, in turns: of each place one, then of the next, and within a place of each account
 * one. Whoever comes waits behind no more than one of each other place, however much waits there.
 */
export class FairLine<T> {
  readonly #most: number
  /** By place, then by account, in the order of their turns; nothing empty is kept. */
  readonly #places = new Map<string, Map<string, T[]>>()
  #size = 0

  /** @param most that wait */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * @returns what has to go for it where the line is full: the last of whoever has most waiting; it is the work itself
   * where nobody has more
   */
  add(work: T, { place, account }: Asker): T | undefined {
    const accounts = this.#places.get(place) ?? new Map<string, T[]>()
    const line = accounts.get(account) ?? []
    line.push(work)
    this.#places.set(place, accounts.set(account, line))
    if (++this.#size <= this.#most) return undefined
    const from = longest(this.#places, place, (one) => [...one.values()].flat().length)
    return this.#take(
      from,
      longest(this.#places.get(from) ?? new Map<string, T[]>(), account, ({ length }) => length),
      -1,
    )
  }

  /**
   * The next, taken out.
   *
   * @param done whose work was done just now: its turn is the last from now on
   */
  next(done: Asker): T | undefined {
    // Only now, and not when it began: what came meanwhile is before it.
    putLast(this.#places.get(done.place) ?? new Map<string, T[]>(), done.account)
    putLast(this.#places, done.place)
    const [place, accounts] = this.#places.entries().next().value ?? []
    const account = accounts?.keys().next().value
    return place === undefined || account === undefined ? undefined : this.#take(place, account, 0)
  }

  #take(place: string, account: string, index: 0 | -1): T | undefined {
    const accounts = this.#places.get(place)
    const line = accounts?.get(account)
    const work = index === 0 ? line?.shift() : line?.pop()
    if (line?.length === 0) accounts?.delete(account)
    if (accounts?.size === 0) this.#places.delete(place)
    this.#size--
    return work
  }
}
