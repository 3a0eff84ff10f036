import { expect } from 'chai'
import { orderDocument } from '../../../trust/policies/order-document.ts'

const text = (document: unknown): string => JSON.stringify(orderDocument(document))

describe('the order of a document', () => {
  it('is that of the reference for fields, and of names for groups', () => {
    const mixed = {
      groups: { staff: ['board'], board: ['vera@contoso.example'] },
      mailboxes: [{ grants: [{ level: 'None', to: '@a.example' }], address: 'vera@contoso.example' }],
      relationships: [{ requests: { level: 'None', enabled: true }, domains: ['a.example'], name: 'a' }],
      organization: { domains: ['contoso.example'], id: 'contoso' },
    }
    expect(text(mixed)).to.equal(
      JSON.stringify({
        organization: { id: 'contoso', domains: ['contoso.example'] },
        groups: { board: ['vera@contoso.example'], staff: ['board'] },
        mailboxes: [{ address: 'vera@contoso.example', grants: [{ to: '@a.example', level: 'None' }] }],
        relationships: [{ name: 'a', domains: ['a.example'], requests: { enabled: true, level: 'None' } }],
      }),
    )
  })

  it('leaves lists as they are, since their order may say something', () => {
    const groups = { board: ['vera@contoso.example', 'bo@contoso.example'] }
    expect(text({ groups })).to.equal(JSON.stringify({ groups }))
  })
})
