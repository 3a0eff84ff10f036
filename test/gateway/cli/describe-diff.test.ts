import { expect } from 'chai'
import { changesAnything, describeDiff } from '../../../gateway/cli/describe-diff.ts'
import type { ShownDiff, ShownGroup, ShownReport } from '../../../gateway/cli/describe-diff.ts'

const NONE = { first: 0, more: 0, other: 0, nothing: 0, less: 0 }
const REPORT: ShownReport = {
  ...{ questions: 9, same: 9, effects: NONE, groups: [], moreGroups: 0, notListed: 0 },
  ...{
    organizations: { items: [], more: 0 },
    requesters: { items: [], more: 0 },
    mailboxes: { items: [], more: 0 },
  },
}
const DIFF: ShownDiff = {
  ...{ organization: 'contoso', since: '2026-11-19T12:00:00.000Z', until: '2026-11-26T12:00:00.000Z', lookups: 4 },
  ...{ drafted: REPORT, meanwhile: REPORT, published: { looked: 0, effects: NONE, links: [], more: 0 } },
  ...{ erased: 0, unhosted: 0, unread: 0, changedMeanwhile: false },
}
const verdict = (level: string, decidedBy: string, side = 'answering', keptBack = false) => ({
  ...{ level, decidedBy, side, keptBack },
})
const group = (fields: Partial<ShownGroup> = {}): ShownGroup => ({
  ...{ effect: 'more', organization: 'urn:ledig:x', organizationName: 'fabrikam' },
  ...{
    before: verdict('AvailabilityOnly', 'GRANT'),
    after: verdict('LimitedDetails', 'GRANT'),
    aspects: { level: 'more' },
  },
  ...{ questions: 2, requesters: 1, mailboxes: 1, last: '2026-11-26T11:00:00.000Z', morePairs: 0 },
  pairs: [{ from: 'anna@fabrikam.example', about: 'vera@contoso.example', questions: 2 }],
  ...fields,
})
const drafted = (report: Partial<ShownReport>): ShownDiff => ({ ...DIFF, drafted: { ...REPORT, same: 0, ...report } })
const words = (diff: ShownDiff): string => describeDiff(diff, 'draft.yaml')

describe('what a draft would change, in words', () => {
  it('is one sentence where it is nothing', () => {
    expect(words(DIFF)).to.equal(
      'Decided again: 9 questions of 4 lookups from 2026-11-19 12:00:00 UTC to 2026-11-26 12:00:00 UTC, by the policy of contoso as it is and as draft.yaml has it.\nNobody would see anything else.\n',
    )
    expect(changesAnything(DIFF)).to.equal(false)
  })

  it('names each effect once, with what decided before and after and who asked about whom', () => {
    const effects = { ...NONE, more: 2, nothing: 1 }
    const away = group({
      ...{ effect: 'nothing', organizationName: null, questions: 1, aspects: {} },
      ...{
        before: verdict('LimitedDetails', 'REQUESTS_LEVEL', 'asking'),
        after: verdict('None', 'REQUESTS_DISABLED', 'asking'),
      },
    })
    const diff = drafted({ same: 6, effects, groups: [group(), away] })
    expect(changesAnything(diff)).to.equal(true)
    expect(words(diff).split('\n').slice(1, -1)).to.deep.equal([
      'Would see more: 2 questions.',
      '  fabrikam: 1 person about 1 mailbox, 2 questions, the last on 2026-11-26 11:00:00 UTC',
      '    LimitedDetails by GRANT; it is AvailabilityOnly by GRANT',
      '      anna@fabrikam.example about vera@contoso.example: 2 questions',
      'Would see nothing any more: 1 question.',
      '  urn:ledig:x: 1 person about 1 mailbox, 1 question, the last on 2026-11-26 11:00:00 UTC',
      '    nothing by REQUESTS_DISABLED (asking); it is LimitedDetails by REQUESTS_LEVEL (asking)',
      '      anna@fabrikam.example about vera@contoso.example: 2 questions',
      'No difference: 6 questions.',
    ])
  })

  it('says what besides the level is told more or less, and where nothing of that time is', () => {
    const after = verdict('LimitedDetails', 'GRANT', 'answering', true)
    const other = group({ aspects: { times: 'less', workingHours: 'more' }, after })
    const text = words(drafted({ effects: { ...NONE, more: 1 }, groups: [other] }))
    expect(text).to.include(
      '    nothing of that time, which is outside the hours or private (else LimitedDetails by GRANT) (less of the time, working hours too); it is',
    )
  })

  it('says what is left out: pairs, groups, lines of lists, and what was too many to be listed', () => {
    const pairs = Array.from({ length: 7 }, (_, i) => ({
      from: `a${i}@x.example`,
      about: 'vera@contoso.example',
      questions: 1,
    }))
    const items = Array.from({ length: 12 }, (_, i) => ({
      name: `m${i}@contoso.example`,
      questions: { ...NONE, more: 1 },
    }))
    const text = words(
      drafted({
        ...{ effects: { ...NONE, more: 30 }, moreGroups: 3, notListed: 5 },
        ...{ groups: [group({ pairs, morePairs: 4 })], mailboxes: { items, more: 8 } },
      }),
    )
    expect(text).to.include('a4@x.example').and.not.to.include('a5@x.example')
    expect(text).to.include('      and 6 more\n')
    expect(text).to.include('3 groups more: --limit shows more of them.\n')
    expect(text).to.include('5 questions more are counted and were too many to be listed.\n')
    expect(text).to.match(/m9@contoso\.example +0 +1 .*\nand 10 more\n/)
  })

  it('tells apart what was changed in between, what could not be decided, and what visitors see', () => {
    const link = {
      ...{ mailbox: 'vera@contoso.example', link: 'abc', last: '2026-11-26T11:00:00.000Z', effect: 'nothing' as const },
      ...{ before: verdict('LimitedDetails', 'LINK_LEVEL'), after: verdict('None', 'ANONYMOUS_OFF'), aspects: {} },
    }
    const diff: ShownDiff = {
      ...DIFF,
      ...{ erased: 1, unhosted: 2, unread: 3, changedMeanwhile: true },
      meanwhile: {
        ...REPORT,
        same: 8,
        effects: { ...NONE, first: 1 },
        groups: [group({ effect: 'first', questions: 1 })],
      },
      published: { looked: 2, effects: { ...NONE, nothing: 1 }, links: [link], more: 0 },
    }
    expect(changesAnything(diff)).to.equal(true)
    expect(words(diff).split('\n').slice(2, -1)).to.deep.equal([
      'Not decided: 1 question of which an address was erased.',
      'Not decided: 2 questions by people of an organization that is not hosted here any more.',
      'A policy or a trust was changed while this was worked out: run it again to have all of it by one.',
      '',
      'Published calendars that somebody looked at: 2; 1 would show something else:',
      '  vera@contoso.example (abc), last looked at in the hour from 2026-11-26 11:00:00 UTC',
      '    nothing by ANONYMOUS_OFF; it is LimitedDetails by LINK_LEVEL',
      '',
      'Whatever the draft says, 1 question is decided otherwise now than then: something was changed in between. Of 3 questions it is not on record how much was given then.',
      'Something now, nothing then: 1 question.',
      '  fabrikam: 1 person about 1 mailbox, 1 question, the last on 2026-11-26 11:00:00 UTC',
      '    LimitedDetails by GRANT; it was AvailabilityOnly by GRANT',
      '      anna@fabrikam.example about vera@contoso.example: 2 questions',
    ])
  })

  it('shows nothing of a name that would move the cursor', () => {
    const text = words(
      drafted({ effects: { ...NONE, more: 1 }, groups: [group({ organizationName: 'fab\u001b[2Jrikam' })] }),
    )
    expect(text).to.include('fab[2Jrikam').and.not.to.include('\u001b')
  })
})
