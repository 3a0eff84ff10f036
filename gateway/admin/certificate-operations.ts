import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { makeFederationCertificate, makeKeyPair } from '../../trust/keys/certificate.ts'
import type { KeyedCertificate } from '../../trust/keys/certificate.ts'
import { requestCertificate } from '../../trust/keys/certificate-request.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import type { BundleRefusal } from '../../trust/keys/key-bundle.ts'
import { readComingCertificate } from '../../trust/keys/partner-certificate.ts'
import type { CertificateRefusal } from '../../trust/keys/partner-certificate.ts'
import { readBundle } from '../../trust/keys/read-bundle.ts'
import { writePkcs12 } from '../../trust/keys/write-pkcs12.ts'
import { announceNext } from '../../trust/organization/certificate-slots.ts'
import type { RollRefused } from '../../trust/organization/certificate-slots.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Administration } from './administration.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'
import { showSlots } from './show-certificates.ts'

const PATH = '/organizations/{organization}/certificate'
/** Base64 of the largest file, with the rest of the body. */
const LARGEST_IMPORT = 96 * 1024
const SHORTEST_PASSPHRASE = 12
const USUAL_DAYS = 825

const passphrase = z.string().max(256)
const createBody = z.strictObject({
  /** Valid from now on. Absent: 825. */
  days: z.int().min(1).max(3_650).optional(),
})
const importBody = z.strictObject({
  /** PEM or PKCS#12, in base64. */
  file: z.base64().max(88_000),
  passphrase: passphrase.optional(),
})
const exportBody = z.strictObject({
  passphrase: passphrase.min(SHORTEST_PASSPHRASE, `expected at least ${SHORTEST_PASSPHRASE} characters`),
})

/** @throws FederationError `ERR_NOT_FOUND` for a name that is none of ours */
export function ownOrganization({ organizations }: Administration, call: Pick<Call<unknown>, 'params'>): Organization {
  const organization = organizations.get(call.params['organization'] ?? '')
  if (organization !== undefined) return organization
  throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
}

export const ROLL_REFUSALS: Readonly<Record<RollRefused['refused'], string>> = {
  'same-certificate': 'This certificate signs already',
  'used-before': 'This certificate was replaced before, and never signs again',
  'next-missing': 'There is no next certificate; make one with `ledig trust roll start`',
  'next-not-valid-yet': 'The next certificate is not valid yet',
  'next-over': 'The next certificate is over',
  'previous-serves': 'What the previous certificate signed is not over yet, and it would no longer be shown',
  'previous-missing': 'There is no previous certificate any more',
}

/** @throws FederationError `ERR_CONFLICT` with the reason in words */
export function granted(outcome: Organization | RollRefused): Organization {
  if (!('refused' in outcome)) return outcome
  throw new FederationError('ERR_CONFLICT', `${ROLL_REFUSALS[outcome.refused]}.`, { reason: outcome.refused })
}

export function slotsAnswer({ clock }: Administration, call: Call<unknown>, organization: Organization): Answer {
  return { body: showSlots(call.params['organization'] ?? '', organization, clock.now()) }
}

/** Puts a certificate into the slot `next`, where the metadata announces it from now on. */
async function announce(
  administration: Administration,
  call: Call<unknown>,
  made: KeyedCertificate,
  how: 'made' | 'imported',
): Promise<Answer> {
  const { id } = ownOrganization(administration, call)
  let kept: Organization | null = null
  const facts = { next: fingerprintOf(made.certificate.raw), how }
  const cause = call.cause(() => (kept === null ? { body: null } : slotsAnswer(administration, call, kept)))
  const change = (now: Organization, sequence: number) => (kept = granted(announceNext(now, made, sequence)))
  const organization = await administration.identities.change(id, change, {
    cause,
    event: 'certificate.announced',
    facts,
  })
  return slotsAnswer(administration, call, organization)
}

async function createCertificate(
  administration: Administration,
  call: Call<z.infer<typeof createBody>>,
): Promise<Answer> {
  const { name } = ownOrganization(administration, call)
  // A minute ago, for partners whose clock is late.
  const from = administration.clock.now() - MINUTE
  return announce(
    administration,
    call,
    await makeFederationCertificate(name, from, call.body.days ?? USUAL_DAYS),
    'made',
  )
}

/**
 * The key stays here, sealed, until the certificate comes back. A request made again meanwhile is for the same key: the
 * authority may already be at work on the first.
 */
async function requestForAuthority(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { id, name, requested } = ownOrganization(administration, call)
  const made = requested ?? (await makeKeyPair()).privateKey
  let request: string | null = null
  // What was only rehearsed has no key that stays.
  const answer = (): Answer => ({ status: 201, body: { request: call.dryRun ? null : request } })
  const change = (now: Organization): Organization => {
    const privateKey = now.requested ?? made
    request = requestCertificate(name, { privateKey, publicKey: createPublicKey(privateKey) })
    return { ...now, requested: privateKey }
  }
  await administration.identities.change(id, change, { cause: call.cause(answer), event: 'certificate.requested' })
  return answer()
}

const BUNDLE_REFUSALS: Readonly<Record<BundleRefusal, string>> = {
  'too big': 'The file is larger than 64 KB',
  'no certificate file': 'The file is neither PEM nor PKCS#12',
  'no certificate in it': 'There is no certificate in the file',
  'no key that can be read': 'The private key is in a form that cannot be read',
  'passphrase missing': 'The file needs a passphrase',
  'passphrase wrong': 'The passphrase is wrong',
  'too many iterations': 'Opening the file takes more than a million iterations; export it again with fewer',
  'takes too long': 'Opening the file takes too long',
}

const UNFIT: Readonly<Record<CertificateRefusal, string>> = {
  CERTIFICATE_TOO_LONG: 'it is larger than 16 KB',
  CERTIFICATE_MALFORMED: 'it is no certificate of version 3',
  CERTIFICATE_AUTHORITY: "it is an authority's",
  CERTIFICATE_KEY: 'its key must be RSA of 2,048 to 8,192 bits with exponent 65537, P-256 or P-384',
  CERTIFICATE_SIGNATURE: 'it is signed over SHA-1 or another digest that can be forged',
  CERTIFICATE_TIME: 'it is over',
}

/** Why a file is not taken; the message says it in words, and `reason` for whoever has words of their own. */
export type ImportRefusal = BundleRefusal | CertificateRefusal | 'certificate of another key' | 'no key'

const invalid = (reason: ImportRefusal, message: string): FederationError =>
  new FederationError('ERR_MESSAGE_MALFORMED', `${message}.`, { reason })

interface Keyed {
  readonly key: KeyObject
  /** Where the key is from, in words. */
  readonly of: string
}

/** Of the certificates in the file the one the key is of; partners would refuse what is refused here. */
function leafOf(certificates: readonly Uint8Array[], { key, of }: Keyed, now: number): KeyedCertificate {
  const own = certificates
    .map((der) => new X509Certificate(der))
    .find((certificate) => certificate.checkPrivateKey(key))
  if (own === undefined) throw invalid('certificate of another key', `No certificate in the file belongs to ${of}`)
  const read = readComingCertificate(own.raw)
  const unfit = typeof read === 'string' ? read : read.notAfter < now ? 'CERTIFICATE_TIME' : null
  if (unfit !== null) throw invalid(unfit, `Partners would not take this certificate: ${UNFIT[unfit]}`)
  return { certificate: own, key }
}

async function importCertificate(
  administration: Administration,
  call: Call<z.infer<typeof importBody>>,
): Promise<Answer> {
  const { requested } = ownOrganization(administration, call)
  const bytes = Buffer.from(call.body.file, 'base64')
  const bundle = await readBundle({ bytes, passphrase: call.body.passphrase ?? null })
  if (!bundle.read) throw invalid(bundle.because, BUNDLE_REFUSALS[bundle.because])
  const own = bundle.key && createPrivateKey({ key: Buffer.from(bundle.key), format: 'der', type: 'pkcs8' })
  const key = own ?? requested
  if (key === null)
    throw invalid('no key', 'There is no private key in the file, and no request waits for its certificate')
  const of = own === null ? 'the request that waits for one' : 'the private key in it'
  return announce(
    administration,
    call,
    leafOf(bundle.certificates, { key, of }, administration.clock.now()),
    'imported',
  )
}

/** With its private key, so it goes on record and is never kept as an answer. */
async function exportCertificate(
  administration: Administration,
  call: Call<z.infer<typeof exportBody>>,
): Promise<Answer> {
  const { id, certificate, certificateKey: key } = ownOrganization(administration, call)
  const pkcs12 = writePkcs12({ certificate, key }, call.body.passphrase, administration.random)
  const { actor, requestId } = call.cause(() => ({ body: null }))
  const facts = { organization: id, certificate: fingerprintOf(certificate.raw) }
  const event = { event: 'certificate.exported', at: administration.clock.now(), actor, requestId, facts, personal: {} }
  if (!call.dryRun) await administration.state.commit({ writes: [], audit: [event] })
  return { body: { pkcs12: call.dryRun ? null : pkcs12.toString('base64') } }
}

export const CERTIFICATE_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'certificate.show',
    method: 'get',
    path: PATH,
    scope: 'read',
    summary: 'Show the certificates of one of our organizations: current, next, previous.',
    handle: (administration, call) => ({
      body: {
        ...showSlots(
          call.params['organization'] ?? '',
          ownOrganization(administration, call),
          administration.clock.now(),
        ),
        pem: ownOrganization(administration, call).certificate.toString(),
      },
    }),
  }),
  operation({
    id: 'certificate.create',
    method: 'post',
    path: PATH,
    scope: 'admin',
    summary: 'Make a certificate and announce it as the next one; it signs nothing before the switch.',
    body: createBody,
    handle: createCertificate,
  }),
  operation({
    id: 'certificate.request',
    method: 'post',
    path: `${PATH}/request`,
    scope: 'admin',
    summary: 'Make a key and a certificate request for an authority; the key stays here.',
    handle: requestForAuthority,
  }),
  operation({
    id: 'certificate.import',
    method: 'post',
    path: `${PATH}/import`,
    scope: 'admin',
    summary: 'Announce a certificate from a file as the next one: PEM, PKCS#12, or the answer to a request.',
    body: importBody,
    largestBody: LARGEST_IMPORT,
    handle: importCertificate,
  }),
  operation({
    id: 'certificate.export',
    method: 'post',
    path: `${PATH}/export`,
    scope: 'admin',
    summary: 'The current certificate with its private key as PKCS#12 under a passphrase; it goes on record.',
    body: exportBody,
    handle: exportCertificate,
  }),
]
