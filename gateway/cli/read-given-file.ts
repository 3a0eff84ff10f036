import { readFileSync } from 'node:fs'
import { FederationError } from '../../protocols/federation-error.ts'

/** @throws FederationError `ERR_CONFIG_INVALID` naming the file, what it should be and why it cannot be read */
export function readGivenFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot read ${what} (${found})`)
  }
}
