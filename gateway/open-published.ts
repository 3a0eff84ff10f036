import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import type { Clock } from '../trust/clock.ts'
import { decideAnonymous } from '../trust/policies/decide-anonymous.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { PublishedLink } from '../trust/sharing/published-link.ts'
import type { Hosting } from './hosted-organizations.ts'
import type { Log } from './log.ts'
import type { Kept } from './open-kept.ts'
import { CodeDoor } from './sharing/code-door.ts'
import type { CodeParts } from './sharing/code-door.ts'
import { PublishedCalendars } from './sharing/published-calendars.ts'
import type { PublishedParts } from './sharing/published-calendars.ts'
import { publishedDoor } from './sharing/published-door.ts'
import { passKeyOf, ViewPasses } from './sharing/view-pass.ts'
import { VisitorBudget } from './sharing/visitor-budget.ts'
import { codeKeyOf, VisitorCodes } from './sharing/visitor-codes.ts'

export interface PublishingParts {
  readonly settings: Pick<GatewaySettings, 'publishing'>
  readonly kept: Pick<Kept, 'state' | 'lastLooks' | 'sealingKey'>
  readonly calendars: PublishedCalendars
  readonly sendCode: CodeParts['sendCode']
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
}

/** What links show: decided by the policy of the organization that has the mailbox, read from its calendars. */
export function publishedOver({ links, hostings, clock, random }: OverParts): PublishedCalendars {
  const byName = new Map(hostings.map((hosting) => [hosting.organization.name, hosting]))
  return new PublishedCalendars({
    links,
    clock,
    newRequestId: () => random.uuid(),
    decide: (link) => {
      const policy = byName.get(link.organization)?.organization.policy
      const { mailbox: about, level } = link
      if (policy === undefined) return { outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN' }
      return decideAnonymous(policy, { about, level, part: link })
    },
    sourceOf: ({ organization: name, mailbox }) => {
      const hosting = byName.get(name)
      if (hosting === undefined) return undefined
      const { organization, settings, calendarVersionOf } = hosting
      const timeZone = organization.policy.mailbox(mailbox)?.timeZone ?? settings.timeZone
      return { calendars: organization.calendars, timeZone, versionOf: calendarVersionOf }
    },
  })
}

type OverParts = Pick<PublishedParts, 'links' | 'clock'> &
  Pick<PublishingParts, 'random'> & { readonly hostings: readonly Hosting[] }

/** Puts together what answers visitors. */
export function openPublished(parts: PublishingParts): RequestListener {
  const { settings, kept, calendars, sendCode, clock, random, log } = parts
  const { state, lastLooks, sealingKey } = kept
  const passes = new ViewPasses(passKeyOf(sealingKey))
  return publishedDoor({
    calendars,
    codes: new CodeDoor({
      codes: new VisitorCodes({ state, random, key: codeKeyOf(sealingKey) }),
      passes,
      sendCode,
      clock,
      log,
    }),
    budget: new VisitorBudget(settings.publishing),
    fresh: () => state.fresh(),
    usedLink: ({ organization, mailbox, id }: PublishedLink, at) =>
      lastLooks.note({ organization, mailbox, share: `link:${id}` }, at),
    clock,
    log,
  })
}
