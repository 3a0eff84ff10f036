import { ACCESS_LEVELS } from '../access-level.ts'
import type { PolicyDocument } from '../policy-document.ts'

type GrantEntry = PolicyDocument['mailboxes'][number]['grants'][number]
type Placed = readonly [index: number, grant: GrantEntry]

const beginning = ({ from }: GrantEntry): number => from ?? -Infinity
const end = ({ until }: GrantEntry): number => until ?? Infinity
const rank = ({ level }: GrantEntry): number => ACCESS_LEVELS.indexOf(level)
const narrows = ({ hours, hiddenCategories }: GrantEntry): boolean =>
  hours !== undefined || hiddenCategories !== undefined

/** Whatever shadows a grant comes before it; of two that say the same the later one is told, unless it narrows. */
function inOrder([i, a]: Placed, [j, b]: Placed): number {
  // Not by subtraction: both may be infinite.
  if (beginning(a) !== beginning(b)) return beginning(a) < beginning(b) ? -1 : 1
  if (end(a) !== end(b)) return end(a) > end(b) ? -1 : 1
  return rank(a) - rank(b) || Number(narrows(b)) - Number(narrows(a)) || i - j
}

/**
 * Grants that never decide, by their index, each with that of one which is in force whenever it is and gives no more: of
 * several to one name the lowest counts. One that narrows what is shown is none of them, since what all show is met.
 */
export function shadowedGrants(grants: readonly GrantEntry[]): ReadonlyMap<number, number> {
  const byName = new Map<string, Placed[]>()
  grants.forEach((grant, i) => {
    const same = byName.get(grant.to)
    if (same === undefined) byName.set(grant.to, [[i, grant]])
    else same.push([i, grant])
  })
  const shadowed = new Map<number, number>()
  for (const same of byName.values()) {
    /** Of those that have begun, by level: the one that lasts longest. */
    const lasting: (Placed | undefined)[] = []
    for (const placed of same.sort(inOrder)) {
      const [index, grant] = placed
      const lower = lasting
        .slice(0, rank(grant) + 1)
        .find((other) => other !== undefined && end(other[1]) >= end(grant))
      if (lower !== undefined && !narrows(grant)) shadowed.set(index, lower[0])
      const longest = lasting[rank(grant)]
      if (longest === undefined || end(grant) > end(longest[1])) lasting[rank(grant)] = placed
    }
  }
  return shadowed
}
