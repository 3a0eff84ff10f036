import { expect } from 'chai'
import { proofFailure } from '../../../gateway/cli/proof-failure.ts'
import { readText } from '../../source-files.ts'

describe('a proof that is not seen', () => {
  it('has words for every code the reference knows, and keeps the code', () => {
    const codes = [...readText('docs/reference/codes.md').matchAll(/^\| `(PROOF_\w+)`/gm)].map(([, code = '']) => code)
    expect(codes).to.include('PROOF_NO_NAME')
    expect(codes.filter((code) => !proofFailure(code).endsWith(` (${code})`))).to.deep.equal([])
  })

  it('of a later release stays a code', () => {
    expect(proofFailure('PROOF_OF_A_LATER_RELEASE')).to.equal('PROOF_OF_A_LATER_RELEASE')
    expect(proofFailure('toString')).to.equal('toString')
  })
})
