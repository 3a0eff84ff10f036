import { hash } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { commitment } from './personal.ts'
import type { Personal } from './personal.ts'
import type { RecordDigest } from '../stores/record-digests.ts'
import type { Json } from '../stores/state-record.ts'

/** Something that has to be on record. */
export interface AuditEvent {
  /** A fixed name: `trust.accepted`, `lookup.answered`, … */
  readonly event: string
  readonly at: Instant
  /** Who did it: `token:<id>`, `gateway`, `organization:<id>`; never a person's name or address. */
  readonly actor: string
  readonly requestId: string | null
  /** Anything that is no personal data. */
  readonly facts: Readonly<Record<string, Json>>
  /** Personal data by name; kept beside the entry, which holds a commitment to each only, so that it can be erased. */
  readonly personal: Readonly<Record<string, string | readonly string[]>>
}

export interface SealedEntry {
  /** From 0, without gaps. */
  readonly index: number
  /** What is hashed, byte for byte; JSON. */
  readonly text: string
  /** Hash of the entry as a leaf of the Merkle tree (RFC 6962 2.1), hex. */
  readonly leaf: string
  readonly personal: Readonly<Record<string, Personal>> | null
}

/** The `previous` of the first entry. */
export const NO_ENTRY = '0'.repeat(64)

/** SHA-256 over 0x00 and the entry (RFC 6962 2.1), hex. The text is UTF-8. */
export function leafHash(text: string): string {
  return hash('sha256', `\0${text}`, 'hex')
}

/**
 * Gives an event its place: the entry names the hash of the one before it, so that none can be changed, taken out, put
 * in or moved without changing all that follow.
 *
 * @param previous leaf hash of the entry before, `NO_ENTRY` for the first
 * @param records what the change did to records; nothing of it stands in the entry where that is nothing
 */
export function sealEntry(
  event: AuditEvent,
  index: number,
  previous: string,
  newSalt: () => string,
  records: readonly RecordDigest[] = [],
): SealedEntry {
  const names = Object.keys(event.personal)
  const kept: Record<string, Personal> = {}
  const commitments: Record<string, string> = {}
  for (const name of names) {
    const personal = personalOf(event.personal[name] ?? '', newSalt())
    kept[name] = personal
    commitments[name] = commitment(personal)
  }
  const text = JSON.stringify({
    index,
    previous,
    at: new Date(event.at).toISOString(),
    event: event.event,
    actor: event.actor,
    requestId: event.requestId,
    facts: event.facts,
    records: records.length > 0 ? records : undefined,
    personal: commitments,
  })
  return { index, text, leaf: leafHash(text), personal: names.length === 0 ? null : kept }
}

const personalOf = (said: string | readonly string[], salt: string): Personal =>
  typeof said === 'string' ? { salt, value: said } : { seed: salt, values: said }
