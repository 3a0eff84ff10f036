import { expect } from 'chai'
import { authenticate } from '../../gateway/authenticate.ts'
import type { Authenticator } from '../../gateway/authenticate.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import type { Verification } from '../../trust/tokens/verify-token.ts'
import { smallWorld } from './broker/small-world.ts'
import type { SmallWorld } from './broker/small-world.ts'

const vera = parseMailboxAddress('vera@contoso.example')
const issuer = parseOrganizationId('urn:ledig:00000000-0000-4000-8000-000000000003')
const known: Verification = {
  verified: true,
  requester: { issuer, organization: issuer, person: vera, audience: issuer, hop: 0, tokenId: 'a-token-id-of-tests' },
}

describe('finding out who asks', () => {
  let world: SmallWorld
  /** What the verifier says, one after the other. */
  let verifications: Verification[]
  let refreshed: boolean
  let refreshes: number
  let who: Authenticator

  beforeEach(async () => {
    world = await smallWorld()
    verifications = [known]
    refreshed = true
    refreshes = 0
    who = {
      basic: {
        signIn: (header) =>
          Promise.resolve(
            header === 'Basic right' ? { signedIn: true, person: vera } : { signedIn: false, because: 'wrong' },
          ),
      },
      organizationOf: (person) => (person === vera ? world.hosted : undefined),
      verify: (token) =>
        Promise.resolve(
          token === 'a.b.c' ? (verifications.shift() as Verification) : { verified: false, because: 'TRUST_SIG' },
        ),
      roleAccountOf: () => undefined,
      clock: { now: Date.now },
      refreshIssuer: () => {
        refreshes++
        return Promise.resolve(refreshed)
      },
    }
  })
  const ask = (authorization?: string) =>
    authenticate(who, {
      authorization,
      url: 'https://gateway.example',
      body: Buffer.from(''),
      source: '127.0.0.1',
      secure: true,
    })

  it('counts guesses of a whole network of one subscriber together', async () => {
    const sources: string[] = []
    who = {
      ...who,
      basic: {
        signIn: (_header, source) => {
          sources.push(source)
          return Promise.resolve({ signedIn: false, because: 'wrong' })
        },
      },
    }
    const one = { authorization: 'Basic wrong', url: 'https://gateway.example', body: Buffer.from(''), secure: true }
    for (const source of ['2001:db8:1:2::3', '2001:db8:1:2:ffff::4', '2001:db8:1:3::3', '::ffff:192.0.2.1']) {
      await authenticate(who, { ...one, source })
    }
    expect(sources).to.deep.equal(['2001:db8:1:2', '2001:db8:1:2', '2001:db8:1:3', '192.0.2.1'])
  })

  it('takes a token for a partner, whatever the case of the scheme', async () => {
    expect(await ask('bEaReR a.b.c')).to.deep.include({ authenticated: true })
  })

  it('takes a password for one of our people', async () => {
    expect(await ask('Basic right')).to.deep.include({ authenticated: true })
  })

  it('takes nobody without credentials, with wrong ones, or with a scheme it does not know', async () => {
    for (const authorization of [undefined, 'Basic wrong', 'Bearer x.y.z', 'Digest right']) {
      expect(await ask(authorization)).to.include({ authenticated: false })
    }
  })

  it("reads the issuer's metadata again for a key it does not know, and then takes the token", async () => {
    verifications = [{ verified: false, because: 'TRUST_KEY_UNKNOWN' }, known]
    expect(await ask('Bearer a.b.c')).to.deep.include({ authenticated: true })
    expect(refreshes).to.equal(1)
  })

  it('refuses a key that is unknown still, or whose metadata was read moments ago', async () => {
    const unknown: Verification = { verified: false, because: 'TRUST_KEY_UNKNOWN' }
    verifications = [unknown, unknown]
    expect(await ask('Bearer a.b.c')).to.include({ authenticated: false, because: 'TRUST_KEY_UNKNOWN' })
    verifications = [unknown]
    refreshed = false
    expect(await ask('Bearer a.b.c')).to.include({ authenticated: false })
  })

  it('reads nothing again for a token refused for any other reason', async () => {
    verifications = [{ verified: false, because: 'TRUST_SIG' }]
    expect(await ask('Bearer a.b.c')).to.include({ authenticated: false, because: 'TRUST_SIG' })
    expect(refreshes).to.equal(0)
  })
})
