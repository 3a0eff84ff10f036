import type { AuditEvent } from '../audit/audit-entry.ts'
import type { Json } from '../stores/state-record.ts'
import type { RecordWrite } from '../stores/state-change.ts'
import { partKey, partsOf } from './policy-parts.ts'
import type { WrittenDocument, WrittenPart } from './policy-parts.ts'
import type { ChangedPart } from './policy-store.ts'
import { sameValue } from './same-value.ts'

/** Parts that one document may change at once, since one change is one write. */
const MOST_CHANGES = 20_000
/** Of parts, and of mailboxes, so many are named on record; how many there were is told besides. */
const MOST_NAMED = 1_000

/** A part as it is held. */
export interface KeptPart extends WrittenPart {
  readonly key: string
  readonly version: number
}

export interface Difference {
  readonly write: RecordWrite
  readonly change: ChangedPart
}

/** What a document changes of what is held: one at a time, so that who only asks whether there is any need not read everything. */
export async function* differences(
  organization: string,
  document: WrittenDocument,
  kept: AsyncIterable<KeptPart>,
): AsyncIterable<Difference> {
  const wanted = new Map(
    partsOf(organization, document).map((part) => [`${part.kind} ${partKey(organization, part)}`, part]),
  )
  for await (const { kind, name, key, value, version } of kept) {
    const part = wanted.get(`${kind} ${key}`)
    wanted.delete(`${kind} ${key}`)
    if (part !== undefined && sameValue(part.value, value)) continue
    const write = { kind, key, value: part?.value ?? null, before: version }
    yield { write, change: { kind, name, change: part === undefined ? 'removed' : 'changed' } }
  }
  for (const { kind, name, value } of wanted.values()) {
    const write = { kind, key: partKey(organization, { kind, name }), value, before: 0 }
    yield { write, change: { kind, name, change: 'added' } }
  }
}

/** Null where there are more than one change may hold. */
export async function allDifferences(found: AsyncIterable<Difference>): Promise<readonly Difference[] | null> {
  const all: Difference[] = []
  for await (const difference of found) {
    all.push(difference)
    if (all.length > MOST_CHANGES) return null
  }
  return all
}

/** What goes on record of a document: which parts it changed and how, mailboxes apart, since their addresses are people's. */
export function recordOf(
  organization: string,
  changes: readonly ChangedPart[],
): { readonly facts: Readonly<Record<string, Json>>; readonly personal: AuditEvent['personal'] } {
  const told = (some: readonly ChangedPart[]): string[] =>
    some.slice(0, MOST_NAMED).map(({ kind, name, change }) => `${change} ${kind} ${name}`)
  const named = told(changes.filter(({ kind }) => kind !== 'mailbox'))
  const mailboxes = changes.flatMap(({ kind, name }) => (kind === 'mailbox' ? [name] : [])).slice(0, MOST_NAMED)
  const facts = { organization, parts: changes.length, changed: named }
  return { facts, personal: mailboxes.length === 0 ? {} : { mailboxes } }
}
