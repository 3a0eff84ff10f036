import { readFile, rm, writeFile } from 'node:fs/promises'
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
