import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { View } from '../../protocols/availability/view.ts'
import type { Policy } from '../../trust/policies/policy.ts'
import { effectOf, effectOfLevels, verdictOf } from '../../trust/policies/replay/effect.ts'
import { EffectTally } from '../../trust/policies/replay/effect-tally.ts'
import type { Asked } from '../../trust/policies/replay/effect-tally.ts'
import type { Verdict } from '../../trust/policies/replay/policy-diff.ts'
import { RememberedOpenTimes } from '../../trust/policies/replay/remembered-open-times.ts'
import type { RecordedLookup } from '../audit/lookup-entry.ts'
import type { Directory, HostedOrganization } from '../broker/directory.ts'
import { GROUP_MEMBER } from '../broker/lookup-trace.ts'
import type { Requester } from '../broker/requester.ts'
import { rule } from '../broker/rule.ts'
import type { Ruling } from '../broker/rule.ts'
import { draftDirectory } from './draft-directory.ts'
import { RecordedAskers } from './recorded-askers.ts'

/** Working out the hours of a window costs as much as so many questions. */
const WORK_OF_HOURS = 20

type RecordedMailbox = RecordedLookup['mailboxes'][number]

/** One set of rules, and who asks where they count. */
interface Side {
  readonly directory: Directory
  readonly askers: RecordedAskers
}

interface Question {
  readonly requesters: { readonly now: Requester; readonly draft: Requester }
  readonly organization: string
  readonly from: MailboxAddress
  readonly asked: View
  readonly window: TimeWindow
  readonly at: Instant
}

/** Of a group so refused it is not on record whether its policy refused it, or what was found of its people. */
const TOO_SMALL = 'GROUP_TOO_SMALL'

/** What was decided then; null where the calendar was not read and the level is not on record. */
function verdictThen({ decided }: RecordedMailbox): Verdict | null {
  const [outcome, decidedBy, side] = decided
  if (outcome === 'unknown' || decidedBy === TOO_SMALL) return null
  return { level: outcome === 'answer' ? decided[3] : 'None', keptBack: false, decidedBy, side }
}

/**
 * Decides recorded questions again: as everything is now, and as it would be with another policy of one organization.
 * What of a policy depends on the time is decided as at the time of the question; trusts are those of today.
 */
export class PolicyReplay {
  readonly #hosted: HostedOrganization
  /** `@domain`, for each of its domains. */
  readonly #ours: readonly string[]
  readonly #today: Instant
  readonly #now: Side
  readonly #draft: Side
  readonly #opened = new RememberedOpenTimes()
  /** The draft beside now. */
  readonly drafted = new EffectTally()
  /** Now beside what was decided then: what changed meanwhile, whatever the draft says. */
  readonly meanwhile = new EffectTally()
  /** Lookups with a question that the organization's policy has a say in. */
  lookups = 0
  /** Questions of which an address was erased: nobody knows what they were. */
  erased = 0
  /** Questions by people of an organization that is not hosted here any more. */
  unhosted = 0
  /** Questions of which it is not on record how much was given then. */
  unread = 0

  /** @param today when trusts have to be usable: all but the policy is as it is then */
  constructor(directory: Directory, hosted: HostedOrganization, draft: Policy, today: Instant) {
    const sideOf = (its: Directory): Side => ({
      directory: its,
      askers: new RecordedAskers(its, hosted.identity.id),
    })
    this.#hosted = hosted
    this.#today = today
    this.#ours = hosted.domains.map((domain) => `@${domain}`)
    this.#now = sideOf(directory)
    this.#draft = sideOf(draftDirectory(directory, hosted, draft))
  }

  /** @returns how much work it was, a question being one */
  replay(lookup: RecordedLookup): number {
    const { asker, asked } = lookup
    if (asker === null) return 0
    // Who is in a group is decided about with the group, which has its own place.
    const own = lookup.mailboxes.filter(({ decided: [, decidedBy] }) => decidedBy !== GROUP_MEMBER)
    const concerning = own.filter(({ about }) => this.#concerns(asker, about))
    if (concerning.length === 0) return 0
    this.lookups++
    const workedOut = this.#opened.workedOut
    const from = readMailboxAddress(lookup.from)
    const requesters = from === null ? null : this.#requestersOf(asker, from)
    const window = { start: Date.parse(lookup.window.start), end: Date.parse(lookup.window.end) }
    const common = { organization: asker.organization, asked, window, at: Date.parse(lookup.at) }
    for (const mailbox of concerning) {
      const about = readMailboxAddress(mailbox.about)
      if (from === null || about === null) this.erased++
      else if (requesters === null) this.unhosted++
      else this.#decide({ ...common, requesters, from }, about, mailbox)
    }
    return concerning.length + WORK_OF_HOURS * (this.#opened.workedOut - workedOut)
  }

  /** Of an erased address nobody knows whose it was. */
  #concerns({ organization, kind }: NonNullable<RecordedLookup['asker']>, about: string | null): boolean {
    if (about === null || (kind === 'inside' && organization === this.#hosted.identity.id)) return true
    return this.#ours.some((everybody) => about.endsWith(everybody))
  }

  #requestersOf(asker: NonNullable<RecordedLookup['asker']>, from: MailboxAddress): Question['requesters'] | null {
    const now = this.#now.askers.requesterOf(asker, from)
    const draft = this.#draft.askers.requesterOf(asker, from)
    return now && draft && { now, draft }
  }

  #decide(question: Question, about: MailboxAddress, mailbox: RecordedMailbox): void {
    const { requesters, organization, from, asked, window, at } = question
    const now = rule(this.#now.directory, requesters.now, about, asked, at, this.#today)
    const draft = rule(this.#draft.directory, requesters.draft, about, asked, at, this.#today)
    const who = { organization, from, about, at }
    this.drafted.note(who, effectOf(now.decision, draft.decision, window, this.#opened.of), () => [
      verdictOf(now.decision, now.decision.side, window, this.#opened.of),
      verdictOf(draft.decision, draft.decision.side, window, this.#opened.of),
    ])
    this.#compareThen(who, mailbox, now)
  }

  /** By levels: of what was kept back of the time then, nothing is on record. */
  #compareThen(who: Asked, mailbox: RecordedMailbox, { decision }: Ruling): void {
    const then = verdictThen(mailbox)
    if (then === null) {
      this.unread++
      return
    }
    const { decidedBy, side } = decision
    const level = decision.outcome === 'answer' ? decision.level : 'None'
    this.meanwhile.note(who, effectOfLevels(then.level, level), () => [
      then,
      { level, keptBack: false, decidedBy, side },
    ])
  }
}
