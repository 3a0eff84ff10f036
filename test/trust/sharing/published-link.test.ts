import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { linkIsOpen, linkSecretHash, newLinkSecret, publishedWindow } from '../../../trust/sharing/published-link.ts'

const random = { bytes: randomBytes, uuid: () => '', fraction: () => 0 }
const ALWAYS = { from: null, until: null, revokedAt: null }

describe('A published link', () => {
  it('PU1: has a secret of 256 bits in 43 characters of base64url', () => {
    const secret = newLinkSecret(random)
    expect(secret).to.match(/^[A-Za-z0-9_-]{43}$/)
    expect(newLinkSecret(random)).not.to.equal(secret)
  })

  it('keeps of its secret the SHA-256 alone', () => {
    expect(linkSecretHash('abc')).to.equal(createHash('sha256').update('abc').digest('base64url'))
  })

  it('is open from its first instant and no longer at its last', () => {
    const link = { ...ALWAYS, from: 1_000, until: 2_000 }
    expect([999, 1_000, 1_999, 2_000].map((now) => linkIsOpen(link, now))).to.deep.equal([false, true, true, false])
  })

  it('is not open once revoked', () => {
    expect(linkIsOpen({ ...ALWAYS, revokedAt: 5 }, 10)).to.equal(false)
  })

  it("shows whole days of the owner's zone on both sides of today, also where a clock changes in between", () => {
    const stockholm = ianaZone('Europe/Stockholm') ?? expect.fail('no zone')
    const link = { back: 'OneDay', ahead: 'OneWeek' } as const
    const texts = ({ start, end }: TimeWindow) => [start, end].map((at) => new Date(at).toISOString())
    // 23:30 UTC on the 25th is the 26th there.
    const late = publishedWindow(link, stockholm, Date.parse('2026-11-25T23:30:00Z'))
    expect(texts(late)).to.deep.equal(['2026-11-24T23:00:00.000Z', '2026-12-03T23:00:00.000Z'])
    const summer = publishedWindow(link, stockholm, Date.parse('2026-10-24T12:00:00Z'))
    expect(texts(summer)).to.deep.equal(['2026-10-22T22:00:00.000Z', '2026-10-31T23:00:00.000Z'])
  })
})
