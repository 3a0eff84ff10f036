import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Instant } from '../protocols/availability/time-window.ts'
import { fileProblemCode } from './file-problem.ts'

/** What is wrong with a certificate and its key; `code` is the system's. */
export type TlsProblem =
  | { readonly of: 'certificate' | 'key'; readonly what: 'unread'; readonly code: string | null }
  | { readonly of: 'certificate' | 'key'; readonly what: 'none' }
  | { readonly of: 'key'; readonly what: 'other' }
  | { readonly of: 'certificate'; readonly what: 'early' | 'over'; readonly at: Instant }
  | { readonly of: 'certificate'; readonly what: 'name'; readonly host: string }

export type TlsReading =
  | { readonly fits: true; readonly subject: string; readonly until: Instant }
  | { readonly fits: false; readonly problems: readonly TlsProblem[] }

function read<T>(of: TlsProblem['of'], file: string, parse: (text: string) => T): T | TlsProblem {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return { of, what: 'unread', code: fileProblemCode(error) }
  }
  try {
    return parse(text)
  } catch {
    return { of, what: 'none' }
  }
}

/** RFC 9525: by its subject alternative names; the common name counts no more. */
function isFor(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return (
    (isIP(bare) === 0 ? certificate.checkHost(bare, { subject: 'never' }) : certificate.checkIP(bare)) !== undefined
  )
}

function problemsOf(certificate: X509Certificate, key: KeyObject, host: string, now: Instant): readonly TlsProblem[] {
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  return [
    ...(certificate.checkPrivateKey(key) ? [] : [{ of: 'key', what: 'other' } as const]),
    ...(from > now ? [{ of: 'certificate', what: 'early', at: from } as const] : []),
    ...(until <= now ? [{ of: 'certificate', what: 'over', at: until } as const] : []),
    ...(isFor(certificate, host) ? [] : [{ of: 'certificate', what: 'name', host } as const]),
  ]
}

/**
 * Whether a server can be reached by TLS under a name with these files: PEM, the certificate of the server first.
 *
 * @param host of its public address
 */
export function readTlsFiles(
  files: { readonly certificate: string; readonly key: string },
  host: string,
  now: Instant,
): TlsReading {
  const certificate = read('certificate', files.certificate, (text) => new X509Certificate(text))
  const key = read('key', files.key, (text) => createPrivateKey(text))
  if (!(certificate instanceof X509Certificate) || 'what' in key) {
    return { fits: false, problems: [certificate, key].filter((one) => 'what' in one) }
  }
  const problems = problemsOf(certificate, key, host, now)
  if (problems.length > 0) return { fits: false, problems }
  const subject = certificate.subject?.split('\n').at(-1) ?? ''
  return { fits: true, subject, until: Date.parse(certificate.validTo) }
}
