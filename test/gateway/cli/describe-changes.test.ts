import { expect } from 'chai'
import { describeChanges } from '../../../gateway/cli/describe-changes.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'

const organization = { id: 'contoso', domains: ['contoso.example'] }
const relationship = (fields: object) => ({ name: 'fabrikam', domains: ['fabrikam.example'], ...fields })

describe('the words for what a document changes', () => {
  it('tell each field as it will be and as it was, and of lists what came and went', () => {
    const before: WrittenDocument = {
      organization,
      groups: { board: ['vera@contoso.example', 'bo@contoso.example'] },
      relationships: [
        relationship({ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true }, enabled: true }),
      ],
    }
    const after: WrittenDocument = {
      organization: { ...organization, federationEnabled: false },
      groups: { board: ['vera@contoso.example', 'nils@contoso.example'], new: [] },
      relationships: [relationship({ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: false } })],
    }
    const changes = [
      { kind: 'organization', name: 'contoso', change: 'changed' },
      { kind: 'group', name: 'board', change: 'changed' },
      { kind: 'group', name: 'new', change: 'added' },
      { kind: 'relationship', name: 'fabrikam', change: 'changed' },
    ]
    const kept = [{ kind: 'mailbox', name: 'vera@contoso.example' }]
    expect(describeChanges({ changes, kept }, before, after).split('\n')).to.deep.equal([
      'changed  organization contoso',
      '         federationEnabled: false, of which nothing was said',
      'changed  group board',
      '         members: no longer "bo@contoso.example"',
      '         members: also "nils@contoso.example"',
      'added  group new',
      'changed  relationship fabrikam',
      '         freeBusyAccessLevel: "AvailabilityOnly", was "LimitedDetails"',
      '         requests.enabled: false, was true',
      '         enabled: nothing is said of it any more; it was true',
      'kept     mailbox vera@contoso.example, as somebody else changed it',
      '',
    ])
  })

  it('say so where nothing changes', () => {
    expect(describeChanges({ changes: [], kept: [] }, { organization }, { organization })).to.equal(
      'It says that already.\n',
    )
  })

  it('let nothing of a file reach the terminal but letters', () => {
    const changes = [{ kind: 'group', name: 'a\u001b[2Jb', change: 'removed' }]
    expect(describeChanges({ changes, kept: [] }, { organization }, { organization })).to.equal(
      'removed  group a[2Jb\n',
    )
  })
})
