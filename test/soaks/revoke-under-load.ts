import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { RedisServer } from '../conformance/redis-server.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { makeTrust, readOwnIdentity, trustState, untilTrust } from '../organizations/make-trust.ts'
import type { TrustParty } from '../organizations/make-trust.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'
import { ServedGateway } from '../scenarios/served-gateway.ts'

export interface RevocationReport {
  readonly revocations: number
  readonly lookups: number
  /** Answered although they began after a revocation was acknowledged. */
  readonly acceptedAfter: number
  /** Of those, begun more than a second after it. */
  readonly acceptedLate: number
  /** The longest an acknowledgement took, in milliseconds. */
  readonly slowestMs: number
}

const ANNA = 'anna@fabrikam.example'
const WORKERS = 3
/** How long lookups go on after each acknowledgement. */
const WATCHED_MS = 60
const CUT_EVERY_MS = 20

const relationship = (partner: string) => ({
  ...{ name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: true },
  ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
})

interface Lookup {
  readonly began: number
  readonly accepted: boolean
}

/** Two gateways as processes of their own on one Redis, asked all the time about somebody at a partner. */
class Ground {
  readonly gateways: readonly [ServedGateway, ServedGateway] = [new ServedGateway(), new ServedGateway()]
  readonly lookups: Lookup[] = []
  readonly #redis: RedisServer
  #fabrikam: SimulatedOrganization | null = null
  #party: TrustParty | null = null
  #asking = true
  #cutting: { readonly redis: Redis; readonly timer: NodeJS.Timeout } | null = null

  constructor(redis: RedisServer) {
    this.#redis = redis
  }

  async open(): Promise<void> {
    const redis = new Redis(this.#redis.url)
    await redis.flushall()
    redis.disconnect()
    const [one, other] = this.gateways
    const key = randomBytes(32).toString('base64url')
    const more = {
      ...{ store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' } },
      ...{ outbound: { loopback: true }, trust: { unprovenDomains: 'allow' }, log: { level: 'error' } },
    }
    for (const gateway of this.gateways) {
      writeFileSync(join(gateway.folder, 'redis-url'), this.#redis.url)
      writeFileSync(join(gateway.folder, 'store-key'), key, { mode: 0o600 })
    }
    await one.configure({ more, relationships: [relationship('fabrikam')] })
    await other.configure({ more, relationships: [relationship('fabrikam')], sharing: one })
    await Promise.all([one.start(), other.start()])
    this.#fabrikam = await simulateOrganization({
      domain: 'fabrikam.example',
      calendars: { anna: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n' },
      policy: {
        organization: { id: 'fabrikam', domains: ['fabrikam.example'] },
        mailboxes: [{ address: ANNA, default: 'AvailabilityOnly' }],
        relationships: [relationship('contoso')],
      },
    })
    const metadataUrl = `${one.url}/organizations/contoso/.well-known/federation-metadata`
    const admin = { url: one.url, token: one.token }
    const named = { organization: 'contoso', domains: ['contoso.example'], metadataUrl, admin }
    this.#party = { ...(await readOwnIdentity(metadataUrl)), ...named }
  }

  /** Takes away every subscription, again and again: what is published then reaches nobody. */
  cutPublications(): void {
    const redis = new Redis(this.#redis.url)
    const timer = setInterval(() => void redis.client('KILL', 'TYPE', 'PUBSUB').catch(() => undefined), CUT_EVERY_MS)
    this.#cutting = { redis, timer }
  }

  async ask(gateway: ServedGateway): Promise<void> {
    while (this.#asking) {
      const began = performance.now()
      const outcome = await gateway.lookup(ANNA).catch(() => 'no answer')
      this.lookups.push({ began, accepted: outcome === 'NoError' })
    }
  }

  /** Trusts the partner through one gateway; both answer when it resolves. Returns the trust's id. */
  async trust(through: ServedGateway): Promise<string> {
    if (this.#party === null || this.#fabrikam === null) throw new Error('not open')
    const us = { ...this.#party, admin: { url: through.url, token: through.token } }
    const before = await trustState(this.#fabrikam.party, us)
    // A revocation that its partner has not heard of yet would end what is made now.
    if (before !== null) await untilTrust(this.#fabrikam.party, us, 'revoked')
    const [{ id }] = await makeTrust(us, this.#fabrikam.party)
    for (const gateway of this.gateways) {
      // It came into force by the partner's word, which nobody acknowledged: the other gateway hears of it by and by.
      await untilTrust({ ...us, admin: { url: gateway.url, token: gateway.token } }, this.#fabrikam.party, 'active')
      if ((await gateway.lookup(ANNA)) !== 'NoError') throw new Error('a trust that is active is not in force')
    }
    return id
  }

  async close(): Promise<void> {
    this.#asking = false
    clearInterval(this.#cutting?.timer)
    this.#cutting?.redis.disconnect()
    await Promise.all(this.gateways.map((gateway) => gateway.remove()))
    await this.#fabrikam?.close()
  }
}

/**
 * Revokes a trust again and again, on one gateway and then on the other, while both are asked all the time.
 *
 * @param cut takes pub/sub away meanwhile
 */
export async function revokeUnderLoad(redis: RedisServer, rounds: number, cut: boolean): Promise<RevocationReport> {
  const ground = new Ground(redis)
  let [acceptedAfter, acceptedLate, slowestMs, lookups] = [0, 0, 0, 0]
  try {
    await ground.open()
    if (cut) ground.cutPublications()
    await ground.trust(ground.gateways[0])
    const asking = ground.gateways.flatMap((gateway) => Array.from({ length: WORKERS }, () => ground.ask(gateway)))
    for (let round = 0; round < rounds; round++) {
      const [here, there] = round % 2 === 0 ? ground.gateways : [ground.gateways[1], ground.gateways[0]]
      const id = await trustId(here)
      const began = performance.now()
      await callAdministration({ url: here.url, token: here.token }, 'POST', `/trusts/${id}/revoke`, { reason: 'test' })
      const acknowledged = performance.now()
      slowestMs = Math.max(slowestMs, acknowledged - began)
      await new Promise((resolve) => setTimeout(resolve, WATCHED_MS))
      const after = ground.lookups.filter((lookup) => lookup.began >= acknowledged && lookup.accepted)
      acceptedAfter += after.length
      acceptedLate += after.filter((lookup) => lookup.began >= acknowledged + 1_000).length
      lookups += ground.lookups.splice(0).length
      await ground.trust(there)
    }
    const closing = ground.close()
    await Promise.all(asking)
    await closing
    return { revocations: rounds, lookups, acceptedAfter, acceptedLate, slowestMs: Math.round(slowestMs) }
  } finally {
    await ground.close()
  }
}

async function trustId({ url, token }: ServedGateway): Promise<string> {
  const { trusts } = (await callAdministration({ url, token }, 'GET', '/trusts')) as {
    trusts: { id: string; state: string }[]
  }
  const active = trusts.find(({ state }) => state === 'active')
  if (active === undefined) throw new Error('there is no active trust')
  return active.id
}
