import { readFileSync } from 'node:fs'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'

/**
 * @param remedy what to do about it, said after why
 * @throws FederationError `ERR_CONFIG_INVALID` naming the file, what it should be and why it cannot be read
 */
export function readGivenFile(file: string, what: string, remedy = ''): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot read ${what}: ${fileProblem(error)}${remedy}`)
  }
}
