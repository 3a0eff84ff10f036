import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { createOrganization } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { signMetadata } from '../../trust/organization/federation-metadata.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'

/**
 * Two partners in one process: Fabrikam, whose people ask, and Adatum, whose people are asked about. Their identities and
 * metadata are real; the calendar answers are bytes that were ready before, since their cost is not the gateway's.
 */
export interface PartnerOrder {
  /** Base64; the answer about one person and the answer about a hundred. */
  readonly one: string
  readonly hundred: string
}

export interface Partners {
  readonly url: string
  readonly fabrikam: { readonly id: string; readonly kid: string; readonly key: string }
}

const FABRIKAM = 'urn:ledig:11111111-1111-4111-8111-111111111111'
const ADATUM = 'urn:ledig:22222222-2222-4222-8222-222222222222'
/** A question about a hundred people is longer than this, one about a single person is shorter. */
const LONG_QUESTION = 8_000
const clock = { now: Date.now }

async function start(order: PartnerOrder): Promise<Partners> {
  const make = (id: string, name: string): Promise<Organization> =>
    createOrganization({ id: parseOrganizationId(id), name, clock })
  const [fabrikam, adatum] = await Promise.all([make(FABRIKAM, 'Fabrikam'), make(ADATUM, 'Adatum')])
  const [one, hundred] = [Buffer.from(order.one, 'base64'), Buffer.from(order.hundred, 'base64')]
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      const bytes = Number(request.headers['content-length']) > LONG_QUESTION ? hundred : one
      request.resume()
      request.on('end', () => {
        response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': bytes.length })
        response.end(bytes)
      })
      return
    }
    const organization = request.url === '/fabrikam' ? fabrikam : adatum
    const { port } = server.address() as AddressInfo
    const base = `http://127.0.0.1:${String(port)}`
    const endpoints = { ews: `${base}/EWS/Exchange.asmx`, trust: `${base}${String(request.url)}` }
    const software = { name: 'bench', version: '1' }
    response.writeHead(200, { 'Content-Type': 'application/jwt' })
    response.end(signMetadata(organization, { endpoints, sequence: 1, clock, software }))
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const [tokenKey] = fabrikam.tokenKeys
  if (tokenKey === undefined) throw new Error('an organization without a token key')
  const key = tokenKey.key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { url: `http://127.0.0.1:${String(port)}`, fabrikam: { id: FABRIKAM, kid: tokenKey.kid, key } }
}

process.on('message', (order: PartnerOrder) => {
  start(order).then(
    (partners) => process.send?.(partners),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
