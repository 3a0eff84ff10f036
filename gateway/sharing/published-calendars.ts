import { LRUCache } from 'lru-cache'
import type { Connector } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Decision, Granted } from '../../trust/policies/decision.ts'
import type { LinkDirectory } from '../../trust/sharing/link-store.ts'
import { linkIsOpen } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { variantOf } from './published-variant.ts'
import type { Variant, Wanted } from './published-variant.ts'
import { readPublished } from './read-published.ts'
import { renderPublished } from './render-published.ts'
import type { Rendered } from './render-published.ts'

/** Where the calendar of a link is. */
export interface CalendarSource {
  readonly calendars: Connector
  /** IANA name of the mailbox's zone. */
  readonly timeZone: string
  /** Another number once the calendar has been read anew. */
  readonly versionOf: (mailbox: MailboxAddress) => number
}

export interface PublishedParts {
  readonly links: LinkDirectory
  /** What policy lets the link show. */
  readonly decide: (link: PublishedLink, at: Instant) => Decision
  readonly sourceOf: (link: PublishedLink) => CalendarSource | undefined
  readonly clock: Clock
  readonly newRequestId: () => string
}

/** `closed`: wrong, revoked, over, not yet begun or switched off, which nobody outside can tell apart. */
export type Look =
  { readonly kind: 'closed' } | { readonly kind: 'busy' } | { readonly kind: 'shown'; readonly rendered: Rendered }

/** A link that shows something now, and how much. */
export interface OpenLink {
  readonly link: PublishedLink
  readonly decision: Granted
  readonly source: CalendarSource
}

interface Kept {
  readonly rendered: Rendered
  /** When it has to be made anew though nothing changed; it was made without something that may be there then. */
  readonly until: Instant
}

/** A variant with what it was worked out from. */
interface Placed {
  readonly link: PublishedLink
  readonly minute: number
  readonly timeZone: string
  readonly variant: Variant
  readonly key: string
}

const CLOSED: Look = { kind: 'closed' }
const CACHE_BYTES = 64 * 2 ** 20
/** One entry is this large at most; a larger one is made each time. */
const LARGEST = 4 * 2 ** 20
const MOST_PLACED = 2_000
const LONGEST_PLACED = 600
const UNSETTLED_MS = 30_000
const DEADLINE_MS = 10_000
/** How often what is decided on may change while one look waits. */
const MOST_TURNS = 5

/** Decided when it is looked at, made once for each variant and change or day (threats PU6, PU8). */
export class PublishedCalendars {
  /** Made since the start. */
  renderings = 0
  readonly #parts: PublishedParts
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: CACHE_BYTES,
    maxEntrySize: LARGEST,
    sizeCalculation: ({ rendered }, key) => rendered.answer.body.length + key.length * 2 + 512,
  })
  readonly #placed = new LRUCache<string, Placed>({ max: MOST_PLACED })
  readonly #underWay = new Map<string, Promise<Rendered>>()

  constructor(parts: PublishedParts) {
    this.#parts = parts
  }

  /** What shows now of the link with this hash; null where nothing does. */
  open(hash: string): OpenLink | null {
    const { links, decide, sourceOf, clock } = this.#parts
    const link = links.byHash(hash)
    const now = clock.now()
    if (link === undefined || !linkIsOpen(link, now)) return null
    const decision = decide(link, now)
    const source = sourceOf(link)
    return decision.outcome === 'refuse' || source === undefined ? null : { link, decision, source }
  }

  /** At once where it has been made before. What was waited for is decided again. */
  look(open: OpenLink, wanted: Wanted, turns = MOST_TURNS): Look | Promise<Look> {
    const now = this.#parts.clock.now()
    const placed = this.#place(open, wanted, now)
    const key = keyOf(open, placed)
    const kept = this.#kept.get(key)
    if (kept !== undefined && now < kept.until) return { kind: 'shown', rendered: kept.rendered }
    if (turns === 0) return { kind: 'busy' }
    return this.#made(key, open, placed.variant, now).then((rendered) =>
      this.#again(open, wanted, key, rendered, turns),
    )
  }

  /** @param rendered made for `key`: shown only if that is still what holds */
  #again(before: OpenLink, wanted: Wanted, key: string, rendered: Rendered, turns: number): Look | Promise<Look> {
    const open = this.open(before.link.secretHash)
    if (open === null) return CLOSED
    const same = keyOf(open, this.#place(open, wanted, this.#parts.clock.now())) === key
    return same ? { kind: 'shown', rendered } : this.look(open, wanted, turns - 1)
  }

  /** The variant a wish comes to; found again while the minute lasts, in which no day of any zone begins. */
  #place({ link, source }: OpenLink, wanted: Wanted, now: Instant): Placed {
    const { timeZone } = source
    const minute = Math.floor(now / MINUTE)
    const wish = `${link.id} ${wanted.format} ${wanted.query} ${wanted.acceptLanguage ?? ''}`
    const found = this.#placed.get(wish)
    if (found?.link === link && found.minute === minute && found.timeZone === timeZone) return found
    const variant = variantOf(wanted, link, timeZone, now)
    const placed = { link, minute, timeZone, variant, key: placeKey(link, variant, now) }
    if (wish.length < LONGEST_PLACED) this.#placed.set(wish, placed)
    return placed
  }

  /** Of any number of visitors who wait for the same, one has it made. */
  #made(key: string, open: OpenLink, variant: Variant, now: Instant): Promise<Rendered> {
    const underWay = this.#underWay.get(key)
    if (underWay !== undefined) return underWay
    const made = this.#make(key, open, variant, now).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, made)
    return made
  }

  async #make(key: string, { link, decision, source }: OpenLink, variant: Variant, now: Instant): Promise<Rendered> {
    const { mailbox } = link
    const { calendars, timeZone: ownZone } = source
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const parts = { calendars, mailbox, decision, now, signal, requestId: this.#parts.newRequestId() }
    const reading = await readPublished(parts, variant.window)
    this.renderings++
    const rendered = renderPublished({ link, variant, decision, ownZone, now }, reading)
    this.#kept.set(key, { rendered, until: reading.settled ? Infinity : now + UNSETTLED_MS })
    return rendered
  }
}

/** What the bytes depend on of the link, the wish and the day. */
function placeKey(link: PublishedLink, { key, published }: Variant, now: Instant): string {
  const { id, organization, mailbox, secretHash, searchable } = link
  const day = Math.floor(now / DAY)
  return `${organization} ${id} ${mailbox} ${secretHash} ${searchable}\n${day} ${published.start} ${published.end}\n${key}`
}

/** Everything the bytes depend on; each part on a line of its own, so that none can be taken for another. */
function keyOf({ link, decision, source }: OpenLink, { key }: Placed): string {
  const { level, view, outsider, joinBlocks, giveWorkingHours, part } = decision
  const shown = part === null ? '' : JSON.stringify(part)
  const manner = `${level} ${view} ${outsider} ${joinBlocks} ${giveWorkingHours}`
  return `${key}\n${source.versionOf(link.mailbox)}\n${manner} ${shown}`
}
