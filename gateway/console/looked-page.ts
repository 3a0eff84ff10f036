import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import { MOST_OWN_LOOKS, OWN_LOOKS_DAYS } from '../audit/own-looks.ts'
import type { OwnLook } from '../audit/own-looks.ts'
import type { Share } from '../sharing/share.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { lowerButtons, lowerForm } from './lower-buttons.ts'
import type { Lowering } from './lower-buttons.ts'
import { LOOKED_TEXTS } from './looked-texts.ts'
import { ADDRESSES, instantText, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'
import { shareLines, whoText } from './share-words.ts'
import { shareAddress } from './who-page.ts'

export interface ListedLook extends OwnLook {
  /** How the organization is called; null where it is not known any more. `yours`: her own. */
  readonly organizationName: { readonly name: string | null } | 'yours'
  /** What whoever asked would be told now; null where nobody knows who it was. */
  readonly now: AccessLevel | null
  readonly lowering: Lowering | null
  /** Whose people can all be told nothing; null: nobody's. */
  readonly everybodyAt: Domain | null
}

/** A link that somebody opened lately, with how it can be lowered. */
export interface ListedLink {
  readonly share: Share
  readonly lowering: Lowering | null
}

export interface LookedState {
  readonly looks: readonly ListedLook[]
  /** Whether there were more. */
  readonly more: boolean
  readonly links: readonly ListedLink[]
  /** So that each press counts once. */
  readonly once: string
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
  const { levels } = OWNER_TEXTS[locale.language]
  const buttons = from !== null && lowerButtons(onlooker, from, look.lowering, look.everybodyAt)
  const differs = look.now !== null && look.now !== (look.level ?? 'None')
  const organization =
    organizationName === 'yours' ? texts.yours : html`<bdi>${organizationName.name ?? texts.gone}</bdi>`
  return html`<li><h3>${who}</h3><ul class="facts"><li>${locale.time(wallOf(zone, at))} · ${organization}</li><li>${texts.window(span)}</li><li class="level">${toldText(locale, look)}</li>${differs && look.now && html`<li>${texts.now(levels[look.now])}</li>`}</ul>${buttons}</li>`
}

function linkItem(onlooker: Onlooker, { share, lowering }: ListedLink): Html {
  const owner = OWNER_TEXTS[onlooker.locale.language]
  const who = whoText(onlooker.locale, share)
  const looked = share.lastLook === null ? null : owner.lastLooked(instantText(onlooker, share.lastLook))
  const stop = html`<a class="button" href="${shareAddress(onlooker, share, 'revoke')}" aria-label="${owner.ofShare(owner.revoke, who)}">${owner.revoke}</a>`
  const lines = shareLines(onlooker, share).map(({ level }) => html`<li class="level">${level}</li>`)
  return html`<li><h3><bdi>${who}</bdi></h3><ul class="facts">${lines}<li>${looked}</li></ul>${lowerButtons(onlooker, who, lowering, null)}<div class="acts">${stop}</div></li>`
}

/** Of whom nobody knows the name; when each was opened last, and how to show less by it. */
function linkList(onlooker: Onlooker, links: readonly ListedLink[]): Part {
  if (links.length === 0) return null
  const texts = LOOKED_TEXTS[onlooker.locale.language]
  return html`<section class="card" aria-labelledby="links"><h2 id="links">${texts.linksTitle}</h2><ul class="shares">${links.map((one) => linkItem(onlooker, one))}</ul></section>`
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
export function lookedPage(onlooker: Onlooker, { looks, more, links, once }: LookedState): string {
  const { locale, base } = onlooker
  const [texts, owner] = [LOOKED_TEXTS[locale.language], OWNER_TEXTS[locale.language]]
  const days = [...byDay(onlooker, looks)].map(
    ([day, its]) =>
      html`<section class="card" aria-labelledby="day-${day}"><h2 id="day-${day}">${locale.weekdayAndDate(day)}</h2><ul class="shares">${its.map((look) => lookItem(onlooker, look))}</ul></section>`,
  )
  const list = looks.length === 0 ? html`<p class="card">${texts.none(OWN_LOOKS_DAYS)}</p>` : days
  const content = html`<p class="soft">${texts.lead(OWN_LOOKS_DAYS)}</p><p class="soft">${texts.links} <a href="${base}${ADDRESSES.who}">${owner.who}</a></p>
${lowerForm(onlooker, once)}${linkList(onlooker, links)}${list}${more && html`<p class="soft">${texts.more(MOST_OWN_LOOKS)}</p>`}`
  return ownerPage(onlooker, 'looked', owner.looked, content)
}
