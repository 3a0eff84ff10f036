import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { metadataPath } from '../publish-metadata.ts'
import type { Administration } from './administration.ts'

/** Who we are, as an administrator reads it out to a partner's: the fingerprint is what they compare. */
export function listOrganizations({ organizations, publicUrl }: Administration) {
  return [...organizations].map(([name, { id, name: title, certificate }]) => {
    const fingerprint = fingerprintOf(certificate.raw)
    return {
      name,
      title,
      id,
      metadataUrl: `${publicUrl}${metadataPath(name)}`,
      fingerprint: { hex: fingerprintInHex(fingerprint), words: fingerprintInWords(fingerprint) },
      certificate: { notAfter: new Date(certificate.validTo).toISOString() },
    }
  })
}
