import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const FORM = 'application/x-www-form-urlencoded'

/**
 * Whether a request that changes something was sent by a page of ours (threats AD4). Browsers say from where a form comes
 * (Fetch 3.2, `Origin` with every POST), and newer ones how it is related (Fetch Metadata): what says nothing, `null` or
 * anything else is not ours, and neither is a body that a form of ours does not have.
 *
 * @param origin of the public address
 */
export function comesFromUs(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site']
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  return headers.origin === origin && (site === undefined || site === 'same-origin') && type === FORM
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether a form has the token of this session. */
export function hasToken(form: URLSearchParams, formToken: string): boolean {
  return timingSafeEqual(digest(form.get('token') ?? ''), digest(formToken))
}
