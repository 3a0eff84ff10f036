import { createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  consistencyProof,
  EMPTY_TREE,
  includes,
  inclusionProof,
  isBeginning,
  rootOf,
  TreeGrowth,
} from '../../../trust/audit/merkle-tree.ts'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
const leafOf = (bytes: Uint8Array): string => sha256(Uint8Array.of(0), bytes).toString('hex')

/** The definition of RFC 6962 2.1, word for word, over the entries themselves. */
function mth(entries: readonly Uint8Array[]): Buffer {
  const [first] = entries
  if (first === undefined) return sha256()
  if (entries.length === 1) return sha256(Uint8Array.of(0), first)
  let k = 1
  while (2 * k < entries.length) k *= 2
  return sha256(Uint8Array.of(1), mth(entries.slice(0, k)), mth(entries.slice(k)))
}

/** The entries of Certificate Transparency's reference tests, and the roots over the first n of them. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const LEAVES = ENTRIES.map((hex) => leafOf(Buffer.from(hex, 'hex')))

/** Over leaves that are all at hand. */
const over =
  (hashes: readonly string[]) =>
  (begin: number, end: number): Promise<string> =>
    Promise.resolve(rootOf(hashes.slice(begin, end)))

const leaves = fc.array(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => bytes),
  { minLength: 1, maxLength: 40 },
)

describe('a Merkle tree', () => {
  it('has the roots of the reference tests of Certificate Transparency', () => {
    expect(EMPTY_TREE).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    ROOTS.forEach((root, i) => expect(rootOf(LEAVES.slice(0, i + 1))).to.equal(root))
  })

  it('has the root RFC 6962 defines, for any entries, and knows it at each size', () => {
    fc.assert(
      fc.property(leaves, (entries) => {
        const growth = new TreeGrowth()
        entries.forEach((entry, i) => {
          growth.add(leafOf(entry))
          expect(growth.root()).to.equal(mth(entries.slice(0, i + 1)).toString('hex'))
        })
      }),
      { numRuns: 50 },
    )
  })

  it('proves each entry to be in it, and no other entry, place, size or root', async () => {
    await fc.assert(
      fc.asyncProperty(leaves, fc.nat(), fc.nat(), async (entries, at, other) => {
        const hashes = entries.map(leafOf)
        const size = hashes.length
        const index = at % size
        const proof = await inclusionProof(over(hashes), index, size)
        const root = rootOf(hashes)
        const leaf = hashes[index] ?? ''
        expect(includes(leaf, index, size, proof, root)).to.equal(true)
        expect(includes(leafOf(Buffer.from('no entry of it')), index, size, proof, root)).to.equal(false)
        expect(includes(leaf, index, size, proof, leaf.replace(/^./, 'x'))).to.equal(false)
        expect(includes(leaf, index, size, [...proof, root], root)).to.equal(false)
        if (proof.length > 0) expect(includes(leaf, index, size, proof.slice(1), root)).to.equal(false)
        const elsewhere = other % size
        if (hashes[elsewhere] !== leaf) expect(includes(leaf, elsewhere, size, proof, root)).to.equal(false)
        expect(includes(leaf, size, size, proof, root)).to.equal(false)
      }),
      { numRuns: 200 },
    )
  })

  it('proves an earlier tree to be its beginning, and no tree that is not', async () => {
    await fc.assert(
      fc.asyncProperty(leaves, fc.nat(), fc.nat(), async (entries, at, changed) => {
        const hashes = entries.map(leafOf)
        const earlier = { size: at % (hashes.length + 1), root: '' }
        const old = { ...earlier, root: rootOf(hashes.slice(0, earlier.size)) }
        const now = { size: hashes.length, root: rootOf(hashes) }
        const proof = await consistencyProof(over(hashes), old.size, now.size)
        expect(isBeginning(old, now, proof)).to.equal(true)
        if (old.size === 0) return
        const rewritten = hashes.slice(0, old.size)
        rewritten[changed % old.size] = leafOf(Buffer.from('another past'))
        expect(isBeginning({ ...old, root: rootOf(rewritten) }, now, proof)).to.equal(false)
        expect(isBeginning(old, { ...now, root: old.root.replace(/^./, 'x') }, proof)).to.equal(false)
        expect(isBeginning(old, now, [...proof, old.root])).to.equal(false)
      }),
      { numRuns: 300 },
    )
  })

  it('has the proofs of the reference tests', async () => {
    const node = (...two: [string, string]): string =>
      sha256(Uint8Array.of(1), Buffer.from(two[0], 'hex'), Buffer.from(two[1], 'hex')).toString('hex')
    const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = LEAVES
    expect(await inclusionProof(over(LEAVES), 0, 8)).to.deep.equal([b, node(c, d), node(node(e, f), node(g, h))])
    expect(await inclusionProof(over(LEAVES), 2, 3)).to.deep.equal([node(a, b)])
    expect(await consistencyProof(over(LEAVES), 6, 8)).to.deep.equal([
      node(e, f),
      node(g, h),
      node(node(a, b), node(c, d)),
    ])
    expect(await consistencyProof(over(LEAVES), 1, 8)).to.deep.equal([b, node(c, d), node(node(e, f), node(g, h))])
  })
})
