import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { expect } from 'chai'
import { guardPartner } from '../../gateway/broker/partner-guard.ts'
import type { RemoteConnector } from '../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR } from '../../protocols/availability/time-window.ts'
import { ewsConnector } from '../../protocols/ews/ews-connector.ts'
import { dial } from '../../protocols/http/outbound-connection.ts'
import { outboundHttp } from '../../protocols/http/outbound-http.ts'

const QUESTIONS = 50
const MOST = 1.1 * QUESTIONS
const LONG_MS = 10_000
const START = Date.UTC(2026, 10, 23)
const question = {
  mailboxes: [parseMailboxAddress('anna@fabrikam.example')],
  ...{ window: { start: START, end: START + HOUR }, view: 'FreeBusy' as const, interval: 60 },
}

const reply = (status: string) => (socket: Socket) => {
  socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\nno`)
}

/** What its server does with each request, once it has read it. */
const failures: Readonly<Record<string, (socket: Socket) => void>> = {
  'says 503 to everything': reply('503 Service Unavailable'),
  'says 500 with something that is no SOAP': reply('500 Internal Server Error'),
  'says 401 to everything': reply('401 Unauthorized'),
  'says 302 to everything': reply('302 Found\r\nLocation: /elsewhere'),
  'answers nonsense': (socket) => void socket.write('nonsense\r\n\r\n'),
  'ends the connection without an answer': (socket) => void socket.end(),
  'cuts the connection': (socket) => void socket.resetAndDestroy(),
  'never answers': () => undefined,
}

describe('A partner whose server fails (BF9)', function () {
  this.timeout(60_000)
  let server: Server
  let requests: number
  let dials: number
  let fail: (socket: Socket) => void

  beforeEach(async () => {
    requests = dials = 0
    server = createServer((socket) => {
      socket.on('error', () => undefined)
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        const [, length = '0'] = /content-length: (\d+)/i.exec(text) ?? []
        if (text.length < text.indexOf('\r\n\r\n') + 4 + Number(length) || length === '0') return
        text = ''
        requests++
        fail(socket)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => void server.close())

  /** @param timeoutMs for each question */
  async function askOften(wrap: (connector: RemoteConnector) => RemoteConnector, timeoutMs = 60): Promise<void> {
    const counted: typeof dial = (target) => {
      dials++
      return dial(target)
    }
    const http = outboundHttp({ allow: { loopback: true }, dial: counted })
    const { port } = server.address() as AddressInfo
    const endpoint = new URL(`http://127.0.0.1:${port}/EWS/Exchange.asmx`)
    const limits = { timeoutMs, maxEvents: 10 }
    const asked = wrap(ewsConnector({ endpoint, http, clock: { now: Date.now }, limits }))
    for (let i = 0; i < QUESTIONS; i++) {
      const { findings } = await asked.lookUp(question, { signal: AbortSignal.timeout(timeoutMs), requestId: 'r' })
      expect(findings).to.have.length(1)
      expect(findings[0]?.kind).to.equal('no-data')
    }
    await http.close()
  }

  for (const [how, failing] of Object.entries(failures)) {
    it(`is asked each question once, and no more: its server ${how}`, async () => {
      fail = failing
      await askOften((connector) => connector)
      expect(requests).to.be.within(1, MOST)
    })
  }

  it('is called once for each question, and no more: its server is down', async () => {
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    server.address = () => ({ port, address: '127.0.0.1', family: 'IPv4' })
    await askOften((connector) => connector)
    expect(dials).to.be.within(1, MOST)
  })

  it('is left alone after five failures in a row', async () => {
    fail = failures['cuts the connection'] as (socket: Socket) => void
    // Of a question that was given up before it was sent, its server knows nothing.
    await askOften(guardPartner, LONG_MS)
    expect(requests).to.equal(5)
  })
})
