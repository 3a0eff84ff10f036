import { readGivenFile } from './read-given-file.ts'
import { readLine } from './read-line.ts'

/** From a file, or from standard input where none is named: never an argument, which others can see. */
export function readPassphrase(file: string | undefined): Promise<string> {
  if (file === undefined) return readLine('Passphrase (shown as you type): ')
  return Promise.resolve(readGivenFile(file, 'the passphrase').trim())
}
