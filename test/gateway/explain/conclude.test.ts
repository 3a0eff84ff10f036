import { expect } from 'chai'
import { conclude, endedAt } from '../../../gateway/explain/conclude.ts'
import type { Course } from '../../../gateway/explain/conclude.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Side } from '../../../trust/policies/decision.ts'
import { said } from './said-step.ts'

const NOTHING = { level: null, given: null }
const ANSWER = { outcome: 'answer', decidedBy: 'GRANT', side: 'answering', level: 'LimitedDetails' } as const
const course = (rest: Partial<Course>): Course => ({ steps: [], decision: ANSWER, given: 'Detailed', ...rest })
const refusal = (decidedBy: string, side: Side = 'answering'): Course['decision'] => ({
  ...{ outcome: 'refuse', decidedBy, side },
})
const policy = (code: string, outcome: 'pass' | 'deny' = 'deny', side: Side = 'answering') =>
  said('policy', outcome, { code, side })
const grant = (code: string, outcome: 'pass' | 'deny' = 'deny', side: Side = 'answering') =>
  said('grant', outcome, { code, side })

const ORDER = {
  from: parseMailboxAddress('anna@fabrikam.example'),
  about: parseMailboxAddress('vera@contoso.example'),
  window: { start: Date.parse('2026-11-23T09:00:00Z'), end: Date.parse('2026-11-23T17:00:00Z') },
  ...({ view: 'Detailed', at: null, dry: true } as const),
}

/** What is told of how it ended. */
function endOf(gone: Course) {
  const { outcome, level, given, decidedBy, side, endedAt } = conclude(ORDER, 'r-1', 0, gone)
  return { outcome, level, given, decidedBy, side, endedAt }
}

describe('where a lookup ended', () => {
  it('is nowhere where something was told', () => {
    expect(
      endOf(course({ steps: [policy('A', 'pass'), said('time', 'cap', { code: 'OUTSIDE_HOURS' })] })),
    ).to.deep.equal({
      outcome: 'answer',
      level: 'LimitedDetails',
      given: 'Detailed',
      decidedBy: 'GRANT',
      side: 'answering',
      endedAt: null,
    })
  })

  for (const step of ['time', 'categories'] as const) {
    it(`is at ${step} where all of an answer is kept back`, () => {
      const steps = [said('policy', 'unknown', { code: 'X' }), said(step, 'unknown', { code: 'KEPT' })]
      expect(endOf(course({ steps }))).to.deep.equal({
        ...{ outcome: 'unknown', level: 'LimitedDetails', given: 'Detailed', decidedBy: 'GRANT', side: 'answering' },
        endedAt: { step, code: 'KEPT' },
      })
    })
  }

  it('is at the step of policy that refused, on the side that did', () => {
    const own = said('mailbox', 'deny', { code: 'LEVEL', side: 'answering' })
    const steps = [policy('LEVEL', 'deny', 'asking'), policy('LEVEL', 'pass'), policy('OTHER'), own]
    expect(endOf(course({ steps, decision: refusal('LEVEL'), given: null }))).to.deep.equal({
      ...{ outcome: 'refuse', ...NOTHING, decidedBy: 'LEVEL', side: 'answering' },
      endedAt: { step: 'mailbox', code: 'LEVEL' },
    })
  })

  it('is at the first step in the way where the refusal has no step of its own', () => {
    const steps = [said('route', 'pass'), said('trust', 'deny', { code: 'TRUST_EXPIRED' }), policy('LEVEL')]
    expect(endOf(course({ steps, decision: refusal('ROUTE_NONE'), given: null }))).to.deep.include({
      ...{ outcome: 'refuse', decidedBy: 'ROUTE_NONE', endedAt: { step: 'trust', code: 'TRUST_EXPIRED' } },
    })
    expect(endOf(course({ decision: refusal('ROUTE_NONE'), given: null })).endedAt).to.equal(null)
  })

  it('has the name of the refusal where the step has none', () => {
    const steps = [said('trust', 'deny')]
    expect(endOf(course({ steps, decision: refusal('TRUST_ENDED'), given: null })).endedAt).to.deep.equal({
      ...{ step: 'trust', code: 'TRUST_ENDED' },
    })
  })

  for (const [name, before, ended] of [
    ['it would have been asked instead', grant('GRANT_OVER'), { step: 'grant', code: 'GRANT_OVER' }],
    ['it is the other side’s', grant('GRANT_OVER', 'deny', 'asking'), { step: 'policy', code: 'DEFAULT' }],
    ['it let the question pass', grant('GRANT', 'pass'), { step: 'policy', code: 'DEFAULT' }],
    ['what stands before is no grant', policy('GRANT_OVER'), { step: 'policy', code: 'DEFAULT' }],
  ] as const) {
    it(`is at ${ended.step} where a grant stands before the refusal, and ${name}`, () => {
      const steps = [before, policy('DEFAULT')]
      expect(endOf(course({ steps, decision: refusal('DEFAULT'), given: null })).endedAt).to.deep.equal(ended)
    })
  }

  const busy = said('limits', 'deny', { code: 'ERR_BUSY', side: 'answering' })
  const ofBusy = {
    ...{ outcome: 'refuse', ...NOTHING, decidedBy: 'ERR_BUSY', side: 'answering' },
    endedAt: { step: 'limits', code: 'ERR_BUSY' },
  }

  it('is at the budget where that would be asked, whatever was in the way before', () => {
    const steps = [said('limits', 'pass'), said('trust', 'deny', { code: 'X' }), policy('A'), busy]
    expect(endOf(course({ steps, given: null }))).to.deep.equal(ofBusy)
    expect(endOf(course({ steps, decision: null, given: null }))).to.deep.equal(ofBusy)
  })

  it('is at the refusal where the budget is used up too', () => {
    expect(endOf(course({ steps: [policy('A'), busy], decision: refusal('A'), given: null })).endedAt).to.deep.equal({
      ...{ step: 'policy', code: 'A' },
    })
  })

  it('is at the first step in the way where nothing was decided', () => {
    const steps = [said('trust', 'pass'), said('credential', 'deny', { code: 'TRUST_KEY_UNKNOWN' }), policy('A')]
    expect(endOf(course({ steps, decision: null, given: null }))).to.deep.equal({
      ...{ outcome: 'refuse', ...NOTHING, decidedBy: 'TRUST_KEY_UNKNOWN', side: 'answering' },
      endedAt: { step: 'credential', code: 'TRUST_KEY_UNKNOWN' },
    })
    expect(endOf(course({ steps: [], decision: null, given: null }))).to.deep.equal({
      ...{ outcome: 'refuse', ...NOTHING, decidedBy: '', side: 'answering', endedAt: null },
    })
    expect(endOf(course({ steps: [said('trust', 'deny')], decision: null, given: null }))).to.deep.include({
      ...{ decidedBy: '', endedAt: { step: 'trust', code: '' } },
    })
  })

  it('is where it became unknown, not at a grant that does not count nor at what is told of the time', () => {
    const unknown = said('fetch', 'unknown', { code: 'REACH_TCP' })
    const steps = [
      policy('A', 'pass'),
      grant('GRANT_OVER'),
      said('time', 'unknown', { code: 'PRIVATE_PERIOD' }),
      said('categories', 'unknown', { code: 'HIDDEN_CATEGORY' }),
      unknown,
      said('merge', 'unknown', { code: 'LATER' }),
    ]
    expect(endOf(course({ steps, given: null }))).to.deep.equal({
      ...{ outcome: 'unknown', ...NOTHING, decidedBy: 'REACH_TCP', side: null },
      endedAt: { step: 'fetch', code: 'REACH_TCP' },
    })
    expect(endOf(course({ steps: [], given: null }))).to.deep.include({ decidedBy: 'GRANT', endedAt: null })
  })

  it('is by what was given where no rule refused', () => {
    const steps = [said('time', 'unknown', { code: 'PRIVATE_PERIOD' }), said('fetch', 'unknown', { code: 'REACH_TCP' })]
    expect(endedAt(steps, null, 'FreeBusy')).to.deep.equal({ step: 'time', code: 'PRIVATE_PERIOD' })
    expect(endedAt(steps, null, null)).to.deep.equal({ step: 'fetch', code: 'REACH_TCP' })
  })
})

describe('what a lookup came to', () => {
  const instant = Date.parse('2026-11-23T08:30:00Z')
  const steps = [policy('A', 'pass')]
  const whole = {
    ...{ requestId: 'r-1', at: '2026-11-23T08:30:00.000Z', from: ORDER.from, about: ORDER.about, view: 'Detailed' },
    ...{ dry: true, window: { start: '2026-11-23T09:00:00.000Z', end: '2026-11-23T17:00:00.000Z' } },
    ...{ outcome: 'answer', level: 'LimitedDetails', given: 'Detailed', decidedBy: 'GRANT', side: 'answering' },
    ...{ endedAt: null, upstreamRequestId: null, steps },
  }

  it('has what was asked, when, how it ended and every step', () => {
    expect(conclude(ORDER, 'r-1', instant, course({ steps }))).to.deep.equal(whole)
  })

  it('has the partner’s own id of the request', () => {
    const explained = conclude(ORDER, 'r-1', instant, { ...course({ steps }), upstreamRequestId: 'theirs' })
    expect(explained).to.deep.equal({ ...whole, upstreamRequestId: 'theirs' })
  })
})
