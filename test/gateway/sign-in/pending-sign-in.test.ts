import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { PendingSignIns } from '../../../gateway/sign-in/pending-sign-in.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const WANTED = { to: '/console/', again: false, replacing: null }
const sent = (setCookie: string): string => setCookie.split(';')[0] ?? ''

describe('A sign-in under way', () => {
  const clock = new VirtualClock()
  const key = randomBytes(32)
  const pending = new PendingSignIns(key, random, clock, true)

  it('is in a cookie of its browser that the way back from the provider brings along, and no script sees', () => {
    const { setCookie } = pending.begin(WANTED)
    expect(setCookie).to.match(/^__Host-ledig-sign-in=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/)
    expect(new PendingSignIns(key, random, clock, false).begin(WANTED).setCookie).to.match(
      /^ledig-sign-in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    )
    expect(setCookie.length, 'what browsers take (RFC 6265 6.1)').to.be.lessThan(4_096)
  })

  it('shows nobody its secrets, and is another each time', () => {
    const [one, two] = [pending.begin(WANTED), pending.begin(WANTED)]
    expect(one.setCookie).to.not.equal(two.setCookie)
    for (const secret of Object.values(one.secrets)) {
      expect(secret).to.match(/^[\w-]{43}$/)
      expect(one.setCookie).to.not.include(secret)
      expect(Buffer.from(sent(one.setCookie).split('=')[1] ?? '', 'base64url').toString('latin1')).to.not.include(
        secret,
      )
    }
    expect(new Set(Object.values({ ...one.secrets })).size).to.equal(3)
    const read = pending.of(sent(one.setCookie))
    expect(read).to.deep.include({ ...WANTED, ...one.secrets })
  })

  it('is known on every instance of one store, and nowhere else', () => {
    const cookie = sent(pending.begin(WANTED).setCookie)
    expect(new PendingSignIns(key, random, clock, true).of(cookie)).to.not.equal(null)
    expect(new PendingSignIns(randomBytes(32), random, clock, true).of(cookie)).to.equal(null)
  })

  it('is none where a single character differs, or there are two, or nothing', () => {
    const cookie = sent(pending.begin(WANTED).setCookie)
    const at = '__Host-ledig-sign-in='.length
    for (let i = at; i < cookie.length - 1; i++) {
      const other = cookie[i] === 'A' ? 'B' : 'A'
      expect(pending.of(cookie.slice(0, i) + other + cookie.slice(i + 1)), String(i)).to.equal(null)
    }
    for (const other of [
      undefined,
      '',
      'x=y',
      cookie.slice(0, at),
      `${cookie}; ${cookie}`,
      cookie.replace('__Host-', ''),
    ]) {
      expect(pending.of(other), other ?? 'none').to.equal(null)
    }
  })

  it('is over after ten minutes', () => {
    const cookie = sent(pending.begin(WANTED).setCookie)
    clock.pass(10 * MINUTE - 1)
    expect(pending.of(cookie)).to.not.equal(null)
    clock.pass(1)
    expect(pending.of(cookie)).to.equal(null)
  })
})
