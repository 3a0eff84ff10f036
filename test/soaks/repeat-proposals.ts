import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { signMetadata } from '../../trust/organization/federation-metadata.ts'
import { createOrganization, withNewTokenKey } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { ServedGateway } from '../scenarios/served-gateway.ts'
import { foreignCertificate } from '../trust/keys/foreign-certificates.ts'

export interface RepeatReport {
  readonly keys: number
  /** Requests under each key, all at once. */
  readonly times: number
  /** Trusts there are when all of them were answered: one for each key. */
  readonly trusts: number
  /** Requests that were told that they repeat one. */
  readonly replayed: number
  /** Keys refused (422) for another body. */
  readonly refused: number
  /** Whatever is not as it has to be: answers, their bytes, trusts, refusals. */
  readonly wrong: number
  /** The bodies of one refused key in ten, under a key of their own: another request, so another trust and another answer. */
  readonly controls: number
  readonly controlsMade: number
}

export interface RepeatOrder {
  readonly keys: number
  readonly times: number
  readonly progress: (line: string) => void
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly replayed: boolean
}

const clock = { now: Date.now }
/** Of one access token, in less than a minute: fewer than a gateway takes. */
const OF_ONE_TOKEN = 5_000

/** Organizations that have nothing in common, and a page of metadata for each; it never asks anybody anything. */
class ManyPartners {
  readonly #documents = new Map<string, string>()
  readonly #server = http.createServer((request, response) => {
    const document = this.#documents.get(request.url ?? '')
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/jwt' }).end(document)
  })

  async open(count: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const id = parseOrganizationId(`urn:ledig:${randomUUID()}`)
    const model = await createOrganization({ id, name: 'Model', clock })
    for (let number = 0; number < count; number++) {
      const trust = this.urlOf(number)
      const order = {
        endpoints: { ews: `${trust}/ews`, trust },
        sequence: 1,
        clock,
        software: { name: 'soak', version: '1' },
      }
      this.#documents.set(`/${number}`, signMetadata(await partner(model, number), order))
    }
  }

  urlOf(number: number): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${number}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Over an elliptic key, which is made in no time. */
async function partner(model: Organization, number: number): Promise<Organization> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = new X509Certificate(foreignCertificate(model, keys))
  const named = { id: parseOrganizationId(`urn:ledig:${randomUUID()}`), name: `Partner ${number}` }
  const own = { ...model, ...named, certificate, certificateKey: keys.privateKey, tokenKeys: [] }
  return withNewTokenKey(own, { clock, announcedFor: 0 })
}

/** One gateway, a process of its own over an embedded store, and those who propose to it again and again. */
class Proposers {
  readonly #gateway: ServedGateway
  readonly #partners: ManyPartners
  readonly #tokens: string[] = []

  constructor(gateway: ServedGateway, partners: ManyPartners) {
    this.#gateway = gateway
    this.#partners = partners
  }

  async makeTokens(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { body } = await this.#gateway.ask('POST', '/access-tokens', { name: `soak ${i}`, scope: 'admin' })
      this.#tokens.push(String(body['token']))
    }
  }

  async trusts(): Promise<number> {
    return ((await this.#gateway.ask('GET', '/trusts')).body['trusts'] as unknown[]).length
  }

  async propose(number: number, key: string, holder: number): Promise<Answer> {
    const answer = await fetch(`${this.#gateway.url}/admin/v1/trusts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#tokens[holder % this.#tokens.length] ?? ''}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ organization: 'contoso', metadataUrl: this.#partners.urlOf(number) }),
    })
    const text = await answer.text()
    return { status: answer.status, text, replayed: answer.headers.get('idempotency-replayed') === 'true' }
  }
}

const keyOf = (number: number): string => `soak-${number}`
const isMade = ({ status, text }: Answer, number: number): boolean =>
  status === 201 && text.includes(`"Partner ${number}"`)

async function proposeAll(proposers: Proposers, { keys, times, progress }: RepeatOrder) {
  let [wrong, replayed] = [0, 0]
  for (let number = 0; number < keys; number++) {
    const answers = await Promise.all(
      Array.from({ length: times }, () => proposers.propose(number, keyOf(number), number)),
    )
    replayed += answers.filter((answer) => answer.replayed).length
    // The first is told what the others are, byte for byte.
    wrong += answers.filter((answer) => !isMade(answer, number) || answer.text !== answers[0]?.text).length
    if (number % 10 === 9) progress(`${number + 1} keys`)
  }
  return { wrong, replayed }
}

/** Each key with the body of the next one; one in ten of these then under a key of its own, for a partner nobody proposed. */
async function reuse(proposers: Proposers, { keys }: RepeatOrder) {
  let [refused, controls, controlsMade] = [0, 0, 0]
  for (let number = 0; number < keys; number++) {
    const isControl = number % 10 === 0
    const other = isControl ? keys + number / 10 : (number + 1) % keys
    if ((await proposers.propose(other, keyOf(number), number)).status === 422) refused++
    if (!isControl) continue
    controls++
    const before = await proposers.trusts()
    const answer = await proposers.propose(other, `control-${number}`, number)
    if (isMade(answer, other) && !answer.replayed && (await proposers.trusts()) === before + 1) controlsMade++
  }
  return { refused, controls, controlsMade }
}

/**
 * Proposals under so many idempotency keys, each many times at once (threats TH8): one trust for each key, whose
 * proposers are all told the same.
 */
export async function repeatProposals(order: RepeatOrder): Promise<RepeatReport> {
  const { keys, times } = order
  const partners = new ManyPartners()
  const gateway = new ServedGateway()
  try {
    await partners.open(keys + Math.ceil(keys / 10))
    await gateway.configure({ more: { outbound: { loopback: true }, log: { level: 'error' } } })
    await gateway.start()
    const proposers = new Proposers(gateway, partners)
    await proposers.makeTokens(Math.ceil((keys * times) / OF_ONE_TOKEN))
    const proposed = await proposeAll(proposers, order)
    const trusts = await proposers.trusts()
    const reused = await reuse(proposers, order)
    const unlike = Math.abs(trusts - keys) + (keys * (times - 1) - proposed.replayed) + (keys - reused.refused)
    return { keys, times, trusts, ...proposed, ...reused, wrong: proposed.wrong + unlike }
  } finally {
    await gateway.remove()
    await partners.close()
  }
}
