/** What a body may be beyond its length in bytes: short texts can hold very much. */
export interface JsonLimits {
  /** Lists and objects in each other. */
  readonly depth: number
  /** Values of any kind, at any depth. */
  readonly values: number
}

/** Why a value read from JSON is beyond the limits; null where it is not. Does not recurse. */
export function beyondLimits(value: unknown, { depth, values }: JsonLimits): 'too deep' | 'too many values' | null {
  let level = [value]
  let count = 0
  for (let at = 0; level.length > 0; at++) {
    if (at > depth) return 'too deep'
    count += level.length
    if (count > values) return 'too many values'
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []))
  }
  return null
}
