import { FederationError } from '../../protocols/federation-error.ts'
import { EMPTY_TREE, joinedHash, nodeHash, rootOf } from './merkle-tree.ts'
import type { TreeHash } from './merkle-tree.ts'

/** The leaf hashes of the log from `from` on, at most `limit`, in order. */
export type ReadLeaves = (from: number, limit: number) => Promise<readonly TreeHash[]>

/** Leaves in the smallest subtree that is remembered; a power of two. */
const TILE = 1_024

/**
 * The Merkle tree of a log that grows, for roots and proofs that do not read the whole log each time: of its complete
 * subtrees of 1,024 leaves and more only the hash is remembered, two for each 1,024 entries.
 */
export class AuditTree {
  readonly #readLeaves: ReadLeaves
  /** By height: `#levels[h][i]` is the root of the `i`th complete subtree of `TILE * 2 ** h` leaves. */
  readonly #levels: TreeHash[][] = []
  #growing: Promise<void> = Promise.resolve()

  constructor(readLeaves: ReadLeaves) {
    this.#readLeaves = readLeaves
  }

  /**
   * The root over the leaves from `begin` up to `end`, as they were when they were first read.
   *
   * @throws FederationError `ERR_STORE_DAMAGED` where one is missing
   */
  readonly hashOf = async (begin: number, end: number): Promise<TreeHash> => {
    const size = end - begin
    if (size === 0) return EMPTY_TREE
    if (size < TILE) return rootOf(await this.#leaves(begin, size))
    const height = Math.log2(size / TILE)
    if (!Number.isInteger(height) || begin % size !== 0) return joinedHash(this.hashOf, begin, end)
    await this.#grow(end)
    return this.#levels[height]?.[begin / size] as TreeHash
  }

  root(size: number): Promise<TreeHash> {
    return this.hashOf(0, size)
  }

  /** Once at a time, so that no subtree is entered twice. */
  #grow(end: number): Promise<void> {
    const grown = this.#growing.then(async () => {
      for (let begin = TILE * (this.#levels[0]?.length ?? 0); begin + TILE <= end; begin += TILE) {
        this.#enter(rootOf(await this.#leaves(begin, TILE)))
      }
    })
    this.#growing = grown.catch(() => undefined)
    return grown
  }

  #enter(tile: TreeHash): void {
    let hash = tile
    for (let height = 0; ; height++) {
      const level = (this.#levels[height] ??= [])
      level.push(hash)
      if (level.length % 2 === 1) return
      const [left, right] = level.slice(-2)
      hash = nodeHash(left as TreeHash, right as TreeHash)
    }
  }

  async #leaves(begin: number, size: number): Promise<readonly TreeHash[]> {
    const leaves = await this.#readLeaves(begin, size)
    if (leaves.length === size) return leaves
    throw new FederationError('ERR_STORE_DAMAGED', 'an entry of the audit log is missing', { begin, size })
  }
}
