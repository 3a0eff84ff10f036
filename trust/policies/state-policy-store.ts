import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditEvent } from '../audit/audit-entry.ts'
import type { Cause } from '../stores/cause.ts'
import { Hearing } from '../stores/hearing.ts'
import type { HeldRecord, Json, RecordKind } from '../stores/state-record.ts'
import type { Change, RecordWrite } from '../stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../stores/state-store.ts'
import { compilePolicy } from './compile-policy.ts'
import type { PolicySurroundings } from './compile-policy.ts'
import { problemAt } from './document-problem.ts'
import { allDifferences, differences, recordOf } from './document-differences.ts'
import type { KeptPart } from './document-differences.ts'
import { foreignDomains, partsNamedBy, problemsOfDocument, problemsOfPart } from './fit-policy.ts'
import type { ReadPart } from './fit-policy.ts'
import type { LivePolicy } from './live-policy.ts'
import { LivePolicies } from './live-policies.ts'
import { mergeDocuments } from './merge-documents.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { canonicalName, documentOf, partKey, partsOf, readPart, readPartKey, withName } from './policy-parts.ts'
import type { WrittenDocument, WrittenPart } from './policy-parts.ts'
import { POLICY_KINDS } from './policy-store.ts'
import type {
  AppliedDocument,
  ChangedPart,
  DocumentWrite,
  DraftPolicy,
  PolicyChange,
  PolicyKind,
  PolicyPart,
  PolicyStore,
  PolicyWrite,
} from './policy-store.ts'
import type { Policy } from './policy.ts'

const KINDS: ReadonlySet<RecordKind> = new Set(POLICY_KINDS)
const TOO_DIFFERENT = problemAt(
  '(document)',
  'more than 20,000 parts that differ from what is held',
  'fewer; change parts by themselves',
)
const PAGE = 1_000
/** Parts of a policy that is given out as one document. */
const MOST_EXPORTED = 100_000
/** Records of a first document that are written at once. */
const SEEDED_AT_ONCE = 2_000

type Merged =
  | { readonly document: WrittenDocument; readonly kept: readonly PolicyPart[] }
  | Extract<DocumentWrite, { stored: false }>

/** Policies as records of the state, compiled in memory for decisions. */
export class StatePolicyStore implements PolicyStore, StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  readonly #hearing = new Hearing()
  readonly #policies: LivePolicies
  readonly #surroundings: (organization: string) => PolicySurroundings
  #version = 0

  /** @param surroundings of each organization hosted here, by name */
  constructor(state: StateStore, surroundings: (organization: string) => PolicySurroundings) {
    this.#state = state
    this.#surroundings = surroundings
    this.#policies = new LivePolicies(surroundings)
  }

  policyOf(organization: string): Policy {
    return this.#live(organization)
  }

  get version(): number {
    return this.#version
  }

  draftOf(organization: string, document: unknown): DraftPolicy {
    const live = this.#live(organization)
    const reading = parsePolicyDocument(document)
    const problems = reading.accepted ? foreignDomains(live, organization, reading.document) : reading.problems
    if (!reading.accepted || problems.length > 0) return { sound: false, problems }
    return { sound: true, policy: compilePolicy(reading.document, this.#surroundings(organization)) }
  }

  has(organization: string): boolean {
    return this.#policies.get(organization) !== undefined
  }

  async documentOf(organization: string): Promise<Readonly<Record<string, Json>>> {
    this.#live(organization)
    const parts: WrittenPart[] = []
    for await (const { kind, name, value } of this.#kept(organization)) {
      parts.push({ kind, name, value })
      if (parts.length <= MOST_EXPORTED) continue
      throw new FederationError('ERR_CONFLICT', `The policy has more than ${MOST_EXPORTED} parts; list them instead.`)
    }
    return documentOf(parts)
  }

  async write(change: PolicyChange, cause: Cause): Promise<PolicyWrite> {
    const { organization, kind, before } = change
    const part: PolicyPart = { kind, name: canonicalName(kind, change.name) }
    const key = partKey(organization, part)
    for (;;) {
      const value = change.value === null ? null : withName(part, change.value)
      const reading = readPart(part, value)
      const problems = problemsOfPart(this.#live(organization), reading)
      if (!reading.read || problems.length > 0) return { stored: false, because: 'invalid', problems }
      // To take away what was not there is no change: nothing is written, and nothing goes on record.
      if (value === null && before === 0) {
        return { stored: false, because: 'conflict', held: await this.#state.get({ kind, key }) }
      }
      const what = value === null ? 'removed' : before === 0 ? 'added' : 'changed'
      const { event, facts, personal } = change.record ?? {
        event: `${kind}.${what}`,
        facts: { organization, name: kind === 'mailbox' ? null : part.name },
        personal: kind === 'mailbox' ? { mailbox: part.name } : {},
      }
      const rest = { ...(await this.#restsOn(organization, reading.part)), facts, personal }
      const commit = await this.#commit([{ kind, key, value, before }], cause, event, rest)
      if (commit !== null) return commit.stored ? { ...commit, changes: [{ ...part, change: what }] } : commit
    }
  }

  async apply(
    organization: string,
    { document, base = null }: AppliedDocument,
    causeOf: (changes: readonly ChangedPart[], kept: readonly PolicyPart[]) => Cause,
  ): Promise<DocumentWrite> {
    const live = this.#live(organization)
    const problems = problemsOfDocument(live, organization, { document, base })
    if (problems.length > 0) return { stored: false, because: 'invalid', problems }
    for (;;) {
      const sequence = this.#hearing.sequence
      const merge = await this.#merged(organization, document as WrittenDocument, base as WrittenDocument | null)
      if ('stored' in merge) return merge
      const { kept } = merge
      const found = differences(organization, merge.document, this.#kept(organization))
      const all = await allDifferences(found)
      if (all === null) return { stored: false, because: 'invalid', problems: [TOO_DIFFERENT] }
      const changes = all.map(({ change }) => change)
      if (all.length === 0) return { stored: true, sequence, changes, kept }
      const rest = { sequence, ...recordOf(organization, changes) }
      const writes = all.map(({ write }) => write)
      const commit = await this.#commit(writes, causeOf(changes, kept), 'policy.applied', rest)
      if (commit !== null) return commit.stored ? { ...commit, changes, kept } : commit
    }
  }

  /**
   * Takes a first document where nothing is held of the organization. It counts once its last part is there, so that a
   * start that was interrupted begins again.
   *
   * @returns whether it was taken
   */
  async seed(organization: string, document: WrittenDocument, cause: Cause): Promise<boolean> {
    if (this.has(organization)) return false
    const parts = partsOf(organization, document)
    for (let at = 0; at < parts.length; at += SEEDED_AT_ONCE) {
      const writes: RecordWrite[] = []
      for (const { kind, name, value } of parts.slice(at, at + SEEDED_AT_ONCE)) {
        const key = partKey(organization, { kind, name })
        const held = await this.#state.get({ kind, key })
        if (JSON.stringify(held?.value) !== JSON.stringify(value))
          writes.push({ kind, key, value, before: held?.version ?? 0 })
      }
      const facts = { organization, parts: writes.length }
      const commit = await this.#commit(writes, cause, 'policy.seeded', { facts, personal: {} })
      // Another instance began with an empty store at the same time: what it takes is what counts.
      if (commit === null || !commit.stored) return false
    }
    return true
  }

  /**
   * Makes `domains`, which are the configuration's, those of the organization.
   *
   * @throws FederationError `ERR_CONFIG_INVALID` where a relationship has one of them
   */
  async adoptDomains(organization: string, domains: readonly Domain[], cause: Cause): Promise<void> {
    for (;;) {
      const held = await this.#state.get({ kind: 'organization', key: organization })
      const value = held?.value as Readonly<Record<string, Json>> | undefined
      if (held === null || JSON.stringify(value?.['domains']) === JSON.stringify(domains)) return
      const taken = domains.find((domain) => this.#live(organization).relationship(domain) !== undefined)
      if (taken !== undefined) {
        const message = `${organization}: a relationship has the domain ${taken}, which the configuration gives the organization itself`
        throw new FederationError('ERR_CONFIG_INVALID', message)
      }
      const write = {
        kind: 'organization',
        key: organization,
        value: { ...value, domains },
        before: held.version,
      } as const
      const rest = { sequence: this.#hearing.sequence, facts: { organization, domains }, personal: {} }
      if ((await this.#commit([write], cause, 'organization.domains', rest)) !== null) return
    }
  }

  /** Whether the store says just what `document` says. */
  async agrees(organization: string, document: WrittenDocument): Promise<boolean> {
    for await (const _difference of differences(organization, document, this.#kept(organization))) return false
    return true
  }

  async reload(records: AsyncIterable<HeldRecord>, sequence: number): Promise<void> {
    const policies = this.#policies.renewal()
    for await (const { kind, key, value } of records) policies.set(kind as PolicyKind, key, value)
    this.#policies.renew(policies)
    this.#version++
    this.#hearing.heard(sequence)
  }

  changed(records: readonly ChangedRecord[], sequence: number): void {
    if (records.length > 0) this.#version++
    for (const { kind, key, held } of records) this.#policies.set(kind as PolicyKind, key, held?.value ?? null)
    this.#hearing.heard(sequence)
  }

  /** The document wanted, or, where it is said what it was made from, that change laid over what is held. */
  async #merged(organization: string, document: WrittenDocument, base: WrittenDocument | null): Promise<Merged> {
    if (base === null) return { document, kept: [] }
    const theirs = (await this.documentOf(organization)) as unknown as WrittenDocument
    const merge = mergeDocuments(organization, { base, yours: document, theirs })
    if (!merge.merged) return { stored: false, because: 'crossed', crossed: merge.crossed }
    const { kept } = merge
    const reading = parsePolicyDocument(merge.document)
    if (!reading.accepted) return { stored: false, because: 'invalid', problems: reading.problems }
    return { document: merge.document as unknown as WrittenDocument, kept }
  }

  #live(organization: string): LivePolicy {
    const live = this.#policies.get(organization)
    if (live !== undefined) return live
    throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  }

  /** Null where somebody else changed something meanwhile and it has to be looked at again. */
  async #commit(
    writes: readonly RecordWrite[],
    { actor, requestId, request, rehearsal }: Cause,
    event: string,
    rest: Pick<Change, 'sequence' | 'holds'> & {
      readonly facts: Readonly<Record<string, Json>>
      readonly personal: AuditEvent['personal']
    },
  ): Promise<Exclude<PolicyWrite, { because: 'invalid' }> | null> {
    const { facts, personal, ...conditions } = rest
    const commit = await this.#state.commit({
      writes,
      ...conditions,
      audit: [{ event, at: this.#state.now(), actor, requestId, facts, personal }],
      ...(request !== undefined && { request }),
      ...(rehearsal !== undefined && { rehearsal }),
    })
    if (commit.committed) return { stored: true, sequence: commit.sequence, changes: [] }
    if (commit.because === 'repeated') return { stored: false, ...commit }
    if (commit.because === 'moved') await this.#hearing.until(commit.sequence)
    else if (writes.some(({ kind, key }) => kind === commit.name.kind && key === commit.name.key)) {
      return { stored: false, because: 'conflict', held: commit.held }
    }
    return null
  }

  /** A mailbox rests on what it names, a sharing policy and a group; everything else on the whole, since names and domains are unique in it. */
  async #restsOn(organization: string, part: ReadPart): Promise<Pick<Change, 'sequence' | 'holds'>> {
    if (part.kind !== 'mailbox') return { sequence: this.#hearing.sequence }
    const holds: NonNullable<Change['holds']>[number][] = []
    for (const named of partsNamedBy(part.entry)) {
      const name = { kind: named.kind, key: partKey(organization, named) }
      holds.push({ ...name, version: (await this.#state.get(name))?.version ?? 0 })
    }
    return holds.length === 0 ? {} : { holds }
  }

  async *#kept(organization: string): AsyncIterable<KeptPart> {
    for (const kind of POLICY_KINDS) {
      if (kind === 'organization') {
        const held = await this.#state.get({ kind, key: organization })
        if (held !== null)
          yield { kind, name: organization, key: organization, value: held.value, version: held.version }
        continue
      }
      for (let after: string | undefined; ;) {
        const rest = after === undefined ? {} : { after }
        const page = await this.#state.list(kind, { prefix: `${organization} `, limit: PAGE, ...rest })
        for (const { key, value, version } of page)
          yield { kind, name: readPartKey(kind, key).name, key, value, version }
        if (page.length < PAGE) break
        after = page.at(-1)?.key
      }
    }
  }
}
