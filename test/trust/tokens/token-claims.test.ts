import { expect } from 'chai'
import fc from 'fast-check'
import { acceptableUntil, digestMatches, inTime, readTokenClaims } from '../../../trust/tokens/token-claims.ts'
import type { TokenClaims } from '../../../trust/tokens/token-claims.ts'
import { known, QUESTION, START } from '../known-organizations.ts'
import { claimsOf } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

const SECOND = START / 1000

async function goodClaims(change: Json = {}): Promise<TokenClaims> {
  const claims = readTokenClaims({ ...claimsOf(await known('Fabrikam')), ...change })
  return claims ?? expect.fail('the claims were refused')
}

describe('the claims of a token', () => {
  it('are read as they are, with and without somebody acted for', async () => {
    expect(await goodClaims()).to.include({ action: 'MSExchange.SharingCalendarFreeBusy', htm: 'POST' })
    expect(await goodClaims({ act: { sub: 'x' }, hop: 1 })).to.deep.include({ act: { sub: 'x' }, hop: 1 })
  })

  it('are refused with any one of them of another type', async () => {
    const good = claimsOf(await known('Fabrikam'))
    const odd = fc.constantFrom<unknown>(null, true, 0.5, -1, [], {}, ['x'], { sub: 'x' }, Number.MAX_VALUE)
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), odd, (name, value) => {
        expect(readTokenClaims({ ...good, [name]: value })).to.equal(null)
      }),
    )
  })

  it('are in time in a window that is exact at both ends', async () => {
    for (const [iat, nbf, exp, from, until] of [
      // By hand: from the later of iat and nbf less 60 s, until exp plus 60 s, the end itself outside.
      [0, 0, 300, -60, 360],
      [0, 30, 300, -30, 360],
      [0, -30, 300, -60, 360],
      [0, 0, 1, -60, 61],
    ] as const) {
      const claims = await goodClaims({ iat: SECOND + iat, nbf: SECOND + nbf, exp: SECOND + exp })
      const at = (seconds: number, milliseconds = 0): boolean => inTime(claims, START + seconds * 1000 + milliseconds)
      expect([at(from - 1), at(from, -1), at(from), at(from + 1)]).to.deep.equal([false, false, true, true])
      expect([at(until - 1), at(until, -1), at(until), at(until + 1)]).to.deep.equal([true, true, false, false])
      expect(acceptableUntil(claims)).to.equal(START + until * 1000)
    }
  })

  it('are of one body', async () => {
    const claims = await goodClaims()
    expect(digestMatches(claims, QUESTION)).to.equal(true)
    expect(digestMatches(claims, new Uint8Array(QUESTION))).to.equal(true)
    expect(digestMatches(claims, Buffer.from('<getUserAvailabilityRequest/>'))).to.equal(false)
  })
})
