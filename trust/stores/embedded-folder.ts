import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** Who has a store open; beside it as long as that lasts, and left behind by a process that was killed. */
const HOLDER = z.strictObject({ pid: z.int(), host: z.string(), since: z.string() })

export type Holder = z.infer<typeof HOLDER>

const HOLDER_FILE = 'holder.json'

/** Null where nobody is named, or not readably. */
export async function readHolder(folder: string): Promise<Holder | null> {
  try {
    return HOLDER.parse(JSON.parse(await readFile(join(folder, HOLDER_FILE), 'utf8')))
  } catch {
    return null
  }
}

export async function writeHolder(folder: string, since: Date): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: since.toISOString() }
  await writeFile(join(folder, HOLDER_FILE), `${JSON.stringify(holder)}\n`, { mode: 0o600 })
}

export async function removeHolder(folder: string): Promise<void> {
  await rm(join(folder, HOLDER_FILE), { force: true })
}

/** What a store that was only just begun names, before it has a log of its own. */
const FIRST_MANIFEST = 'MANIFEST-000001'

/**
 * What LevelDB would not miss: without `CURRENT` it takes the folder for empty and clears it, and without its log it
 * goes back to an earlier state.
 *
 * @returns in words; null where nothing is missing
 */
export async function missingFile(folder: string): Promise<string | null> {
  const names = new Set(await readdir(folder))
  const ends = (...endings: string[]): boolean => [...names].some((name) => endings.some((end) => name.endsWith(end)))
  if (!names.has('CURRENT')) return ends('.log', '.ldb', '.sst') ? 'the file CURRENT is missing' : null
  const manifest = (await readFile(join(folder, 'CURRENT'), 'utf8')).trim()
  if (!names.has(manifest)) return `the file ${manifest} is missing`
  return manifest === FIRST_MANIFEST || ends('.log') ? null : 'its log, a file NNNNNN.log, is missing'
}
