import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { makeCertificate } from '../keys/certificate.ts'
import { readPartnerCertificate } from '../keys/partner-certificate.ts'
import type { FederationMetadata } from './federation-metadata.ts'
import { acceptedOf } from './federation-trust.ts'
import type { FederationTrust, TransitionRefused } from './federation-trust.ts'
import { digestOf } from './signed-document.ts'
import { readOrganizationId } from './organization-id.ts'
import type { OrganizationId } from './organization-id.ts'
import { askedEndpoints } from './partner-hosts.ts'
import { restated } from './settle-trust.ts'

/** A partner of which an administrator knows where it is asked, and that publishes and signs nothing. */
export interface TypedPartner {
  readonly name: string
  /** Its Exchange Web Services. */
  readonly ews: URL
}

const DAYS = 100 * 365

/**
 * The id of a partner that chose none: where it is first said to be. It keeps it wherever it is later, so whoever comes
 * to an address that another one had gets a number beside it.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` where the address cannot be an id
 */
function idAt({ host, pathname }: URL, isTaken: (id: OrganizationId) => boolean): OrganizationId {
  for (let nth = 1; ; nth++) {
    const id = readOrganizationId(`https://${host}${pathname}${nth === 1 ? '' : `~${nth}`}`)
    if (id === undefined) {
      throw new FederationError('ERR_MESSAGE_MALFORMED', 'addressSpace: not an address of a server.')
    }
    if (!isTaken(id)) return id
  }
}

const contentOf = (id: OrganizationId, ews: URL): string => digestOf(JSON.stringify([id, ews.href]))

/**
 * Stands for the metadata of an availability address space: an Exchange server, or another that speaks EWS, which knows
 * name and password and nothing else. All of it was typed by our administrator, none of it is ever fetched. Where others
 * have a certificate it has one whose private key was thrown away here as soon as it was made: so no document of anybody
 * can ever be taken for this partner's, without a rule of its own wherever certificates are compared.
 *
 * @param isTaken whether a partner that is elsewhere by now has this id
 * @throws FederationError `ERR_MESSAGE_MALFORMED` where the address cannot be an id
 */
export async function describeAddressSpace(
  { name, ews }: TypedPartner,
  now: Instant,
  isTaken: (id: OrganizationId) => boolean = () => false,
): Promise<FederationMetadata> {
  const id = idAt(ews, isTaken)
  const order = { commonName: 'Nobody', notBefore: now, days: DAYS, bits: 2048, use: 'federation' } as const
  const { certificate } = await makeCertificate(order)
  const nobodys = readPartnerCertificate(certificate.raw, now)
  if (typeof nobodys === 'string') throw new FederationError('ERR_INTERNAL', 'a certificate of ours does not read')
  return {
    ...{ id, name, contact: null, certificate: nobodys, vouched: [], tokenKeys: [], addressSpace: true },
    ...{ issuedAt: now, expiresAt: nobodys.notAfter, sequence: 0, refreshAfter: nobodys.notAfter - now },
    ...{ endpoints: { ews: ews.href, trust: ews.href }, software: { name: 'unknown', version: '0' } },
    content: contentOf(id, ews),
  }
}

/** Whether the partner publishes and signs nothing: it is asked by name and password, and asks so. */
export function isAddressSpace({ metadata }: Pick<FederationTrust, 'metadata'>): boolean {
  return metadata.addressSpace === true
}

/**
 * The administrator's word that an address space is at another address: it is asked there from now on, and everything else
 * stays, its id, domains, terms and passwords. A proposal that is at a wrong address is proposed anew.
 */
export function moveAddressSpace(trust: FederationTrust, ews: URL, clock: Clock): FederationTrust | TransitionRefused {
  const accepted = acceptedOf(trust)
  if (accepted === null) return { refused: 'wrong-state', from: trust.is.state }
  const endpoints = { ews: ews.href, trust: ews.href }
  const metadata = { ...trust.metadata, endpoints, content: contentOf(trust.partner, ews) }
  const moved = { ...trust, metadata, metadataUrl: ews.href }
  return restated({ ...moved, asked: askedEndpoints(moved, accepted.domains) }, trust, clock.now())
}
