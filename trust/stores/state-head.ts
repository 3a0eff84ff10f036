import { NO_ENTRY } from '../audit/audit-entry.ts'
import { EMPTY_DIGEST } from './record-text.ts'
import type { StateHead } from './state-engine.ts'

/** Always the same text for the same head: it is compared. */
export function headText(head: StateHead): string {
  const { schema, epoch, sequence, records, digest, auditSize, auditLast, migration } = head
  return JSON.stringify({ schema, epoch, sequence, records, digest, auditSize, auditLast, migration })
}

/** Heads of schema 1 do not speak of migrations. */
export function readHead(text: string | null | undefined): StateHead | null {
  if (text === null || text === undefined) return null
  const head = JSON.parse(text) as Omit<StateHead, 'migration'> & Partial<StateHead>
  return { ...head, migration: head.migration ?? null }
}

/** Of a store that holds nothing, its digest in the open. */
export function emptyHead(schema: number, epoch: string, sequence: number): StateHead {
  const nothing = { records: 0, digest: EMPTY_DIGEST, auditSize: 0, auditLast: NO_ENTRY }
  return { schema, epoch, sequence, ...nothing, migration: null }
}
