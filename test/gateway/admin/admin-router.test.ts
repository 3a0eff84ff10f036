import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { FILE_TOKEN } from '../../../gateway/admin/access-tokens.ts'
import { adminRouter } from '../../../gateway/admin/admin-router.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { openLog } from '../../../gateway/log.ts'
import { acceptPartner, simulateOrganization, untilTrust } from '../../organizations/index.ts'
import type { SimulatedOrganization } from '../../organizations/index.ts'

const policy = (name: string, partner: string) => ({
  organization: { id: name, domains: [`${name}.example`], defaultPermission: 'AvailabilityOnly' },
  relationships: [
    {
      name: partner,
      domains: [`${partner}.example`],
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: 'AvailabilityOnly',
      requests: { enabled: true, level: 'AvailabilityOnly' },
    },
  ],
})

interface Shown {
  readonly id: string
  readonly state: string
  readonly partner: { readonly fingerprint: { readonly hex: string; readonly words: string } }
}

describe('the administration', () => {
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization

  before(async () => {
    ;[contoso, fabrikam] = await Promise.all([
      simulateOrganization({ domain: 'contoso.example', calendars: {}, policy: policy('contoso', 'fabrikam') }),
      simulateOrganization({ domain: 'fabrikam.example', calendars: {}, policy: policy('fabrikam', 'contoso') }),
    ])
  })
  after(() => Promise.all([contoso.close(), fabrikam.close()]))

  const call = (method: 'get' | 'post', path: string, token = contoso.admin.token) =>
    request(new URL(contoso.admin.url).origin)[method](`/admin/v1${path}`).set('Authorization', `Bearer ${token}`)
  const propose = (metadataUrl: string, organization = 'contoso') =>
    call('post', '/trusts').send({ organization, metadataUrl })

  it('answers nobody without its token, and tells nothing by it', async () => {
    const refusals = await Promise.all([
      call('get', '/trusts', 'wrong'),
      call('get', '/trusts', `${contoso.admin.token}x`),
      call('get', '/no-such-route', ''),
      call('post', '/trusts', 'wrong').send('not json'),
    ])
    expect(refusals.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401])
    expect(new Set(refusals.map(({ text }) => text)).size).to.equal(1)
  })

  it('refuses a body that is none, naming what is wrong', async () => {
    const { status, body } = (await call('post', '/trusts').send({ organization: 'contoso', url: 'x' })) as {
      status: number
      body: { error: { code: string; message: string } }
    }
    expect(status).to.equal(400)
    expect(body.error.code).to.equal('INVALID')
    expect(body.error.message).to.include('url: expected no field of this name')
    const short = await call('post', '/access-tokens').send({ name: '', scope: 'all' })
    expect((short.body as typeof body).error.message).to.equal(
      'name: expected at least 1 character; scope: expected one of read, operate, admin',
    )
    const broken = await call('post', '/trusts').type('application/json').send('{')
    expect(broken.status).to.equal(400)
  })

  it('says 404 for an organization, a trust, a lookup and a route that are not there', async () => {
    const answers = await Promise.all([
      propose(fabrikam.party.metadataUrl, 'nobody'),
      call('get', '/trusts/0000000000000000'),
      call('post', '/trusts/0000000000000000/accept').send({ fingerprint: 'x' }),
      call('get', '/lookups/none'),
      call('get', '/nothing'),
    ])
    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404])
  })

  it('shows who we are, with the fingerprint a partner is shown too', async () => {
    const { body } = (await call('get', '/organizations')) as {
      body: { organizations: { name: string; id: string; metadataUrl: string; fingerprint: { hex: string } }[] }
    }
    expect(body.organizations.map(({ name, id }) => [name, id])).to.deep.equal([
      ['gateway', contoso.gateway.id],
      ['contoso', contoso.party.id],
    ])
    expect(body.organizations[1]?.metadataUrl).to.equal(contoso.party.metadataUrl)
    expect(body.organizations[1]?.fingerprint.hex.replaceAll(' ', '').toLowerCase()).to.equal(contoso.party.fingerprint)
  })

  it('refuses a metadata address that carries credentials, and one where nobody is', async () => {
    const refused = await propose('http://somebody:secret@127.0.0.1:9/')
    expect([refused.status, (refused.body as { error: { code: string } }).error.code]).to.deep.equal([
      400,
      'ADDRESS_REFUSED',
    ])
    const nobody = await propose('http://127.0.0.1:9/.well-known/federation-metadata')
    expect(nobody.status).to.equal(502)
    expect((nobody.body as { error: { message: string } }).error.message).to.include('REACH_TCP')
  })

  it('refuses an address whose document is no metadata', async () => {
    const { status, body } = await propose(`${new URL(fabrikam.party.metadataUrl).origin}/livez`)
    expect(status).to.equal(422)
    expect((body as { error: { message: string } }).error.message).to.include('METADATA_MALFORMED')
  })

  it('takes a proposal, then a yes with the right fingerprint only and once more with other terms, the partner’s, a suspension and its end, and a revocation for good', async () => {
    const proposed = await propose(fabrikam.party.metadataUrl)
    expect(proposed.status).to.equal(201)
    const { id, state, partner } = proposed.body as Shown
    expect(state).to.equal('proposed')
    const accept = (fingerprint: string) =>
      call('post', `/trusts/${id}/accept`).send({ fingerprint, domains: ['fabrikam.example'], unproven: true })
    const wrong = await accept(partner.fingerprint.hex.replace(/[0-9A-F]/, (digit) => (digit === '0' ? '1' : '0')))
    expect([wrong.status, wrong.body]).to.deep.equal([
      422,
      {
        error: {
          code: 'METADATA_REFUSED',
          message:
            "The fingerprint is not that of the partner's certificate; compare it again over the telephone. (METADATA_PIN)",
        },
      },
    ])
    expect((await accept('no fingerprint')).status).to.equal(400)
    const accepted = await accept(partner.fingerprint.words)
    expect([accepted.status, (accepted.body as Shown).state]).to.deep.equal([200, 'offered'])
    expect((await accept(partner.fingerprint.words)).status).to.equal(200)
    expect((await propose(fabrikam.party.metadataUrl)).status).to.equal(409)
    expect((await call('post', `/trusts/${id}/suspend`).send({ reason: 'too early' })).status).to.equal(409)
    await acceptPartner(fabrikam.party, contoso.party)
    await untilTrust(contoso.party, fabrikam.party, 'active')
    const suspended = await call('post', `/trusts/${id}/suspend`).send({ reason: 'under review' })
    expect((suspended.body as Shown).state).to.equal('suspended')
    expect(((await call('post', `/trusts/${id}/resume`)).body as Shown).state).to.equal('active')
    expect((await call('post', `/trusts/${id}/resume`)).status).to.equal(409)
    const listed = await call('get', '/trusts')
    expect((listed.body as { trusts: Shown[] }).trusts.map((trust) => [trust.id, trust.state])).to.deep.equal([
      [id, 'active'],
    ])
    const revoked = await call('post', `/trusts/${id}/revoke`).send({ reason: 'key lost' })
    expect((revoked.body as Shown).state).to.equal('revoked')
    expect((await call('post', `/trusts/${id}/revoke`).send({ reason: 'again' })).status).to.equal(409)
  })
})

describe('the public routes', () => {
  let contoso: SimulatedOrganization
  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: {},
      policy: policy('contoso', 'fabrikam'),
    })
  })
  after(() => contoso.close())
  const get = (path: string) => request(new URL(contoso.admin.url).origin).get(path)

  it('publish the metadata of an organization by name and by domain, and of the gateway bare', async () => {
    const [byName, byDomain, bare] = await Promise.all([
      get('/organizations/contoso/.well-known/federation-metadata'),
      get('/.well-known/federation-metadata?domain=Contoso.example'),
      get('/.well-known/federation-metadata'),
    ])
    const issuer = (jwt: string) =>
      (JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { iss: string }).iss
    expect(byName.type).to.equal('application/jwt')
    expect(issuer(byName.text)).to.equal(contoso.party.id)
    expect(issuer(byDomain.text)).to.equal(contoso.party.id)
    expect(issuer(bare.text)).to.equal(contoso.gateway.id)
  })

  it('tell nothing of domains and organizations that are not hosted', async () => {
    for (const path of [
      '/.well-known/federation-metadata?domain=fabrikam.example',
      '/.well-known/federation-metadata?domain=x&domain=y',
      '/.well-known/federation-metadata?domain=',
      '/organizations/fabrikam/.well-known/federation-metadata',
    ]) {
      expect((await get(path)).status, path).to.equal(404)
    }
  })

  it('say that the gateway lives and is ready, and carry the headers of every page', async () => {
    const [live, ready] = await Promise.all([get('/livez'), get('/readyz')])
    expect([live.status, ready.status]).to.deep.equal([200, 200])
    expect(live.headers).to.include({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    expect(live.headers).to.not.have.any.keys('x-powered-by', 'etag')
  })
})

describe('the administration of a gateway that may have missed that a token was revoked', () => {
  it('takes the token that no store holds, and puts every other off, right or wrong', async () => {
    const callers: Readonly<Record<string, string>> = { 'Bearer of-the-file': FILE_TOKEN, 'Bearer of-the-store': 'a1' }
    const administration = {
      tokens: {
        caller: (header: string) => {
          const tokenId = callers[header]
          return tokenId === undefined ? null : { tokenId, scope: 'admin' }
        },
      },
      state: { fresh: () => false },
      ...{ organizations: [], log: openLog('silent'), random: { uuid: () => 'r' } },
    }
    const app = express().use(adminRouter(administration as unknown as Administration))
    const asked = ['Bearer of-the-file', 'Bearer of-the-store', 'Bearer wrong'].map((token) =>
      request(app).get('/organizations').set('Authorization', token),
    )
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 503, 503])
    expect(answers[1]?.text).to.equal(answers[2]?.text)
  })
})
