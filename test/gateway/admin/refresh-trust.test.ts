import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { allTrusts } from '../../../gateway/admin/administration.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { MetadataRefresher } from '../../../gateway/admin/refresh-trust.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import { openLog } from '../../../gateway/log.ts'
import type { OutboundAnswer } from '../../../protocols/http/outbound-http.ts'
import { signMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { createOrganization, withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { pinnedOf, trustUsable } from '../../../trust/organization/federation-trust.ts'
import { announcing, keyed, printOf, under } from '../../trust/keyed-certificates.ts'
import { NOW, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

type Parts = Pick<
  Administration,
  'organizations' | 'trusts' | 'http' | 'clock' | 'log' | 'random' | 'minimumSoftware'
> & {
  readonly partnerHealth: PartnerHealth
}

const URL_OF_METADATA = 'https://fabrikam.example/metadata'

describe('keeping the metadata of partners fresh', () => {
  const clock = { time: NOW, now: () => clock.time }
  let world: SmallWorld
  let administration: Parts & { minimumSoftware: Record<string, string> }
  let refresher: MetadataRefresher
  /** What the partner publishes now. */
  let published: { readonly organization: Organization; readonly sequence: number; readonly host?: string }
  let fetches: number
  /** How much of the jitter is drawn. */
  let fraction = 0
  const said: Record<string, unknown>[] = []

  beforeEach(async () => {
    world = await smallWorld()
    clock.time = NOW
    fetches = 0
    published = { organization: world.fabrikam, sequence: 1 }
    const serve = (): Promise<OutboundAnswer> => {
      fetches++
      const { host = 'fabrikam.example' } = published
      const endpoints = { ews: `https://${host}/EWS/Exchange.asmx`, trust: URL_OF_METADATA }
      const software = { name: 'test', version: '1' }
      const jwt = signMetadata(published.organization, { endpoints, sequence: published.sequence, clock, software })
      const date = new Date(clock.time + 42_000).toUTCString()
      return Promise.resolve({ status: 200, headers: { date }, body: Buffer.from(jwt) })
    }
    administration = {
      organizations: new Map([['contoso', world.contoso]]),
      trusts: world.store,
      http: {
        get: serve,
        post: serve,
        probe: () => Promise.reject(new Error('not probed')),
        close: () => Promise.resolve(),
      },
      clock,
      random: { bytes: randomBytes, uuid: randomUUID, fraction: () => fraction },
      minimumSoftware: {},
      partnerHealth: new PartnerHealth(clock),
      log: openLog('info', { write: (line) => said.push(JSON.parse(line) as Record<string, unknown>) }),
    }
    fraction = 0
    said.length = 0
    refresher = new MetadataRefresher(administration)
  })

  const fabrikam = (): FederationTrust =>
    allTrusts(administration).find((trust) => trust.partner === world.fabrikam.id) as FederationTrust
  const keys = (): string[] => fabrikam().tokenKeys.map((key) => key.kid)

  it('counts when it was read, and how far the partner’s clock is from ours, and what failed', async () => {
    const { partnerHealth } = administration
    expect(partnerHealth.seen(fabrikam())).to.include({ metadata: null, metadataFailure: null })
    await refresher.refresh(fabrikam())
    expect(partnerHealth.seen(fabrikam()).metadata).to.deep.equal({ at: NOW, aheadMs: 42_000 })
    administration.http.get = () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from('a login page') })
    clock.time += 60_000
    await refresher.refresh(fabrikam())
    const failed = partnerHealth.seen(fabrikam())
    expect(failed.metadata?.at, 'the last that was read').to.equal(NOW)
    expect(failed.metadataFailure).to.deep.equal({ at: NOW + 60_000, reason: 'METADATA_MALFORMED' })
  })

  it('takes a new token key and keeps the old one until its end', async () => {
    const [old] = keys()
    const organization = await withNewTokenKey(world.fabrikam, { clock, announcedFor: 0 })
    published = { organization, sequence: 2 }
    expect(await refresher.refresh(fabrikam())).to.equal(true)
    expect(keys()).to.have.lengthOf(2).and.to.include(old)
  })

  it('asks once for any number of simultaneous wishes, and not again within half a minute', async () => {
    await Promise.all(Array.from({ length: 10 }, () => refresher.refresh(fabrikam())))
    expect(fetches).to.equal(1)
    clock.time += 29_999
    expect(await refresher.refresh(fabrikam())).to.equal(false)
    expect(fetches).to.equal(1)
    clock.time += 1
    await refresher.refresh(fabrikam())
    expect(fetches).to.equal(2)
  })

  it('takes nothing from another certificate, though it is of the same organization', async () => {
    const before = fabrikam()
    const organization = await createOrganization({ id: world.fabrikam.id, name: 'Impostor', clock })
    published = { organization, sequence: 2 }
    expect(await refresher.refresh(before)).to.equal(false)
    expect(fabrikam().metadata.certificate.fingerprint).to.equal(before.metadata.certificate.fingerprint)
    expect(fabrikam().tokenKeys.map(({ kid }) => kid)).to.deep.equal(before.tokenKeys.map(({ kid }) => kid))
    expect(fabrikam().is).to.deep.include({ state: 'attention', because: 'certificate-changed' })
    expect(trustUsable(fabrikam(), clock.time)).to.equal(true)
  })

  it('says that somebody has to compare a certificate that nothing vouches for, and by which words', async () => {
    published = { organization: under(world.fabrikam, keyed('Fabrikam')), sequence: 2 }
    await refresher.refresh(fabrikam())
    const told = said.find(({ event }) => event === 'partner certificate changed')
    expect(told).to.include({ partner: world.fabrikam.id, fingerprint: printOf(keyed('Fabrikam')) })
    expect(String(told?.['words']).split(' ')).to.have.length(32)
  })

  it('says once at which host somebody has to say that the partner may be asked (BF1)', async () => {
    published = { organization: world.fabrikam, sequence: 2, host: 'elsewhere.example' }
    await refresher.refresh(fabrikam())
    const warnings = () => said.filter(({ event }) => event === 'partner host not confirmed')
    expect(warnings()[0]).to.include({ partner: world.fabrikam.id, hosts: 'elsewhere.example' })
    expect(fabrikam().metadata.sequence).to.equal(2)
    clock.time += 86_400_000
    published = { ...published, sequence: 3 }
    await refresher.refresh(fabrikam())
    expect(fabrikam().metadata.sequence).to.equal(3)
    expect(warnings()).to.have.length(1)
  })

  it('takes over to a certificate that was announced, by itself', async () => {
    const next = keyed('next of Fabrikam')
    published = { organization: announcing(world.fabrikam, next), sequence: 2 }
    await refresher.refresh(fabrikam())
    clock.time += 60_000
    published = { organization: under(world.fabrikam, next), sequence: 3 }
    await refresher.refresh(fabrikam())
    expect(pinnedOf(fabrikam())).to.equal(printOf(next))
  })

  it('says what to upgrade where the partner runs an older release than is allowed', async () => {
    administration.minimumSoftware = { test: '1.1' }
    published = { organization: world.fabrikam, sequence: 2 }
    expect(await refresher.refresh(fabrikam())).to.equal(false)
    expect(fabrikam().metadata.sequence).to.equal(1)
    expect(String(said.at(-1)?.['detail'])).to.include('the partner runs test 1, this gateway asks for 1.1')
  })

  it('comes up to a fifth earlier, each partner by its own draw, and never later than was asked', async () => {
    fraction = 1
    clock.time += 240_000 - 1
    await refresher.refreshDue()
    expect(fetches).to.equal(0)
    clock.time += 1
    await refresher.refreshDue()
    expect(fetches).to.equal(2)
    fraction = 0
    clock.time += 300_000 - 1
    await refresher.refreshDue()
    expect(fetches).to.equal(2)
    clock.time += 1
    await refresher.refreshDue()
    expect(fetches).to.equal(4)
  })

  it('takes nothing older than it has seen', async () => {
    published = { organization: await withNewTokenKey(world.fabrikam, { clock, announcedFor: 0 }), sequence: 3 }
    await refresher.refresh(fabrikam())
    const seen = fabrikam()
    clock.time += 60_000
    published = { organization: world.fabrikam, sequence: 2 }
    expect(await refresher.refresh(seen)).to.equal(false)
    expect(fabrikam().metadata.sequence).to.equal(3)
  })

  it('survives a partner that does not answer', async () => {
    administration.http.get = () => Promise.reject(new Error('connection refused'))
    expect(await refresher.refresh(fabrikam())).to.equal(false)
  })

  it('asks those partners only whose metadata is as old as they said it may be', async () => {
    await refresher.refreshDue()
    expect(fetches).to.equal(0)
    clock.time += 300_000
    await refresher.refreshDue()
    // Contoso has two partners.
    expect(fetches).to.equal(2)
    await refresher.refreshDue()
    expect(fetches).to.equal(2)
  })

  it('keeps what it read only where it says something else than before', async () => {
    const before = fabrikam()
    clock.time += 300_000
    expect(await refresher.refresh(before)).to.equal(false)
    expect(fabrikam()).to.equal(before)
    clock.time += 86_400_000
    await refresher.refresh(before)
    expect(fabrikam().metadata.issuedAt).to.be.greaterThan(before.metadata.issuedAt)
  })
})
