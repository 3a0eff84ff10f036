import { hash } from 'node:crypto'

/**
 * A Merkle tree over the entries of an audit log, as in Certificate Transparency (RFC 6962 2.1). Hashes are hex; leaves
 * are given as their hashes (`leafHash`).
 */
export type TreeHash = string

/** The hash of no leaves at all: SHA-256 of nothing. */
export const EMPTY_TREE: TreeHash = hash('sha256', '', 'hex')

/** The root over two trees side by side. */
export function nodeHash(left: TreeHash, right: TreeHash): TreeHash {
  return hash('sha256', Buffer.from(`01${left}${right}`, 'hex'), 'hex')
}

/** Takes leaves in their order and knows the root at each size, holding one hash for each complete subtree. */
export class TreeGrowth {
  /** Of complete subtrees, largest first, with how many leaves each has. */
  readonly #subtrees: { readonly hash: TreeHash; readonly size: number }[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(leaf: TreeHash): void {
    this.#size++
    let grown = { hash: leaf, size: 1 }
    for (let last = this.#subtrees.at(-1); last?.size === grown.size; last = this.#subtrees.at(-1)) {
      grown = { hash: nodeHash(last.hash, grown.hash), size: 2 * grown.size }
      this.#subtrees.pop()
    }
    this.#subtrees.push(grown)
  }

  root(): TreeHash {
    const hashes = this.#subtrees.map((subtree) => subtree.hash)
    const last = hashes.pop()
    return last === undefined ? EMPTY_TREE : hashes.reduceRight((right, left) => nodeHash(left, right), last)
  }
}

/** The largest power of two smaller than `size`, which is at least 2. */
function split(size: number): number {
  let half = 1
  while (2 * half < size) half *= 2
  return half
}

export function rootOf(leaves: readonly TreeHash[]): TreeHash {
  const growth = new TreeGrowth()
  for (const leaf of leaves) growth.add(leaf)
  return growth.root()
}

/** The root over the leaves from `begin` up to `end`, which are there. */
export type HashOf = (begin: number, end: number) => Promise<TreeHash>

/** The root over a part of a tree of at least two leaves, from the roots of what it splits into (RFC 6962 2.1). */
export async function joinedHash(hashOf: HashOf, begin: number, end: number): Promise<TreeHash> {
  const half = begin + split(end - begin)
  return nodeHash(await hashOf(begin, half), await hashOf(half, end))
}

/** The hashes that lead from the leaf at `index` to the root over the first `size` leaves (RFC 6962 2.1.1). */
export async function inclusionProof(hashOf: HashOf, index: number, size: number): Promise<TreeHash[]> {
  const proof: TreeHash[] = []
  let [begin, end] = [0, size]
  while (end - begin > 1) {
    const half = begin + split(end - begin)
    const isLeft = index < half
    proof.unshift(await (isLeft ? hashOf(half, end) : hashOf(begin, half)))
    ;[begin, end] = isLeft ? [begin, half] : [half, end]
  }
  return proof
}

/** The hashes that show the tree over the first `earlier` leaves to be the beginning of that over `size` (RFC 6962 2.1.2). */
export async function consistencyProof(hashOf: HashOf, earlier: number, size: number): Promise<TreeHash[]> {
  if (earlier === 0 || earlier === size) return []
  const proof: TreeHash[] = []
  let [begin, end] = [0, size]
  while (end !== earlier) {
    const half = begin + split(end - begin)
    const isLeft = earlier <= half
    proof.unshift(await (isLeft ? hashOf(half, end) : hashOf(begin, half)))
    ;[begin, end] = isLeft ? [begin, half] : [half, end]
  }
  // The earlier tree itself, where it is one of the later one's, is known to who asks.
  return begin === 0 ? proof : [await hashOf(begin, end), ...proof]
}

/** Whether `proof` leads from this leaf to this root (RFC 9162 2.1.3.2). */
export function includes(
  leaf: TreeHash,
  index: number,
  size: number,
  proof: readonly TreeHash[],
  root: TreeHash,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  let [place, last] = [index, size - 1]
  let found = leaf
  for (const step of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      found = nodeHash(step, found)
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2)
        last = Math.floor(last / 2)
      }
    } else {
      found = nodeHash(found, step)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && found === root
}

export interface TreeAt {
  readonly size: number
  readonly root: TreeHash
}

/** Whether `proof` shows the earlier tree to be the beginning of the later one (RFC 9162 2.1.4.2). */
export function isBeginning(earlier: TreeAt, later: TreeAt, proof: readonly TreeHash[]): boolean {
  if (earlier.size > later.size || earlier.size < 0) return false
  if (earlier.size === later.size) return proof.length === 0 && earlier.root === later.root
  if (earlier.size === 0) return proof.length === 0
  const isPowerOfTwo = Number.isInteger(Math.log2(earlier.size))
  const steps = isPowerOfTwo ? [earlier.root, ...proof] : [...proof]
  const first = steps.shift()
  if (first === undefined) return false
  let [place, last] = [earlier.size - 1, later.size - 1]
  while (place % 2 === 1) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
  let [old, grown] = [first, first]
  for (const step of steps) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      old = nodeHash(step, old)
      grown = nodeHash(step, grown)
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
    } else {
      grown = nodeHash(grown, step)
    }
    ;[place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
  }
  return last === 0 && old === earlier.root && grown === later.root
}
