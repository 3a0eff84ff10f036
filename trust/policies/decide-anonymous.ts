import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { SharedPart } from '../sharing/published-link.ts'
import { viewAtLevel } from './access-level.ts'
import type { Decision, Granted } from './decision.ts'
import { BY_DEFAULT, Walk } from './decision-walk.ts'
import type { Step } from './decision-walk.ts'
import { isResource } from './group-steps.ts'
import type { Policy } from './policy.ts'
import { bothParts, partOf } from './visible-part.ts'
import type { VisiblePart } from './visible-part.ts'

/** What a published calendar would show if nothing capped it. */
export interface AnonymousAsk {
  readonly about: MailboxAddress
  readonly level: Granted['level']
  /** Null: all of it. */
  readonly part: SharedPart | null
}

/**
 * The gates and ceilings of a published calendar. Whether relationships are shut is none of them: whoever has the address
 * is in no organization.
 */
export function walkAnonymous(walk: Walk, policy: Policy, { about, level, part }: AnonymousAsk): Decision {
  const mailbox = policy.mailbox(about)
  let visible: VisiblePart | null = null
  if (walk.finds('MAILBOX_UNKNOWN', mailbox)) {
    const { anonymous } = mailbox.sharingPolicy
    if (walk.gate('ANONYMOUS_OFF', anonymous !== 'None')) {
      walk.ceiling('LINK_LEVEL', level)
      walk.ceiling('SHARING_POLICY', anonymous)
      if (isResource(mailbox)) walk.ceiling('ROOM_OUTSIDE', 'AvailabilityOnly')
      // A published calendar is one mailbox's own, and a group has none: of its people nobody has published hers here.
      if (mailbox.kind === 'group' && !walk.refuses) walk.gate('GROUP_TOO_SMALL', false)
    }
    visible = bothParts(part === null ? null : partOf(part, mailbox.timeZone), mailbox.part)
  }
  return walk.conclude((granted) => viewAtLevel('Detailed', granted), BY_DEFAULT, visible)
}

/**
 * What a mailbox's policy lets a published calendar show to whoever has its address: at most what the owner chose for the
 * link, at most the `Anonymous` entry of her sharing policy. Pure. Whether the link itself is open (`linkIsOpen`) has been
 * found out before; nothing in a policy depends on when one looks.
 */
export function decideAnonymous(policy: Policy, ask: AnonymousAsk): Decision {
  return walkAnonymous(new Walk(null), policy, ask)
}

/** The steps `decideAnonymous` goes through, in their order, up to a shut gate or to the last. */
export function explainAnonymous(policy: Policy, ask: AnonymousAsk): readonly Step[] {
  const steps: Step[] = []
  walkAnonymous(new Walk(steps), policy, ask)
  return steps
}
