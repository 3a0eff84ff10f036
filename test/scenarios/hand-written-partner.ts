import { randomBytes, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { signMetadata } from '../../trust/organization/federation-metadata.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { createOrganization, tokenSigner } from '../../trust/organization/organization.ts'
import { issueToken } from '../../trust/tokens/issue-token.ts'
import { availabilityRequest } from '../organizations/ews-client.ts'
import type { EwsLookup } from '../organizations/ews-client.ts'
import { exchange } from '../organizations/http-exchange.ts'
import type { HttpReply } from '../organizations/http-exchange.ts'
import { acceptPartner } from '../organizations/make-trust.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'

/** A partner that is no gateway: keys, a metadata page, and requests signed one by one. */
export interface HandWrittenPartner {
  /** The answer exactly as it came over the wire. */
  ask(person: string, lookup: EwsLookup): Promise<HttpReply>
  /** Signs a question once, to be sent as often as one likes. */
  signed(person: string, body: string): () => Promise<HttpReply>
  askTwiceWithOneToken(person: string, lookup: EwsLookup): Promise<readonly HttpReply[]>
  close(): Promise<void>
}

const clock = { now: Date.now }

/** Introduces itself to `host`, whose administrator says yes to it for `domain`. */
export async function handWrittenPartner(
  domain: string,
  host: Pick<SimulatedOrganization, 'party' | 'ewsUrl' | 'admin'>,
): Promise<HandWrittenPartner> {
  const organization = await createOrganization({
    id: parseOrganizationId(`urn:ledig:${randomUUID()}`),
    name: domain,
    clock,
  })
  const server = http.createServer((_request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const endpoints = { ews: `${url}/EWS/Exchange.asmx`, trust: `${url}/` }
    const software = { name: 'By hand', version: '1' }
    response.setHeader('content-type', 'application/jwt')
    response.end(signMetadata(organization, { endpoints, sequence: 1, clock, software }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await acceptPartner(host.party, {
    id: organization.id,
    organization: domain,
    domains: [domain],
    metadataUrl: `http://127.0.0.1:${port}/`,
    fingerprint: fingerprintOf(organization.certificate.raw),
    admin: host.admin,
  })
  const signed = (person: string, body: string): string =>
    issueToken({
      signer: tokenSigner(organization, clock.now()),
      audience: parseOrganizationId(host.party.id),
      subject: parseMailboxAddress(person),
      method: 'POST',
      url: host.ewsUrl,
      body: Buffer.from(body),
      clock,
      newTokenId: () => randomBytes(16).toString('base64url'),
    })
  const send = (token: string, body: string): Promise<HttpReply> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/xml; charset=utf-8' }
    return exchange({ method: 'POST', url: host.ewsUrl, headers, body })
  }
  return {
    ask: (person, lookup) => {
      const body = availabilityRequest(lookup)
      return send(signed(person, body), body)
    },
    signed: (person, body) => {
      const token = signed(person, body)
      return () => send(token, body)
    },
    askTwiceWithOneToken: async (person, lookup) => {
      const body = availabilityRequest(lookup)
      const token = signed(person, body)
      return [await send(token, body), await send(token, body)]
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
