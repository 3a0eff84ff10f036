import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder with those above it, one after the other: made in one go, Node says of a file system that can only be
 * read that nothing is there, and tries for ever in one that takes no folders, as `/proc`.
 *
 * @param mode of each that is made; one that is there is left as it is
 * @throws the system's error: `ENOENT` where the folder above is there and takes none
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder), mode)
  mkdirSync(folder, { mode })
}
