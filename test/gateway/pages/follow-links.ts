import { exchange } from '../../organizations/http-exchange.ts'
import type { HttpReply } from '../../organizations/http-exchange.ts'

/** Of pages that differ only in what they are asked for, such as the days of a calendar. */
const MOST_ALIKE = 3

const alike = ({ pathname, searchParams }: URL): string => `${pathname}?${[...searchParams.keys()].sort().join('&')}`

/** Addresses of a page, and of where it sends its reader; forms are not sent. */
function leadsTo(from: URL, { headers, body }: HttpReply): readonly URL[] {
  const links = [...body.toString().matchAll(/ href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  const sentTo = headers['location']
  return [...links, ...(typeof sentTo === 'string' ? [sentTo] : [])].map((href) => new URL(href, from))
}

/**
 * Opens whatever a page leads to, and what that leads to, as long as it is at the same server.
 *
 * @returns addresses by the status they answered with
 */
export async function followLinks(start: string, cookie: string): Promise<ReadonlyMap<string, number>> {
  const first = new URL(start)
  const answered = new Map<string, number>()
  const counts = new Map<string, number>()
  const waiting = [first]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    next.hash = ''
    const count = counts.get(alike(next)) ?? 0
    if (next.origin !== first.origin || answered.has(next.href) || count === MOST_ALIKE) continue
    counts.set(alike(next), count + 1)
    const answer = await exchange({ method: 'GET', url: next.href, headers: { cookie } })
    answered.set(next.href, answer.status)
    waiting.push(...leadsTo(next, answer))
  }
  return answered
}
