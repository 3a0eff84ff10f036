import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { ShareId } from '../sharing/share.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { LOOKED_TEXTS } from './looked-texts.ts'
import { formToken } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'

/** What can be lowered with one press, and to what: the highest first. */
export interface Lowering {
  readonly share: ShareId
  readonly to: readonly AccessLevel[]
}

/** Where all buttons of a page go: each names what it lowers, and none of them needs a form of its own. */
export const LOWER_PATH = 'lower'
const FORM = 'lower'

/** The form behind the buttons of a page. @param once so that each press counts once */
export const lowerForm = (onlooker: Onlooker, once: string): Html =>
  html`<form method="post" action="${onlooker.base}${LOWER_PATH}" id="${FORM}">${formToken(onlooker)}<input type="hidden" name="once" value="${once}"></form>`

/** @param who whom it is for, as a screen reader says before the buttons */
export function lowerButtons({ locale }: Onlooker, who: string, lowering: Lowering | null, everybodyAt: Domain | null) {
  const [texts, { levels }] = [LOOKED_TEXTS[locale.language], OWNER_TEXTS[locale.language]]
  const button = (share: ShareId, level: AccessLevel, text: string): Html =>
    html`<button class="quiet" form="${FORM}" name="lower" value="${level} ${share}">${text}</button>`
  const own: readonly Part[] = lowering?.to.map((level) => button(lowering.share, level, levels[level])) ?? []
  const all = everybodyAt && button(`grant:@${everybodyAt}`, 'None', texts.nothingAt(everybodyAt))
  if (own.length === 0 && all === null) return null
  return html`<div class="acts" role="group" aria-label="${texts.lowerFor(who)}"><span class="soft">${texts.fromNowOn}</span>${own}${all}</div>`
}
