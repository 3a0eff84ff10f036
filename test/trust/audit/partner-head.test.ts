import { expect } from 'chai'
import { leafHash } from '../../../trust/audit/audit-entry.ts'
import { consistencyProof, rootOf } from '../../../trust/audit/merkle-tree.ts'
import { compareHeads, parsePublishedHead } from '../../../trust/audit/partner-head.ts'
import type { TreeHead } from '../../../trust/audit/tree-head.ts'
import type { Fingerprint } from '../../../trust/keys/fingerprint.ts'

const LEAVES = Array.from({ length: 20 }, (_, i) => leafHash(`entry ${i}`))
const over = (begin: number, end: number): Promise<string> => Promise.resolve(rootOf(LEAVES.slice(begin, end)))
const headOf = (leaves: readonly string[], log = 'log'): TreeHead => {
  const who = { issuer: 'urn:partner', at: 0, signer: '' as Fingerprint }
  return { ...who, log, size: leaves.length, root: rootOf(leaves) }
}

describe('the head of a partner’s audit log', () => {
  const seen = headOf(LEAVES.slice(0, 12))
  const forged = headOf(LEAVES.map((leaf, i) => (i === 3 ? leafHash('another') : leaf)))

  it('is compared with the one seen before it', async () => {
    const proof = await consistencyProof(over, 12, 20)
    const now = headOf(LEAVES)
    expect(compareHeads(null, now, null)).to.equal('first')
    expect(compareHeads(seen, seen, [])).to.equal('unchanged')
    expect(compareHeads(seen, now, proof)).to.equal('grown')
    expect(compareHeads(seen, headOf(LEAVES, 'another log'), null)).to.equal('begun anew')
  })

  it('that lost, changed or cannot prove its past is that of a rewritten log', async () => {
    const proof = await consistencyProof(over, 12, 20)
    expect(compareHeads(seen, forged, proof)).to.equal('rewritten')
    expect(compareHeads(seen, headOf(LEAVES), null)).to.equal('rewritten')
    expect(compareHeads(seen, headOf(LEAVES.slice(0, 11)), null)).to.equal('rewritten')
    expect(compareHeads(seen, { ...seen, root: forged.root }, null)).to.equal('rewritten')
  })

  it('is read only where it is whole', () => {
    expect(parsePublishedHead('{"head":"x","proof":null}')).to.deep.equal({ head: 'x', proof: null })
    const long = JSON.stringify({ head: 'x', proof: Array<string>(129).fill('0'.repeat(64)) })
    for (const text of ['', '[]', '{"head":1,"proof":null}', '{"head":"x","proof":["zz"]}', long]) {
      expect(parsePublishedHead(text), text.slice(0, 40)).to.equal(null)
    }
  })
})
