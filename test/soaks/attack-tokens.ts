import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { UNPROVEN } from '../../trust/organization/domain-proof.ts'
import { readMetadata, signMetadata } from '../../trust/organization/federation-metadata.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { createOrganization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import { accept, propose } from '../../trust/organization/trust-transitions.ts'
import { MemoryReplayStore } from '../../trust/stores/replay-store-memory.ts'
import { verifyToken } from '../../trust/tokens/verify-token.ts'
import { acceptPartner } from '../organizations/make-trust.ts'
import { questionAbout, ServedGateway } from '../scenarios/served-gateway.ts'
import { Dice } from './dice.ts'
import { forgeTokens } from './forge-token.ts'
import { domainOfPartner, goodToken } from './signed-token.ts'
import type { Partner, Target } from './signed-token.ts'

export interface TokenReport {
  /** Printed, so that a run can be had again as far as chance goes: keys and ids are new in each. */
  readonly seed: number
  /** Bad tokens offered. */
  tried: number
  /** Of those, over HTTP to a gateway of its own process. */
  triedOverHttp: number
  accepted: number
  /** Different answers the gateway gave to them, to the byte; its own id of the request and the date aside. */
  distinctRefusals: number
  /** Good tokens, one to nine bad ones made of it, offered after most of these. */
  controls: number
  controlsAccepted: number
  /** How the verifier refused: a soak that never gets past its first check would be seen here. */
  readonly reasons: Record<string, number>
  /** The ways of those accepted; empty. */
  readonly acceptedWays: string[]
}

export interface TokenSoak {
  readonly count: number
  readonly seed: number
  readonly progress: (line: string) => void
}

const FORGERIES = 9
/** One good token in so many is offered over HTTP, with all that is made of it. */
const OVER_HTTP_EVERY = 40
const PARTNERS = ['fabrikam', 'adatum', 'tailspin'] as const
const VERA = 'vera@contoso.example'
const clock = { now: Date.now }

/** Where tokens are offered; a refusal is told as it looks from there. */
interface Door {
  offer(token: string): Promise<{ readonly accepted: boolean; readonly refusal: string }>
}

async function makePartner(name: string): Promise<Partner> {
  const id = parseOrganizationId(`urn:ledig:${randomUUID()}`)
  const organization = await createOrganization({ id, name, clock })
  return { organization, person: parseMailboxAddress(`anna@${name}.example`) }
}

const metadataOf = (url: string, { organization }: Partner): string =>
  signMetadata(organization, {
    endpoints: { ews: `${url}/EWS/Exchange.asmx`, trust: `${url}/${organization.name}` },
    ...{ sequence: 1, clock, software: { name: 'Forger', version: '1' } },
  })

/** The partners' metadata pages. */
async function openPages(partners: readonly Partner[]): Promise<{ readonly url: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const partner = partners.find(({ organization }) => request.url === `/${organization.name}`)
    response.statusCode = partner === undefined ? 404 : 200
    response.end(partner === undefined ? '' : metadataOf(urlOf(server), partner))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: urlOf(server), close: () => server.close() }
}

const urlOf = (server: http.Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function openGateway(partners: readonly Partner[], pages: string): Promise<ServedGateway> {
  const gateway = new ServedGateway()
  try {
    await gateway.configure({ more: { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } } })
    await gateway.start()
    await befriend(gateway, partners, pages)
    return gateway
  } catch (error) {
    await gateway.remove()
    throw error
  }
}

async function befriend(gateway: ServedGateway, partners: readonly Partner[], pages: string): Promise<void> {
  const admin = { url: gateway.url, token: gateway.token }
  const party = { organization: 'contoso', id: '', domains: [], metadataUrl: '', fingerprint: '', admin }
  for (const partner of partners) {
    const { id, name, certificate } = partner.organization
    const [metadataUrl, fingerprint] = [`${pages}/${name}`, fingerprintOf(certificate.raw)]
    const domains = [domainOfPartner(partner)]
    await acceptPartner(party, { id, organization: name, domains, metadataUrl, fingerprint, admin })
  }
}

/** The same trust as the gateway has, for a verifier in this process. */
function trustIn(partner: Partner, target: Target, pages: string): FederationTrust {
  const reading = readMetadata(metadataOf(pages, partner), { clock })
  if (!reading.accepted) throw new Error(reading.because)
  const proposed = propose(target.audience, reading.metadata, clock)
  if (isRefused(proposed)) throw new Error(proposed.refused)
  const yes = {
    fingerprint: reading.metadata.certificate.fingerprint,
    domains: [parseDomain(domainOfPartner(partner))],
    prove: () => UNPROVEN,
  }
  const trust = accept(proposed, yes, clock)
  if (isRefused(trust)) throw new Error(trust.refused)
  return trust
}

/** The real verifier with a memory of spent tokens of its own. */
function verifierDoor(trusts: readonly FederationTrust[], { audience, url, body }: Target): Door {
  const snapshot = trustSnapshot(trusts, 1)
  const receiver = {
    audiences: new Set([audience]),
    issuers: (issuer: typeof audience, to: typeof audience) => snapshot.issuer(to, issuer),
    replay: new MemoryReplayStore({ clock, remembersSince: clock.now() - 60_000, capacity: 4_000_000 }),
    clock,
  }
  return {
    offer: async (token) => {
      const verification = await verifyToken(token, { method: 'POST', url, body }, receiver)
      return verification.verified
        ? { accepted: true, refusal: '' }
        : { accepted: false, refusal: verification.because }
    },
  }
}

/** A gateway's own door, with everything between the socket and the verifier. */
function gatewayDoor({ url, body }: Target, agent: http.Agent): Door {
  const offer: Door['offer'] = (token) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'text/xml; charset=utf-8', authorization: `Bearer ${headerValue(token)}` }
      const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const told = { ...response.headers, date: undefined, 'request-id': undefined }
          const refusal = JSON.stringify([response.statusCode, told, Buffer.concat(chunks).toString()])
          resolve({ accepted: response.statusCode === 200, refusal })
        })
      })
      request.on('error', reject)
      request.end(body)
    })
  return { offer }
}

/** What cannot stand in a header at all is spelled as it can; 8 KiB is what a server reads of all headers together. */
const headerValue = (token: string): string => token.replace(/[^\t\x20-\x7e]/g, '?').slice(0, 8_192)

class Attack {
  readonly report: TokenReport
  readonly #dice: Dice
  readonly #partners: readonly Partner[]
  readonly #target: Target
  readonly #refusals = new Set<string>()

  constructor(seed: number, partners: readonly Partner[], target: Target) {
    this.#dice = new Dice(seed)
    this.#partners = partners
    this.#target = target
    const none = { tried: 0, triedOverHttp: 0, accepted: 0, distinctRefusals: 0, controls: 0, controlsAccepted: 0 }
    this.report = { seed, ...none, reasons: {}, acceptedWays: [] }
  }

  /** One good token, accepted at `before`; then what is made of it, and itself, at `door`. */
  async round(before: Door, door: Door, overHttp: boolean): Promise<void> {
    const dice = this.#dice
    const partner = dice.pick(this.#partners)
    const another = dice.pick(this.#partners.filter((one) => one !== partner))
    const good = goodToken(partner, this.#target)
    const others = { sibling: goodToken(partner, this.#target), stranger: goodToken(another, this.#target) }
    if (!(await before.offer(good.text)).accepted) throw new Error('a good token was refused')
    const forgeries = forgeTokens(good, others, FORGERIES, dice)
    for (const { text, way } of forgeries.filter((one) => !one.afterwards)) await this.#try(door, text, way, overHttp)
    this.report.controls++
    if ((await door.offer(good.text)).accepted) this.report.controlsAccepted++
    for (const { text, way } of forgeries.filter((one) => one.afterwards)) await this.#try(door, text, way, overHttp)
  }

  async #try(door: Door, text: string, way: string, overHttp: boolean): Promise<void> {
    const { report } = this
    const { accepted, refusal } = await door.offer(text)
    report.tried++
    if (accepted) {
      report.accepted++
      report.acceptedWays.push(way)
    } else if (overHttp) this.#refusals.add(refusal)
    else report.reasons[refusal] = (report.reasons[refusal] ?? 0) + 1
    if (overHttp) report.triedOverHttp++
    report.distinctRefusals = this.#refusals.size
  }
}

/** Bad tokens, each made from one just accepted, offered to the verifier and, one in forty, to a real gateway. */
export async function attackTokens({ count, seed, progress }: TokenSoak): Promise<TokenReport> {
  const partners = await Promise.all(PARTNERS.map(makePartner))
  const pages = await openPages(partners)
  const agent = new http.Agent({ keepAlive: true })
  let gateway: ServedGateway | null = null
  try {
    gateway = await openGateway(partners, pages.url)
    const audience = parseOrganizationId(gateway.ids.organization)
    const target = { audience, url: `${gateway.url}/EWS/Exchange.asmx`, body: Buffer.from(questionAbout(VERA)) }
    const trusts = partners.map((partner) => trustIn(partner, target, pages.url))
    const [before, verifier] = [verifierDoor(trusts, target), verifierDoor(trusts, target)]
    const overHttp = gatewayDoor(target, agent)
    const attack = new Attack(seed, partners, target)
    for (let number = 0; attack.report.tried < count; number++) {
      const real = number % OVER_HTTP_EVERY === 0
      await attack.round(before, real ? overHttp : verifier, real)
      if (number % 2_000 === 1_999) progress(`${attack.report.tried} tried, ${attack.report.accepted} accepted`)
    }
    return attack.report
  } finally {
    agent.destroy()
    await gateway?.remove()
    pages.close()
  }
}
