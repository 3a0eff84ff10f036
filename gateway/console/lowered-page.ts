import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { ShareId } from '../sharing/share.ts'
import { html } from './html.ts'
import { LOWER_PATH } from './lower-buttons.ts'
import { LOOKED_TEXTS } from './looked-texts.ts'
import { ADDRESSES, formToken, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'

/** What takes a lowering back: the level before, and the version it would be put in the place of. */
export interface WayBack {
  readonly share: ShareId
  /** Null: there was nothing before. */
  readonly level: AccessLevel | null
  readonly version: number
  /** So that it counts once. */
  readonly once: string
}

/** Says what was done, and takes it back with one press. @param back null where there is nothing to take back */
export function loweredPage(onlooker: Onlooker, title: string, said: string, back: WayBack | null): string {
  const { locale, base } = onlooker
  const [texts, owner] = [LOOKED_TEXTS[locale.language], OWNER_TEXTS[locale.language]]
  const fields: readonly (readonly [string, string])[] =
    back === null
      ? []
      : [
          ['once', back.once],
          ['share', back.share],
          ['level', back.level ?? ''],
          ['version', String(back.version)],
        ]
  const hidden = fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  const undo =
    back &&
    html`<form method="post" action="${base}${LOWER_PATH}/undo">${formToken(onlooker)}${hidden}<button class="quiet">${texts.undo}</button></form>`
  const content = html`<p class="card said" role="status">${said}</p><section class="card"><div class="send"><a class="button first" href="${base}${ADDRESSES.looked}">${owner.looked}</a>${undo}</div></section>`
  return ownerPage(onlooker, 'looked', title, content)
}
