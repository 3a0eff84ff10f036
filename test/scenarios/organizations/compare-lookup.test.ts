import { expect } from 'chai'
import { differences } from '../../organizations/compare-lookup.ts'
import { DEMO_SCENARIO } from '../../organizations/demo-scenario.ts'
import type { Expected } from '../../organizations/demo-scenario.ts'
import { demoWindow, instantAt } from '../../organizations/demo-day.ts'
import type { LookupOutcome, LookupResult } from '../../organizations/lookup-result.ts'

const DAY = '2026-11-24'
const EXPECTED: Expected = {
  about: 'vera@contoso.example',
  outcome: 'answer',
  level: 'LimitedDetails',
  view: 'DetailedMerged',
  decidedBy: 'RELATIONSHIP_LEVEL',
  side: 'answering',
  mergedFreeBusy: '00220000000000000000',
  events: [['09:00', '10:00', 'Busy', 'Budget', 'Vänern']],
}
const EVENT = {
  start: Date.UTC(2026, 10, 24, 8),
  end: Date.UTC(2026, 10, 24, 9),
  status: 'Busy',
  subject: 'Budget',
  location: 'Vänern',
} as const
const IS = {
  outcome: 'answer',
  level: 'LimitedDetails',
  view: 'DetailedMerged',
  decidedBy: 'RELATIONSHIP_LEVEL',
  side: 'answering',
  mergedFreeBusy: '00220000000000000000',
  events: [EVENT],
  asOf: 0,
} as const

function result(is: LookupOutcome, about = 'vera@contoso.example'): LookupResult {
  return { from: 'anna@fabrikam.example', about, asked: 'DetailedMerged', interval: 30, window: demoWindow(DAY), is }
}

describe('The comparison of a lookup with what was expected', () => {
  it('finds nothing where all is as expected', () => {
    expect(differences(EXPECTED, result(IS), DAY)).to.deep.equal([])
  })

  const spoilt: readonly [string, LookupOutcome][] = [
    ['the level', { ...IS, level: 'AvailabilityOnly' }],
    ['the view', { ...IS, view: 'Detailed' }],
    ['the rule', { ...IS, decidedBy: 'GRANT' }],
    ['the side', { ...IS, side: 'asking' }],
    ['a digit of the stream', { ...IS, mergedFreeBusy: '00210000000000000000' }],
    ['a stream that is missing', { ...IS, mergedFreeBusy: null }],
    ['an event that is missing', { ...IS, events: [] }],
    ['events that are missing', { ...IS, events: null }],
    ['an event too many', { ...IS, events: [EVENT, EVENT] }],
    ['a start a second off', { ...IS, events: [{ ...EVENT, start: EVENT.start + 1_000 }] }],
    ['an end a second off', { ...IS, events: [{ ...EVENT, end: EVENT.end + 1_000 }] }],
    ['a status', { ...IS, events: [{ ...EVENT, status: 'OOF' }] }],
    ['a subject', { ...IS, events: [{ ...EVENT, subject: 'Secret' }] }],
    ['a location', { ...IS, events: [{ ...EVENT, location: '' }] }],
    ['a refusal', { outcome: 'refuse', decidedBy: 'RELATIONSHIP_LEVEL', side: 'answering' }],
    ['not knowing', { outcome: 'unknown', decidedBy: 'REACH_TCP' }],
  ]
  for (const [what, is] of spoilt) {
    it(`names ${what} that differs`, () => {
      expect(differences(EXPECTED, result(is), DAY)).not.to.be.empty
    })
  }

  it('tells a private event, which has no subject, from one whose subject leaked', () => {
    const hidden: Expected = { ...EXPECTED, events: [['09:00', '10:00', 'Busy']] }
    expect(differences(hidden, result(IS), DAY)).to.have.length(1)
  })

  it('tells why something is unknown or refused', () => {
    const down: Expected = { about: 'vera@contoso.example', outcome: 'unknown', decidedBy: 'REACH_TCP' }
    expect(differences(down, result({ outcome: 'unknown', decidedBy: 'REACH_TCP' }), DAY)).to.deep.equal([])
    expect(differences(down, result({ outcome: 'unknown', decidedBy: 'REACH_TIMEOUT' }), DAY)).to.have.length(1)
  })

  it('names a result that is about somebody else, and one that is missing', () => {
    expect(differences(EXPECTED, result(IS, 'bo@contoso.example'), DAY)).to.have.length(1)
    expect(differences(EXPECTED, undefined, DAY)).to.deep.equal(['vera@contoso.example: no result'])
  })
})

describe("The demo's scenario", () => {
  const answers = DEMO_SCENARIO.flatMap((lookup) => lookup.expected).filter((one) => one.outcome === 'answer')

  it('has a digit for each half hour wherever a stream is expected', () => {
    for (const { mergedFreeBusy } of answers) expect(mergedFreeBusy ?? '0'.repeat(20)).to.match(/^[0-3]{20}$/)
  })

  it('expects in each stream what it expects as events', () => {
    for (const { about, mergedFreeBusy, events } of answers) {
      if (mergedFreeBusy === undefined || events === undefined) continue
      const digits = Array.from({ length: 20 }, (_none, slot) => {
        const start = instantAt(DAY, '08:00') + slot * 1_800_000
        const touching = events.filter((e) => instantAt(DAY, e[0]) < start + 1_800_000 && instantAt(DAY, e[1]) > start)
        const rank = { Free: 0, WorkingElsewhere: 0, Tentative: 1, Busy: 2, OOF: 3, NoData: 2 }
        return Math.max(0, ...touching.map((event) => rank[event[2]]))
      })
      expect(digits.join(''), about).to.equal(mergedFreeBusy)
    }
  })
})
