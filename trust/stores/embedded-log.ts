import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What LevelDB's write-ahead logs look like before it reads them. */
export interface LogInspection {
  /** Bytes at the end of the newest that are no whole record: what was being written when the process or machine died. */
  readonly unfinished: number
  /** Name of a log in which something was damaged that was whole before, since records follow it; null where none is. */
  readonly damaged: string | null
}

const BLOCK = 32_768
const HEADER = 7
const LAST_TYPE = 4
const FULL = 1

/**
 * Reads the logs as LevelDB's format says (blocks of 32 KiB; records with a checksum of four bytes, length of two, type
 * of one). LevelDB itself leaves out what it cannot read, in the middle too, and goes on.
 */
export async function inspectLogs(folder: string): Promise<LogInspection> {
  const names = (await readdir(folder)).filter((name) => /^\d+\.log$/.test(name)).sort()
  let unfinished = 0
  for (const name of names) {
    const log = await readFile(join(folder, name))
    const { whole, readable } = readUntil(log)
    unfinished = log.length - whole
    if (unfinished > 0 && (name !== names.at(-1) || recordAfter(log, readable))) return { unfinished, damaged: name }
  }
  return { unfinished, damaged: null }
}

interface LogReading {
  /** Where the last change that is there in full ends. */
  readonly whole: number
  /** Where what can be read ends: a large change is many records, of which the last may be missing. */
  readonly readable: number
}

function readUntil(log: Buffer): LogReading {
  let [at, whole] = [0, 0]
  while (at + HEADER <= log.length) {
    const left = BLOCK - (at % BLOCK)
    if (left < HEADER) {
      at += left
      continue
    }
    const end = endOfRecord(log, at)
    if (end === null) break
    const type = log[at + 6]
    if (type === FULL || type === LAST_TYPE) whole = end
    at = end
  }
  // What is left of a block after its last record is padding.
  const padded = log.length - whole < HEADER && isZero(log.subarray(whole))
  return { whole: padded ? log.length : whole, readable: at }
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0)

/** Where a sound record that begins here ends; null where none does. */
function endOfRecord(log: Buffer, at: number): number | null {
  const type = log[at + 6] ?? 0
  const end = at + HEADER + log.readUInt16LE(at + 4)
  if (type < FULL || type > LAST_TYPE || end > log.length || end > at - (at % BLOCK) + BLOCK) return null
  return log.readUInt32LE(at) === maskedChecksum(log.subarray(at + 6, end)) ? end : null
}

/** Whether any sound record begins after the one at `from` that is none: of a torn change there is nothing after the tear. */
function recordAfter(log: Buffer, from: number): boolean {
  for (let at = from + 1; at + HEADER < log.length; at++) {
    if (log.readUInt16LE(at + 4) > 0 && endOfRecord(log, at) !== null) return true
  }
  return false
}

/** CRC-32C (RFC 3720 B.4), reflected polynomial 0x82F63B78. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc >>> 0
})

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = ((TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0
  return (crc ^ 0xffffffff) >>> 0
}

/** LevelDB turns the checksum and adds a number, so that a checksum of checksums is none. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
