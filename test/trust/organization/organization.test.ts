import { expect } from 'chai'
import { createPublicKey } from 'node:crypto'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { thumbprintOf, tokenSigner, withNewTokenKey } from '../../../trust/organization/organization.ts'
import { known, START, VirtualClock } from '../known-organizations.ts'

describe('an organization of ours', () => {
  it('has a certificate key and a token key that are different', async () => {
    const { certificateKey, tokenKeys } = await known('Fabrikam')
    expect(certificateKey.asymmetricKeyType).to.equal('rsa')
    expect(tokenKeys.map(({ key }) => key.asymmetricKeyDetails?.namedCurve)).to.deep.equal(['prime256v1'])
  })

  it('names a token key by its thumbprint (RFC 7638)', () => {
    // RFC 8037, RFC 7638 have no P-256 example; computed by hand with sha256sum over the canonical text of RFC 7515 A.3's key.
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    }
    expect(thumbprintOf(createPublicKey({ key: jwk, format: 'jwk' }))).to.equal(
      'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
    )
  })

  it('signs with the newest key that is in use, so early that its tokens are over when it is', async () => {
    const clock = new VirtualClock()
    const first = await known('Fabrikam')
    const [old] = first.tokenKeys
    const both = await withNewTokenKey(first, { clock, announcedFor: 10 * MINUTE })
    expect(both.tokenKeys).to.have.length(2)
    expect(tokenSigner(both, START).kid).to.equal(old?.kid)
    expect(tokenSigner(both, START + 10 * MINUTE - 1).kid).to.equal(old?.kid)
    expect(tokenSigner(both, START + 10 * MINUTE).kid).to.equal(both.tokenKeys[1]?.kid)
    const until = old?.until ?? 0
    expect(tokenSigner(first, until - 6 * MINUTE - 1).kid).to.equal(old?.kid)
    expect(() => tokenSigner(first, until - 6 * MINUTE))
      .to.throw(FederationError)
      .with.property('code', 'ERR_INTERNAL')
  })

  it('forgets a token key that is over when it gets a new one', async () => {
    const clock = new VirtualClock()
    const first = await known('Fabrikam')
    clock.pass(31 * DAY)
    const later = await withNewTokenKey(first, { clock, announcedFor: 0 })
    expect(later.tokenKeys).to.have.length(1)
    expect(later.tokenKeys[0]?.kid).to.not.equal(first.tokenKeys[0]?.kid)
  })
})
