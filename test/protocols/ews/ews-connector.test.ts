import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { SourceContext, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { ewsConnector } from '../../../protocols/ews/ews-connector.ts'
import type { EwsConnectorOptions } from '../../../protocols/ews/ews-connector.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { itShared } from '../../shared-material.ts'
import { httpAnswer, rawServer } from '../http/raw-server.ts'
import {
  answerOf,
  detailsOf,
  errorRow,
  eventOf,
  eventsOf,
  faultOf,
  questionOf,
  row,
  viewOf,
} from './availability-answers.ts'

const START = Date.parse('2026-12-01T00:00:00Z')
const http = outboundHttp({ allow: { loopback: true } })
const closing: (() => Promise<void>)[] = []

interface Asked {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly mailboxes: readonly string[]
  readonly window: readonly [string, string]
}

type Reply = { readonly status?: number; readonly body: string; readonly headers?: Record<string, string> }

function questionIn(headers: IncomingHttpHeaders, body: string): Asked {
  const between = (tag: string): string[] =>
    [...body.matchAll(new RegExp(`<t:${tag}>([^<]*)</t:${tag}>`, 'g'))].map((match) => match[1] ?? '')
  const window = [between('StartTime')[0] ?? '', between('EndTime')[0] ?? ''] as const
  return { headers, body, mailboxes: between('Address'), window }
}

/** A partner's server that notes what it is asked, and answers each request as `reply` says. */
async function partner(reply: (asked: Asked) => Reply | Promise<Reply>): Promise<{ endpoint: URL; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const question = questionIn(request.headers, Buffer.concat(chunks).toString())
      asked.push(question)
      void Promise.resolve(reply(question)).then(({ status = 200, body, headers = {} }) =>
        response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', ...headers }).end(body),
      )
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(
    () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  )
  return { endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`), asked }
}

/** The same, below HTTP. */
async function brokenPartner(behave: (socket: Socket) => void): Promise<{ endpoint: URL }> {
  const server = await rawServer(behave)
  closing.push(() => server.close())
  return { endpoint: new URL('/EWS/Exchange.asmx', server.origin) }
}

const clock = { time: START, now: () => clock.time }

const connector = (endpoint: URL, over: Partial<EwsConnectorOptions> = {}) =>
  ewsConnector({ endpoint, http, clock, ...over })

const context = (over: Partial<SourceContext> = {}): SourceContext => ({
  signal: new AbortController().signal,
  requestId: 'req-1',
  ...over,
})

/** For each mailbox its times, or the reason why it is unknown. */
async function ask(endpoint: URL, question: SourceQuestion, over: Partial<EwsConnectorOptions> = {}) {
  const { findings } = await connector(endpoint, over).lookUp(question, context())
  return findings.map((finding) => {
    if (finding.kind === 'no-data') return finding.reason
    const { times } = finding.view
    return Array.from({ length: times.length }, (_, i) => {
      const time = busyTimeAt(times, i)
      const text = (at: number): string => new Date(at).toISOString().slice(5, 16)
      const reason = time.status === 'NoData' ? ` ${time.reason}` : ''
      return `${text(time.start)}/${text(time.end)} ${time.status}${reason}`
    })
  })
}

/** Each mailbox is busy for the hour that its place in the whole alphabet of names says: the answer names its asker. */
const hourOf: Readonly<Record<string, string>> = {
  vera: '01',
  nils: '02',
  anna: '03',
  olof: '04',
  siri: '05',
  kaj: '06',
}
const busyRow = (address: string): string => {
  const hour = hourOf[address.split('@')[0] ?? ''] ?? '23'
  return row(viewOf('FreeBusy', eventsOf(eventOf(`2026-12-01T${hour}:00:00`, `2026-12-01T${hour}:30:00`, 'Busy'))))
}
const busyTime = (hour: string): string[] => [`12-01T${hour}:00/12-01T${hour}:30 Busy`]

describe('an EWS connector', () => {
  beforeEach(() => (clock.time = START))
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())))
  after(() => http.close())

  it('asks as one server asks another, with the credentials made for exactly these bytes', async () => {
    const { endpoint, asked } = await partner(() => ({ body: answerOf(busyRow('vera')) }))
    const made: { method: string; url: string; body: string }[] = []
    const authorize: NonNullable<SourceContext['authorize']> = ({ method, url, body }) => {
      made.push({ method, url, body: Buffer.from(body).toString() })
      return { authorization: 'Bearer token-1' }
    }
    await connector(endpoint).lookUp(questionOf(1), context({ authorize, requestId: 'id-7' }))
    const [question] = asked
    expect(made).to.deep.equal([{ method: 'POST', url: endpoint.href, body: question?.body }])
    expect(question?.headers).to.deep.include({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability"',
      'client-request-id': 'id-7',
      authorization: 'Bearer token-1',
    })
    expect(question?.headers['user-agent']).to.match(/^ASProxy\/CrossForest\/EmailDomain\//)
    expect(question?.headers).not.to.have.property('accept-encoding')
    expect(question?.mailboxes).to.deep.equal(['vera@fabrikam.example'])
  })

  it('sends no credentials when it was given none, and names itself as told', async () => {
    const { endpoint, asked } = await partner(() => ({ body: answerOf(busyRow('vera')) }))
    await connector(endpoint, { userAgent: 'Test/1' }).lookUp(questionOf(1), context())
    expect(asked[0]?.headers).not.to.have.property('authorization')
    expect(asked[0]?.headers['user-agent']).to.equal('Test/1')
  })

  it("tells the partner's own id of the request, when it is one that can stand in a log", async () => {
    const id = async (value: string): Promise<string | undefined> => {
      const { endpoint } = await partner(() => ({ body: answerOf(busyRow('vera')), headers: { 'request-id': value } }))
      return (await connector(endpoint).lookUp(questionOf(1), context())).upstreamRequestId
    }
    expect(await id('9f1c-77')).to.equal('9f1c-77')
    expect(await id('x'.repeat(129))).to.equal(undefined)
    expect(await id('a b')).to.equal(undefined)
  })

  it('gives each mailbox what the row in its place says, and an error to its mailbox alone', async () => {
    const { endpoint } = await partner(({ mailboxes }) => ({
      body: answerOf(...mailboxes.map((m) => (m.startsWith('nils') ? errorRow('ErrorNoFreeBusyAccess') : busyRow(m)))),
    }))
    expect(await ask(endpoint, questionOf(3))).to.deep.equal([busyTime('01'), 'DATA_NOT_FOUND', busyTime('03')])
  })

  describe('with a partner whose limits are lower', () => {
    it('asks in several requests, and puts the answers in the order asked', async () => {
      const { endpoint, asked } = await partner(async ({ mailboxes }) => {
        // The first request is answered last.
        if (mailboxes[0]?.startsWith('vera')) await new Promise((done) => setTimeout(done, 50))
        return { body: answerOf(...mailboxes.map(busyRow)) }
      })
      const got = await ask(endpoint, questionOf(6), { limits: { mailboxes: 2 } })
      expect(got).to.deep.equal(['01', '02', '03', '04', '05', '06'].map(busyTime))
      expect(asked.map(({ mailboxes }) => mailboxes.length)).to.deep.equal([2, 2, 2])
    })

    it('has no more requests under way than it may', async () => {
      let [now, most] = [0, 0]
      const { endpoint, asked } = await partner(async ({ mailboxes }) => {
        most = Math.max(most, ++now)
        await new Promise((done) => setTimeout(done, 5))
        now--
        return { body: answerOf(...mailboxes.map(busyRow)) }
      })
      const got = await ask(endpoint, questionOf(100), { limits: { mailboxes: 1, parallel: 4 } })
      expect([got.length, asked.length]).to.deep.equal([100, 100])
      expect(most).to.equal(4)
    })

    it('spoils only the mailboxes of the request that failed', async () => {
      const { endpoint } = await partner(({ mailboxes }) =>
        mailboxes[0]?.startsWith('anna') ? { body: '<html>' } : { body: answerOf(...mailboxes.map(busyRow)) },
      )
      expect(await ask(endpoint, questionOf(6), { limits: { mailboxes: 2 } })).to.deep.equal([
        busyTime('01'),
        busyTime('02'),
        'DATA_MALFORMED',
        'DATA_MALFORMED',
        busyTime('05'),
        busyTime('06'),
      ])
    })

    const twoMonths = questionOf(1, 'DetailedMerged', ['2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z'], 60)
    const across = eventOf(
      '2026-12-31T20:00:00',
      '2027-01-01T04:00:00',
      'OOF',
      detailsOf('Party', '<t:IsPrivate>0</t:IsPrivate>'),
    )

    it('asks for a long window in parts that follow on one another, and joins them', async () => {
      const { endpoint, asked } = await partner(({ window: [from] }) => ({
        body: answerOf(row(viewOf('Detailed', eventsOf(eventOf(from, from.replace('T00', 'T01'), 'Busy'), across)))),
      }))
      const limits = { limits: { windowDays: 42 } }
      const { findings } = await connector(endpoint, limits).lookUp(twoMonths, context())
      expect(asked.map(({ window }) => window)).to.have.deep.members([
        ['2026-12-01T00:00:00', '2027-01-01T00:00:00'],
        ['2027-01-01T00:00:00', '2027-02-01T00:00:00'],
      ])
      const [finding] = findings
      if (finding?.kind !== 'view') throw new Error('no view')
      expect(finding.view.window).to.deep.equal(twoMonths.window)
      expect(finding.view.details?.subjects).to.deep.equal([null, 'Party', null])
      expect((await ask(endpoint, twoMonths, limits))[0]).to.deep.equal([
        '12-01T00:00/12-01T01:00 Busy',
        '12-31T20:00/01-01T04:00 OOF',
        '01-01T00:00/01-01T01:00 Busy',
      ])
    })

    it('takes the part of a window that it did not get for unknown', async () => {
      const { endpoint } = await partner(({ window: [from] }) =>
        from.startsWith('2027')
          ? { status: 500, body: 'x' }
          : { body: answerOf(row(viewOf('FreeBusy', eventsOf(across)))) },
      )
      expect(await ask(endpoint, twoMonths, { limits: { windowDays: 42 } })).to.deep.equal([
        ['12-31T20:00/01-01T04:00 OOF', '01-01T00:00/02-01T00:00 NoData REACH_UPSTREAM'],
      ])
    })

    it('takes a mailbox of which it got no part for unknown as a whole', async () => {
      const { endpoint } = await partner(() => ({ body: answerOf(errorRow('ErrorMailRecipientNotFound')) }))
      expect(await ask(endpoint, twoMonths, { limits: { windowDays: 42 } })).to.deep.equal(['DATA_NOT_FOUND'])
    })

    it('never cuts a window inside a slot, and never asks for more than the limit', async () => {
      for (const interval of [5, 7, 60, 1440]) {
        const { endpoint, asked } = await partner(() => ({ body: answerOf(row(viewOf('FreeBusy'))) }))
        const question = { ...twoMonths, interval, window: { start: START, end: START + 61.5 * DAY } }
        await connector(endpoint, { limits: { windowDays: 10 } }).lookUp(question, context())
        const windows = asked.map(({ window }) => window.map((text) => Date.parse(`${text}Z`)) as [number, number])
        windows.sort((a, b) => a[0] - b[0])
        expect(windows[0]?.[0]).to.equal(question.window.start)
        expect(windows.at(-1)?.[1]).to.equal(question.window.end)
        windows.forEach(([from, to], i) => {
          expect((from - START) % (interval * 60_000)).to.equal(0)
          expect(to - from).to.be.within(1, 10 * DAY)
          if (i > 0) expect(from).to.equal(windows[i - 1]?.[1])
        })
      }
    })
  })

  describe('with a partner that fails', () => {
    const allOf = (reason: string): string[] => [reason, reason]

    for (const [what, reply, reason] of [
      ['refuses the credentials', { status: 401, body: '' }, 'TRUST_REFUSED'],
      ['forbids it', { status: 403, body: '' }, 'TRUST_REFUSED'],
      ['has no such path', { status: 404, body: '<html>' }, 'REACH_UPSTREAM'],
      ['is overloaded', { status: 503, body: '' }, 'REACH_BUSY'],
      ['counts our requests', { status: 429, body: '' }, 'REACH_BUSY'],
      ['waited for another in vain', { status: 504, body: '' }, 'REACH_TIMEOUT'],
      ['has nothing to say', { status: 204, body: '' }, 'DATA_MALFORMED'],
      ['is elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 'REACH_UPSTREAM'],
      ['fails with a fault', { status: 500, body: faultOf('ErrorInternalServerError') }, 'REACH_UPSTREAM'],
      ['fails with a fault that says why', { status: 500, body: faultOf('ErrorAccessDenied') }, 'TRUST_REFUSED'],
      ['fails with a fault but status 200', { body: faultOf('ErrorTimeoutExpired') }, 'REACH_TIMEOUT'],
      ['fails with a web page', { status: 500, body: '<html>' }, 'REACH_UPSTREAM'],
      ['fails with an answer', { status: 500, body: answerOf(busyRow('vera'), busyRow('nils')) }, 'REACH_UPSTREAM'],
      ['answers with a web page', { body: '<html><body>Sign in' }, 'DATA_MALFORMED'],
      ['answers with nothing', { body: '' }, 'DATA_MALFORMED'],
      ['leaves a mailbox out', { body: answerOf(busyRow('nils')) }, 'DATA_MALFORMED'],
      [
        'answers about others too',
        { body: answerOf(busyRow('vera'), busyRow('nils'), busyRow('anna')) },
        'DATA_MALFORMED',
      ],
    ] as const) {
      it(`is ${reason} for each mailbox when it ${what}`, async () => {
        const { endpoint, asked } = await partner(() => reply)
        expect(await ask(endpoint, questionOf(2))).to.deep.equal(allOf(reason))
        expect(asked).to.have.length(1)
      })
    }

    for (const [what, behave, reason] of [
      ['never answers', () => {}, 'REACH_TIMEOUT'],
      [
        'stops half way',
        (s: Socket) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<?xml'),
        'REACH_TIMEOUT',
      ],
      ['resets the connection', (s: Socket) => s.resetAndDestroy(), 'REACH_TCP'],
      ['hangs up', (s: Socket) => s.end(), 'REACH_TCP'],
      ['speaks no HTTP', (s: Socket) => s.write('220 mail.fabrikam.example ESMTP\r\n'), 'DATA_MALFORMED'],
      [
        'compresses',
        (s: Socket) => s.write(httpAnswer('200 OK', gzipSync(answerOf()), 'Content-Encoding: gzip\r\n')),
        'DATA_MALFORMED',
      ],
      [
        'announces 1 TB',
        (s: Socket) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n'),
        'DATA_MALFORMED',
      ],
      [
        'never stops',
        (s: Socket) => {
          s.write('HTTP/1.1 200 OK\r\n\r\n')
          const timer = setInterval(() => s.write(Buffer.alloc(1_000_000, ' ')), 1)
          s.on('close', () => clearInterval(timer))
        },
        'DATA_MALFORMED',
      ],
    ] as const) {
      it(`is ${reason} for each mailbox when it ${what}`, async () => {
        const { endpoint } = await brokenPartner(behave)
        const limits = reason === 'REACH_TIMEOUT' ? { limits: { timeoutMs: 100 } } : {}
        expect(await ask(endpoint, questionOf(2), limits)).to.deep.equal(allOf(reason))
      })
    }

    it('is REACH_TCP for each mailbox when nobody is there', async () => {
      const server = await rawServer(() => {})
      await server.close()
      expect(await ask(new URL(server.origin), questionOf(2))).to.deep.equal(allOf('REACH_TCP'))
    })

    it('is ROUTE_NONE for each mailbox when its address must not be connected to', async () => {
      expect(await ask(new URL('https://10.0.0.1/EWS/Exchange.asmx'), questionOf(2))).to.deep.equal(allOf('ROUTE_NONE'))
    })

    it('is REACH_TIMEOUT for each mailbox when the lookup ends first, at once, and asks no more', async () => {
      const { endpoint, asked } = await partner(() => new Promise(() => {}))
      const ending = new AbortController()
      let signed = 0
      const authorize = () => ({ authorization: `Bearer ${++signed}` })
      const looking = connector(endpoint, { limits: { mailboxes: 1, parallel: 1 } }).lookUp(
        questionOf(3),
        context({ signal: ending.signal, authorize }),
      )
      while (asked.length === 0) await new Promise((done) => setTimeout(done, 5))
      ending.abort()
      const { findings } = await looking
      expect(findings).to.deep.equal(Array(3).fill({ kind: 'no-data', reason: 'REACH_TIMEOUT' }))
      expect([asked.length, signed]).to.deep.equal([1, 1])
    })

    it('works again with the next request', async () => {
      let requests = 0
      const { endpoint } = await partner(() =>
        requests++ === 0 ? { status: 500, body: '' } : { body: answerOf(busyRow('vera')) },
      )
      const one = connector(endpoint)
      expect((await one.lookUp(questionOf(1), context())).findings[0]).to.have.property('kind', 'no-data')
      expect((await one.lookUp(questionOf(1), context())).findings[0]).to.have.property('kind', 'view')
    })
  })

  describe('with a partner that is busy', () => {
    const reasonsOver = async (reply: Reply, waits: readonly number[]): Promise<string[]> => {
      const { endpoint, asked } = await partner(() =>
        asked.length === 1 ? reply : { body: answerOf(busyRow('vera')) },
      )
      const one = connector(endpoint)
      const told: string[] = []
      for (const wait of [0, ...waits]) {
        clock.time = START + wait
        const [finding] = (await one.lookUp(questionOf(1), context())).findings
        told.push(`${finding?.kind === 'no-data' ? finding.reason : 'answered'} after ${asked.length}`)
      }
      return told
    }

    it('leaves it alone for as long as its fault says, and asks again then', async () => {
      const fault = { status: 500, body: faultOf('ErrorServerBusy', 3000) }
      expect(await reasonsOver(fault, [1000, 2999, 3000])).to.deep.equal([
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'answered after 2',
      ])
    })
    it('leaves it alone for as long as Retry-After says', async () => {
      const seconds = { status: 503, body: '', headers: { 'retry-after': '2' } }
      expect(await reasonsOver(seconds, [1999, 2000])).to.deep.equal([
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'answered after 2',
      ])
      const date = { status: 429, body: '', headers: { 'retry-after': new Date(START + 5000).toUTCString() } }
      expect(await reasonsOver(date, [4999, 5000])).to.deep.equal([
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'answered after 2',
      ])
    })
    it('asks again at once when it says nothing that can be read', async () => {
      for (const value of ['soon', '-1', '1e9', '']) {
        const reply = { status: 503, body: '', headers: { 'retry-after': value } }
        expect(await reasonsOver(reply, [0]), value).to.deep.equal(['REACH_BUSY after 1', 'answered after 2'])
      }
      const fault = { status: 500, body: faultOf('ErrorServerBusy') }
      expect(await reasonsOver(fault, [0])).to.deep.equal(['REACH_BUSY after 1', 'answered after 2'])
    })
    it('is not sent away for longer than ten minutes', async () => {
      const fault = { status: 500, body: faultOf('ErrorServerBusy', 999_999_999) }
      expect(await reasonsOver(fault, [599_999, 600_000])).to.deep.equal([
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'answered after 2',
      ])
    })
    itShared('understands what a real one says', 'samples/ews/12-fault-ErrorServerBusy.xml', async (path) => {
      const fault = { status: 500, body: readFileSync(path, 'utf8') }
      expect(await reasonsOver(fault, [297_748, 297_749])).to.deep.equal([
        'REACH_BUSY after 1',
        'REACH_BUSY after 1',
        'answered after 2',
      ])
    })
  })
})
