import { DAY } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { dayNumber, yearOfDay } from '../time-zone/civil-date.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import type { Zone } from '../time-zone/zone.ts'

/**
 * By standard offset (minutes east of UTC), one zone for each way in which clocks are changed today, and those without a
 * name of their offset. A row only proposes: its zone is compared with the rules day by day, so one that is missing costs
 * a name and nothing else. Few for an offset, since to load a zone takes some 20 ms.
 */
const PROPOSALS: Readonly<Record<number, readonly string[]>> = {
  [-600]: ['America/Adak'],
  [-570]: ['Pacific/Marquesas'],
  [-540]: ['America/Anchorage'],
  [-480]: ['America/Los_Angeles'],
  [-420]: ['America/Denver'],
  [-360]: ['America/Chicago', 'Pacific/Easter'],
  [-300]: ['America/New_York', 'America/Havana'],
  [-240]: ['America/Halifax', 'America/Santiago'],
  [-210]: ['America/St_Johns'],
  [-180]: ['America/Miquelon'],
  [-120]: ['America/Nuuk'],
  [-60]: ['Atlantic/Azores'],
  0: ['Europe/London'],
  60: ['Europe/Berlin'],
  120: ['Europe/Helsinki', 'Asia/Jerusalem', 'Africa/Cairo', 'Asia/Beirut', 'Europe/Chisinau'],
  210: ['Asia/Tehran'],
  270: ['Asia/Kabul'],
  330: ['Asia/Kolkata'],
  345: ['Asia/Kathmandu'],
  390: ['Asia/Yangon'],
  525: ['Australia/Eucla'],
  570: ['Australia/Adelaide', 'Australia/Darwin'],
  600: ['Australia/Sydney'],
  630: ['Australia/Lord_Howe'],
  660: ['Pacific/Norfolk'],
  720: ['Pacific/Auckland'],
  765: ['Pacific/Chatham'],
}

function isSameInYear(one: Zone, other: Zone, year: number): boolean {
  const end = dayNumber(year + 1, 1, 1)
  for (let day = dayNumber(year, 1, 1); day < end; day++) {
    if (one.offsetAt(day * DAY) !== other.offsetAt(day * DAY)) return false
  }
  return true
}

/** POSIX counts westwards: Etc/GMT-1 is an hour east of UTC (tz database, etcetera). */
function fixedName(offset: number): string | null {
  if (offset === 0) return 'UTC'
  return offset % 60 === 0 && offset >= -720 && offset <= 840
    ? `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset) / 60}`
    : null
}

function search(rules: Zone, year: number): string | null {
  const [winter, summer] = [1, 7].map((month) => rules.offsetAt(dayNumber(year, month, 1) * DAY)) as [number, number]
  const standard = Math.min(winter, summer)
  const fixed = winter === summer ? fixedName(standard) : null
  for (const name of [...(fixed === null ? [] : [fixed]), ...(PROPOSALS[standard] ?? [])]) {
    const zone = ianaZone(name)
    if (zone !== null && isSameInYear(rules, zone, year)) return name
  }
  return null
}

/** What was found before: a server sends the same rules for all its mailboxes, and again in each answer. */
const found = new WeakMap<Zone, Map<number, string | null>>()

/**
 * The name of an IANA zone whose clock shows the same as that of `rules` in the year of `instant`, to the day; null where
 * none is known. For rules that came without a name, as a partner's working hours do: any zone of the kind will do.
 */
export function ianaNameOfRules(rules: Zone, instant: Instant): string | null {
  const year = yearOfDay(Math.floor(instant / DAY))
  const years = found.get(rules) ?? new Map<number, string | null>()
  found.set(rules, years)
  let name = years.get(year)
  if (name === undefined) years.set(year, (name = search(rules, year)))
  return name
}
