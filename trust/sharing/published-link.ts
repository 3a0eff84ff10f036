import { createHash } from 'node:crypto'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import type { AccessLevel } from '../policies/access-level.ts'
import type { Randomness } from '../randomness.ts'

/** How far a published calendar reaches into the past and into the future (Exchange: DateRangeEnumType), in days. */
export const PUBLISHED_RANGES = {
  OneDay: 1,
  ThreeDays: 3,
  OneWeek: 7,
  OneMonth: 31,
  ThreeMonths: 92,
  SixMonths: 183,
  OneYear: 366,
} as const

export type PublishedRange = keyof typeof PUBLISHED_RANGES

/** Languages in which people outside are written to and shown a calendar. */
export const LANGUAGES = ['en', 'sv'] as const
export type Language = (typeof LANGUAGES)[number]

/** Where an owner said that only part of her calendar is shown; what is outside is unknown, never free. */
export interface SharedPart {
  /** Weekdays and hours in the owner's zone; null: all of them. */
  readonly hours: WorkingHours['periods'] | null
  /** Of categories that are not shown, in lower case. */
  readonly hiddenCategories: readonly string[]
}

/**
 * A calendar opened to whoever holds an unguessable address. A revoked one stays as a tombstone, so that its end can be
 * proved; its address never works again.
 */
export interface PublishedLink extends SharedPart {
  /** Names the link to people and commands; tells nothing of the secret. */
  readonly id: string
  /** Name of the hosted organization. */
  readonly organization: string
  readonly mailbox: MailboxAddress
  /** SHA-256 of the secret part of the address, base64url: the secret itself is kept nowhere. */
  readonly secretHash: string
  /** What the owner chose; the anonymous level of her sharing policy caps it at every look. */
  readonly level: Exclude<AccessLevel, 'None'>
  readonly back: PublishedRange
  readonly ahead: PublishedRange
  /** Whom the invitation went to; null where the owner hands the address on herself. */
  readonly recipient: MailboxAddress | null
  /** Whether a visitor has to type a code that is mailed to `recipient` first. */
  readonly codeByMail: boolean
  readonly searchable: boolean
  readonly language: Language
  readonly createdAt: Instant
  /** The first instant at which it shows something; null: at once. */
  readonly from: Instant | null
  /** The first instant at which it is over; null: never by itself. */
  readonly until: Instant | null
  readonly revokedAt: Instant | null
}

const SECRET_BYTES = 32

/** The secret part of an address: 256 random bits, base64url. */
export const newLinkSecret = (random: Randomness): string => random.bytes(SECRET_BYTES).toString('base64url')

/** What is kept of a secret. A guess is compared by looking its hash up: how long that takes tells nothing of the secret. */
export const linkSecretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Whether the link shows anything at all, before any policy. */
export function linkIsOpen(link: Pick<PublishedLink, 'from' | 'until' | 'revokedAt'>, now: Instant): boolean {
  return link.revokedAt === null && now >= (link.from ?? -Infinity) && now < (link.until ?? Infinity)
}

/** The part of time the link shows now: whole days of the owner's zone on both sides of today. */
export function publishedWindow(
  { back, ahead }: Pick<PublishedLink, 'back' | 'ahead'>,
  zone: Zone,
  now: Instant,
): TimeWindow {
  const today = Math.floor(wallOf(zone, now) / DAY)
  const [first, last] = [today - PUBLISHED_RANGES[back], today + PUBLISHED_RANGES[ahead]]
  return { start: zone.instantOf(first * DAY), end: zone.instantOf((last + 1) * DAY) }
}
