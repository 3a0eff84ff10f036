import type { PartProblem } from '../../console/sharing/problem-texts.ts'
import type { PartKind, WrittenPart } from '../../console/sharing/part-fields.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import type { Answer } from '../../admin/operation.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'

/** A change of one part of a policy. */
export interface PartChange {
  readonly organization: string
  readonly kind: PartKind
  readonly name: string
  /** The version it is made from, 0 for something new. */
  readonly before: number
  /** Fields laid over what is held (RFC 7386), the whole part, or its end. */
  readonly to: { readonly fields: WrittenPart } | { readonly whole: Json } | 'removed'
}

/** What came of a change, or would. */
export type ChangeOutcome =
  | { readonly kind: 'done'; readonly version: number; readonly value: WrittenPart | null }
  | { readonly kind: 'conflict'; readonly theirs: { readonly version: number; readonly value: WrittenPart } | null }
  | { readonly kind: 'unsound'; readonly problems: readonly PartProblem[] }

interface Refusal {
  readonly theirs?: { readonly version: number; readonly value: WrittenPart } | null
  readonly problems?: readonly PartProblem[]
}

function outcomeOf({ status = 200, body, version = 0 }: Answer): ChangeOutcome {
  const { error, value = null } = body as { readonly error?: Refusal; readonly value?: WrittenPart }
  if (status === 409) return { kind: 'conflict', theirs: error?.theirs ?? null }
  if (status >= 400) return { kind: 'unsound', problems: error?.problems ?? [] }
  return { kind: 'done', version, value }
}

/**
 * Makes a change by the operation of the administration for it, or only tries it.
 *
 * @throws FederationError `ERR_NOT_FOUND` where what is to go is not there
 */
export async function askChange(
  door: ConsoleDoor,
  visit: Visit,
  { organization, kind, name, before, to }: PartChange,
  dryRun: boolean,
): Promise<ChangeOutcome> {
  const order = { params: { organization, name }, before, dryRun }
  if (to === 'removed') return outcomeOf(await askOperation(door, visit, `${kind}.remove`, order))
  if ('fields' in to)
    return outcomeOf(await askOperation(door, visit, `${kind}.set.fields`, { ...order, body: to.fields }))
  return outcomeOf(await askOperation(door, visit, `${kind}.set`, { ...order, body: to.whole }))
}
