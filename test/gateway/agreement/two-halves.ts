import { randomBytes, randomUUID } from 'node:crypto'
import express from 'express'
import type { Express } from 'express'
import { allTrusts } from '../../../gateway/admin/administration.ts'
import { answerOffers } from '../../../gateway/agreement/answer-offers.ts'
import { OfferExchange } from '../../../gateway/agreement/offer-exchange.ts'
import type { ExchangeParts } from '../../../gateway/agreement/offer-exchange.ts'
import { tellingTrusts } from '../../../gateway/agreement/telling-trusts.ts'
import { openLog } from '../../../gateway/log.ts'
import type { OutboundAnswer } from '../../../protocols/http/outbound-http.ts'
import { signMetadata, readMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { FederationMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import type { TrustStore } from '../../../trust/stores/trust-store.ts'
import { known } from '../../trust/known-organizations.ts'
import type { VirtualClock } from '../../trust/known-organizations.ts'

type Post = (url: URL, body: Buffer) => Promise<OutboundAnswer>

/** One of two gateways that exchange statements: everything is real but the wire between them. */
export interface Half {
  readonly organization: Organization
  readonly exchange: OfferExchange
  /** The store; `telling` is the same as administrators change it. */
  readonly trusts: TrustStore
  readonly telling: TrustStore
  readonly app: Express
  readonly world: MemoryWorld
  readonly metadata: FederationMetadata
  /** What came of the last posts, in order: a status, or `cut` where the wire was. */
  readonly posts: (number | 'cut')[]
  /** The exchange of the same gateway after a start: what was only in memory is gone. */
  restarted(): OfferExchange
  trust(): FederationTrust | undefined
  put(trust: FederationTrust): Promise<void>
}

export interface TwoHalves {
  readonly contoso: Half
  readonly fabrikam: Half
  /** Cuts the wire, or mends it. */
  cut(cut: boolean): void
}

const address = (name: string): string => `https://gateway.${name}.example`

export async function twoHalves(clock: VirtualClock): Promise<TwoHalves> {
  const wire = { cut: false }
  const halves = new Map<string, Half>()
  const post = (posts: (number | 'cut')[]): Post => {
    return async (url, body) => {
      const to = halves.get(url.origin)
      if (wire.cut || to === undefined) {
        posts.push('cut')
        throw new Error('nobody answers')
      }
      const answer = await sendTo(to.app, url, body)
      posts.push(answer.status)
      return answer
    }
  }
  for (const name of ['contoso', 'fabrikam']) halves.set(address(name), await half(name, clock, post))
  const contoso = halves.get(address('contoso')) as Half
  const fabrikam = halves.get(address('fabrikam')) as Half
  return { contoso, fabrikam, cut: (cut) => void (wire.cut = cut) }
}

const nothing = (): Promise<never> => Promise.reject(new Error('nothing is fetched here'))

async function half(name: string, clock: VirtualClock, post: (posts: (number | 'cut')[]) => Post): Promise<Half> {
  const organization = await known(name === 'contoso' ? 'Contoso' : 'Fabrikam')
  const world = new MemoryWorld()
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  const trusts = new StateTrustStore(state)
  await state.follow(trusts)
  const posts: (number | 'cut')[] = []
  const send = post(posts)
  const http: ExchangeParts['http'] = {
    get: nothing,
    probe: nothing,
    post: (url, _headers, body) => send(url, Buffer.from(body)),
    close: () => Promise.resolve(),
  }
  const log = openLog('silent')
  const organizations = new Map([[name, organization]])
  const parts = { organizations, http, clock, log, trusts, identities: { current: () => ({ organization }) } }
  const restarted = (): OfferExchange => new OfferExchange(parts)
  const exchange = restarted()
  const idOf = (asked: string) => organizations.get(asked)?.id
  const app = express().post('/organizations/:name/federation-offers', answerOffers({ exchange, idOf, trusts, log }))
  const telling = tellingTrusts(trusts, exchange)
  const trust = (): FederationTrust | undefined => allTrusts({ organizations, trusts })[0]
  const put = async (changed: FederationTrust): Promise<void> => {
    const kept = await telling.put(changed, trust(), BY_ITSELF, { name: 'trust.changed' })
    if (!kept.stored) throw new Error(kept.because)
  }
  const metadata = metadataFor(organization, name, clock)
  return { organization, exchange, trusts, telling, app, world, metadata, posts, restarted, trust, put }
}

function metadataFor(organization: Organization, name: string, clock: VirtualClock): FederationMetadata {
  const place = `${address(name)}/organizations/${name}`
  const endpoints = {
    ews: `${address(name)}/EWS/Exchange.asmx`,
    trust: `${place}/.well-known/federation-metadata`,
    offers: `${place}/federation-offers`,
  }
  const jwt = signMetadata(organization, { endpoints, sequence: 1, clock, software: { name: 'test', version: '1' } })
  const reading = readMetadata(jwt, { clock })
  if (!reading.accepted) throw new Error(reading.because)
  return reading.metadata
}

async function sendTo(app: Express, url: URL, body: Buffer): Promise<OutboundAnswer> {
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    const { port } = server.address() as { port: number }
    const answer = await fetch(`http://127.0.0.1:${port}${url.pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: new Uint8Array(body),
    })
    return { status: answer.status, headers: {}, body: Buffer.from(await answer.arrayBuffer()) }
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
