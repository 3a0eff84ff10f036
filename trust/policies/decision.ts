import type { View } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { compareLevels } from './access-level.ts'
import type { AccessLevel } from './access-level.ts'
import { bothParts } from './visible-part.ts'
import type { VisiblePart } from './visible-part.ts'

/** The steps of a decision, in the order in which they are gone through; between equal ceilings the earlier decides. */
export const DECISION_CODES = [
  'FEDERATION_OFF',
  'NO_RELATIONSHIP',
  'RELATIONSHIP_DISABLED',
  'RELATIONSHIP_EXPIRED',
  'FREEBUSY_DISABLED',
  'LEVEL_NONE',
  'MAILBOX_UNKNOWN',
  'INSIDE_LEVEL',
  'OUT_OF_SCOPE',
  'EXCLUDED',
  'REQUESTS_DISABLED',
  'REQUESTER_OUT_OF_SCOPE',
  'ANONYMOUS_OFF',
  'RELATIONSHIP_LEVEL',
  'REQUESTS_LEVEL',
  'MAILBOX_DEFAULT',
  'GRANT',
  'LINK_LEVEL',
  'SHARING_POLICY',
  'ROOM_OUTSIDE',
  'GROUP_MERGED',
  'GROUP_LIMIT',
  'GROUP_TOO_SMALL',
  'REQUESTED_VIEW',
] as const
export type DecisionCode = (typeof DECISION_CODES)[number]

/** Whose policy is applied: that of the people who ask, or that of the mailbox asked about. */
export type Side = 'asking' | 'answering'

/** One person asks about one mailbox. */
export interface Ask {
  readonly from: MailboxAddress
  readonly about: MailboxAddress
  readonly view: View
  readonly at: Instant
}

export interface Granted {
  readonly outcome: 'answer'
  readonly level: Exclude<AccessLevel, 'None'>
  /** The view granted: at most the one asked for. */
  readonly view: View
  /** The tightest ceiling. */
  readonly decidedBy: DecisionCode
  /** The answer goes to another organization. */
  readonly outsider: boolean
  /** At AvailabilityOnly an outsider gets touching blocks of one status as one. */
  readonly joinBlocks: boolean
  /** At AvailabilityOnly an outsider gets the working hours. */
  readonly giveWorkingHours: boolean
  /** What of the time may be told; null: all of it. `shareView` makes the rest unknown. */
  readonly part: VisiblePart | null
  /** Of a group only: whose times are merged. */
  readonly group?: GroupMerge
}

/** How a group's answer is made of its members'. */
export interface GroupMerge {
  /** Everybody once; each is decided about by itself, and who is refused is unknown. */
  readonly members: readonly MailboxAddress[]
  /** Of them the people whose times this asker may hear. */
  readonly people: ReadonlySet<MailboxAddress>
  /** How many of `people` have to be known at any time of which something is told; 0 among our own people. */
  readonly fewest: number
}

export interface Refused {
  readonly outcome: 'refuse'
  /** For our own administrators: outside, every refusal looks like an unknown mailbox. */
  readonly decidedBy: DecisionCode
}

export type Decision = Granted | Refused
export type SidedDecision = Decision & { readonly side: Side }

/** The decision with whose it is. Written out field by field: a lookup makes hundreds, and a spread costs more than the rest. */
export function sided(decision: Decision, side: Side): SidedDecision {
  if (decision.outcome === 'refuse') return { outcome: 'refuse', decidedBy: decision.decidedBy, side }
  const { level, view, decidedBy, outsider, joinBlocks, giveWorkingHours, part, group } = decision
  const answer = {
    outcome: 'answer',
    level,
    view,
    decidedBy,
    outsider,
    joinBlocks,
    giveWorkingHours,
    part,
    side,
  } as const
  return group === undefined ? answer : { ...answer, group }
}

const levelOf = (decision: Decision): AccessLevel => (decision.outcome === 'refuse' ? 'None' : decision.level)
const stepOf = ({ decidedBy }: Decision): number => DECISION_CODES.indexOf(decidedBy)

/** A refusal, then the lower level, then the earlier step, then who asks. */
function isTighter(a: SidedDecision, b: SidedDecision): boolean {
  const difference = compareLevels(levelOf(a), levelOf(b)) || stepOf(a) - stepOf(b)
  return difference < 0 || (difference === 0 && a.side === 'asking')
}

/**
 * Both sides' decisions on the same question as one: the tighter one, with its side. What each side holds back besides
 * the level is held back in the end: blocks are joined if either says so, working hours given only if both do, and of the
 * time only what both show.
 */
export function tighter(a: SidedDecision, b: SidedDecision): SidedDecision {
  if (a.outcome === 'refuse' || b.outcome === 'refuse') return isTighter(a, b) ? a : b
  const tightest = isTighter(a, b) ? a : b
  const { outcome, level, decidedBy, side } = tightest
  const group = a.group ?? b.group
  return {
    outcome,
    level,
    // Who only takes in does not know that it asks about a group.
    view: group === undefined ? tightest.view : 'MergedOnly',
    decidedBy,
    outsider: a.outsider || b.outsider,
    joinBlocks: a.joinBlocks || b.joinBlocks,
    giveWorkingHours: a.giveWorkingHours && b.giveWorkingHours,
    part: bothParts(a.part, b.part),
    side,
    ...(group !== undefined && { group }),
  }
}
