import { createCipheriv, createDecipheriv } from 'node:crypto'
import { FederationError } from '../../protocols/federation-error.ts'
import type { SealingKey } from '../keys/sealed-identity.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * A secret as it is kept: AES-256-GCM, bound to what it belongs to, in base64.
 *
 * @param owner nobody else's record can hold it
 * @param nonce random, 12 bytes, never the same twice
 */
export function sealSecret(secret: string, owner: string, key: SealingKey, nonce: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`secret ${owner}`))
  return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** @throws FederationError `ERR_CONFIG_INVALID` where it was sealed under another key or for another owner */
export function openSecret(text: string, owner: string, key: SealingKey): string {
  const sealed = Buffer.from(text, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(`secret ${owner}`)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const middle = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)
    return decipher.update(middle, undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new FederationError('ERR_CONFIG_INVALID', 'a secret was sealed under another key than the one configured')
  }
}
