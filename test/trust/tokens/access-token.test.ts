import { expect } from 'chai'
import { publicPart, tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { issueAccessToken, PartnerAccess } from '../../../trust/tokens/access-token.ts'
import { activeTrust, granted, idOf, known, newTokenId, sibling, START, VirtualClock } from '../known-organizations.ts'
import { signEs256 } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

const US = idOf(900)
const clock = new VirtualClock()

describe('an access token of ours', () => {
  let us: Organization
  let trust: FederationTrust
  let access: PartnerAccess

  beforeEach(async () => {
    clock.time = START
    us = await sibling(await known('Contoso'), US, 'Contoso')
    const active = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
    trust = { ...active, credential: { kind: 'access-token' } }
    access = new PartnerAccess({
      ownKey: (id, kid) => {
        const held = id === US ? us.tokenKeys.find((key) => key.kid === kid) : undefined
        return held && publicPart(held.key)
      },
      issuers: (issuer, audience) => trustSnapshot([trust], 1).issuer(audience, issuer),
      clock,
    })
  })

  const issued = (): string =>
    issueAccessToken({ signer: tokenSigner(us, START), partner: trust.partner, clock, tokenId: newTokenId() })
  const outcome = (token: string, person: string | undefined = 'anna@fabrikam.example'): string => {
    const verification = access.verify(token, person)
    return verification.verified ? `verified ${verification.requester.person}` : verification.because
  }

  it('serves its partner for five minutes, in the name of each person of its domains', () => {
    const token = issued()
    expect(outcome(token)).to.equal('verified anna@fabrikam.example')
    expect(outcome(token, 'bo@fabrikam.example')).to.equal('verified bo@fabrikam.example')
    for (const person of [undefined, '', 'anna', 'anna@adatum.example', 'anna@fabrikam.example, bo@fabrikam.example']) {
      expect(access.verify(token, person), String(person)).to.deep.equal({ verified: false, because: 'TRUST_SUBJECT' })
    }
    clock.pass(299_999)
    expect(outcome(token)).to.equal('verified anna@fabrikam.example')
    clock.pass(1)
    expect(outcome(token)).to.equal('TRUST_TIME')
  })

  it('ends with its trust, its credential or its domain, however often it was seen', () => {
    const token = issued()
    const usable = trust
    expect(outcome(token)).to.match(/^verified/)
    for (const [change, because] of [
      [granted(suspend(usable, 'x', clock)), 'TRUST_SUSPENDED'],
      [{ ...usable, credential: { kind: 'single-use' } }, 'TRUST_CREDENTIAL'],
      [activeTrust(idOf(901), us, [], clock), 'TRUST_ISSUER_UNKNOWN'],
    ] as const) {
      trust = change
      expect(outcome(token)).to.equal(because)
    }
    trust = usable
    expect(outcome(token)).to.match(/^verified/)
  })

  it('is nothing that anybody else signed, or that says anything else', () => {
    const [key] = us.tokenKeys
    if (key === undefined) return expect.fail('no key')
    const header: Json = { alg: 'ES256', typ: 'federation-access+jwt', kid: key.kid }
    const second = START / 1000
    const claims: Json = {
      ...{ iss: US, aud: US, sub: trust.partner, action: 'MSExchange.SharingCalendarFreeBusy' },
      ...{ iat: second, exp: second + 300, jti: newTokenId() },
    }
    expect(outcome(signEs256(header, claims, key.key))).to.match(/^verified/)
    for (const [changed, said, because] of [
      [{ ...header, typ: 'at+jwt' }, claims, 'TRUST_TYPE'],
      [{ ...header, alg: 'none' }, claims, 'TRUST_ALG'],
      [{ ...header, crit: ['exp'] }, claims, 'TRUST_HEADER'],
      [{ ...header, kid: 'other' }, claims, 'TRUST_KEY_UNKNOWN'],
      [header, { ...claims, iss: trust.partner }, 'TRUST_AUD'],
      [header, { ...claims, iss: idOf(901), aud: idOf(901) }, 'TRUST_KEY_UNKNOWN'],
      [header, { ...claims, sub: idOf(77) }, 'TRUST_ISSUER_UNKNOWN'],
      [header, { ...claims, sub: 'x' }, 'TRUST_CLAIMS'],
      [header, { ...claims, scope: 'admin' }, 'TRUST_CLAIMS'],
      [header, { ...claims, exp: '1' }, 'TRUST_CLAIMS'],
      [header, { ...claims, exp: second - 1 }, 'TRUST_TIME'],
    ] as const) {
      expect(outcome(signEs256(changed, said, key.key)), because).to.equal(because)
    }
    const [other] = trust.tokenKeys
    expect(other).to.not.equal(undefined)
    const foreign = signEs256(header, claims, key.key).split('.')
    expect(outcome(`${foreign[0]}.${foreign[1]}.${'A'.repeat(86)}`)).to.equal('TRUST_SIG')
    return expect(outcome('x'.repeat(3_000))).to.equal('TRUST_TOKEN_TOO_LONG')
  })
})
