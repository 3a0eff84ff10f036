import { FederationError } from '../../../protocols/federation-error.ts'
import { readDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { inForce } from '../../../trust/organization/federation-trust.ts'
import { domainsOf } from '../../../trust/organization/prove-domains.ts'
import { checkPolicy } from '../../../trust/policies/check-policy.ts'
import { lintTrusts } from '../../../trust/policies/lints/lint-trusts.ts'
import type { Lint } from '../../../trust/policies/lints/lint.ts'
import { withName } from '../../../trust/policies/policy-parts.ts'
import type { PolicyKind } from '../../../trust/policies/policy-store.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import type { ShownDiff } from '../../cli/describe-diff.ts'
import { textOf } from '../../console/sharing/part-fields.ts'
import type { DraftWarnings } from '../../console/sharing/warnings-part.ts'
import type { WhatIf } from '../../console/sharing/what-if-part.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { draftWith } from './draft-document.ts'
import { hostedPolicies } from './held-parts.ts'

type Document = Readonly<Record<string, Json>>

/** As large as a draft may be for everybody else who asks. */
const LARGEST_DRAFT = 1_048_576
/** Somebody waits for the page. */
const LONGEST_WAIT_MS = 4_000
const SINCE = '7d'
const MOST_GROUPS = '20'
const MOST_WARNINGS = 20

/** What a change would come to. */
export interface Foreseen {
  readonly warnings: DraftWarnings
  readonly whatIf: WhatIf
}

const NO_WARNINGS: DraftWarnings = { items: [], more: 0 }

/** The domains it can ask and be asked by: of partners whose trust serves, and of whom is hosted here. */
function trustedDomains(door: ConsoleDoor, organization: string, { relationships = [] }: Document): Set<string> {
  const { organizations, trusts } = door.administration
  const id = organizations.get(organization)?.id
  const serving = id === undefined ? [] : [...trusts.snapshot().trusts(id)].filter(inForce)
  const beside = [...hostedPolicies(door).values()]
  const named = (relationships as readonly Document[]).flatMap(({ domains }) => (domains ?? []) as readonly string[])
  const ours = named.filter((text) => {
    const domain = readDomain(text)
    return domain !== null && beside.some((policy) => policy.isOwnDomain(domain))
  })
  return new Set([...ours.map((text) => text.toLowerCase()), ...serving.flatMap(domainsOf).map(({ domain }) => domain)])
}

function lintsOf(document: Document, trusted: ReadonlySet<string>, now: Instant): readonly Lint[] {
  const { document: sound, lints } = checkPolicy(document, now)
  return sound === null ? [] : [...lints, ...lintTrusts(sound, trusted)]
}

/** What a warning is about: the name of the part its path leads to. */
function partAt(document: Document, path: string): { readonly place: string; readonly name: string } {
  const [place = '', at = ''] = path.split('.')
  const parts = document[place]
  const part = Array.isArray(parts) ? ((parts[Number(at)] ?? {}) as Document) : null
  return { place, name: part === null ? (place === 'groups' ? at : '') : textOf(part['name'] ?? part['address']) }
}

/** Of the draft only what it brings with it. */
function warningsOf(before: Document, draft: Document, trusted: ReadonlySet<string>, now: Instant): DraftWarnings {
  const said = ({ code, problem }: Lint): string => `${code} ${problem}`
  const there = new Set(lintsOf(before, trusted, now).map(said))
  const fresh = lintsOf(draft, trusted, now).filter((lint) => !there.has(said(lint)))
  const items = fresh.slice(0, MOST_WARNINGS).map(({ code, path }) => ({ code, ...partAt(draft, path) }))
  return { items, more: fresh.length - items.length }
}

async function whatIfOf(door: ConsoleDoor, visit: Visit, organization: string, draft: Document): Promise<WhatIf> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS)
  const query = { since: SINCE, limit: MOST_GROUPS }
  const order = { params: { organization }, query, body: draft, signal }
  try {
    const { status = 200, body } = await askOperation(door, visit, 'policy.diff', order)
    return status === 200 ? { diff: body as unknown as ShownDiff } : { not: 'unknown' }
  } catch (error) {
    if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') throw error
    return { not: signal.aborted ? 'late' : 'busy' }
  }
}

/** Null where it is larger than can be tried within a page. */
async function documentOf({ administration }: ConsoleDoor, organization: string): Promise<Document | null> {
  try {
    const document = await administration.policies.documentOf(organization)
    return JSON.stringify(document).length > LARGEST_DRAFT ? null : document
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_CONFLICT') return null
    throw error
  }
}

/**
 * Looks at what would come of a change: what of it was probably not meant, and who of those who asked in the last seven
 * days would have been told more, less or nothing. It ends after a few seconds, whatever is on record.
 *
 * @param value null: the part is taken out
 */
export async function foreseeChange(
  door: ConsoleDoor,
  visit: Visit,
  organization: string,
  { kind, name, value }: { readonly kind: PolicyKind; readonly name: string; readonly value: Json | null },
): Promise<Foreseen> {
  const before = await documentOf(door, organization)
  if (before === null) return { warnings: NO_WARNINGS, whatIf: { not: 'large' } }
  const draft = draftWith(before, { kind, name }, value === null ? null : withName({ kind, name }, value))
  const trusted = trustedDomains(door, organization, draft)
  const warnings = warningsOf(before, draft, trusted, visit.viewer.now)
  return { warnings, whatIf: await whatIfOf(door, visit, organization, draft) }
}
