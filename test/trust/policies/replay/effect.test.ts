import { expect } from 'chai'
import fc from 'fast-check'
import { WEEKDAYS } from '../../../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { HOUR } from '../../../../protocols/availability/time-window.ts'
import { VIEWS } from '../../../../protocols/availability/view.ts'
import { ACCESS_LEVELS, viewAtLevel } from '../../../../trust/policies/access-level.ts'
import type { Decision, Granted } from '../../../../trust/policies/decision.ts'
import { joinIntervals } from '../../../../trust/policies/intervals.ts'
import { EFFECTS, effectOf, effectOfLevels, verdictOf } from '../../../../trust/policies/replay/effect.ts'
import type { VisiblePart } from '../../../../trust/policies/visible-part.ts'
import { CATEGORIES, effectBySets, tellsBySets } from './told-atoms.ts'

/** A Monday in Stockholm, 07:00 to 17:00. */
const START = Date.parse('2026-11-23T06:00:00Z')
const window = { start: START, end: START + 10 * HOUR }

const REFUSED: Decision = { outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT' }
const granted = (fields: Partial<Granted> = {}): Granted => ({
  ...{ outcome: 'answer', level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'GRANT' },
  ...{ outsider: true, joinBlocks: true, giveWorkingHours: false, part: null },
  ...fields,
})
const detailed = (fields: Partial<Granted> = {}): Granted =>
  granted({ level: 'LimitedDetails', view: 'Detailed', ...fields })

const part = (fields: Partial<VisiblePart>): VisiblePart => ({
  ...{ hours: [], hiddenCategories: [], privatePeriods: [] },
  ...fields,
})
const hours = (start: number, end: number): WorkingHours => ({
  timeZone: 'Europe/Stockholm',
  periods: [{ days: WEEKDAYS, start: start * 60, end: end * 60 }],
})
const shown = (start: number, end: number): Granted => granted({ part: part({ hours: [hours(start, end)] }) })
const without = (from: number, to: number): Granted =>
  granted({ part: part({ privatePeriods: [{ start: START + from * HOUR, end: START + to * HOUR }] }) })
const hiding = (...hiddenCategories: string[]): Granted => granted({ part: part({ hiddenCategories }) })

describe('what another decision does to who asked', () => {
  const cases: readonly (readonly [string, Decision, Decision, string, object])[] = [
    ['both refuse', REFUSED, { outcome: 'refuse', decidedBy: 'EXCLUDED' }, 'same', {}],
    ['what was refused is answered', REFUSED, granted(), 'first', {}],
    ['what was answered is refused', detailed(), REFUSED, 'nothing', {}],
    ['a higher level', granted(), detailed(), 'more', { level: 'more' }],
    ['a lower level', detailed(), granted(), 'less', { level: 'less' }],
    ['decided by another rule', granted(), granted({ decidedBy: 'RELATIONSHIP_LEVEL' }), 'same', {}],
    ['hours instead of all of the day', granted(), shown(8, 17), 'less', { times: 'less' }],
    ['hours that take in all that was asked for', granted(), shown(6, 18), 'same', {}],
    ['longer hours', shown(9, 12), shown(8, 12), 'more', { times: 'more' }],
    ['other hours', shown(8, 12), shown(9, 13), 'other', { times: 'other' }],
    ['hours of which none was asked for', granted(), shown(20, 22), 'nothing', {}],
    ['hours where there were none', shown(20, 22), granted(), 'first', {}],
    ['none of the hours asked for, before and after', shown(20, 22), { ...shown(2, 5), level: 'Reviewer' }, 'same', {}],
    ['a private period', granted(), without(1, 2), 'less', { times: 'less' }],
    ['another private period', without(1, 2), without(1, 3), 'less', { times: 'less' }],
    ['a private period at another time', granted(), without(20, 22), 'same', {}],
    ['all of it private', granted(), without(0, 10), 'nothing', {}],
    ['a category that is hidden', granted(), hiding('doctor'), 'less', { categories: 'less' }],
    ['a category that is hidden no more', hiding('doctor', 'union'), hiding('union'), 'more', { categories: 'more' }],
    ['another category', hiding('doctor'), hiding('union'), 'other', { categories: 'other' }],
    ['another person in a group', group('a'), group('a', 'b'), 'more', { members: 'more' }],
    ['a person less in a group', group('a', 'b'), group('b'), 'less', { members: 'less' }],
    ['a group with other people', group('a'), group('b'), 'other', { members: 'other' }],
    ['a group with the same people', group('a', 'b'), group('b', 'a'), 'same', {}],
    ['blocks apart', granted(), granted({ joinBlocks: false }), 'more', { blocks: 'more' }],
    ['blocks of a stream, which are no blocks', ...stream({ joinBlocks: false }), 'same', {}],
    ['working hours', granted(), granted({ giveWorkingHours: true }), 'more', { workingHours: 'more' }],
    ['no working hours', granted({ giveWorkingHours: true }), granted(), 'less', { workingHours: 'less' }],
    ['working hours of what has them anyway', detailed(), detailed({ giveWorkingHours: true }), 'same', {}],
    [
      'what colleagues have anyway',
      granted({ outsider: false }),
      granted({ outsider: false, joinBlocks: false }),
      'same',
      {},
    ],
    [
      'a higher level in fewer hours',
      granted(),
      { ...shown(8, 12), level: 'LimitedDetails', view: 'Detailed' },
      'other',
      { level: 'more', times: 'less' },
    ],
  ]

  function group(...names: string[]): Granted {
    const people = names.map((name) => parseMailboxAddress(`${name}@contoso.example`))
    return granted({ group: { members: people, people: new Set(people), fewest: 3 } })
  }

  function stream(fields: Partial<Granted>): readonly [Granted, Granted] {
    return [granted({ view: 'MergedOnly' }), granted({ view: 'MergedOnly', ...fields })]
  }

  for (const [name, was, is, effect, aspects] of cases) {
    it(`is right for ${name}`, () => {
      const found = effectOf(was, is, window)
      expect(found.effect).to.equal(effect)
      expect(Object.fromEntries(found.aspects)).to.deep.equal(aspects)
      expect(effectBySets(was, is, window)).to.equal(effect)
    })
  }

  it('is what comparing all that is told one by one finds, and the other way round its opposite', () => {
    const hour = fc.integer({ min: 0, max: 24 })
    const stretch = fc.tuple(hour, hour).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)
    const partly = fc.record({
      hours: fc.array(stretch, { maxLength: 2 }).map((all) => all.map(([from, to]) => hours(from, Math.min(to, 24)))),
      hiddenCategories: fc.subarray(CATEGORIES),
      privatePeriods: fc
        .array(stretch, { maxLength: 2 })
        .map((all) => joinIntervals(all.map(([from, to]) => ({ start: START + from * HOUR, end: START + to * HOUR })))),
    })
    const decision = fc.oneof(
      fc.constant(REFUSED),
      fc.record({
        level: fc.constantFrom(...ACCESS_LEVELS.filter((level) => level !== 'None')),
        ...{ outsider: fc.boolean(), joinBlocks: fc.boolean(), giveWorkingHours: fc.boolean() },
        part: fc.option(partly),
      }),
    )
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(decision, decision, fc.constantFrom(...VIEWS), (one, other, asked) => {
        const decided = [one, other].map((it): Decision => {
          if ('outcome' in it) return it
          // A view without details is asked for at AvailabilityOnly, whatever more is granted (REQUESTED_VIEW).
          const level = asked.startsWith('Detailed') ? it.level : 'AvailabilityOnly'
          return granted({ ...it, level, view: viewAtLevel(asked, level) })
        })
        const [was, is] = decided as [Decision, Decision]
        // Who asks is inside or outside by whatever policy.
        const same = is.outcome === 'answer' && was.outcome === 'answer' ? { ...is, outsider: was.outsider } : is
        const { effect } = effectOf(was, same, window)
        seen.set(effect, (seen.get(effect) ?? 0) + 1)
        expect(effect).to.equal(effectBySets(was, same, window))
        const { level, keptBack } = verdictOf(was, 'answering', window)
        expect(level !== 'None' && !keptBack).to.equal(tellsBySets(was, window))
        expect(level).to.equal(was.outcome === 'answer' ? was.level : 'None')
        const opposite = {
          first: 'nothing',
          nothing: 'first',
          more: 'less',
          less: 'more',
          other: 'other',
          same: 'same',
        }
        expect(effectOf(same, was, window).effect).to.equal(opposite[effect])
      }),
      { numRuns: 3_000 },
    )
    for (const effect of EFFECTS) expect(seen.get(effect) ?? 0, effect).to.be.greaterThan(30)
  })

  it('is found from levels alone where no more is on record', () => {
    expect(effectOfLevels('None', 'AvailabilityOnly').effect).to.equal('first')
    expect(effectOfLevels('Reviewer', 'None').effect).to.equal('nothing')
    expect(effectOfLevels('None', 'None').effect).to.equal('same')
    expect(effectOfLevels('LimitedDetails', 'AvailabilityOnly')).to.deep.equal({
      effect: 'less',
      aspects: [['level', 'less']],
    })
  })
})
