import { readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { DAY } from '../../../protocols/availability/time-window.ts'

/** The passphrase of everything `make-certificates.sh` made. */
export const PASSPHRASE = 'correct horse'

/** A file that OpenSSL made, from `test/vectors/certificates`. */
export function madeFile(name: string): Buffer {
  return readFileSync(new URL(`../../vectors/certificates/${name}`, import.meta.url))
}

export function madeCertificate(name: string): X509Certificate {
  return new X509Certificate(madeFile(`${name}.crt`))
}

/** An instant at which all of them are valid. */
export const WHILE_VALID = Date.parse(madeCertificate('rsa').validFrom) + DAY
