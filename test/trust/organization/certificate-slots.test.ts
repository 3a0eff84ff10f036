import { expect } from 'chai'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import {
  announceNext,
  daysUntil,
  finishRoll,
  switchToNext,
  withdrawNext,
} from '../../../trust/organization/certificate-slots.ts'
import type { RollRefused } from '../../../trust/organization/certificate-slots.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { keyed, printOf } from '../keyed-certificates.ts'
import { known, START } from '../known-organizations.ts'

const reasonOf = (outcome: Organization | RollRefused): string => ('refused' in outcome ? outcome.refused : 'done')

function done(outcome: Organization | RollRefused): Organization {
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome
}

describe('the slots of an organization of ours', () => {
  let fabrikam: Organization
  const next = keyed('next of Fabrikam')

  beforeEach(async () => {
    fabrikam = await known('Fabrikam')
  })

  it('announce the next certificate and go on signing with the current one', () => {
    const announced = done(announceNext(fabrikam, next, 7))
    expect(announced.next).to.include({ certificate: next.certificate, announced: 7 })
    expect(announced.certificate).to.equal(fabrikam.certificate)
    expect(reasonOf(announceNext(fabrikam, { ...next, certificate: fabrikam.certificate }, 7))).to.equal(
      'same-certificate',
    )
  })

  it('switch, keep the old certificate as previous for the seven days its documents last, and no key of it', () => {
    const switched = done(switchToNext(done(announceNext(fabrikam, next, 7)), START))
    expect(switched.certificate).to.equal(next.certificate)
    expect(switched.certificateKey).to.equal(next.key)
    expect(switched.next).to.equal(null)
    expect(switched.previous).to.deep.equal({ certificate: fabrikam.certificate, until: START + 7 * DAY + MINUTE })
    expect(switched.retired).to.deep.equal([printOf(fabrikam)])
    expect(Object.values(switched)).to.not.include(fabrikam.certificateKey)
    expect(reasonOf(finishRoll(switched, START + 7 * DAY))).to.equal('previous-serves')
    expect(done(finishRoll(switched, START + 7 * DAY + MINUTE)).previous).to.equal(null)
    expect(done(finishRoll(switched, START, true)).previous).to.equal(null)
  })

  it('never take a certificate again that was replaced', () => {
    const switched = done(switchToNext(done(announceNext(fabrikam, next, 7)), START))
    const old = { certificate: fabrikam.certificate, key: fabrikam.certificateKey }
    expect(reasonOf(announceNext(switched, old, 8))).to.equal('used-before')
  })

  it('switch to what is valid now only', () => {
    const at = (when: number): string => reasonOf(switchToNext(done(announceNext(fabrikam, later, 7)), when))
    const later = keyed('later', START + DAY, 10)
    expect(at(START + DAY - 1)).to.equal('next-not-valid-yet')
    expect(at(START + DAY)).to.equal('done')
    expect(at(START + 11 * DAY)).to.equal('done')
    expect(at(START + 11 * DAY + 1)).to.equal('next-over')
  })

  it('do not push out a previous that still serves, unless hurried', () => {
    const once = done(switchToNext(done(announceNext(fabrikam, next, 7)), START))
    const twice = done(announceNext(once, keyed('another'), 8))
    expect(reasonOf(switchToNext(twice, START + DAY))).to.equal('previous-serves')
    expect(done(switchToNext(twice, START + DAY, true)).previous?.certificate).to.equal(next.certificate)
    expect(done(switchToNext(twice, START + DAY, true)).retired).to.have.length(2)
  })

  it('take back what never signed, and say where there is nothing', () => {
    expect(done(withdrawNext(done(announceNext(fabrikam, next, 7)))).next).to.equal(null)
    expect(reasonOf(withdrawNext(fabrikam))).to.equal('next-missing')
    expect(reasonOf(switchToNext(fabrikam, START))).to.equal('next-missing')
    expect(reasonOf(finishRoll(fabrikam, START))).to.equal('previous-missing')
  })

  it('count whole days to an end', () => {
    expect([
      daysUntil(START + DAY, START),
      daysUntil(START + DAY - 1, START),
      daysUntil(START - 1, START),
    ]).to.deep.equal([1, 0, -1])
  })
})
