import { expect } from 'chai'
import {
  answerSteps as theirAnswerSteps,
  fetchSteps as theirFetchSteps,
  foundAt,
  privateSteps as theirPrivateSteps,
} from '../../../gateway/explain/found-steps.ts'
import type { Found } from '../../../gateway/explain/found-steps.ts'
import { says } from '../../../gateway/explain/step-finding.ts'
import type { Place } from '../../../gateway/broker/lookup-trace.ts'
import type { IssuedToken } from '../../../gateway/credentials/outgoing-credentials.ts'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { MEETING, PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { said, inEnglish } from './said-step.ts'

const answerSteps = inEnglish(theirAnswerSteps)
const fetchSteps = inEnglish(theirFetchSteps)
const privateSteps = inEnglish(theirPrivateSteps)
const HALF = says('masked', { masked: 1, of: 2 })

/** Of our own calendar, all of it. */
const FOUND: Found = {
  ...{ credential: null, tokens: [], elapsedMs: 12, heldBack: null, unmatched: false, reason: null },
  ...{ granted: 'Detailed', given: 'Detailed' },
}
const THEIRS = { credential: 'single-use', tokens: ['t-1', 't-2'] } as const
const took = { detail: '12 ms' }
const ours = said('credential', 'pass', { detail: 'ours, single-use: token t-1, t-2' })

describe('the steps from the guard before a source to what was put in the mailbox’s place', () => {
  it('pass where a calendar of our own knew all', () => {
    expect(fetchSteps(FOUND)).to.deep.equal([
      said('limits', 'pass'),
      said('fetch', 'pass', took),
      said('merge', 'pass'),
    ])
  })

  it('say by which tokens a partner was shown who asks', () => {
    expect(fetchSteps({ ...FOUND, ...THEIRS })).to.deep.equal([
      said('limits', 'pass'),
      ours,
      said('fetch', 'pass', took),
      said('merge', 'pass'),
    ])
  })

  it('say by which kind of credential where it makes no token', () => {
    const [, credential] = fetchSteps({ ...FOUND, credential: 'basic', tokens: [] })
    expect(credential).to.deep.equal(said('credential', 'pass', { detail: 'ours, basic' }))
  })

  it('lower the view where the source knew less than was granted', () => {
    const detail = 'Detailed was granted, the source had FreeBusy'
    expect(fetchSteps({ ...FOUND, given: 'FreeBusy' }).at(-1)).to.deep.equal(
      said('merge', 'cap', { code: 'SOURCE_KNEW_LESS', detail }),
    )
  })

  it('merge nothing where nothing is given', () => {
    expect(fetchSteps({ ...FOUND, given: null }).map(({ step }) => step)).to.deep.equal(['limits', 'fetch'])
  })

  for (const [heldBack, detail] of [
    ['BREAKER_OPEN', 'the partner failed again and again a moment ago, and is not asked for some seconds'],
    ['BULKHEAD_FULL', 'as many questions as may be are under way to the partner'],
  ] as const) {
    it(`end at the guard that kept us from asking: ${heldBack}`, () => {
      expect(fetchSteps({ ...FOUND, ...THEIRS, heldBack, reason: 'REACH_BUSY', given: null })).to.deep.equal([
        said('limits', 'unknown', { code: heldBack, detail }),
      ])
    })
  }

  for (const [reason, more, ends] of [
    [
      'TRUST_REFUSED',
      {},
      [said('credential', 'deny', { code: 'TRUST_REFUSED', detail: 'their server did not take our credential' })],
    ],
    ['DATA_TOO_MANY', {}, [ours, said('fetch', 'pass', took), said('limits', 'unknown', { code: 'DATA_TOO_MANY' })]],
    [
      'DATA_MALFORMED',
      { unmatched: true },
      [ours, said('fetch', 'pass', took), said('merge', 'unknown', { code: 'DATA_MALFORMED' })],
    ],
    ['REACH_TCP', {}, [ours, said('fetch', 'unknown', { code: 'REACH_TCP', ...took })]],
  ] as const) {
    it(`end at the one that found nothing: ${reason}`, () => {
      expect(fetchSteps({ ...FOUND, ...THEIRS, ...more, reason, given: null })).to.deep.equal(ends)
    })
  }
})

const at = (hour: number, status: 'Busy' | 'NoData'): BusyTime => {
  const time = { start: hour, end: hour + 1 }
  return status === 'NoData' ? { ...time, status, reason: 'DATA_WITHHELD' } : { ...time, status }
}
const shown = (times: readonly BusyTime[], flags: readonly number[] | null): MailboxAnswer =>
  ({
    kind: 'view',
    view: {
      ...{ grantedView: 'Detailed', times: packBusyTimes(times) },
      details: flags === null ? null : { flags: Uint8Array.from(flags) },
    },
  }) as unknown as MailboxAnswer

describe('the steps of what was given', () => {
  it('are none where nothing was', () => {
    expect(answerSteps({ kind: 'not-found' })).to.deep.equal([])
  })

  it('count the entries and those that are unknown', () => {
    const detail = 'Detailed: 3 entries, 2 of them unknown'
    expect(answerSteps(shown([at(1, 'Busy'), at(2, 'NoData'), at(3, 'NoData')], null))).to.deep.equal([
      said('answer', 'pass', { detail }),
    ])
  })

  it('say one entry of one', () => {
    expect(answerSteps(shown([at(1, 'Busy')], null))[0]?.detail).to.equal('Detailed: 1 entry, 0 of them unknown')
  })

  it('count the entries that are masked as private', () => {
    const flags = [PRIVATE, MEETING, PRIVATE | MEETING]
    const detail = '2 of 3 entries: their time, and nothing else'
    expect(answerSteps(shown([at(1, 'Busy'), at(2, 'Busy'), at(3, 'Busy')], flags))[0]).to.deep.equal(
      said('private', 'cap', { code: 'PRIVATE_ITEM', detail }),
    )
  })

  it('pass by what is private where no entry is', () => {
    expect(answerSteps(shown([at(1, 'Busy')], [MEETING])).map(({ step, outcome }) => [step, outcome])).to.deep.equal([
      ['private', 'pass'],
      ['answer', 'pass'],
    ])
  })

  it('say of a record whether an entry was masked, in its words', () => {
    expect(privateSteps(null, HALF)).to.deep.equal([])
    expect(privateSteps(false, HALF)).to.deep.equal([said('private', 'pass')])
    expect(privateSteps(true, HALF)).to.deep.equal([
      said('private', 'cap', { code: 'PRIVATE_ITEM', detail: '1 of 2 entries: their time, and nothing else' }),
    ])
  })
})

describe('what a source was seen to do', () => {
  const tokens = [{ tokenId: 't-1' }, { tokenId: 't-2' }] as unknown as readonly IssuedToken[]
  const granted = { view: 'Detailed' } as Granted
  const place = (rest: Partial<Place>, route: object = { kind: 'hosted' }): Place =>
    ({
      ...{ ruling: { route }, finding: null, heldBack: null, unmatched: false, answer: { kind: 'not-found' } },
      ...rest,
    }) as unknown as Place

  it('is what our own calendar gave', () => {
    const found = foundAt(place({ answer: shown([], null) }), granted, { tokens: [], elapsedMs: 12 })
    expect(found).to.deep.equal(FOUND)
  })

  it('is what a partner gave, the credential it was shown and the tokens that were made', () => {
    const partner = { kind: 'partner', trust: { credential: { kind: 'single-use' } } }
    const found = foundAt(place({ answer: shown([], null) }, partner), granted, { tokens, elapsedMs: 12 })
    expect(found).to.deep.equal({ ...FOUND, ...THEIRS })
  })

  it('is why nothing is known: as it was answered, or as it was found where that is not told', () => {
    const late = place({ answer: { kind: 'no-data', reason: 'REACH_TIMEOUT' }, unmatched: true })
    expect(foundAt(late, granted, { tokens: [], elapsedMs: 12 })).to.deep.equal({
      ...FOUND,
      ...{ unmatched: true, reason: 'REACH_TIMEOUT', given: null },
    })
    const hidden = place({ finding: { kind: 'no-data', reason: 'DATA_UNREADABLE' }, heldBack: 'BREAKER_OPEN' })
    expect(foundAt(hidden, granted, { tokens: [], elapsedMs: 12 })).to.include({
      ...{ reason: 'DATA_UNREADABLE', heldBack: 'BREAKER_OPEN', given: null },
    })
  })
})
