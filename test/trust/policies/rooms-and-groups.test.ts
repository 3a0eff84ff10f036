import { expect } from 'chai'
import fc from 'fast-check'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { eventsIn, viewOf } from './arbitrary-views.ts'
import { OUR_LIST, OUR_MAILBOXES, OUTSIDERS, read, TURNS, writtenDocument } from './arbitrary-documents.ts'

const WINDOW = { start: Date.parse('2026-11-23T09:00:00Z'), end: Date.parse('2026-11-23T17:00:00Z') }
const ours = new Set([...OUR_MAILBOXES, OUR_LIST, 'unlisted@contoso.example'].map(parseMailboxAddress))
/** The same with a group of everybody that is open to Fabrikam; what each of them shows is as it was. */
function withOpenGroup(written: WrittenDocument, smallestGroup: number): WrittenDocument {
  const { organization, groups, mailboxes = [] } = written
  const list = { address: OUR_LIST, kind: 'group', group: 'staff', default: 'LimitedDetails' }
  const everybody = [...OUR_MAILBOXES, 'unlisted@contoso.example', 'board']
  return {
    ...written,
    organization: { ...organization, federationEnabled: true, defaultPermission: 'AvailabilityOnly', smallestGroup },
    groups: { ...groups, staff: everybody },
    mailboxes: [...mailboxes.filter(({ address }) => address !== OUR_LIST), list],
    relationships: [
      {
        ...{ name: 'fabrikam', domains: ['fabrikam.example'], exclude: ['board'] },
        ...{ freeBusyAccessEnabled: true, freeBusyAccessLevel: 'Reviewer' },
      },
    ],
  }
}

const question = fc.record({
  from: fc.constantFrom(...OUTSIDERS).map(parseMailboxAddress),
  view: fc.constantFrom(...VIEWS),
  at: fc.constantFrom(...TURNS).map(Date.parse),
})

describe('whatever is written in a policy', () => {
  it('an outsider gets of a room no subject, place, organizer, flag or note, by lookup or link', () => {
    let answered = 0
    fc.assert(
      fc.property(writtenDocument, question, eventsIn(WINDOW, []), (written, { from, view, at }, events) => {
        const document = read(written)
        const policy = compilePolicy(document, { calendarMailboxes: () => ours })
        for (const { address, kind } of document.mailboxes) {
          if (kind !== 'room' && kind !== 'equipment') continue
          const part = { hours: null, hiddenCategories: [] }
          const decisions = [
            decideAccess(policy, { from, about: address, view, at }, 'answering'),
            decideAnonymous(policy, { about: address, level: 'Reviewer', part }),
          ]
          for (const decision of decisions) {
            if (decision.outcome === 'refuse') continue
            answered++
            const shared = shareView(viewOf(events, WINDOW), decision)
            expect(shared.details).to.equal(null)
            expect(shared.grantedView).not.to.include('Detailed')
          }
        }
      }),
      { numRuns: 1_000 },
    )
    expect(answered).to.be.greaterThan(100)
  })

  it('a group is told as a stream or not at all, and to outsiders of enough people whom they may ask about one by one', () => {
    let answered = 0
    fc.assert(
      fc.property(writtenDocument, fc.constantFrom(2, 3), question, (written, smallest, { from, view, at }) => {
        const document = read(withOpenGroup(written, smallest))
        const policy = compilePolicy(document, { calendarMailboxes: () => ours })
        const about = parseMailboxAddress(OUR_LIST)
        const decision = decideAccess(policy, { from, about, view, at }, 'answering')
        if (decision.outcome === 'refuse') return
        answered++
        expect(decision).to.include({ level: 'AvailabilityOnly', view: 'MergedOnly' })
        const people = [...(decision.group?.people ?? [])]
        expect(people.length).to.be.at.least(document.organization.smallestGroup)
        for (const person of people) {
          expect(policy.mailbox(person)?.kind).to.equal('user')
          expect(decideAccess(policy, { from, about: person, view, at }, 'answering').outcome).to.equal('answer')
        }
      }),
      { numRuns: 1_000 },
    )
    expect(answered).to.be.greaterThan(100)
  })
})
