import { existsSync, writeFileSync } from 'node:fs'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'

/**
 * For before the gateway is asked for what goes into the file: what it does must not be in vain.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` naming a file that is there already
 */
export function keepFromOverwriting(file: string): void {
  if (existsSync(file)) throw unwritten(file, { code: 'EEXIST' })
}

/**
 * Writes a file for its owner alone, never over one that is there.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` naming the file and why it was not written
 */
export function writeNewFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw unwritten(file, error)
  }
}

const unwritten = (file: string, error: unknown): FederationError =>
  new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be written: ${fileProblem(error)}`)
