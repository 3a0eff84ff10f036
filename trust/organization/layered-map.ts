/** Changes on top of the base before both are joined into a new one. */
const MOST_ON_TOP = 512

/**
 * A map that is never changed: a change gives another map, which shares all but the last few hundred changes with this
 * one. So a snapshot of a hundred thousand trusts costs as little to succeed as one of ten.
 */
export class LayeredMap<Key, Value extends object> {
  readonly #base: ReadonlyMap<Key, Value>
  /** Null where the key is gone. */
  readonly #top: ReadonlyMap<Key, Value | null>

  constructor(base: ReadonlyMap<Key, Value> = new Map(), top: ReadonlyMap<Key, Value | null> = new Map()) {
    this.#base = base
    this.#top = top
  }

  get(key: Key): Value | undefined {
    const changed = this.#top.size === 0 ? undefined : this.#top.get(key)
    return changed === undefined ? this.#base.get(key) : (changed ?? undefined)
  }

  *values(): Generator<Value> {
    for (const [key, value] of this.#base) if (!this.#top.has(key)) yield value
    for (const value of this.#top.values()) if (value !== null) yield value
  }

  /** @param changes the new value of each key, null where it is gone; the last one counts */
  with(changes: readonly (readonly [Key, Value | null])[]): LayeredMap<Key, Value> {
    if (changes.length === 0) return this
    const top = new Map(this.#top)
    for (const [key, value] of changes) top.set(key, value)
    if (top.size <= MOST_ON_TOP) return new LayeredMap(this.#base, top)
    const base = new Map(this.#base)
    for (const [key, value] of top) {
      if (value === null) base.delete(key)
      else base.set(key, value)
    }
    return new LayeredMap(base)
  }
}
