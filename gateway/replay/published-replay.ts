import { HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../protocols/time-zone/zone.ts'
import { decideAnonymous } from '../../trust/policies/decide-anonymous.ts'
import type { Policy } from '../../trust/policies/policy.ts'
import { EFFECTS, effectOf, verdictOf } from '../../trust/policies/replay/effect.ts'
import type { EffectOf } from '../../trust/policies/replay/effect.ts'
import type { EffectCounts, Verdict } from '../../trust/policies/replay/policy-diff.ts'
import { byBytes } from '../../trust/stores/by-bytes.ts'
import type { LastLooks } from '../../trust/sharing/last-looks.ts'
import { linkIsOpen, publishedWindow } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'

/** A published calendar that would show something else. */
export interface PublishedEffect extends EffectOf {
  readonly mailbox: string
  /** Id of the link; it tells nothing of its address. */
  readonly link: string
  /** The hour of the last look. */
  readonly last: Instant
  readonly before: Verdict
  readonly after: Verdict
}

/** Of published calendars only the hour of the last look is on record: how many looked, and who, nobody knows. */
export interface PublishedReport {
  /** Links that are open and were looked at. */
  readonly looked: number
  readonly effects: EffectCounts
  /** The worst first. */
  readonly links: readonly PublishedEffect[]
  readonly more: number
}

/** What published calendars show, now and by a draft. */
export class PublishedReplay {
  readonly #policies: { readonly now: Policy; readonly draft: Policy }
  readonly #looks: Pick<LastLooks, 'of'>
  readonly #today: Instant
  readonly #changed: PublishedEffect[] = []
  #looked = 0

  constructor(
    policies: { readonly now: Policy; readonly draft: Policy },
    looks: Pick<LastLooks, 'of'>,
    today: Instant,
  ) {
    this.#policies = policies
    this.#looks = looks
    this.#today = today
  }

  /** @param since what was looked at last in an hour before it is left out */
  replay(link: PublishedLink, since: Instant): void {
    const { organization, mailbox, id } = link
    const last = this.#looks.of({ organization, mailbox, share: `link:${id}` })
    if (last === null || last + HOUR <= since || !linkIsOpen(link, this.#today)) return
    this.#looked++
    const { now, draft } = this.#policies
    const zone = ianaZone(now.mailbox(mailbox)?.timeZone ?? 'UTC') ?? UTC
    const window = publishedWindow(link, zone, this.#today)
    const ask = { about: mailbox, level: link.level, part: link }
    const [was, is] = [decideAnonymous(now, ask), decideAnonymous(draft, ask)]
    const found = effectOf(was, is, window)
    if (found.effect === 'same') return
    const [before, after] = [was, is].map((decision) => verdictOf(decision, 'answering', window)) as [Verdict, Verdict]
    this.#changed.push({ ...found, mailbox, link: id, last, before, after })
  }

  /** @param most links */
  report(most: number): PublishedReport {
    const order = ({ effect }: PublishedEffect): number => EFFECTS.indexOf(effect)
    const all = this.#changed.sort(
      (a, b) => order(a) - order(b) || byBytes(a.mailbox, b.mailbox) || byBytes(a.link, b.link),
    )
    const effects = { first: 0, more: 0, other: 0, nothing: 0, less: 0 }
    for (const { effect } of all) if (effect !== 'same') effects[effect]++
    return { looked: this.#looked, effects, links: all.slice(0, most), more: Math.max(0, all.length - most) }
  }
}
