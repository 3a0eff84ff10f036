import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { challengeName } from '../../../gateway/domains/check-domain.ts'
import { openDomains } from '../../../gateway/domains/open-domains.ts'
import { openLog } from '../../../gateway/log.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { OutboundHttp } from '../../../protocols/http/outbound-http.ts'
import { challengeDomain, challengeRecord } from '../../../trust/organization/domain-proof.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { zoneServer } from '../../organizations/zone-server.ts'
import type { ZoneServer } from '../../organizations/zone-server.ts'
import { activeTrust, known, put, VirtualClock } from '../../trust/known-organizations.ts'

const FABRIKAM = parseDomain('fabrikam.example')
const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const http: Pick<OutboundHttp, 'get' | 'post' | 'close'> = {
  get: () => Promise.reject(new Error('nothing is asked over HTTPS in this test')),
  post: () => Promise.reject(new Error('nothing is asked over HTTPS in this test')),
  close: () => Promise.resolve(),
}

describe("opening what looks at partners' domains, as the configuration decided it", () => {
  let dns: ZoneServer
  before(async () => {
    dns = await zoneServer()
  })
  after(() => dns.close())

  /** What a look at a domain says whose record the configured server shows. */
  async function lookedAt(authoritative: 'ask' | 'skip'): Promise<string | null | undefined> {
    const clock = new VirtualClock()
    const [contoso, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    const state = new StateStore(new MemoryEngine(new MemoryWorld()), { clock, random, checksumKey: null })
    await state.open()
    const trusts = new StateTrustStore(state)
    await state.follow(trusts)
    const organizations = new Map([['contoso', contoso]])
    const { watch } = openDomains(
      {
        dns: { servers: [dns.address], authoritative },
        trust: { unprovenDomains: 'refuse', proofOverHttps: false, minimumSoftware: {}, approvals: 1 },
        outbound: { loopback: false, networks: [], ports: [], authorities: null },
        organizations: [],
      },
      { organizations, trusts, clock, log: openLog('silent'), state, http: http as OutboundHttp, random },
    )
    const proof = challengeDomain(random, clock)
    const trust = activeTrust(contoso.id, fabrikam, [], clock)
    if (trust.is.state !== 'active') throw new Error(trust.is.state)
    const held = { ...trust, is: { ...trust.is, domains: [{ domain: FABRIKAM, proof }] } }
    await put(trusts, held, undefined)
    dns.zone.set(challengeName(FABRIKAM), { texts: [challengeRecord(fabrikam.id, proof.challenge)] })
    await watch.checkNow(held, BY_ITSELF)
    return (await watch.lastChecks(held))[0]?.because
  }

  it('asks the servers of the domain itself, though never at an address inside, or the configured ones only (DP5)', async () => {
    dns.zone.set(FABRIKAM, { nameServers: ['ns.fabrikam.example'] })
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1']) {
      dns.zone.set('ns.fabrikam.example', { addresses: [address] })
      expect(await lookedAt('ask'), address).to.equal('PROOF_NO_AUTHORITY')
    }
    expect(dns.asked).to.include('ns.fabrikam.example A').and.to.include('ns.fabrikam.example AAAA')
    dns.asked.length = 0
    expect(await lookedAt('skip')).to.equal(null)
    expect(dns.asked.filter((question) => question.endsWith(' NS'))).to.deep.equal([])
  })
})
