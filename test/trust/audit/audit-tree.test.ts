import { expect } from 'chai'
import { leafHash } from '../../../trust/audit/audit-entry.ts'
import { AuditTree } from '../../../trust/audit/audit-tree.ts'
import {
  consistencyProof,
  EMPTY_TREE,
  includes,
  inclusionProof,
  isBeginning,
  rootOf,
} from '../../../trust/audit/merkle-tree.ts'

const SIZE = 9_000
const LEAVES = Array.from({ length: SIZE }, (_, i) => leafHash(`entry ${i}`))

describe('the tree over a log that grows', () => {
  let read: number
  let tree: AuditTree
  beforeEach(() => {
    read = 0
    tree = new AuditTree((from, limit) => {
      const page = LEAVES.slice(from, from + limit)
      read += page.length
      return Promise.resolve(page)
    })
  })

  it('has the root over all leaves at each size, in whatever order it is asked', async () => {
    const sizes = [0, 1, 1_023, 1_024, 1_025, 4_096, 4_097, 2_048, 6_000, 3_071, SIZE]
    expect(await tree.root(0)).to.equal(EMPTY_TREE)
    const roots = await Promise.all(sizes.map((size) => tree.root(size)))
    expect(roots).to.deep.equal(sizes.map((size) => rootOf(LEAVES.slice(0, size))))
  })

  it('proves entries and beginnings across what it remembers', async () => {
    const size = 8_191
    const root = await tree.root(size)
    for (const index of [0, 1_023, 1_024, 5_000, 8_190]) {
      const proof = await inclusionProof(tree.hashOf, index, size)
      expect(includes(LEAVES[index] ?? '', index, size, proof, root), String(index)).to.equal(true)
    }
    for (const earlier of [1, 1_024, 1_500, 4_096, 8_000]) {
      const old = { size: earlier, root: rootOf(LEAVES.slice(0, earlier)) }
      const proof = await consistencyProof(tree.hashOf, earlier, size)
      expect(isBeginning(old, { size, root }, proof), String(earlier)).to.equal(true)
    }
  })

  it('reads each full tile once, and after that only what is at the edge', async () => {
    await tree.root(8_192)
    expect(read).to.equal(8_192)
    read = 0
    await tree.root(8_192)
    await tree.root(8_200)
    expect(read).to.equal(8)
    await inclusionProof(tree.hashOf, 3_000, 8_192)
    expect(read).to.be.lessThan(8 + 1_024)
  })

  it('refuses a log with a gap', async () => {
    const gap = new AuditTree((from, limit) => Promise.resolve(LEAVES.slice(from, from + limit - 1)))
    let caught: unknown
    await gap.root(2_000).catch((error: unknown) => (caught = error))
    expect(caught).to.include({ code: 'ERR_STORE_DAMAGED' })
  })
})
