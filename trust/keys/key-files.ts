import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseOrganizationId } from '../organization/organization-id.ts'
import { EMPTY_SLOTS, thumbprintOf } from '../organization/organization.ts'
import type { Organization, TokenKey } from '../organization/organization.ts'

const IDENTITY_FILE = 'organization.json'
const CERTIFICATE_FILE = 'certificate.pem'
const CERTIFICATE_KEY_FILE = 'certificate-key.pem'
const OTHERS = 0o077

const IDENTITY = z.strictObject({
  id: z.string().max(255),
  name: z.string().min(1).max(200),
  tokenKeys: z
    .array(z.strictObject({ kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/), from: z.number(), until: z.number() }))
    .max(32),
})

/**
 * Writes an organization's identity and keys into `directory` (0700), each file 0600 and whole or not at all; the list
 * of keys comes last, so that it never names a key that is not there.
 */
export async function saveOrganization(directory: string, organization: Organization): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await checkMode(directory)
  const { id, name, certificate, certificateKey, tokenKeys } = organization
  await writeWhole(join(directory, CERTIFICATE_KEY_FILE), toPem(certificateKey))
  await writeWhole(join(directory, CERTIFICATE_FILE), certificate.toString())
  for (const key of tokenKeys) await writeWhole(join(directory, tokenKeyFile(key.kid)), toPem(key.key))
  const listed = tokenKeys.map(({ kid, from, until }) => ({ kid, from, until }))
  await writeWhole(join(directory, IDENTITY_FILE), `${JSON.stringify({ id, name, tokenKeys: listed }, null, 2)}\n`)
}

/**
 * Reads what `saveOrganization` wrote; null where `directory` holds no organization.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` where a file can be read by others, is damaged, or does not fit the rest
 */
export async function loadOrganization(directory: string): Promise<Organization | null> {
  const path = join(directory, IDENTITY_FILE)
  if (!(await exists(path))) return null
  await checkMode(directory)
  const identity = await readIdentity(path)
  const certificate = await readWith(join(directory, CERTIFICATE_FILE), (text) => new X509Certificate(text))
  const certificateKey = await readPrivateKey(join(directory, CERTIFICATE_KEY_FILE))
  if (!certificate.checkPrivateKey(certificateKey))
    throw invalid(join(directory, CERTIFICATE_FILE), 'is of another key')
  const tokenKeys: TokenKey[] = []
  for (const listed of identity.tokenKeys) {
    const file = join(directory, tokenKeyFile(listed.kid))
    const key = await readPrivateKey(file)
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw invalid(file, 'is no P-256 key')
    if (thumbprintOf(key) !== listed.kid) throw invalid(file, 'is another key than listed')
    tokenKeys.push({ ...listed, key })
  }
  return { id: identity.id, name: identity.name, certificate, certificateKey, ...EMPTY_SLOTS, tokenKeys }
}

function tokenKeyFile(kid: string): string {
  return `token-key-${kid}.pem`
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function readIdentity(path: string): Promise<Pick<Organization, 'id' | 'name'> & z.infer<typeof IDENTITY>> {
  return readWith(path, (text) => {
    const identity = IDENTITY.parse(JSON.parse(text))
    return { ...identity, id: parseOrganizationId(identity.id) }
  })
}

function readPrivateKey(path: string): Promise<KeyObject> {
  return readWith(path, (text) => createPrivateKey(text))
}

async function readWith<T>(path: string, parse: (text: string) => T): Promise<T> {
  await checkMode(path)
  const text = await readFile(path, 'utf8')
  try {
    return parse(text)
  } catch {
    // Without the cause: a parser's message may quote what it read.
    throw invalid(path, 'is damaged')
  }
}

/** A private key others can read is no longer one (threats KM1). */
async function checkMode(path: string): Promise<void> {
  const found = await statOrNull(path)
  if (!found) throw invalid(path, 'is missing')
  if ((found.mode & OTHERS) !== 0) throw invalid(path, 'must be readable by its owner only')
}

function invalid(path: string, what: string): FederationError {
  return new FederationError('ERR_CONFIG_INVALID', `${path} ${what}`, { file: path })
}

async function exists(path: string): Promise<boolean> {
  return (await statOrNull(path)) !== null
}

async function statOrNull(path: string): Promise<{ readonly mode: number } | null> {
  try {
    return await stat(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}
