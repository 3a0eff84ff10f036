import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Cap } from '../../trust/policies/cap-of.ts'
import type { InvitationState } from '../sharing/invitation-record.ts'
import type { Share } from '../sharing/share.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { ADDRESSES, instantText, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import { cappedText, shareLines, whoText } from './share-words.ts'

export interface ListedShare {
  readonly share: Share
  /** Null where nobody was written to, or it is long ago. */
  readonly invitation: InvitationState['state'] | null
}

/** Who sees her by the rules of her organization, whatever she shares herself. */
export interface SeenByRule {
  readonly domains: readonly Domain[]
  /** What colleagues see. */
  readonly inside: AccessLevel
  readonly partners: readonly { readonly domain: string; readonly level: AccessLevel }[]
  /** Whether there are more partners than are listed. */
  readonly morePartners: boolean
  /** How far a link goes at most. */
  readonly links: Cap
}

export type Done = 'shared' | 'changed' | 'revoked'

export const shareAddress = ({ base }: Pick<Onlooker, 'base'>, { id }: Pick<Share, 'id'>, what: string): string =>
  `${base}shares/${encodeURIComponent(id)}/${what}`

function facts(onlooker: Onlooker, { share, invitation }: ListedShare): Html {
  const { locale } = onlooker
  const texts = OWNER_TEXTS[locale.language]
  const { capped, lastLook } = share
  const looked = lastLook === null ? texts.neverLooked : texts.lastLooked(instantText(onlooker, lastLook))
  const failed = invitation === 'refused' || invitation === 'given-up'
  const told = invitation && html`<li${failed ? html` class="bounced"` : null}>${texts.invitation[invitation]}</li>`
  return html`<ul class="facts">${shareLines(onlooker, share).map(
    ({ level, rest }) => html`<li><span class="level">${level}</span> · <bdi>${rest}</bdi></li>`,
  )}${capped && html`<li class="limit">${cappedText(locale, capped)}</li>`}<li>${looked}</li>${told}</ul>`
}

function acts(onlooker: Onlooker, share: Share): Html {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const who = whoText(onlooker.locale, share)
  const act = (what: 'change' | 'reset' | 'revoke'): Html =>
    html`<a class="button" href="${shareAddress(onlooker, share, what)}" aria-label="${texts.ofShare(texts[what], who)}">${texts[what]}</a>`
  return html`<div class="acts">${act('change')}${share.kind === 'link' ? act('reset') : null}${act('revoke')}</div>`
}

function shareItem(onlooker: Onlooker, listed: ListedShare): Html {
  const { share } = listed
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const tag =
    share.kind === 'link' &&
    html` <span class="tag${share.standing === 'open' ? ' open' : ''}">${texts.standing[share.standing]}</span>`
  return html`<li><h3><bdi>${whoText(onlooker.locale, share)}</bdi>${tag}</h3>${facts(onlooker, listed)}${acts(onlooker, share)}</li>`
}

const isEnded = ({ share }: ListedShare): boolean =>
  share.kind === 'link' && (share.standing === 'revoked' || share.standing === 'over')

function endedItem(onlooker: Onlooker, { share }: ListedShare): Html {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const standing = share.kind === 'link' && texts.standing[share.standing]
  return html`<li><bdi>${whoText(onlooker.locale, share)}</bdi> <span class="tag">${standing}</span></li>`
}

function people(onlooker: Onlooker, shares: readonly ListedShare[]): Html {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const open = shares.filter((listed) => !isEnded(listed))
  const ended = shares.filter(isEnded)
  const list: Part =
    open.length === 0
      ? html`<p class="soft">${texts.noPeople}</p>`
      : html`<ul class="shares">${open.map((listed) => shareItem(onlooker, listed))}</ul>`
  const over =
    ended.length > 0 &&
    html`<details><summary class="soft">${texts.ended(ended.length)}</summary><ul class="facts">${ended.map((listed) => endedItem(onlooker, listed))}</ul></details>`
  return html`<section class="card" aria-labelledby="people"><h2 id="people">${texts.people}</h2>${list}${over}<p class="send"><a class="button first" href="${onlooker.base}${ADDRESSES.share}">${texts.shareNow}</a></p></section>`
}

function rules({ locale }: Onlooker, { domains, inside, partners, morePartners, links }: SeenByRule): Html {
  const texts = OWNER_TEXTS[locale.language]
  const row = (who: string, what: Part): Html => html`<div><dt>${who}</dt><dd>${what}</dd></div>`
  const byLink =
    links.level === 'None'
      ? REFUSAL_TEXTS[locale.language][links.decidedBy ?? 'ANONYMOUS_OFF']
      : texts.byMailMost(texts.levels[links.level])
  return html`<section class="card" aria-labelledby="rules"><h2 id="rules">${texts.always}</h2><p class="soft">${texts.alwaysWhy}</p><dl class="rules">${row(texts.colleagues(domains.join(', ')), texts.levels[inside])}${partners.map(
    ({ domain, level }) => row(texts.partner(domain), texts.levels[level]),
  )}${row(texts.byMail, byLink)}</dl>${morePartners && html`<p class="soft">${texts.morePartners}</p>`}</section>`
}

/** Everybody who can see her, and what she can do about it. */
export function whoPage(
  onlooker: Onlooker,
  shares: readonly ListedShare[],
  seen: SeenByRule,
  done: Done | null,
): string {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const said = done && html`<p class="card said" role="status">${texts.done[done]}</p>`
  return ownerPage(onlooker, 'who', texts.who, html`${said}${people(onlooker, shares)}${rules(onlooker, seen)}`)
}
