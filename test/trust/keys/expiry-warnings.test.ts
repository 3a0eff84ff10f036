import { expect } from 'chai'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { ExpiryWarnings, expiryStage } from '../../../trust/keys/expiry-warnings.ts'
import { fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { START } from '../known-organizations.ts'

const END = START + 100 * DAY
const [ONE, OTHER] = [fingerprintOf(Buffer.of(1)), fingerprintOf(Buffer.of(2))]

describe('the warnings before a certificate is over (KM4)', () => {
  for (const [days, stage] of [
    [60, 60],
    [30, 30],
    [14, 14],
    [7, 7],
    [1, 1],
  ] as const) {
    it(`begin ${days} days before, to the millisecond`, () => {
      expect(expiryStage(END, END - days * DAY)).to.equal(stage)
      expect(expiryStage(END, END - days * DAY - 1)).to.not.equal(stage)
    })
  }

  it('say that it is over from its last instant on, and nothing while there is time', () => {
    expect(expiryStage(END, END)).to.equal(1)
    expect(expiryStage(END, END + 1)).to.equal('over')
    expect(expiryStage(END, START)).to.equal(null)
  })

  it('are told once a day for each certificate, every minute of a hundred days', () => {
    const warnings = new ExpiryWarnings()
    const told: unknown[] = []
    for (let now = START; now <= END; now += 600_000) {
      const stage = warnings.due(ONE, END, now)
      if (stage !== null) told.push(stage)
    }
    const counts = [60, 30, 14, 7, 1].map((days) => told.filter((stage) => stage === days).length)
    // A day on which a stage begins has one line of each stage; the days are those of UTC.
    expect(counts).to.deep.equal([31, 17, 8, 7, 2])
  })

  it('of one certificate do not silence another', () => {
    const warnings = new ExpiryWarnings()
    const now = END - DAY
    expect([ONE, OTHER, ONE].map((print) => warnings.due(print, END, now))).to.deep.equal([1, 1, null])
  })
})
