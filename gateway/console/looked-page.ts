import { DAY } from '../../protocols/availability/time-window.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import { MOST_OWN_LOOKS, OWN_LOOKS_DAYS } from '../audit/own-looks.ts'
import type { OwnLook } from '../audit/own-looks.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { LOOKED_TEXTS } from './looked-texts.ts'
import { ADDRESSES, instantText, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'

export interface ListedLook extends OwnLook {
  /** How the organization is called; null where it is not known any more. `yours`: her own. */
  readonly organizationName: { readonly name: string | null } | 'yours'
}

function toldText({ language }: Onlooker['locale'], { outcome, level }: OwnLook): string {
  const texts = LOOKED_TEXTS[language]
  if (level !== null) return texts.told(OWNER_TEXTS[language].levels[level])
  return outcome === 'unknown' ? texts.unknown : texts.nothing
}

function lookItem(onlooker: Onlooker, look: ListedLook): Html {
  const { locale, zone } = onlooker
  const texts = LOOKED_TEXTS[locale.language]
  const { from, organizationName, window, at } = look
  const span = SHARE_FORM_TEXTS[locale.language].span(
    instantText(onlooker, window.start),
    instantText(onlooker, window.end),
  )
  const who = from === null ? texts.erased : html`<bdi>${from}</bdi>`
  const organization =
    organizationName === 'yours' ? texts.yours : html`<bdi>${organizationName.name ?? texts.gone}</bdi>`
  return html`<li><h3>${who}</h3><ul class="facts"><li>${locale.time(wallOf(zone, at))} · ${organization}</li><li>${texts.window(span)}</li><li class="level">${toldText(locale, look)}</li></ul></li>`
}

/** In the order given, together where they are of one day of hers. */
function byDay({ zone }: Onlooker, looks: readonly ListedLook[]): ReadonlyMap<number, readonly ListedLook[]> {
  const days = new Map<number, ListedLook[]>()
  for (const look of looks) {
    const day = Math.floor(wallOf(zone, look.at) / DAY)
    const its = days.get(day)
    if (its === undefined) days.set(day, [look])
    else its.push(look)
  }
  return days
}

/** Who looked at her lately, by day. */
export function lookedPage(onlooker: Onlooker, looks: readonly ListedLook[], more: boolean): string {
  const { locale, base } = onlooker
  const [texts, owner] = [LOOKED_TEXTS[locale.language], OWNER_TEXTS[locale.language]]
  const days = [...byDay(onlooker, looks)].map(
    ([day, its]) =>
      html`<section class="card" aria-labelledby="day-${day}"><h2 id="day-${day}">${locale.weekdayAndDate(day)}</h2><ul class="shares">${its.map((look) => lookItem(onlooker, look))}</ul></section>`,
  )
  const list = looks.length === 0 ? html`<p class="card">${texts.none(OWN_LOOKS_DAYS)}</p>` : days
  const content = html`<p class="soft">${texts.lead(OWN_LOOKS_DAYS)}</p><p class="soft">${texts.links} <a href="${base}${ADDRESSES.who}">${owner.who}</a></p>
${list}${more && html`<p class="soft">${texts.more(MOST_OWN_LOOKS)}</p>`}`
  return ownerPage(onlooker, 'looked', owner.looked, content)
}
