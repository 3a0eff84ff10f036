import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { readExchangeMetadata } from '../../../trust/organization/exchange-metadata.ts'
import { readMetadata, signMetadata } from '../../../trust/organization/federation-metadata.ts'
import { writeAuthMetadata } from '../../../protocols/ms-xoauth/auth-metadata.ts'
import { publicPart, tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { issueAccessToken, PartnerAccess } from '../../../trust/tokens/access-token.ts'
import { issueAssertion, verifyAssertion } from '../../../trust/tokens/client-assertion.ts'
import { issueExchangeToken, verifyExchangeToken, x5tOf } from '../../../trust/tokens/exchange-token.ts'
import { issueToken } from '../../../trust/tokens/issue-token.ts'
import { verifyBearer } from '../../../trust/tokens/verify-bearer.ts'
import { verifyToken } from '../../../trust/tokens/verify-token.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import {
  activeTrust,
  ANNA,
  idOf,
  known,
  newTokenId,
  orderOf,
  QUESTION,
  sibling,
  START,
  URL_OF_US,
  VirtualClock,
} from '../known-organizations.ts'

const US = idOf(900)
const TOKEN_ENDPOINT = 'https://gateway.contoso.example/organizations/contoso/token'
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'
const AUDIENCE = `${EXCHANGE}/gateway.contoso.example@contoso.example`
const clock = new VirtualClock()

/** One organization that is trusted in every way at once, so that nothing but the kind of a token can be refused. */
class Ground {
  readonly replay = new MemoryReplayStore({ clock, remembersSince: START - 3_600_000 })
  readonly #us: Organization
  readonly #partner: Organization
  readonly #trust: FederationTrust

  constructor(us: Organization, partner: Organization, trust: FederationTrust) {
    this.#us = us
    this.#partner = partner
    this.#trust = trust
  }

  get tokens(): Readonly<Record<string, string>> {
    const signer = tokenSigner(this.#partner, START)
    const certificate = this.#partner.certificate.raw
    const request = { method: 'POST', url: URL_OF_US, body: QUESTION } as const
    return {
      'single-use': issueToken({ signer, audience: US, subject: ANNA, ...request, clock, newTokenId }),
      access: issueAccessToken({
        ...{ signer: tokenSigner(this.#us, START), partner: this.#partner.id, clock },
        tokenId: newTokenId(),
      }),
      assertion: issueAssertion({ signer, tokenEndpoint: TOKEN_ENDPOINT, clock, newTokenId }),
      exchange: issueExchangeToken({
        us: { service: EXCHANGE, realm: 'fabrikam.example' },
        ...{ key: this.#partner.certificateKey, certificate, audience: AUDIENCE, person: ANNA, clock },
      }),
      metadata: signMetadata(this.#partner, orderOf('fabrikam', clock)),
    }
  }

  /** Whether each place takes a token. */
  places(token: string): Readonly<Record<string, () => Promise<boolean>>> {
    const { tokens, access, exchange } = this.receiver
    const request = { method: 'POST', url: URL_OF_US, body: QUESTION, source: '10.0.0.1', person: ANNA }
    const place = { tokenEndpoint: TOKEN_ENDPOINT, audience: US, source: '10.0.0.1' }
    return {
      'single-use': async () => (await verifyToken(token, request, tokens)).verified,
      access: () => Promise.resolve(access.verify(token, ANNA).verified),
      assertion: async () => typeof (await verifyAssertion(token, place, tokens)) !== 'string',
      exchange: () => Promise.resolve(verifyExchangeToken(token, '10.0.0.1', exchange).verified),
      metadata: () => Promise.resolve(readMetadata(token, { clock }).accepted),
    }
  }

  get receiver() {
    const ways = (['access-token', 'exchange'] as const).map((kind) => ({
      ...this.#trust,
      credential: kind === 'exchange' ? { kind, account: ANNA } : { kind },
    }))
    const [signed, exchange] = ways.map((trust) => trustSnapshot([trust], 1))
    const issuers = (issuer: OrganizationId, audience: OrganizationId) => signed?.issuer(audience, issuer)
    return {
      tokens: { audiences: new Set([US]), issuers, replay: this.replay, clock },
      access: new PartnerAccess({ ownKey: (_id, kid) => this.#ownKey(kid), issuers, clock }),
      exchange: {
        host: 'gateway.contoso.example',
        organizationOf: (realm: string) => (realm === 'contoso.example' ? US : undefined),
        exchangeIssuer: (audience: OrganizationId, name: string) => exchange?.exchangeIssuer(audience, name),
        clock,
      },
    }
  }

  #ownKey(kid: string) {
    const held = this.#us.tokenKeys.find((key) => key.kid === kid)
    return held && publicPart(held.key)
  }
}

async function ground(): Promise<Ground> {
  const us = await sibling(await known('Contoso'), US, 'Contoso')
  const partner = await known('Fabrikam')
  const trust = activeTrust(US, partner, ['fabrikam.example'], clock)
  const metadata = { ...trust.metadata, exchange: { service: EXCHANGE, realm: 'fabrikam.example' } }
  return new Ground(us, partner, { ...trust, metadata })
}

describe('a token of one kind', () => {
  it('is taken where its kind is wanted, and nowhere else (TK12)', async () => {
    const taken: string[] = []
    for (const kind of ['single-use', 'access', 'assertion', 'exchange', 'metadata']) {
      for (const place of ['single-use', 'access', 'assertion', 'exchange', 'metadata']) {
        const fresh = await ground()
        const takes = fresh.places(fresh.tokens[kind] ?? '')[place]
        if (await takes?.()) taken.push(`${kind} at ${place}`)
      }
    }
    expect(taken).to.deep.equal([
      ...['single-use at single-use', 'access at access', 'assertion at assertion', 'exchange at exchange'],
      'metadata at metadata',
    ])
  })

  it('finds its reader by its type at the lookup, where two kinds are none', async () => {
    const { tokens, receiver } = await ground()
    const request = { method: 'POST', url: URL_OF_US, body: QUESTION, source: '10.0.0.1', person: ANNA }
    const outcomes: Record<string, boolean> = {}
    for (const [kind, token] of Object.entries(tokens)) {
      outcomes[kind] = (await verifyBearer(token, request, receiver)).verified
    }
    expect(outcomes).to.deep.equal({
      ...{ 'single-use': true, access: true, exchange: true },
      ...{ assertion: false, metadata: false },
    })
    for (const text of ['', '.', 'x', `${'x'.repeat(20_000)}.a.b`]) {
      expect((await verifyBearer(text, request, receiver)).verified).to.equal(false)
    }
  })
})

describe("an Exchange organization's document", () => {
  const url = new URL('https://mail.fabrikam.example/autodiscover/metadata/json/1')
  const documentOf = (realm: string, ...organizations: readonly Organization[]): string =>
    writeAuthMetadata({
      ...{ realm, url: url.href, id: 'x' },
      certificates: organizations.map(({ certificate: { raw } }) => ({ der: raw, x5t: x5tOf(raw) })),
    })

  it('is metadata of an organization that is called by its address, under its first certificate', async () => {
    const fabrikam = await known('Fabrikam')
    const reading = readExchangeMetadata(documentOf('fabrikam.example', fabrikam), url, { clock })
    if (!reading.accepted) return expect.fail(reading.because)
    const { metadata } = reading
    expect(metadata.id).to.equal(url.href)
    expect(metadata.exchange).to.deep.equal({ service: EXCHANGE, realm: 'fabrikam.example' })
    expect(metadata.endpoints.ews).to.equal('https://mail.fabrikam.example/EWS/Exchange.asmx')
    const digest = createHash('sha256').update(fabrikam.certificate.raw).digest('hex')
    return expect(metadata.certificate.fingerprint.replaceAll(':', '').toLowerCase()).to.equal(digest)
  })

  it('changes nothing by certificates that nobody compared, and is refused without the one that was', async () => {
    const [fabrikam, adatum] = [await known('Fabrikam'), await known('Adatum')]
    const before = readExchangeMetadata(documentOf('fabrikam.example', fabrikam), url, { clock })
    if (!before.accepted) return expect.fail(before.because)
    const pinned = before.metadata.certificate.fingerprint
    const more = readExchangeMetadata(documentOf('fabrikam.example', adatum, fabrikam), url, { clock, pinned })
    if (!more.accepted) return expect.fail(more.because)
    expect(more.metadata.certificate.fingerprint).to.equal(pinned)
    expect(more.metadata.content).to.equal(before.metadata.content)
    const other = readExchangeMetadata(documentOf('fabrikam.example', adatum), url, { clock, pinned })
    return expect(other).to.deep.equal({ accepted: false, because: 'METADATA_PIN', remedy: null })
  })

  it('is none where its realm is everybody’s, or what it holds is no certificate', async () => {
    const fabrikam = await known('Fabrikam')
    const outcome = (text: string): string => {
      const reading = readExchangeMetadata(text, url, { clock })
      return reading.accepted ? 'accepted' : reading.because
    }
    expect(outcome(documentOf('*', fabrikam))).to.equal('METADATA_REALM')
    expect(outcome('{}')).to.equal('METADATA_MALFORMED')
    const junk = writeAuthMetadata({
      ...{ realm: 'fabrikam.example', url: url.href, id: 'x', certificates: [{ der: Buffer.alloc(9), x5t: '' }] },
    })
    expect(outcome(junk)).to.equal('CERTIFICATE_MALFORMED')
  })
})
