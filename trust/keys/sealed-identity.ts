import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseFingerprint } from './fingerprint.ts'
import { parseOrganizationId } from '../organization/organization-id.ts'
import { thumbprintOf } from '../organization/organization.ts'
import type { Organization } from '../organization/organization.ts'
import type { Json } from '../stores/state-record.ts'

/** An organization of ours with the sequence number of its metadata. */
export interface Identity {
  readonly organization: Organization
  /** Grows by every change of what the metadata says. */
  readonly sequence: number
}

/** 32 random bytes that open everything a store keeps sealed; never in the store itself. */
export type SealingKey = Buffer

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

const MOST_RETIRED = 1_000

const SEALED = z.strictObject({ sealed: z.string() })
const KEYED = { certificate: z.string(), key: z.string() }
const PLAIN = z.strictObject({
  id: z.string(),
  name: z.string(),
  certificate: z.string(),
  certificateKey: z.string(),
  tokenKeys: z.array(z.strictObject({ kid: z.string(), key: z.string(), from: z.number(), until: z.number() })).max(32),
  sequence: z.int().min(0),
  // Absent where the slots are empty, as releases wrote it that had none: each can read the other's until a roll begins.
  next: z.strictObject({ ...KEYED, announced: z.int().min(0) }).optional(),
  previous: z.strictObject({ certificate: z.string(), until: z.number() }).optional(),
  retired: z.array(z.string().transform(parseFingerprint)).max(MOST_RETIRED).default([]),
  requested: z.string().optional(),
})

/** @throws FederationError `ERR_CONFIG_INVALID` where the text is not 32 bytes in base64url */
export function parseSealingKey(text: string, where: string): SealingKey {
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length === KEY_BYTES && key.toString('base64url') === text.trim().replace(/=+$/, '')) return key
  throw new FederationError('ERR_CONFIG_INVALID', `${where}: expected 32 random bytes in base64url (43 characters)`)
}

/** The key of record checksums: another than the sealing key, and of no use to find it. */
export function checksumKeyOf(key: SealingKey): Buffer {
  return createHmac('sha256', key).update('ledig checksum').digest()
}

const toText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'der' }).toString('base64')
const toKey = (text: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })

/** An identity as it is kept: AES-256-GCM over its JSON, bound to the organization's id. */
export function sealIdentity({ organization, sequence }: Identity, key: SealingKey, nonce: Buffer): Json {
  const { id, name, certificate, certificateKey, tokenKeys } = organization
  const plain = JSON.stringify({
    id,
    name,
    certificate: certificate.raw.toString('base64'),
    certificateKey: toText(certificateKey),
    tokenKeys: tokenKeys.map((token) => ({ ...token, key: toText(token.key) })),
    sequence,
    ...slotsToText(organization),
  })
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id))
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { sealed: sealed.toString('base64') }
}

function slotsToText({ next, previous, retired, requested }: Organization): Partial<z.input<typeof PLAIN>> {
  const encoded = ({ certificate }: { readonly certificate: X509Certificate }) => certificate.raw.toString('base64')
  return {
    ...(next && { next: { certificate: encoded(next), key: toText(next.key), announced: next.announced } }),
    ...(previous && { previous: { certificate: encoded(previous), until: previous.until } }),
    ...(retired.length > 0 && { retired: retired.slice(-MOST_RETIRED) }),
    ...(requested && { requested: toText(requested) }),
  }
}

/**
 * Opens what `sealIdentity` made.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` where it was sealed under another key or for another organization
 */
export function openIdentity(id: string, value: Json, key: SealingKey): Identity {
  const sealed = Buffer.from(SEALED.parse(value).sealed, 'base64')
  let plain: string
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(id)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const middle = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)
    plain = decipher.update(middle, undefined, 'utf8') + decipher.final('utf8')
  } catch {
    // Without the cause, which says no more.
    const message = `the keys of ${id} were sealed under another key than the one configured`
    throw new FederationError('ERR_CONFIG_INVALID', message, { organization: id })
  }
  return identityOf(PLAIN.parse(JSON.parse(plain)))
}

const toCertificate = (text: string): X509Certificate => new X509Certificate(Buffer.from(text, 'base64'))

function slotsOf({ next, previous, retired, requested }: z.infer<typeof PLAIN>) {
  return {
    next: next
      ? { certificate: toCertificate(next.certificate), key: toKey(next.key), announced: next.announced }
      : null,
    previous: previous ? { certificate: toCertificate(previous.certificate), until: previous.until } : null,
    retired,
    requested: requested === undefined ? null : toKey(requested),
  }
}

function identityOf(kept: z.infer<typeof PLAIN>): Identity {
  const certificate = toCertificate(kept.certificate)
  const certificateKey = toKey(kept.certificateKey)
  const tokenKeys = kept.tokenKeys.map((token) => ({ ...token, key: toKey(token.key) }))
  const slots = slotsOf(kept)
  const sound =
    certificate.checkPrivateKey(certificateKey) &&
    slots.next?.certificate.checkPrivateKey(slots.next.key) !== false &&
    tokenKeys.every(({ kid, key }) => thumbprintOf(key) === kid)
  if (!sound) throw new FederationError('ERR_STORE_DAMAGED', `the keys of ${kept.id} do not fit each other`)
  const { name, sequence } = kept
  const id = parseOrganizationId(kept.id)
  return { organization: { id, name, certificate, certificateKey, ...slots, tokenKeys }, sequence }
}
