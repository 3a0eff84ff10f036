import { html } from '../console/html.ts'
import { contentSecurityPolicy, NOT_INDEXED, page, PAGE_HEADERS } from '../console/layout.ts'

/** An answer of a published calendar as it goes out; `body` is null where there is none. */
export interface VisitorAnswer {
  readonly status: number
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[]
  readonly body: Buffer | null
}

const UNSCRIPTED = contentSecurityPolicy(false)
const SCRIPTED = contentSecurityPolicy(true)
const NEVER_KEPT = 'no-store'

function headersOf(more: Readonly<Record<string, string>>): readonly string[] {
  const all = { ...PAGE_HEADERS, 'Content-Security-Policy': UNSCRIPTED, 'X-Robots-Tag': NOT_INDEXED, ...more }
  return Object.entries(all).flat()
}

/**
 * What stands on every answer that shows a calendar. It may be kept by the visitor's own program alone, and is asked for
 * again each time it is used: a link that was closed must not go on in a cache (threats CA7).
 */
export function calendarHeaders(shown: {
  readonly etag: string
  readonly scripted: boolean
  readonly searchable: boolean
}): readonly string[] {
  const all = {
    ...PAGE_HEADERS,
    'Content-Security-Policy': shown.scripted ? SCRIPTED : UNSCRIPTED,
    ...(shown.searchable ? {} : { 'X-Robots-Tag': NOT_INDEXED }),
    'Cache-Control': 'private, max-age=0, must-revalidate',
    Vary: 'Accept-Language',
    ETag: shown.etag,
  }
  return Object.entries(all).flat()
}

/** An answer that is the same for everybody, in both languages: what it depended on would tell something. */
function constantPage(
  status: number,
  en: string,
  sv: string,
  more: Readonly<Record<string, string>> = {},
): VisitorAnswer {
  const [title = ''] = en.split('.')
  const body = html`<main id="main" class="code" tabindex="-1"><h1>${title}</h1><p>${en.slice(title.length + 1).trim()}</p><p lang="sv">${sv}</p></main>`
  const text = page({ language: 'en', title, skip: 'Skip to the text', body, script: null, indexed: false })
  const bytes = Buffer.from(text)
  const fixed = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(bytes.length),
    'Cache-Control': NEVER_KEPT,
  }
  return { status, headers: headersOf({ ...fixed, ...more }), body: bytes }
}

/** Wrong, revoked, over, not yet begun, switched off: one answer, byte for byte (threats PU5). */
export const NOTHING_HERE = constantPage(
  404,
  'There is no calendar here. The address may be mistyped, or its owner has closed it. Ask whoever gave it to you.',
  'Här finns ingen kalender. Adressen kan vara felskriven, eller så har ägaren stängt den. Fråga den som gav dig den.',
)

export const TOO_MANY = constantPage(
  429,
  'Too many requests. Wait a minute, then try again.',
  'För många förfrågningar. Vänta en minut och försök igen.',
  { 'Retry-After': '60' },
)

export const AWAY = constantPage(
  503,
  'Not available at the moment. Try again in a minute.',
  'Inte tillgängligt just nu. Försök igen om en minut.',
  { 'Retry-After': '5' },
)

export const notAllowed = (allow: string): VisitorAnswer =>
  constantPage(
    405,
    'That is not possible here. This address can only be looked at or posted to as its page does.',
    'Det går inte här. Adressen kan bara användas så som dess sida gör.',
    { Allow: allow },
  )

/** A page for one visitor that nobody keeps. */
export function visitorPage(status: number, text: string): VisitorAnswer {
  const body = Buffer.from(text)
  const fixed = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': NEVER_KEPT }
  return { status, headers: headersOf({ ...fixed, 'Content-Length': String(body.length) }), body }
}

export function plainAnswer(type: string, text: string, cacheControl: string): VisitorAnswer {
  const body = Buffer.from(text)
  const fixed = { 'Content-Type': type, 'Cache-Control': cacheControl, 'Content-Length': String(body.length) }
  return { status: 200, headers: headersOf(fixed), body }
}

export function redirect(status: 303 | 308, location: string): VisitorAnswer {
  const fixed = { Location: location, 'Cache-Control': NEVER_KEPT, 'Content-Length': '0' }
  return { status, headers: headersOf(fixed), body: null }
}
