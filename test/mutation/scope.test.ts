import { expect } from 'chai'
import { exists, filesUnder } from '../source-files.ts'
import { SCOPES } from './scope.ts'

describe('what is mutated', () => {
  const mutated = SCOPES.flatMap((scope) => scope.mutated)

  it('is there, and so are the tests that have to notice', () => {
    const named = [...mutated, ...SCOPES.flatMap(({ tests }) => tests)]
    expect(named.filter((path) => !exists(path))).to.deep.equal([])
  })

  it('is code', () => {
    expect(mutated.filter((path) => !path.endsWith('.ts'))).to.deep.equal([])
  })

  it('is each file once', () => {
    expect(new Set(mutated).size).to.equal(mutated.length)
  })

  it('is what decides, what cuts, the sharing policy and every explanation', () => {
    expect(mutated).to.include.members([
      'trust/policies/decide-access.ts',
      'trust/policies/share-view.ts',
      'trust/policies/sharing-policy.ts',
      ...filesUnder('gateway/explain').filter((path) => path.endsWith('.ts')),
    ])
  })
})
