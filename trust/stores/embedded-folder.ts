import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** Who has a store open; beside it as long as that lasts, and left behind by a process that was killed. */
const HOLDER = z.strictObject({ pid: z.int(), host: z.string(), since: z.string() })

export type Holder = z.infer<typeof HOLDER>

const HOLDER_FILE = 'holder.json'
const BLOCK = 32_768
const HEADER = 7

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

/**
 * How many bytes at the end of the newest write-ahead log are a record that was never finished: what a process was
 * writing when it was killed. LevelDB leaves them out silently (its log format: blocks of 32 KiB, records with a header
 * of checksum, length and type).
 */
export async function unfinishedBytes(folder: string): Promise<number> {
  const logs = (await readdir(folder)).filter((name) => /^\d+\.log$/.test(name)).sort()
  const newest = logs.at(-1)
  if (newest === undefined) return 0
  const file = await open(join(folder, newest), 'r')
  try {
    const bytes = await file.readFile()
    return bytes.length - endOfWhole(bytes)
  } finally {
    await file.close()
  }
}

const FULL = 1
const LAST = 4

/** Where the last record that is there in full ends. */
function endOfWhole(log: Buffer): number {
  let whole = 0
  for (let at = 0; at + HEADER <= log.length;) {
    const left = BLOCK - (at % BLOCK)
    if (left < HEADER) {
      at += left
      continue
    }
    const type = log[at + 6] ?? 0
    const end = at + HEADER + log.readUInt16LE(at + 4)
    if (type === 0 || end > log.length) break
    if (type === FULL || type === LAST) whole = end
    at = end
  }
  return whole
}
