import { generateKeyPairSync } from 'node:crypto'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { readMetadata, signMetadata } from '../../trust/organization/federation-metadata.ts'
import { UNPROVEN } from '../../trust/organization/domain-proof.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { accept, propose } from '../../trust/organization/trust-transitions.ts'
import { createOrganization, thumbprintOf } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { encodeTrust } from '../../trust/organization/trust-record.ts'
import type { RecordWrite } from '../../trust/stores/state-change.ts'

const clock = { now: Date.now }
const idOf = (number: number): string => `urn:ledig:00000000-0000-4000-9000-${String(number).padStart(12, '0')}`

/** A trust as an administrator's yes makes it, with the first of many partners. */
async function firstTrust(local: string): Promise<FederationTrust> {
  const organization = await createOrganization({ id: parseOrganizationId(idOf(0)), name: 'Many', clock })
  const host = 'https://gateway.many.example'
  const endpoints = { ews: `${host}/EWS/Exchange.asmx`, trust: `${host}/.well-known/federation-metadata` }
  const software = { name: 'bench', version: '1' }
  const reading = readMetadata(signMetadata(organization, { endpoints, sequence: 1, clock, software }), { clock })
  if (!reading.accepted) throw new Error(reading.because)
  const proposed = propose(parseOrganizationId(local), reading.metadata, clock)
  if (isRefused(proposed)) throw new Error(proposed.refused)
  const { fingerprint } = reading.metadata.certificate
  const trust = accept(proposed, { fingerprint, domains: [parseDomain('m0.example')], prove: () => UNPROVEN }, clock)
  if (isRefused(trust)) throw new Error(trust.refused)
  return trust
}

/** The same certificate under another serial number: it is another one to whoever reads it, and no key need be made. */
function renumbered(der: Buffer, serial: Buffer, number: number): Buffer {
  const copy = Buffer.from(der)
  copy.writeUInt32BE(number, der.indexOf(serial) + serial.length - 4)
  return copy
}

/** Records of so many active trusts of `local`, each with a domain, a token key and a certificate of its own. */
export async function* madeTrusts(local: string, count: number): AsyncGenerator<RecordWrite> {
  const first = await firstTrust(local)
  const { der } = first.metadata.certificate
  const serial = Buffer.from(serialOf(der), 'hex')
  const text = JSON.stringify(encodeTrust(first))
  const [held] = first.tokenKeys
  const { x = '', y = '' } = held?.key.export({ format: 'jwk' }) ?? {}
  for (let number = 0; number < count; number++) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const own = publicKey.export({ format: 'jwk' })
    const value = text
      .replaceAll(first.partner, idOf(number))
      .replaceAll('m0.example', `m${number}.example`)
      .replaceAll(der.toString('base64'), renumbered(der, serial, number).toString('base64'))
      .replaceAll(x, String(own.x))
      .replaceAll(y, String(own.y))
      .replaceAll(held?.kid ?? '', thumbprintOf(publicKey))
    yield {
      kind: 'trust',
      key: `${local} ${idOf(number)}`,
      value: JSON.parse(value) as RecordWrite['value'],
      before: 0,
    }
  }
}

/** The INTEGER after `[0] { INTEGER 2 }` (RFC 5280 4.1), in hex. */
function serialOf(der: Buffer): string {
  const at = der.indexOf(Buffer.from([0xa0, 3, 2, 1, 2])) + 5
  return der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0)).toString('hex')
}
