import type { Instant } from '../../../protocols/availability/time-window.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { expiryStage } from '../../../trust/keys/expiry-warnings.ts'
import type { AttentionCause } from '../../../trust/organization/federation-trust.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { TRUST_TEXTS } from './trust-texts.ts'
import type { TrustStateName } from './trust-texts.ts'

/** A trust as it stands in a list. */
export interface ListedTrust {
  readonly id: string
  /** As the partner calls itself. */
  readonly partner: string
  /** The organization of ours it is for. */
  readonly ours: string
  readonly state: TrustStateName
  readonly domains: readonly string[]
  /** Null for a partner that is known by its address alone. */
  readonly certificateUntil: Instant | null
  readonly needs: readonly AttentionCause[]
}

export const TRUSTS_PATH = 'trusts/'

/** Path of the page of one trust, or of what is done there. */
export const trustAddress = ({ base }: Pick<Viewer, 'base'>, id: string, what?: string): string =>
  `${base}${TRUSTS_PATH}${id}${what === undefined ? '' : `/${what}`}`

const dayOf = ({ locale }: Pick<Viewer, 'locale'>, instant: Instant): string => locale.date(Math.floor(instant / DAY))

/** How many days are left, where the end is so near that somebody should know; null otherwise. */
export function nearEnd({ now, locale }: Pick<Viewer, 'now' | 'locale'>, end: Instant | null): string | null {
  if (end === null || expiryStage(end, now) === null) return null
  return TRUST_TEXTS[locale.language].soon(Math.floor((end - now) / DAY))
}

/** An end as a day, and how near it is where that matters. */
export function endPart(viewer: Viewer, end: Instant | null): Part {
  if (end === null) return '–'
  const near = nearEnd(viewer, end)
  return html`${dayOf(viewer, end)}${near !== null && html`<p class="need">${near}</p>`}`
}

/** What of a trust needs somebody, each in a sentence; nothing for one that waits for nobody. */
export function needSentences(
  viewer: Viewer,
  { state, needs, certificateUntil }: Pick<ListedTrust, 'state' | 'needs' | 'certificateUntil'>,
): readonly string[] {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const near = state === 'revoked' ? null : nearEnd(viewer, certificateUntil)
  return [
    ...needs.map((cause) => texts.causes[cause]),
    ...(state === 'proposed' ? [texts.proposedNeeds] : []),
    ...(near === null ? [] : [texts.certificateEnds(near)]),
  ]
}

/** A name somebody else chose, as the way to the page of its trust. */
export const trustLink = (viewer: Viewer, { id, partner }: Pick<ListedTrust, 'id' | 'partner'>): Html =>
  html`<a href="${trustAddress(viewer, id)}"><bdi>${partner}</bdi></a>`
