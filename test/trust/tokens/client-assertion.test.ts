import { expect } from 'chai'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { issueAssertion, verifyAssertion } from '../../../trust/tokens/client-assertion.ts'
import { activeTrust, idOf, known, newTokenId, START, VirtualClock } from '../known-organizations.ts'
import { keyOf, signEs256, US } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

const ENDPOINT = 'https://gateway.contoso.example/organizations/contoso/token'

describe('a client assertion', () => {
  let fabrikam: Organization
  let clock: VirtualClock
  let outcome: (assertion: string, audience?: typeof US) => Promise<string>

  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    const active = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    const other = activeTrust(idOf(901), fabrikam, ['fabrikam.example'], clock)
    const snapshot = trustSnapshot([{ ...active, credential: { kind: 'access-token' } }, other], 1)
    const receiver = {
      audiences: new Set([US]),
      issuers: (issuer: typeof US, audience: typeof US) => snapshot.issuer(audience, issuer),
      replay: new MemoryReplayStore({ clock, remembersSince: START - 60_000 }),
      clock,
    }
    outcome = async (assertion, audience = US) => {
      const verified = await verifyAssertion(assertion, { tokenEndpoint: ENDPOINT, audience, source: '' }, receiver)
      return typeof verified === 'string' ? verified : verified.issuer
    }
  })

  const own = (): string =>
    issueAssertion({ signer: tokenSigner(fabrikam, START), tokenEndpoint: ENDPOINT, clock, newTokenId })
  const claims = (): Json => ({
    ...{ iss: fabrikam.id, sub: fabrikam.id, aud: ENDPOINT, jti: newTokenId() },
    ...{ iat: START / 1000, exp: START / 1000 + 60 },
  })
  const header = (): Json => ({
    ...{ alg: 'ES256', typ: 'client-authentication+jwt', kid: tokenSigner(fabrikam, START).kid },
  })

  it('says who asks for a token, once', async () => {
    const assertion = own()
    expect(await outcome(assertion)).to.equal(fabrikam.id)
    expect(await outcome(assertion)).to.equal('TRUST_REPLAYED')
  })

  it('is for partners whose relationship allows access tokens, of the organization that is asked', async () => {
    expect(await outcome(own(), idOf(901))).to.equal('TRUST_CREDENTIAL')
    expect(await outcome(own(), idOf(902))).to.equal('TRUST_ISSUER_UNKNOWN')
  })

  for (const [what, change, because] of [
    ['another endpoint', { aud: `${ENDPOINT}/` }, 'TRUST_AUD'],
    ['a list of endpoints', { aud: [ENDPOINT] }, 'TRUST_AUD'],
    ['an organization id for an endpoint', { aud: US }, 'TRUST_AUD'],
    ['another subject', { sub: idOf(7) }, 'TRUST_CLAIMS'],
    ['no id', { jti: undefined }, 'TRUST_CLAIMS'],
    ['another claim', { scope: 'x' }, 'TRUST_CLAIMS'],
    ['a time that is text', { exp: String(START / 1000 + 60) }, 'TRUST_CLAIMS'],
    ['too long a life', { exp: START / 1000 + 301 }, 'TRUST_TIME'],
    ['its end past', { iat: START / 1000 - 200, exp: START / 1000 - 60 }, 'TRUST_TIME'],
    ['its beginning to come', { iat: START / 1000 + 61, exp: START / 1000 + 62 }, 'TRUST_TIME'],
    ['a time before our memory', { iat: START / 1000 - 61, exp: START / 1000 + 60 }, 'TRUST_BEFORE_START'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      expect(await outcome(signEs256(header(), { ...claims(), ...change }, keyOf(fabrikam)))).to.equal(because)
    })
  }

  it('is no other token, and no other token is one (TK12)', async () => {
    for (const typ of ['at+jwt', 'JWT', 'federation-access+jwt', 'federation-metadata+jwt']) {
      expect(await outcome(signEs256({ ...header(), typ }, claims(), keyOf(fabrikam))), typ).to.equal('TRUST_TYPE')
    }
  })
})
