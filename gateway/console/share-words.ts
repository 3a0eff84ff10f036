import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import type { Weekday, WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Capped, GrantTerms, Share } from '../sharing/share.ts'
import type { Locale } from './locale.ts'
import { instantText } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'

/** The days of a week in this reader's order. */
export function daysInOrder({ firstDay }: Locale): readonly Weekday[] {
  return [...WEEKDAYS.slice(firstDay), ...WEEKDAYS.slice(0, firstDay)]
}

/** Mon, Tue 08:30–17:00 */
export function hoursText(locale: Locale, periods: WorkingHours['periods']): string {
  const { days } = SHARE_FORM_TEXTS[locale.language]
  const time = (minutes: number): string => locale.time(minutes * MINUTE, minutes === 1440)
  return periods
    .map((one) => {
      const named = daysInOrder(locale).filter((day) => one.days.includes(day))
      return `${named.map((day) => days[day]).join(', ')} ${time(one.start)}–${time(one.end)}`
    })
    .join('; ')
}

/** Whom a share is for, in words. */
export function whoText({ language }: Locale, share: Share): string {
  const texts = OWNER_TEXTS[language]
  if (share.kind === 'grant') {
    return share.to.startsWith('@') ? texts.everybodyAt(share.to.slice(1)) : share.to
  }
  return share.link.recipient === null ? texts.withLink : texts.linkFor(share.link.recipient)
}

/** When and what of it, in words, the level apart. */
export function termsWords(
  onlooker: Onlooker,
  { from, until, hours, hiddenCategories }: GrantTerms,
): readonly string[] {
  const { locale } = onlooker
  const texts = OWNER_TEXTS[locale.language]
  return [
    ...(from === null ? [] : [texts.from(instantText(onlooker, from))]),
    until === null ? texts.noEnd : texts.until(instantText(onlooker, until)),
    ...(hours === null ? [] : [texts.hoursOnly(hoursText(locale, hours))]),
    ...(hiddenCategories.length === 0 ? [] : [texts.without(hiddenCategories.join(', '))]),
  ]
}

/** What a share gives: one line for each of its terms, the level first. */
export function shareLines(onlooker: Onlooker, share: Share): readonly { level: string; rest: string }[] {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  if (share.kind === 'grant') {
    return share.terms.map((terms) => ({
      level: texts.levels[terms.level],
      rest: termsWords(onlooker, terms).join(', '),
    }))
  }
  const { link } = share
  const more = [
    texts.reach(texts.ranges[link.back], texts.ranges[link.ahead]),
    ...(link.codeByMail ? [texts.withCode] : []),
    ...(link.searchable ? [texts.searchable] : []),
  ]
  return [{ level: texts.levels[link.level], rest: [...termsWords(onlooker, link), ...more].join(', ') }]
}

/** What keeps a share below what was chosen, and why. */
export function cappedText({ language }: Locale, { to, by }: Capped): string {
  const texts = OWNER_TEXTS[language]
  const first = to === 'None' ? texts.cappedNothing : texts.cappedTo(texts.levels[to])
  return `${first} ${REFUSAL_TEXTS[language][by]}`
}
