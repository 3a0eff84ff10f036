import { randomInt, randomUUID } from 'node:crypto'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { createOrganization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import { MemoryReplayStore } from '../../trust/stores/replay-store-memory.ts'
import { openRedisReplayStore } from '../../trust/stores/replay-store-redis.ts'
import type { RedisReplayStore } from '../../trust/stores/replay-store-redis.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import { verifyToken } from '../../trust/tokens/verify-token.ts'
import type { TokenReceiver } from '../../trust/tokens/verify-token.ts'
import { activeTrust } from '../trust/known-organizations.ts'
import { goodToken } from './signed-token.ts'
import type { Partner, Target } from './signed-token.ts'

export interface ReplayReport {
  /** Tokens, each offered to every instance at once and decided by each; up to 63 more than asked for. */
  tried: number
  instances: number
  /** How often one was taken: as often as there are tokens. */
  accepted: number
  /** Tokens that were taken by no instance, or by more than one. */
  wrong: number
  /** Tokens of which the Redis did not answer every instance in time: taken by one or, being spent unheard, by none. */
  putOff: number
  /** Why the others refused. */
  readonly refusals: Record<string, number>
  /** Tokens offered also to an instance that has a memory of its own, and those of which the second taking was seen. */
  controls: number
  controlsSeen: number
}

export interface ReplaySoak {
  readonly redisUrl: string
  readonly count: number
  readonly instances: number
  readonly progress: (line: string) => void
}

const AT_ONCE = 64
const CONTROL_EVERY = 10
const clock = { now: Date.now }

type Instance = (token: string) => Promise<string>

const PUT_OFF = 'ERR_STORE_UNAVAILABLE'

function unavailable(error: unknown): string {
  if (error instanceof FederationError && error.code === PUT_OFF) return PUT_OFF
  throw error
}

/** Verifiers as those of as many gateways, each with a connection of its own. */
async function openInstances(soak: ReplaySoak, partner: Partner, target: Target) {
  const trust = activeTrust(target.audience, partner.organization, ['fabrikam.example'], clock)
  const snapshot = trustSnapshot([trust], 1)
  const issuers: TokenReceiver['issuers'] = (issuer, audience) => snapshot.issuer(audience, issuer)
  const request = { method: 'POST', url: target.url, body: target.body }
  const over =
    (replay: ReplayStore): Instance =>
    async (token) => {
      const receiver = { audiences: new Set([target.audience]), issuers, replay, clock }
      const verifying = verifyToken(token, request, receiver)
      return verifying.then(
        (verification) => (verification.verified ? 'accepted' : verification.because),
        (error: unknown) => unavailable(error),
      )
    }
  const random = (): number => randomInt(2 ** 32) / 2 ** 32
  const stores: RedisReplayStore[] = []
  for (let i = 0; i < soak.instances; i++) {
    stores.push(await openRedisReplayStore({ url: soak.redisUrl, clock, random }))
  }
  const alone = new MemoryReplayStore({ clock, remembersSince: 0, capacity: 1_000_000 })
  return {
    sharing: stores.map(over),
    alone: over(alone),
    close: () => stores.forEach((store) => store.close()),
  }
}

type Instances = Awaited<ReturnType<typeof openInstances>>

async function offer(report: ReplayReport, { sharing, alone }: Instances, token: string, control: boolean) {
  const asked = control ? [...sharing, alone] : sharing
  const outcomes = await Promise.all(asked.map((instance) => instance(token)))
  const accepted = outcomes.filter((outcome) => outcome === 'accepted').length
  if (outcomes.includes(PUT_OFF)) {
    report.putOff++
    if (accepted > (control ? 2 : 1)) report.wrong++
    return
  }
  if (control) {
    report.controls++
    if (accepted === 2) report.controlsSeen++
    return
  }
  report.tried++
  report.accepted += accepted
  if (accepted !== 1) report.wrong++
  for (const why of outcomes) if (why !== 'accepted') report.refusals[why] = (report.refusals[why] ?? 0) + 1
}

/** Good tokens, each sent to several instances over one Redis in the same moment (threats TK9). */
export async function replayTokens(soak: ReplaySoak): Promise<ReplayReport> {
  const id = parseOrganizationId(`urn:ledig:${randomUUID()}`)
  const organization = await createOrganization({ id, name: 'Fabrikam', clock })
  const partner = { organization, person: parseMailboxAddress('anna@fabrikam.example') }
  const audience = parseOrganizationId(`urn:ledig:${randomUUID()}`)
  const target = { audience, url: 'https://gateway.contoso.example/EWS/Exchange.asmx', body: Buffer.from('a question') }
  const instances = await openInstances(soak, partner, target)
  const none = { tried: 0, accepted: 0, wrong: 0, putOff: 0, controls: 0, controlsSeen: 0 }
  const report: ReplayReport = { ...none, instances: soak.instances, refusals: {} }
  try {
    for (let number = 0; report.tried < soak.count;) {
      const offers: Promise<void>[] = []
      while (offers.length < AT_ONCE) {
        const control = number++ % CONTROL_EVERY === CONTROL_EVERY - 1
        offers.push(offer(report, instances, goodToken(partner, target).text, control))
      }
      await Promise.all(offers)
      if (number % 6_400 === 0) soak.progress(`${report.tried} tried, ${report.wrong} wrong`)
    }
    return report
  } finally {
    instances.close()
  }
}
