import { writeFileSync } from 'node:fs'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'

/**
 * Writes a file for its owner alone, never over one that is there.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` naming the file and why it was not written
 */
export function writeNewFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be written: ${fileProblem(error)}`)
  }
}
