import { createHmac, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { writeAuthMetadata } from '../../../protocols/ms-xoauth/auth-metadata.ts'
import { fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { readExchangeMetadata } from '../../../trust/organization/exchange-metadata.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import { accept, propose, suspend } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import type { OrganizationId } from '../../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { issueExchangeToken, verifyExchangeToken, x5tOf } from '../../../trust/tokens/exchange-token.ts'
import { granted, idOf, known, START, VirtualClock } from '../known-organizations.ts'
import { encode } from './token-fixture.ts'
import type { Json } from './token-fixture.ts'

const US = idOf(900)
const NEIGHBOUR = idOf(901)
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'
const AUDIENCE = `${EXCHANGE}/mail.contoso.example@contoso.example`
const clock = new VirtualClock()
const SECOND = START / 1000

/** A trust with an Exchange organization of this realm and these domains. */
function exchangeTrust(of: Organization, realm: string, domains: readonly string[], local = US): FederationTrust {
  const url = new URL(`https://mail.${realm}/autodiscover/metadata/json/1`)
  const { raw } = of.certificate
  const document = { realm, url: url.href, certificates: [{ der: raw, x5t: x5tOf(raw) }], id: 'x' }
  const reading = readExchangeMetadata(writeAuthMetadata(document), url, { clock })
  if (!reading.accepted) throw new Error(reading.because)
  const yes = { fingerprint: fingerprintOf(raw), domains: domains.map(parseDomain), prove: () => UNPROVEN }
  return granted(accept(granted(propose(local, reading.metadata, clock)), yes, clock))
}

function rs256(header: Json, payload: Json, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

describe('a token of an Exchange organization', () => {
  let fabrikam: Organization
  let adatum: Organization
  let trusts: FederationTrust[]
  let header: Json
  const actor: Json = {
    ...{ aud: AUDIENCE, iss: `${EXCHANGE}@fabrikam.example`, nameid: `${EXCHANGE}@fabrikam.example` },
    ...{ nbf: String(SECOND), exp: String(SECOND + 28_800), trustedfordelegation: 'true' },
  }
  const outer: Json = {
    ...{ aud: AUDIENCE, iss: `${EXCHANGE}@fabrikam.example`, nbf: String(SECOND), exp: String(SECOND + 28_800) },
    ...{ nameid: 's-1-5-21-1', nii: 'urn:office:idp:activedirectory', smtp: 'anna@fabrikam.example' },
  }

  before(async () => {
    fabrikam = await known('Fabrikam')
    adatum = await known('Adatum')
  })
  beforeEach(() => {
    clock.time = START
    header = { typ: 'JWT', alg: 'RS256', x5t: x5tOf(fabrikam.certificate.raw) }
    trusts = [
      exchangeTrust(fabrikam, 'fabrikam.example', ['fabrikam.example']),
      exchangeTrust(adatum, 'adatum.example', ['adatum.example']),
    ]
  })

  function outcome(token: string): string {
    const snapshot = trustSnapshot(trusts, 1)
    const organizations: Readonly<Record<string, OrganizationId>> = {
      'contoso.example': US,
      'neighbour.example': NEIGHBOUR,
    }
    const verification = verifyExchangeToken(token, '10.0.0.1', {
      host: 'mail.contoso.example',
      organizationOf: (realm) => organizations[realm],
      exchangeIssuer: (audience, name) => snapshot.exchangeIssuer(audience, name),
      clock,
    })
    return verification.verified ? verification.requester.person : verification.because
  }
  const actorToken = (change: Json = {}, more: Json = {}, key = fabrikam.certificateKey): string =>
    rs256({ ...header, ...more }, { ...actor, ...change }, key)
  const wrapped = (change: Json = {}, actortoken = actorToken(), top: Json = { typ: 'JWT', alg: 'none' }): string =>
    `${encode(top)}.${encode({ ...outer, actortoken, ...change })}.`

  it('lets its application ask for its organization, and for the people it names', () => {
    expect(outcome(actorToken())).to.equal('availability@fabrikam.example')
    expect(outcome(wrapped())).to.equal('anna@fabrikam.example')
    expect(outcome(wrapped({ upn: 'anna@fabrikam.example' }))).to.equal('anna@fabrikam.example')
    expect(outcome(wrapped({ smtp: undefined, upn: 'bo@fabrikam.example' }))).to.equal('bo@fabrikam.example')
    // Bearer tokens of this kind are good as often as they are shown, until they are over.
    expect(outcome(wrapped())).to.equal('anna@fabrikam.example')
  })

  it('is read in the forms that real issuers write', () => {
    expect(outcome(actorToken({ nbf: SECOND, exp: SECOND + 3_600, tid: 'x', ver: '1.0' }))).to.match(/^availability/)
    expect(outcome(actorToken({}, { kid: 'anything' }))).to.match(/^availability/)
    expect(outcome(actorToken({ aud: AUDIENCE.toUpperCase() }))).to.match(/^availability/)
    expect(outcome(wrapped({ actortoken: undefined, actort: actorToken() }))).to.equal('anna@fabrikam.example')
  })

  it('is written by us as jsonwebtoken and our own reader take it', () => {
    const order = {
      us: { service: EXCHANGE, realm: 'fabrikam.example' },
      ...{ key: fabrikam.certificateKey, certificate: fabrikam.certificate.raw, audience: AUDIENCE, clock },
      person: parseMailboxAddress('anna@fabrikam.example'),
    }
    const token = issueExchangeToken(order)
    expect(outcome(token)).to.equal('anna@fabrikam.example')
    const said = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { actortoken: string }
    const read = jwt.verify(said.actortoken, fabrikam.certificate.publicKey, {
      ...{ algorithms: ['RS256'], complete: true, ignoreExpiration: true, ignoreNotBefore: true },
    })
    expect(read.header).to.deep.equal({ typ: 'JWT', alg: 'RS256', x5t: x5tOf(fabrikam.certificate.raw) })
  })

  it('speaks of nobody of another organization, whoever signed what inside (CVE-2025-55241, TK8)', () => {
    const adatums = rs256(
      { ...header, x5t: x5tOf(adatum.certificate.raw) },
      { ...actor, iss: `${EXCHANGE}@adatum.example`, nameid: `${EXCHANGE}@adatum.example` },
      adatum.certificateKey,
    )
    expect(outcome(adatums)).to.equal('availability@adatum.example')
    // Adatum's actor inside an outer token about Fabrikam's people, in either name.
    expect(outcome(wrapped({}, adatums))).to.equal('TRUST_ISSUER_UNKNOWN')
    expect(outcome(wrapped({ iss: `${EXCHANGE}@adatum.example` }, adatums))).to.equal('TRUST_SUBJECT')
    for (const change of [
      { smtp: 'eva@adatum.example' },
      { upn: 'eva@adatum.example' },
      { smtp: 'anna' },
      { smtp: 'vera@contoso.example' },
    ]) {
      expect(outcome(wrapped(change)), JSON.stringify(change)).to.equal('TRUST_SUBJECT')
    }
    // An issuer that signs for an application of another realm.
    expect(outcome(actorToken({ nameid: `${EXCHANGE}@adatum.example` }))).to.equal('TRUST_ISSUER_UNKNOWN')
    expect(outcome(actorToken({ nameid: `00000003-0000-0ff1-ce00-000000000000@fabrikam.example` }))).to.equal(
      'TRUST_ISSUER_UNKNOWN',
    )
  })

  it('is signed under the pinned certificate of its own issuer, by RS256 and nothing else (TK1, TK2, TK3)', () => {
    expect(outcome(actorToken({}, {}, adatum.certificateKey))).to.equal('TRUST_SIG')
    expect(outcome(actorToken({}, { x5t: x5tOf(adatum.certificate.raw) }, adatum.certificateKey))).to.equal(
      'TRUST_KEY_UNKNOWN',
    )
    for (const alg of ['None', 'NONE', 'HS256', 'ES256', 'PS256', 'RS512', '']) {
      expect(outcome(actorToken({}, { alg })), alg).to.equal('TRUST_ALG')
    }
    const signed = actorToken().split('.').slice(0, 2).join('.')
    const mac = createHmac('sha256', fabrikam.certificate.toString()).update(signed).digest('base64url')
    expect(outcome(`${signed}.${mac}`)).to.equal('TRUST_SIG')
    expect(outcome(`${signed}.`)).to.equal('TRUST_SIG')
    for (const name of ['jku', 'x5u', 'jwk', 'x5c', 'crit', 'b64']) {
      expect(outcome(actorToken({}, { [name]: ['x'] })), name).to.equal('TRUST_HEADER')
    }
  })

  it('is nothing where nobody signed what is inside', () => {
    const bare = `${encode({ typ: 'JWT', alg: 'none' })}.${encode(actor)}.`
    for (const [token, because] of [
      [bare, 'TRUST_CLAIMS'],
      [wrapped({}, bare), 'TRUST_HEADER'],
      [wrapped({}, wrapped()), 'TRUST_HEADER'],
      [wrapped({ actort: actorToken() }), 'TRUST_CLAIMS'],
      [wrapped({ actortoken: undefined }), 'TRUST_CLAIMS'],
      [wrapped({ smtp: undefined }), 'TRUST_CLAIMS'],
      [`${wrapped()}AAAA`, 'TRUST_TOKEN_MALFORMED'],
      [wrapped({}, actorToken(), { typ: 'JWT', alg: 'none', x5t: 'x' }), 'TRUST_HEADER'],
      [wrapped({}, actorToken({ actortoken: 'x' })), 'TRUST_CLAIMS'],
      ['x'.repeat(16_385), 'TRUST_TOKEN_TOO_LONG'],
    ] as const) {
      expect(outcome(token)).to.equal(because)
    }
  })

  it('is for exactly this server and one organization on it (TK7)', () => {
    for (const aud of [
      `${EXCHANGE}/mail.adatum.example@contoso.example`,
      `${EXCHANGE}/mail.contoso.example@adatum.example`,
      `00000003-0000-0ff1-ce00-000000000000/mail.contoso.example@contoso.example`,
    ]) {
      expect(outcome(actorToken({ aud })), aud).to.equal('TRUST_AUD')
    }
    for (const aud of [[AUDIENCE], 'https://mail.contoso.example', `${EXCHANGE}/mail.contoso.example@*`, '']) {
      expect(outcome(actorToken({ aud })), String(aud)).to.equal('TRUST_CLAIMS')
    }
    expect(outcome(actorToken({ aud: AUDIENCE.replace('@contoso', '@neighbour') }))).to.equal('TRUST_ISSUER_UNKNOWN')
    expect(outcome(wrapped({ aud: AUDIENCE.replace('@contoso', '@neighbour') }))).to.equal('TRUST_AUD')
  })

  it('is nothing from the authorization server of a cloud, whoever signed it and whatever tenant it names', () => {
    // MS-XOAUTH 2.2: ACS issues as 00000001-0000-0000-c000-000000000000; hybrid servers show such actor tokens.
    const sts = '00000001-0000-0000-c000-000000000000'
    for (const realm of ['fabrikam.example', 'contoso.example', '00000000-0000-4000-8000-00000000abcd']) {
      const actortoken = actorToken({ iss: `${sts}@${realm}` })
      expect(outcome(actortoken), realm).to.equal('TRUST_ISSUER_UNKNOWN')
      expect(outcome(wrapped({}, actortoken)), realm).to.equal('TRUST_ISSUER_UNKNOWN')
    }
    expect(outcome(actorToken({ iss: `${sts}@*` }))).to.equal('TRUST_CLAIMS')
    expect(outcome(actorToken({ iss: 'https://sts.windows.net/contoso/' }))).to.equal('TRUST_CLAIMS')
  })

  it('is of no partner that only its document makes an authorization server', () => {
    const url = new URL('https://accounts.cloud.example/autodiscover/metadata/json/1')
    const { raw } = fabrikam.certificate
    const document = {
      realm: 'fabrikam.example',
      url: url.href,
      certificates: [{ der: raw, x5t: x5tOf(raw) }],
      id: 'x',
    }
    const text = writeAuthMetadata(document).replaceAll(EXCHANGE, '00000001-0000-0000-c000-000000000000')
    expect(readExchangeMetadata(text, url, { clock })).to.include({ accepted: false, because: 'METADATA_REALM' })
  })

  it('is good between its times, with a minute of doubt, and never for more than a day (TK6)', () => {
    for (const [time, expected] of [
      [START - 60_000, 'availability@fabrikam.example'],
      [START - 60_001, 'TRUST_TIME'],
      [START + 28_860_000 - 1, 'availability@fabrikam.example'],
      [START + 28_860_000, 'TRUST_TIME'],
    ] as const) {
      clock.time = time
      expect(outcome(actorToken()), String(time - START)).to.equal(expected)
    }
    clock.time = START
    expect(outcome(actorToken({ exp: String(SECOND + 86_401) }))).to.equal('TRUST_TIME')
    expect(outcome(actorToken({ exp: String(SECOND) }))).to.equal('TRUST_TIME')
    expect(outcome(wrapped({ exp: String(SECOND - 100), nbf: String(SECOND - 200) }))).to.equal('TRUST_TIME')
    for (const exp of ['1e300', '-1', '1.5', '', null, '99999999999999']) {
      expect(outcome(actorToken({ exp })), String(exp)).to.equal('TRUST_CLAIMS')
    }
  })

  it('names people only where its issuer lets it', () => {
    expect(outcome(wrapped({}, actorToken({ trustedfordelegation: 'false' })))).to.equal('TRUST_SUBJECT')
    expect(outcome(actorToken({ trustedfordelegation: 'false' }))).to.match(/^availability/)
    expect(outcome(actorToken({ trustedfordelegation: 'maybe' }))).to.equal('TRUST_CLAIMS')
    expect(outcome(wrapped({}, actorToken({ trustedfordelegation: undefined })))).to.equal('anna@fabrikam.example')
  })

  it('ends with its trust and its credential (TH11)', () => {
    const [first] = trusts
    if (first === undefined) return expect.fail('no trust')
    trusts = [granted(suspend(first, 'x', clock))]
    expect(outcome(wrapped())).to.equal('TRUST_SUSPENDED')
    trusts = [{ ...first, credential: { kind: 'single-use' } }]
    expect(outcome(wrapped())).to.equal('TRUST_CREDENTIAL')
    trusts = []
    return expect(outcome(wrapped())).to.equal('TRUST_ISSUER_UNKNOWN')
  })
})
