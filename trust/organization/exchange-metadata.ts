import { createHash } from 'node:crypto'
import { DAY } from '../../protocols/availability/time-window.ts'
import { readAuthMetadata } from '../../protocols/ms-xoauth/auth-metadata.ts'
import { EXCHANGE_SERVICE } from '../../protocols/ms-xoauth/principal.ts'
import { readPartnerCertificate } from '../keys/partner-certificate.ts'
import type { PartnerCertificate } from '../keys/partner-certificate.ts'
import type {
  FederationMetadata,
  MetadataExpectation,
  MetadataReading,
  MetadataRefusal,
} from './federation-metadata.ts'
import { readOrganizationId } from './organization-id.ts'

const REREAD_AFTER = DAY / 4
const GOOD_FOR = 7 * DAY

/**
 * Reads the document an Exchange server shows at `/autodiscover/metadata/json/1` as its organization's metadata. It is not
 * signed: who it is from is proved by the fingerprint an administrator compared, and by nothing in it. Once a certificate
 * is pinned, others that appear beside it mean nothing until an administrator says yes to them, and without it the
 * document is refused.
 *
 * @param url where it was fetched
 */
export function readExchangeMetadata(document: string, url: URL, expected: MetadataExpectation): MetadataReading {
  const read = readAuthMetadata(document)
  if (read === null) return refused('METADATA_MALFORMED')
  if (read.realm === null || read.service !== EXCHANGE_SERVICE) return refused('METADATA_REALM')
  const id = readOrganizationId(`https://${url.host}${url.pathname}`)
  if (id === undefined) return refused('METADATA_CLAIMS')
  const now = expected.clock.now()
  const certificates = read.certificates.map((der) => readPartnerCertificate(der, now))
  const certificate = chosen(certificates, expected)
  if (typeof certificate === 'string') return refused(certificate)
  const endpoints = { ews: `${url.origin}/EWS/Exchange.asmx`, trust: url.href }
  const metadata: FederationMetadata = {
    ...{ id, name: `Exchange ${read.realm}`, contact: null, certificate },
    ...{ issuedAt: now, expiresAt: now + GOOD_FOR, sequence: 0, refreshAfter: REREAD_AFTER },
    ...{ vouched: [], tokenKeys: [], endpoints, software: { name: 'Exchange', version: '1.0' } },
    exchange: { service: read.service, realm: read.realm },
    content: createHash('sha256')
      .update(JSON.stringify([id, certificate.fingerprint, read.realm, endpoints]))
      .digest('base64url'),
  }
  return { accepted: true, metadata }
}

const refused = (because: MetadataRefusal): MetadataReading => ({ accepted: false, because, remedy: null })

/** The pinned certificate; else the known one where it is still listed, else the first. It signs tokens with RS256, so it must be RSA. */
function chosen(
  certificates: readonly ReturnType<typeof readPartnerCertificate>[],
  { pinned, known }: MetadataExpectation,
): ReturnType<typeof readPartnerCertificate> | 'METADATA_PIN' {
  const sound = certificates.filter((one): one is PartnerCertificate => typeof one !== 'string')
  const wanted = sound.find(({ fingerprint }) => fingerprint === (pinned ?? known))
  const certificate = wanted ?? (pinned === undefined ? certificates[0] : undefined)
  if (certificate === undefined) return 'METADATA_PIN'
  if (typeof certificate === 'string') return certificate
  return certificate.algorithms.includes('RS256') ? certificate : 'CERTIFICATE_KEY'
}
