import { expect } from 'chai'
import { fitPlan } from '../../../trust/exchange/fit-plan.ts'

const organization = { id: 'contoso', domains: ['contoso.example'] }
const fabrikam = { name: 'Fabrikam', domains: ['fabrikam.example'], enabled: true }
const part = (value: object) => ({ kind: 'relationship' as const, name: 'Fabrikam', value })

describe('a planned part', () => {
  it('is new where nothing has its name', () => {
    const { parts, document } = fitPlan([part(fabrikam)], { organization }, false)
    expect(parts[0]?.change).to.equal('new')
    expect(document).to.deep.equal({ organization, groups: {}, relationships: [fabrikam], sharingPolicies: [] })
  })

  it('is unchanged where it says what is there, in whatever order', () => {
    const there = { enabled: true, domains: ['fabrikam.example'], name: 'Fabrikam' }
    const { parts, document } = fitPlan([part(fabrikam)], { organization, relationships: [there] }, true)
    expect(parts[0]?.change).to.equal('unchanged')
    expect(document.relationships).to.deep.equal([there])
  })

  it('is kept where something else is there, unless it was said to replace it', () => {
    const there = [{ name: 'Fabrikam', domains: ['old.example'] }]
    const kept = fitPlan([part(fabrikam)], { organization, relationships: there }, false)
    expect([kept.parts[0]?.change, kept.document.relationships]).to.deep.equal(['kept', there])
    const changed = fitPlan([part(fabrikam)], { organization, relationships: there }, true)
    expect([changed.parts[0]?.change, changed.document.relationships]).to.deep.equal(['changed', [fabrikam]])
  })

  it('never takes members out of a group that is there', () => {
    const groups = { Board: ['vera@contoso.example'] }
    const { parts, document } = fitPlan([{ kind: 'group', name: 'Board', value: [] }], { organization, groups }, true)
    expect([parts[0]?.change, document.groups]).to.deep.equal(['kept', groups])
  })

  it('may have any name', () => {
    const { document } = fitPlan([{ kind: 'group', name: '__proto__', value: [] }], { organization }, false)
    expect(Object.keys(document.groups ?? {})).to.deep.equal(['__proto__'])
  })
})
