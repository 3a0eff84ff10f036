import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Response } from 'supertest'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { EntryCode } from '../../../gateway/set-up/entry-code.ts'
import { Progress } from '../../../gateway/set-up/progress.ts'
import { Questions } from '../../../gateway/set-up/questions.ts'
import type { QuestionParts } from '../../../gateway/set-up/questions.ts'
import { setUpApplication } from '../../../gateway/set-up/set-up-application.ts'
import { browserAt } from '../pages/browser-at.ts'
import type { Sent } from '../pages/browser-at.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

export const ORIGIN = 'http://127.0.0.1:8027'
export const PASSWORD = 'fifteen letters and more'
const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }

/** Right answers to all questions, as they are typed. */
export const RIGHT = {
  organization: { name: 'Contoso', timeZone: 'Europe/Stockholm' },
  domain: { domain: 'contoso.example' },
  administrator: { name: 'karin', password: PASSWORD, again: PASSWORD },
  calendars: { folder: 'calendars' },
  place: { reach: 'here', port: '8025' },
  partner: { metadataUrl: '' },
} as const

export const cookieOf = ({ headers }: Response): string =>
  (((headers['set-cookie'] as unknown as string[] | undefined) ?? [])[0] ?? '').split(';')[0] ?? ''

interface WorldOptions {
  readonly folder?: string
  readonly finish?: QuestionParts['finish']
  /** Ports that somebody else has. */
  readonly taken?: Readonly<Record<number, string>>
}

/** The set-up over HTTP, in a folder of its own; where it would listen, only `taken` says whether it could. */
export function setUpWorld({
  folder: given,
  finish = () => Promise.reject(new Error('not here')),
  taken = {},
}: WorldOptions = {}) {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'ledig-set-up-'))
  const clock = new VirtualClock()
  clock.time = Date.UTC(2026, 10, 27, 8)
  const code = new EntryCode(random, clock)
  const questions = new Questions({
    progress: Progress.open(folder),
    room: {
      ...{ folder, clock, random, ownPort: 8027, systemZone: 'Europe/Stockholm' },
      tryPort: (_host, port) => Promise.resolve(taken[port] ?? null),
      openHttp: (loopback) => outboundHttp({ allow: { loopback } }),
    },
    ...{ zones: ['Europe/Stockholm', 'Etc/UTC'], consoleUrl: `${ORIGIN}/console/`, finish },
  })
  const server: Server = setUpApplication({ origin: ORIGIN, code, questions }).listen(0, '127.0.0.1')
  const { get, post } = browserAt(server, ORIGIN, new URL(ORIGIN).host)
  /** Somebody who typed the code. */
  const enter = async () => {
    const cookie = cookieOf(await post('/set-up/', { code: code.text }))
    const token = code.formToken(cookie) ?? ''
    return {
      cookie,
      get: (path: string, sent: Sent = {}) => get(`/set-up/${path}`, { cookie, ...sent }),
      post: (path: string, fields: Readonly<Record<string, string>>, sent: Sent = {}) =>
        post(`/set-up/${path}`, { token, ...fields }, { cookie, ...sent }),
    }
  }
  const close = (): void => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, clock, code, server, get, post, enter, close }
}

export type SetUpWorld = ReturnType<typeof setUpWorld>
export type Inside = Awaited<ReturnType<SetUpWorld['enter']>>

/** Answers every question before `last`, and none from there on. */
export async function answerBefore(inside: Inside, last: keyof typeof RIGHT | null): Promise<void> {
  for (const [step, fields] of Object.entries(RIGHT)) {
    if (step === last) return
    const { status } = await inside.post(step, fields)
    if (status !== 303) throw new Error(`${step} was not taken: ${status}`)
  }
}
