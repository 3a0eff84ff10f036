import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import { expect } from 'chai'
import { openLog } from '../../gateway/log.ts'
import { listen, requestListener } from '../../gateway/server.ts'
import { WaitingRoom } from '../../gateway/waiting-room.ts'
import { itShared } from '../shared-material.ts'

interface SmugglingCase {
  readonly id: string
  readonly rawBase64: string
  readonly expect: string
}

describe('the server', () => {
  const seen: string[] = []
  let running: Awaited<ReturnType<typeof listen>>

  before(async () => {
    const door =
      (name: string): RequestListener =>
      (request, response) => {
        seen.push(`${name} ${request.url ?? ''}`)
        if (name === 'ews') response.end('ews')
        else request.resume().on('end', () => response.end(name))
      }
    const doors = { ews: door('ews'), published: door('published'), others: door('other') }
    const listener = requestListener(doors, openLog('silent'))
    const room = new WaitingRoom(100_000, { now: Date.now }, openLog('silent'))
    const settings = { listen: { host: '127.0.0.1', port: 0 }, tls: null, connections: 100, room }
    running = await listen(settings, listener)
  })
  after(() => running.close())
  beforeEach(() => {
    seen.length = 0
  })

  /** Sends raw bytes on a connection of their own and returns the status line of the first answer. */
  function send(raw: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(running.port, '127.0.0.1', () => socket.write(raw))
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        if (text.includes('\r\n')) socket.destroy()
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    })
  }

  for (const path of ['/EWS/Exchange.asmx', '/ews/exchange.asmx', '/eWs/EXCHANGE.ASMX?x=1']) {
    it(`takes ${path} for the EWS endpoint`, async () => {
      expect(await send(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`)).to.equal('HTTP/1.1 200 OK')
      expect(seen).to.deep.equal([`ews ${path}`])
    })
  }

  it('takes a longer path for another address', async () => {
    await send('GET /EWS/Exchange.asmx/wssecurity HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(seen).to.deep.equal(['other /EWS/Exchange.asmx/wssecurity'])
  })

  const headers = Array.from({ length: 80 }, (_, i) => `X-${i}: 1\r\n`).join('')
  for (const [what, status, raw] of [
    ['two Host headers', 400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a Host that is no authority', 400, 'GET / HTTP/1.1\r\nHost: a@b/../\r\n\r\n'],
    ['a target that names another host', 400, 'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    [
      'HTTP/1.0 with a transfer coding',
      400,
      'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a list of transfer codings',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'length and transfer coding together',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['the method TRACE', 405, 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['more than 64 headers', 431, `GET / HTTP/1.1\r\nHost: a\r\n${headers}\r\n`],
  ] as const) {
    it(`refuses ${what} before any route`, async () => {
      expect(await send(raw)).to.match(new RegExp(`^HTTP/1\\.[01] ${status} `))
      expect(seen).to.deep.equal([])
    })
  }

  itShared(
    'lets no two readers understand one request differently',
    'attacks/own/http-smuggling.json',
    async (path) => {
      const document = JSON.parse(readFileSync(path, 'utf8')) as { cases: SmugglingCase[] } | SmugglingCase[]
      for (const attack of Array.isArray(document) ? document : document.cases) {
        seen.length = 0
        const status = (await send(Buffer.from(attack.rawBase64, 'base64'))).split(' ')[1]
        const allowed = attack.expect.match(/\d{3}/g) ?? []
        expect(seen.length, attack.id).to.be.at.most(1)
        if (!attack.expect.includes('ignored')) expect(allowed, attack.id).to.include(status)
      }
    },
  )
})

describe('the server and clients that take their time', () => {
  // Wide apart: on a busy machine a pause of one must not be taken for the end of another.
  const PATIENCE = { headersMs: 500, requestMs: 800, stalledMs: 2_000, idleMs: 1_000, lookEveryMs: 30 }
  const HUGE = Buffer.alloc(50_000_000)
  let running: Awaited<ReturnType<typeof listen>>
  let reached: string[]
  let gone: string[]

  before(async () => {
    const listener: RequestListener = (request, response) => {
      const url = request.url as string
      reached.push(url)
      response.once('close', () => gone.push(url))
      request.resume().on('end', () => response.end(url === '/huge' ? HUGE : 'x'))
      request.on('error', () => undefined)
    }
    running = await listen(
      {
        ...{ listen: { host: '127.0.0.1', port: 0 }, tls: null, connections: 100 },
        room: new WaitingRoom(100_000, { now: Date.now }, openLog('silent')),
        patience: { ...PATIENCE, requestsPerConnection: 3 },
      },
      listener,
    )
  })
  after(() => running.close())
  beforeEach(() => {
    reached = []
    gone = []
  })

  /** The client may see the end of its connection before the server's listener is told of it. */
  const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

  /** Sends the beginning and then a piece every so often, until the server ends it; what it said by then. */
  function trickle(beginning: string, piece: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(running.port, '127.0.0.1', () => socket.write(beginning))
      const timer = setInterval(() => piece !== '' && socket.write(piece), 40)
      let text = ''
      socket.on('data', (bytes) => (text += bytes.toString('latin1')))
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearInterval(timer)
        resolve(text)
      })
    })
  }

  for (const [who, beginning, piece, answered] of [
    ['says nothing', '', '', '408'],
    ['never ends its headers', 'POST / HTTP/1.1\r\nHost: a\r\n', 'X-A: b\r\n', '408'],
    ['never ends its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n', 'x', '408'],
    [
      'never ends a body of pieces',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\nx\r\n',
      '408',
    ],
    ['sends nothing after its answer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', '', '200'],
  ] as const) {
    it(`closes the connection of one that ${who} (HT2)`, async () => {
      const said = await trickle(beginning, piece)
      expect(said.split(' ')[1]).to.equal(answered)
      while (gone.length < reached.length) await aMoment()
      expect(gone).to.deep.equal(reached)
    })
  }

  it('closes the connection of one that does not read its answer (HT2)', async () => {
    const socket = connect(running.port, '127.0.0.1')
    socket.pause()
    socket.on('error', () => undefined)
    socket.write('GET /huge HTTP/1.1\r\nHost: a\r\n\r\n')
    while (gone.length === 0) await aMoment()
    socket.destroy()
  })

  it('ends a connection after so many requests, and says so with the last (HT3)', async () => {
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
    const said = await trickle(request + request, request)
    expect(reached).to.have.length(3)
    const heads = said.split('HTTP/1.1 ').slice(1)
    expect(heads.map((head) => /connection: close/i.test(head))).to.deep.equal([false, false, true])
  })
})
