/**
 * What can be wrong with an organization's server. Several hold at once; `slow` before all others.
 *
 * - `down`: takes no connection. `hung`: takes them and never answers.
 * - `{ slow }`: answers that many milliseconds late.
 * - `garbage`: bytes that are no XML, as text/xml. `oversized`: an answer without an end in sight.
 * - `wrong order`: the answers of a lookup in reverse.
 * - `stale key`: knows only keys its partners no longer use, so that no token of theirs verifies.
 * - `{ clockSkew }`: its clock is that many milliseconds ahead (behind where negative).
 * - `401`, `500`, `ServerBusy`: every lookup is answered so.
 */
export type Fault =
  | 'down'
  | 'hung'
  | 'garbage'
  | 'oversized'
  | 'wrong order'
  | 'stale key'
  | 401
  | 500
  | 'ServerBusy'
  | { readonly slow: number }
  | { readonly clockSkew: number }

/** Milliseconds an answer is late. */
export function slownessOf(faults: readonly Fault[]): number {
  return faults.reduce<number>(
    (sum, fault) => (typeof fault === 'object' && 'slow' in fault ? sum + fault.slow : sum),
    0,
  )
}

/** Milliseconds the clock is ahead. */
export function clockSkewOf(faults: readonly Fault[]): number {
  return faults.reduce<number>(
    (sum, fault) => (typeof fault === 'object' && 'clockSkew' in fault ? sum + fault.clockSkew : sum),
    0,
  )
}

/** Milliseconds a server in the state `ServerBusy` asks its clients to wait. */
export const BUSY_BACK_OFF_MS = 30_000

const SERVER_BUSY =
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
  '<faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:ErrorServerBusy</faultcode>' +
  '<faultstring xml:lang="en-US">The server cannot service this request right now. Try again later.</faultstring>' +
  '<detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy' +
  '</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">' +
  'The server cannot service this request right now. Try again later.</e:Message>' +
  '<t:MessageXml xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">' +
  `<t:Value Name="BackOffMilliseconds">${BUSY_BACK_OFF_MS}</t:Value></t:MessageXml></detail></s:Fault></s:Body></s:Envelope>`

export interface FaultAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const XML = { 'content-type': 'text/xml; charset=utf-8' }

/** The answer a faulty server gives to any lookup; null where its faults leave the answering to the real one. */
export function faultAnswer(faults: readonly Fault[]): FaultAnswer | null {
  if (faults.includes(401)) return { status: 401, headers: { 'www-authenticate': 'Basic realm="EWS"' }, body: '' }
  if (faults.includes(500)) return { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Runtime Error' }
  if (faults.includes('ServerBusy')) return { status: 500, headers: XML, body: SERVER_BUSY }
  if (faults.includes('garbage')) return { status: 200, headers: XML, body: '\u0000]]>&<s:Envelope 0000 free free' }
  return null
}

const ENTRY = /<((?:[\w.-]+:)?)FreeBusyResponse(?:\s[^>]*)?>.*?<\/\1FreeBusyResponse>/gs

/** A GetUserAvailability answer with its entries in reverse (EWS answers by position and repeats no address). */
export function inWrongOrder(answer: string): string {
  const entries = (answer.match(ENTRY) ?? []).reverse()
  let next = 0
  return answer.replace(ENTRY, () => entries[next++] ?? '')
}

/** A Bearer token whose signature was not made by any key known here; other credentials stay as they are. */
export function underUnknownKey(authorization: string): string {
  const match = /^(Bearer\s+[\w-]+\.[\w-]+\.)([\w-])([\w-]*)$/i.exec(authorization)
  if (!match) return authorization
  return `${match[1]}${match[2] === 'A' ? 'B' : 'A'}${match[3]}`
}
