import { expect } from 'chai'
import { EffectTally } from '../../../../trust/policies/replay/effect-tally.ts'
import type { Asked } from '../../../../trust/policies/replay/effect-tally.ts'
import type { Effect } from '../../../../trust/policies/replay/effect.ts'
import type { Verdict } from '../../../../trust/policies/replay/policy-diff.ts'

const [FABRIKAM, ADATUM] = ['urn:ledig:fabrikam', 'urn:ledig:adatum']
const ALL = { groups: 100, pairs: 100 }

const verdict = (level: Verdict['level'], decidedBy = 'GRANT'): Verdict => ({
  ...{ level, decidedBy },
  ...{ keptBack: false, side: 'answering' },
})
const NOTHING = verdict('None', 'MAILBOX_DEFAULT')
const SOMETHING = verdict('AvailabilityOnly')

const asked = (from: string, about: string, at = 1, organization = FABRIKAM ?? ''): Asked => ({
  ...{ organization, at },
  from: `${from}@fabrikam.example`,
  about: `${about}@contoso.example`,
})

function note(tally: EffectTally, effect: Effect, who: Asked, before = NOTHING, after = SOMETHING): void {
  tally.note(who, { effect, aspects: [] }, () => [before, after])
}

describe('questions counted by what a draft does to them', () => {
  it('stand in one group where one change decides them alike, the pair with the most questions first', () => {
    const tally = new EffectTally()
    note(tally, 'first', asked('anna', 'vera', 3))
    note(tally, 'first', asked('ola', 'bo', 9))
    note(tally, 'first', asked('ola', 'bo', 5))
    const { groups, effects, questions, same } = tally.report(ALL)
    expect([questions, same, effects.first]).to.deep.equal([3, 0, 3])
    expect(groups).to.deep.equal([
      {
        ...{ effect: 'first', organization: FABRIKAM, before: NOTHING, after: SOMETHING, aspects: [] },
        ...{ questions: 3, requesters: 2, mailboxes: 2, last: 9, morePairs: 0 },
        pairs: [
          { from: 'ola@fabrikam.example', about: 'bo@contoso.example', questions: 2, last: 9 },
          { from: 'anna@fabrikam.example', about: 'vera@contoso.example', questions: 1, last: 3 },
        ],
      },
    ])
  })

  it('stand in groups of their own by organization, by verdict and by what of a view is told', () => {
    const tally = new EffectTally()
    const who = asked('anna', 'vera')
    note(tally, 'first', who)
    note(tally, 'first', { ...who, organization: ADATUM ?? '' })
    note(tally, 'first', who, verdict('None', 'EXCLUDED'))
    note(tally, 'first', who, NOTHING, verdict('AvailabilityOnly', 'RELATIONSHIP_LEVEL'))
    note(tally, 'first', who, NOTHING, { ...SOMETHING, side: 'asking' })
    tally.note(who, { effect: 'first', aspects: [['times', 'more']] }, () => [NOTHING, SOMETHING])
    note(tally, 'first', who)
    expect(tally.report(ALL).groups.map(({ questions }) => questions)).to.deep.equal([2, 1, 1, 1, 1, 1])
  })

  it('stand with the worst first, and of one effect with the most questions first', () => {
    const tally = new EffectTally()
    for (const effect of ['less', 'nothing', 'other', 'more', 'first', 'same'] as const)
      note(tally, effect, asked('anna', 'vera'))
    note(tally, 'more', asked('ola', 'vera', 1, ADATUM))
    note(tally, 'more', asked('ola', 'vera', 1, ADATUM))
    const report = tally.report(ALL)
    const shown = report.groups.map(({ effect, questions }) => `${effect} ${questions}`)
    expect(shown).to.deep.equal(['first 1', 'more 2', 'more 1', 'other 1', 'nothing 1', 'less 1'])
    expect(report.same).to.equal(1)
    // One question that is answered for the first time is worse than two that are answered with more.
    expect(report.organizations.items.map(({ name }) => name)).to.deep.equal([FABRIKAM, ADATUM])
    expect(report.requesters.items).to.deep.equal([
      { name: 'anna@fabrikam.example', questions: { first: 1, more: 1, other: 1, nothing: 1, less: 1 } },
      { name: 'ola@fabrikam.example', questions: { first: 0, more: 2, other: 0, nothing: 0, less: 0 } },
    ])
    expect(report.mailboxes.items).to.deep.equal([
      { name: 'vera@contoso.example', questions: { first: 1, more: 3, other: 1, nothing: 1, less: 1 } },
    ])
  })

  it('are shown as far as was asked for, with how many there are besides', () => {
    const tally = new EffectTally()
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 4; j++) note(tally, 'less', asked(`a${j}`, `v${i}`, 1, `urn:ledig:${i}`))
    }
    const { groups, moreGroups, organizations, requesters } = tally.report({ groups: 2, pairs: 3 })
    expect([groups.length, moreGroups]).to.deep.equal([2, 3])
    expect(groups.map(({ pairs, morePairs, requesters: all }) => [pairs.length, morePairs, all])).to.deep.equal([
      [3, 1, 4],
      [3, 1, 4],
    ])
    expect([organizations.items.length, organizations.more, requesters.more]).to.deep.equal([2, 3, 2])
  })

  it('are counted and not listed beyond what is told apart in memory', () => {
    const tally = new EffectTally({ pairs: 2 })
    for (const name of ['a', 'b', 'c', 'c', 'a']) note(tally, 'more', asked(name, 'vera'))
    note(tally, 'first', asked('c', 'vera'))
    const { effects, notListed, groups } = tally.report(ALL)
    expect([effects.more, effects.first, notListed]).to.deep.equal([5, 1, 3])
    expect(groups.map(({ questions, pairs }) => [questions, pairs.length])).to.deep.equal([[3, 2]])
  })
})
