import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
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

  it('shows whole days on both sides of today', () => {
    const window = publishedWindow({ back: 'OneDay', ahead: 'OneWeek' }, Date.UTC(2026, 10, 26, 15, 30))
    expect(window).to.deep.equal({ start: Date.UTC(2026, 10, 25), end: Date.UTC(2026, 11, 4) })
  })
})
