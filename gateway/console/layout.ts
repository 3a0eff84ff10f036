import { createHash } from 'node:crypto'
import type { Language } from '../../trust/sharing/published-link.ts'
import { Html, html } from './html.ts'
import type { Part } from './html.ts'
import { STYLE } from './style.ts'

export interface Page {
  readonly language: Language
  readonly title: string
  /** Of the link that leads past what all pages have; the body has an element `main`. */
  readonly skip: string
  readonly body: Part
  /** Address of a script of ours that adds to the page; null where there is none. */
  readonly script: string | null
  /** Whether search engines may keep it. */
  readonly indexed: boolean
  /** Absent: that of all pages. */
  readonly sheet?: Sheet
  /** Whether the browser says on this page's own requests that they come from it; absent: to nobody. */
  readonly referrer?: 'no-referrer' | 'same-origin'
}

/** A style as it stands in a page, and as its policy names it. */
export class Sheet {
  readonly element: Html
  readonly hash: string

  /** @param style a constant of ours, the one text that is not escaped; it has no `</`, so it ends where it ends */
  constructor(style: string) {
    this.element = new Html(`<style>${style}</style>`)
    this.hash = createHash('sha256').update(style).digest('base64')
  }
}

const USUAL = new Sheet(STYLE)

/** A whole page: its style stands in it, so that it is one request and its policy can name the style by its hash. */
export function page({
  language,
  title,
  skip,
  body,
  script,
  indexed,
  sheet = USUAL,
  referrer = 'no-referrer',
}: Page): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="${referrer}">
${indexed ? null : html`<meta name="robots" content="noindex, nofollow, noarchive">`}
<title>${title}</title>
<link rel="icon" href="data:,">
${sheet.element}
${script === null ? null : html`<script src="${script}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">${skip}</a>
${body}
</body>
</html>
`.toString()
}

/**
 * What a page may load: nothing of anybody else (threats PU9, UI1). Scripts of ours only where a page has one; the icon is
 * empty, so that browsers do not ask for one.
 */
export function contentSecurityPolicy(withScript: boolean, { hash }: Pick<Sheet, 'hash'> = USUAL): string {
  const script = withScript ? "; script-src 'self'" : ''
  return (
    `default-src 'none'; style-src 'sha256-${hash}'${script}; img-src data:; form-action 'self'; base-uri 'none'; ` +
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
  )
}

/** What every answer of a page says beside its content: embedded, cached, indexed and followed nowhere (threats UI2, PU3). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export const NOT_INDEXED = 'noindex, nofollow, noarchive'
