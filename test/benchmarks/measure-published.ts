import { Child } from './child-process.ts'
import type { LoadOrder } from './load-client.ts'
import { Loader } from './measure-lookups.ts'
import type { Effort } from './measure-lookups.ts'
import type { Published } from './published-under-load.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'

interface PublishTools {
  readonly client: Child
  readonly effort: Effort
  readonly progress: (line: string) => void
}

const EVENTS = 200
const REQUESTS = 20_000
const POLLERS = 10_000
const CONNECTIONS = 32
const DAY = 86_400_000
const HOUR = 3_600_000

const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** The month `now` is in, with 200 events from eight to five. */
export function monthOfEvents(now: number): string {
  const today = new Date(now)
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1, 7)
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Ledig//Bench//EN']
  for (let i = 0; i < EVENTS; i++) {
    const start = first + (i % 28) * DAY + Math.floor(i / 28) * HOUR
    lines.push('BEGIN:VEVENT', `UID:${i}`, `DTSTAMP:${stamp(first)}`, `DTSTART:${stamp(start)}`)
    lines.push(`DTEND:${stamp(start + HOUR / 2)}`, `SUMMARY:Meeting number ${i}`, 'LOCATION:Mälaren', 'END:VEVENT')
  }
  return [...lines, 'END:VCALENDAR', ''].join('\r\n')
}

interface Case {
  readonly name: 'page' | 'unchanged'
  readonly target: number
}

const CASES: readonly Case[] = [
  { name: 'page', target: 0.4 },
  { name: 'unchanged', target: 0.5 },
]

/** One page as a visitor gets it. */
async function fetched(
  url: string,
): Promise<{ readonly answer: string; readonly type: string; readonly etag: string }> {
  const response = await fetch(url, { headers: { 'accept-language': 'en' } })
  const bytes = Buffer.from(await response.arrayBuffer())
  if (response.status !== 200 || !bytes.includes('Meeting number 7')) throw new Error(`no page: ${response.status}`)
  const { headers } = response
  return { answer: bytes.toString('base64'), type: headers.get('content-type') ?? '', etag: headers.get('etag') ?? '' }
}

/** Published pages against `node:http` that answers the same bytes, by the processor's time for a request. */
export async function measurePublished({ client, effort, progress }: PublishTools): Promise<readonly Ratio[]> {
  const server = await Child.start('published-under-load.ts')
  const bare = await Child.start('floors/bare-get-server.ts')
  try {
    const { url } = (await server.ask({ calendar: monthOfEvents(Date.now()) })) as Published
    const polls = await measurePolls(server, client, `${url}calendar.ics`, effort)
    const page = `${url}?view=month`
    const held = await fetched(page)
    const { url: bareUrl } = (await bare.ask(held)) as { url: string }
    const loader = new Loader(client)
    const requests = Math.max(2 * CONNECTIONS, Math.ceil(REQUESTS * effort.share))
    const order = (of: string, { name }: Case): LoadOrder => {
      const etag = name === 'unchanged' ? { 'If-None-Match': held.etag } : {}
      const bytes = name === 'unchanged' ? 0 : Buffer.from(held.answer, 'base64').length
      const get = { headers: { 'Accept-Language': 'en', ...etag }, status: name === 'unchanged' ? 304 : 200 }
      return { url: of, body: '', requests, connections: CONNECTIONS, get, answerBytes: bytes }
    }
    const ratios: Ratio[] = []
    for (const one of CASES) {
      const rounds: number[] = []
      for (let i = 0; i <= effort.rounds; i++) {
        const floor = await loader.load(bare, order(bareUrl, one))
        const actual = await loader.load(server, order(page, one))
        // The first round warms both up.
        if (i > 0) rounds.push(floor.cpu / actual.cpu)
        progress(`  published ${one.name}: ${actual.cpu.toFixed(0)} µs of CPU; bare ${floor.cpu.toFixed(0)}`)
      }
      ratios.push({ name: `published-${one.name}`, value: median(rounds), target: one.target, better: 'higher' })
    }
    return [...ratios, polls]
  } finally {
    await Promise.all([server.end(), bare.end()])
  }
}

/** How often one variant is made for very many who poll it. */
async function measurePolls(server: Child, client: Child, url: string, { share }: Effort): Promise<Ratio> {
  const count = async (): Promise<number> => ((await server.ask('renderings')) as { renderings: number }).renderings
  const before = await count()
  const get = { headers: {}, status: 200 }
  const requests = Math.max(2 * CONNECTIONS, Math.ceil(POLLERS * share))
  await new Loader(client).load(server, { url, body: '', requests, connections: CONNECTIONS, get })
  return { name: 'published-renderings-of-10000-polls', value: (await count()) - before, target: 1, better: 'lower' }
}
