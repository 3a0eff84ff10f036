import type { StoredEntry } from '../stores/state-engine.ts'
import { leafHash, NO_ENTRY } from './audit-entry.ts'
import { TreeGrowth } from './merkle-tree.ts'
import type { TreeAt } from './merkle-tree.ts'
import { commitment } from './personal.ts'

export interface AuditProblem {
  /** The entry it was found at. */
  readonly index: number
  readonly problem:
    | 'changed' // the text is not what its hash says
    | 'misplaced' // it says it stands elsewhere: moved, or put in
    | 'does not follow' // it names another entry before it than the one there
    | 'missing'
    | 'beyond the end' // more entries than the log says it has
    | 'unreadable'
    | 'personal value changed'
    | 'personal value added'
    | 'rewritten' // a signed tree head of this size says another root
    | 'newest differs' // from what the store's head says
    | 'head changed' // the store's head, which says how long the log is, is not as it was written
}

export interface AuditReport {
  readonly entries: number
  readonly ok: boolean
  readonly problems: readonly AuditProblem[]
  /** Of the tree over all leaf hashes. */
  readonly tree: TreeAt
}

export interface AuditExpectation {
  readonly size: number
  /** Leaf hash of the newest entry. */
  readonly last: string
  /** Signed tree heads, each verified already. */
  readonly heads?: readonly TreeAt[]
  /** False where the store's head, from which size and newest are, is not as it was written. */
  readonly sealed?: boolean
}

interface EntryText {
  readonly index: number
  readonly previous: string
  readonly personal: Readonly<Record<string, string>>
}

/** So many problems say enough. */
const MOST_PROBLEMS = 1_000

function readText(text: string): EntryText | null {
  try {
    return JSON.parse(text) as EntryText
  } catch {
    return null
  }
}

/** Reads a log from its first entry to its last and names every entry that is not as it was written. */
class AuditReading {
  readonly problems: AuditProblem[] = []
  readonly tree = new TreeGrowth()
  readonly #heads: ReadonlyMap<number, string>
  #previous = NO_ENTRY
  #next = 0

  constructor(heads: readonly TreeAt[]) {
    this.#heads = new Map(heads.map(({ size, root }) => [size, root]))
  }

  get entries(): number {
    return this.#next
  }

  get last(): string {
    return this.#previous
  }

  read(entry: StoredEntry, size: number): void {
    for (; this.#next < Math.min(entry.index, size); this.#next++) this.found(this.#next, 'missing')
    if (entry.index >= size) this.found(entry.index, 'beyond the end')
    const { text } = entry
    if (text !== null) this.#readText(entry, text)
    this.#previous = entry.leaf
    this.#next = Math.max(this.#next, entry.index + 1)
    this.tree.add(entry.leaf)
    const said = this.#heads.get(this.tree.size)
    if (said !== undefined && said !== this.tree.root()) this.found(entry.index, 'rewritten')
  }

  found(index: number, problem: AuditProblem['problem']): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ index, problem })
  }

  #readText({ index, leaf, personal }: StoredEntry, text: string): void {
    if (leafHash(text) !== leaf) this.found(index, 'changed')
    const said = readText(text)
    if (said === null) return this.found(index, 'unreadable')
    if (said.index !== index) this.found(index, 'misplaced')
    if (said.previous !== this.#previous) this.found(index, 'does not follow')
    for (const [name, value] of Object.entries(personal ?? {})) {
      const committed = said.personal[name]
      if (committed === undefined) this.found(index, 'personal value added')
      else if (committed !== commitment(value)) this.found(index, 'personal value changed')
    }
  }
}

/**
 * Verifies an audit log: each entry by its hash, its order by the hash of the one before, its past by signed tree heads.
 * Erased values and the texts of entries older than is kept may be gone; their hashes may not.
 */
export async function verifyAudit(
  entries: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
  { size, last, heads = [], sealed = true }: AuditExpectation,
): Promise<AuditReport> {
  const reading = new AuditReading(heads)
  for await (const entry of entries) reading.read(entry, size)
  for (let index = reading.entries; index < size; index++) reading.found(index, 'missing')
  if (reading.last !== last) reading.found(Math.max(0, size - 1), 'newest differs')
  if (!sealed) reading.found(Math.max(0, size - 1), 'head changed')
  const { problems, tree } = reading
  return { entries: tree.size, ok: problems.length === 0, problems, tree: { size: tree.size, root: tree.root() } }
}
