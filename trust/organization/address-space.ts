import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { makeCertificate } from '../keys/certificate.ts'
import { readPartnerCertificate } from '../keys/partner-certificate.ts'
import type { FederationMetadata } from './federation-metadata.ts'
import type { FederationTrust } from './federation-trust.ts'
import { digestOf } from './signed-document.ts'
import { readOrganizationId } from './organization-id.ts'

/** A partner of which an administrator knows where it is asked, and that publishes and signs nothing. */
export interface TypedPartner {
  readonly name: string
  /** Its Exchange Web Services. */
  readonly ews: URL
}

const DAYS = 100 * 365

/**
 * Stands for the metadata of an availability address space: an Exchange server, or another that speaks EWS, which knows
 * name and password and nothing else. All of it was typed by our administrator, none of it is ever fetched. Where others
 * have a certificate it has one whose private key was thrown away here as soon as it was made: so no document of anybody
 * can ever be taken for this partner's, without a rule of its own wherever certificates are compared.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` where the address cannot be an id
 */
export async function describeAddressSpace({ name, ews }: TypedPartner, now: Instant): Promise<FederationMetadata> {
  const id = readOrganizationId(`https://${ews.host}${ews.pathname}`)
  if (id === undefined) throw new FederationError('ERR_MESSAGE_MALFORMED', 'addressSpace: not an address of a server.')
  const order = { commonName: 'Nobody', notBefore: now, days: DAYS, bits: 2048, use: 'federation' } as const
  const { certificate } = await makeCertificate(order)
  const nobodys = readPartnerCertificate(certificate.raw, now)
  if (typeof nobodys === 'string') throw new FederationError('ERR_INTERNAL', 'a certificate of ours does not read')
  return {
    ...{ id, name, contact: null, certificate: nobodys, vouched: [], tokenKeys: [], addressSpace: true },
    ...{ issuedAt: now, expiresAt: nobodys.notAfter, sequence: 0, refreshAfter: nobodys.notAfter - now },
    ...{ endpoints: { ews: ews.href, trust: ews.href }, software: { name: 'unknown', version: '0' } },
    content: digestOf(JSON.stringify([id, ews.href])),
  }
}

/** Whether the partner publishes and signs nothing: it is asked by name and password, and asks so. */
export function isAddressSpace({ metadata }: Pick<FederationTrust, 'metadata'>): boolean {
  return metadata.addressSpace === true
}
