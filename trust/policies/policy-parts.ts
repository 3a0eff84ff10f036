import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../stores/state-record.ts'
import { describeValue, problemsOf } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { ReadPart, ReferringPart } from './fit-policy.ts'
import { POLICY_SCHEMAS, READABLE_PARTS } from './policy-document.ts'
import { found } from './policy-references.ts'
import type { PolicyKind, PolicyPart } from './policy-store.ts'

type Fields = Readonly<Record<string, Json>>

/** A policy document as administrators write it, checked already. */
export interface WrittenDocument {
  readonly organization: Fields
  readonly groups?: Readonly<Record<string, Json>>
  readonly mailboxes?: readonly Fields[]
  readonly relationships?: readonly Fields[]
  readonly sharingPolicies?: readonly Fields[]
}

export interface WrittenPart extends PolicyPart {
  readonly value: Json
}

/** `<organization> <name>`; the organization's own record has its name alone. */
export function partKey(organization: string, { kind, name }: PolicyPart): string {
  return kind === 'organization' ? organization : `${organization} ${name}`
}

/** The organization and the part a record's key stands for. */
export function readPartKey(kind: PolicyKind, key: string): { readonly organization: string; readonly name: string } {
  const space = key.indexOf(' ')
  if (kind === 'organization' || space < 0) return { organization: key, name: key }
  return { organization: key.slice(0, space), name: key.slice(space + 1) }
}

/** The canonical name of a part: of a mailbox its address in lower case. */
export function canonicalName(kind: PolicyKind, name: string): string {
  return kind === 'mailbox' ? parseMailboxAddress(name) : name
}

/** With its own name in it, where the part has one and nothing is said. */
export function withName({ kind, name }: PolicyPart, value: Json): Json {
  if (
    kind === 'group' ||
    kind === 'organization' ||
    value === null ||
    typeof value !== 'object' ||
    Array.isArray(value)
  ) {
    return value
  }
  return { ...(kind === 'mailbox' ? { address: name } : { name }), ...(value as Fields) }
}

export type PartReading =
  | { readonly read: true; readonly part: ReadPart }
  | {
      readonly read: false
      readonly problems: readonly DocumentProblem[]
      /** What can be read of it all the same; null: nothing. */
      readonly readable: ReferringPart | null
    }

/** Reads one part; every problem at once, also where it names itself otherwise. */
export function readPart({ kind, name }: PolicyPart, value: Json | null): PartReading {
  if (value === null) return { read: true, part: { kind, name, entry: null } as ReadPart }
  const shape = POLICY_SCHEMAS[kind].safeParse(value)
  const entry = shape.success ? shape.data : READABLE_PARTS[kind].parse(value)
  const readable = entry === null ? null : ({ kind, name, entry } as ReferringPart)
  const problems = [
    ...(shape.success ? [] : problemsOf(value, shape.error.issues)),
    ...(readable === null ? [] : otherName(readable)),
  ]
  if (shape.success && problems.length === 0) return { read: true, part: { kind, name, entry } as ReadPart }
  return { read: false, problems, readable }
}

function otherName(part: ReferringPart): DocumentProblem[] {
  const own = nameIn(part)
  if (own === null || own === part.name) return []
  return [found(part.kind === 'mailbox' ? 'address' : 'name', own, describeValue(part.name))]
}

function nameIn(part: ReferringPart): string | null {
  if (part.entry === null) return null
  if (part.kind === 'mailbox') return part.entry.address
  return part.kind === 'relationship' || part.kind === 'sharing-policy' ? part.entry.name : null
}

/** @throws FederationError `ERR_STORE_DAMAGED` */
export function readKeptPart(part: PolicyPart, value: Json): ReadPart {
  const reading = readPart(part, value)
  if (reading.read) return reading.part
  const found = reading.problems.map(({ path, problem }) => `${path}: ${problem}`).join('; ')
  throw new FederationError('ERR_STORE_DAMAGED', `the ${part.kind} ${part.name} that was kept is none: ${found}`)
}

/** Every part of a document, the organization last: while it is not there, nothing is. */
export function partsOf(organization: string, document: WrittenDocument): WrittenPart[] {
  const named = (kind: PolicyKind, entries: readonly Fields[] = []): WrittenPart[] =>
    entries.map((value) => ({ kind, name: value['name'] as string, value }))
  return [
    ...Object.entries(document.groups ?? {}).map(([name, value]) => ({ kind: 'group' as const, name, value })),
    ...named('sharing-policy', document.sharingPolicies),
    ...named('relationship', document.relationships),
    ...(document.mailboxes ?? []).map((value) => {
      const name = parseMailboxAddress(value['address'])
      return { kind: 'mailbox' as const, name, value }
    }),
    { kind: 'organization', name: organization, value: document.organization },
  ]
}

/** A document of these parts. */
export function documentOf(parts: Iterable<WrittenPart>): Readonly<Record<string, Json>> {
  const groups: Record<string, Json> = {}
  const lists: Record<Exclude<PolicyKind, 'group' | 'organization'>, Json[]> = {
    mailbox: [],
    relationship: [],
    'sharing-policy': [],
  }
  let organization: Json = {}
  for (const { kind, name, value } of parts) {
    if (kind === 'group') groups[name] = value
    else if (kind === 'organization') organization = value
    else lists[kind].push(value)
  }
  const { mailbox: mailboxes, relationship: relationships, 'sharing-policy': sharingPolicies } = lists
  return { organization, groups, mailboxes, relationships, sharingPolicies }
}
