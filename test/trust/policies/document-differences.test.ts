import { expect } from 'chai'
import { recordOf } from '../../../trust/policies/document-differences.ts'

describe('what goes on record of a document', () => {
  it('names every part and what became of it, and mailboxes where they can be erased', () => {
    const { facts, personal } = recordOf('contoso', [
      { kind: 'relationship', name: 'fabrikam', change: 'removed' },
      { kind: 'mailbox', name: 'vera@contoso.example', change: 'changed' },
    ])
    expect(facts).to.deep.equal({ organization: 'contoso', parts: 2, changed: ['removed relationship fabrikam'] })
    expect(personal).to.deep.equal({ mailboxes: ['vera@contoso.example'] })
  })

  it('is bounded, and counts what it does not name', () => {
    const groups = Array.from({ length: 3_000 }, (_, i) => ({ kind: 'group', name: `g${i}`, change: 'added' }) as const)
    const { facts, personal } = recordOf('contoso', groups)
    expect(facts).to.include({ parts: 3_000 })
    expect(facts['changed']).to.have.length(1_000)
    expect(personal).to.deep.equal({})
  })
})
