import { expect } from 'chai'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import type { View } from '../../../protocols/availability/view.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { shareFinding } from '../../../trust/policies/share-finding.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'
import { viewOf } from './arbitrary-views.ts'
import type { Event } from './arbitrary-views.ts'

const WINDOW = { start: 0, end: 24 * HOUR }
const MOST = 1000
const event = (start: number, end: number, changes: Partial<Event> = {}): Event => ({
  time: timeOf(start * MINUTE, end * MINUTE, 'Busy'),
  ...{ flags: 0, subject: 'plan', location: null, description: null, organizer: null, categories: [], ...changes },
})
/** So many of a minute each, one second after the other. */
const many = (count: number, from: number, changes: Partial<Event> = {}): readonly Event[] =>
  Array.from({ length: count }, (_, i) => event(from + i / 60, from + i / 60 + 1, changes))
const PART: VisiblePart = {
  ...{ hours: [], hiddenCategories: ['doctor'] },
  privatePeriods: [{ start: 12 * HOUR, end: 13 * HOUR }],
}
const OUTSIDE: Granted = {
  ...{ outcome: 'answer', level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'GRANT', outsider: true },
  ...{ joinBlocks: true, giveWorkingHours: false, part: null },
}
const DETAILED: Granted = { ...OUTSIDE, level: 'LimitedDetails', view: 'Detailed' }
const CLIPPED: Granted = { ...OUTSIDE, joinBlocks: false }
const STREAM: Granted = { ...DETAILED, view: 'MergedOnly' }

const found = (events: readonly Event[]): FreeBusyView => viewOf(events, WINDOW, { mostEntries: MOST })
const told = (events: readonly Event[], decision: Granted) => {
  const answer = shareFinding(found(events), decision)
  return answer.kind === 'view' ? answer.view.times.length : answer.reason
}

describe('What is answered of a calendar with more entries than one answer takes', () => {
  const rows: readonly (readonly [what: string, events: readonly Event[], Granted, number | 'DATA_TOO_MANY'])[] = [
    ['a thousand events told one by one', many(1000, 60), DETAILED, 1000],
    ['one more', many(1001, 60), DETAILED, 'DATA_TOO_MANY'],
    ['a thousand times told apart', many(1000, 60), CLIPPED, 1000],
    ['one more', many(1001, 60), CLIPPED, 'DATA_TOO_MANY'],
    ['any number that is told as one block', many(5000, 60), OUTSIDE, 1],
    ['any number behind a stream', many(5000, 60), STREAM, 5000],
    [
      'more that is free, to whom free is not told',
      many(3000, 60, { time: timeOf(0, HOUR, 'Free') }),
      { ...CLIPPED, joinBlocks: false },
      0,
    ],
    ['more in a private period', [...many(999, 60), ...many(2000, 12.1 * 60)], { ...DETAILED, part: PART }, 1000],
    [
      'more of a hidden category',
      [...many(998, 60), ...many(2000, 840, { categories: ['doctor'] })],
      { ...DETAILED, part: PART },
      1000,
    ],
    [
      'what is withheld and told together, one too many',
      [...many(1000, 60), event(840, 850, { categories: ['doctor'] })],
      { ...DETAILED, part: PART },
      'DATA_TOO_MANY',
    ],
    ['more than are worth cutting, told as blocks', many(30_000, 60), { ...OUTSIDE, part: PART }, 2],
  ]
  for (const [what, events, decision, expected] of rows) {
    it(`is ${expected}: ${what}`, () => {
      expect(told(events, decision)).to.equal(expected)
    })
  }

  it('is nothing of what is told, not even that it is busy', () => {
    expect(shareFinding(found(many(1001, 60)), DETAILED)).to.deep.equal({ kind: 'no-data', reason: 'DATA_TOO_MANY' })
  })

  it('has no bound where the source names none: it has kept to its own', () => {
    const { mostEntries: _, ...view } = found(many(1001, 60))
    expect(shareFinding(view, DETAILED).kind).to.equal('view')
  })
})

describe('What is answered where less was read than may be told now', () => {
  const given = (view: FreeBusyView, decision: Granted): View | null => {
    const answer = shareFinding(view, decision)
    return answer.kind === 'view' ? answer.view.grantedView : null
  }
  const events = [event(60, 120), event(12.2 * 60, 12.5 * 60), event(840, 900, { categories: ['doctor'] })]
  const part = { ...DETAILED, part: PART }

  it('is details, where the texts of all that is told were read', () => {
    expect(given({ ...found(events), textsRead: new Set([0]) }, part)).to.equal('Detailed')
    expect(given({ ...found(events), textsRead: new Set([0, 1, 2]) }, DETAILED)).to.equal('Detailed')
    expect(given(found(events), DETAILED)).to.equal('Detailed')
  })

  it('is when somebody is busy, where one was not, and never an event without its texts', () => {
    expect(given({ ...found(events), textsRead: new Set([0, 1]) }, DETAILED)).to.equal('FreeBusy')
    expect(given({ ...found(events), textsRead: new Set() }, part)).to.equal('FreeBusy')
  })
})
