import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import { createServer, Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { DialTarget } from '../../../protocols/http/outbound-connection.ts'
import { parseEndpointUrl } from '../../../protocols/http/endpoint-url.ts'
import { outboundReason } from '../../../protocols/http/outbound-failure.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { OutboundHttp, OutboundLimits, OutboundOptions } from '../../../protocols/http/outbound-http.ts'
import { itShared } from '../../shared-material.ts'
import { testAuthority } from './test-authority.ts'
import type { IssuedCertificate } from './test-authority.ts'
import { httpAnswer, rawServer } from './raw-server.ts'
import type { RawServer } from './raw-server.ts'

const NEVER_ABORTED = new AbortController().signal

const limits = (over: Partial<OutboundLimits> = {}): OutboundLimits => ({
  signal: NEVER_ABORTED,
  timeoutMs: 5000,
  maxAnswerBytes: 100_000,
  ...over,
})

const BODY = Buffer.from('<question/>')

/** What came of a call: the answer's status and body, or the reason why there was none. */
async function outcome(http: OutboundHttp, url: URL | string, over: Partial<OutboundLimits> = {}): Promise<string> {
  try {
    const answer = await http.post(new URL(url), { 'content-type': 'text/xml' }, BODY, limits(over))
    return `${answer.status} ${answer.body.toString()}`
  } catch (error) {
    return outboundReason(error)
  }
}

/** A dial that writes down where it was sent, and never connects. */
function recordingDial(): { dialled: DialTarget[]; dial: (target: DialTarget) => Socket } {
  const dialled: DialTarget[] = []
  return {
    dialled,
    dial: (target) => {
      dialled.push(target)
      const socket = new Socket()
      setImmediate(() => socket.destroy())
      return socket
    },
  }
}

const clients: OutboundHttp[] = []
const servers: { close(): Promise<void> }[] = []

function client(options: Partial<OutboundOptions> = {}): OutboundHttp {
  const made = outboundHttp({ allow: { loopback: true }, ...options })
  clients.push(made)
  return made
}

async function serving(behave: (socket: Socket, request: string) => void): Promise<RawServer> {
  const server = await rawServer(behave)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  await Promise.all(clients.splice(0).map((made) => made.close()))
})

describe('an outbound call', () => {
  it('sends what it was given, with a length and without asking for compression, and brings the answer', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'hello', 'X-Id: 7\r\n')))
    const url = new URL('/EWS/Exchange.asmx?a=b', server.origin)
    const answer = await client().post(url, { 'content-type': 'text/xml' }, BODY, limits())
    expect([answer.status, answer.headers['x-id'], answer.body.toString()]).to.deep.equal([200, '7', 'hello'])
    const [head, body] = server.received().split('\r\n\r\n')
    expect(head).to.match(/^POST \/EWS\/Exchange\.asmx\?a=b HTTP\/1\.1\r\n/)
    expect(head).to.match(/^content-length: 11$/im)
    expect(head).to.match(new RegExp(`^host: 127\\.0\\.0\\.1:${server.port}$`, 'im'))
    expect(head).not.to.match(/^accept-encoding:/im)
    expect(body).to.equal('<question/>')
  })

  it('gets a document', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'metadata')))
    const answer = await client().get(new URL('/.well-known/x', server.origin), {}, limits())
    expect(answer.body.toString()).to.equal('metadata')
    expect(server.received()).to.match(/^GET \/\.well-known\/x HTTP\/1\.1\r\n/)
  })

  it('uses its connections again', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
    const http = client()
    for (let i = 0; i < 20; i++) expect(await outcome(http, server.origin)).to.equal('200 x')
    // undici rests a connection for one turn of the event loop, so a caller in a hurry gets a second one.
    expect(server.connections()).to.be.at.most(2)
  })

  it('opens no more connections to one origin than allowed, and answers every call all the same', async () => {
    const server = await serving((socket) => setImmediate(() => socket.write(httpAnswer('200 OK', 'x'))))
    const http = client({ connections: 3 })
    const all = await Promise.all(Array.from({ length: 20 }, () => outcome(http, server.origin)))
    expect(all).to.deep.equal(Array.from({ length: 20 }, () => '200 x'))
    expect(server.connections()).to.be.at.most(3)
  })

  for (const status of ['401 Unauthorized', '404 Not Found', '500 Internal Server Error', '503 Service Unavailable']) {
    it(`brings an answer of ${status} with its body`, async () => {
      const server = await serving((socket) => socket.write(httpAnswer(status, 'why')))
      expect(await outcome(client(), server.origin)).to.equal(`${status.slice(0, 3)} why`)
    })
  }

  it('goes on after informational answers', async () => {
    const server = await serving((socket) =>
      socket.write(
        Buffer.concat([
          Buffer.from('HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip\r\n\r\n'),
          httpAnswer('200 OK', 'x'),
        ]),
      ),
    )
    expect(await outcome(client(), server.origin)).to.equal('200 x')
  })
})

describe('an outbound call to a server that misbehaves (BF3, BF5, BF6)', () => {
  /** Time enough for the connection to be made by a process that was stopped for a while. */
  const SOON = { timeoutMs: 1000 }
  const trickle = (socket: Socket): void => {
    const timer = setInterval(() => socket.write('x'), 20)
    socket.on('close', () => clearInterval(timer))
  }
  const table: readonly [string, (socket: Socket) => void, string, Partial<OutboundLimits>?][] = [
    ['says nothing', () => {}, 'REACH_TIMEOUT', SOON],
    ['stops within the headers', (s) => s.write('HTTP/1.1 200 OK\r\nX'), 'REACH_TIMEOUT', SOON],
    ['stops within the body', (s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'), 'REACH_TIMEOUT', SOON],
    ['trickles its headers', (s) => (s.write('HTTP/1.1 200 OK\r\nX: '), trickle(s)), 'REACH_TIMEOUT', SOON],
    [
      'trickles its body',
      (s) => (s.write('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n'), trickle(s)),
      'REACH_TIMEOUT',
      SOON,
    ],
    [
      'sends informational answers for ever',
      (s) => {
        const timer = setInterval(() => s.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5)
        s.on('close', () => clearInterval(timer))
      },
      'REACH_TIMEOUT',
      SOON,
    ],
    ['resets the connection', (s) => s.resetAndDestroy(), 'REACH_TCP'],
    ['hangs up', (s) => s.end(), 'REACH_TCP'],
    ['hangs up within the body', (s) => s.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'), 'REACH_TCP'],
    [
      'hangs up within a chunk',
      (s) => s.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nx'),
      'REACH_TCP',
    ],
    ['speaks another protocol', (s) => s.write('SSH-2.0-OpenSSH_9.2\r\n'), 'DATA_MALFORMED'],
    [
      'has a chunk size that is none',
      (s) => s.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
      'DATA_MALFORMED',
    ],
    ['has headers of 64 KB', (s) => s.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`), 'DATA_MALFORMED'],
    [
      'announces too long a body',
      (s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n'),
      'DATA_MALFORMED',
    ],
    [
      'sends too long a body in chunks',
      (s) => {
        s.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        for (let i = 0; i < 11; i++) s.write(`2710\r\n${'x'.repeat(10_000)}\r\n`)
      },
      'DATA_MALFORMED',
    ],
    [
      'sends a body without end',
      (s) => {
        s.write('HTTP/1.1 200 OK\r\n\r\n')
        const timer = setInterval(() => s.write('x'.repeat(20_000)), 1)
        s.on('close', () => clearInterval(timer))
      },
      'DATA_MALFORMED',
    ],
    [
      'compresses',
      (s) => s.write(httpAnswer('200 OK', gzipSync('x'.repeat(1e6)), 'Content-Encoding: gzip\r\n')),
      'DATA_MALFORMED',
    ],
    [
      'compresses twice',
      (s) => s.write(httpAnswer('200 OK', 'x', 'Content-Encoding: identity\r\nContent-Encoding: br\r\n')),
      'DATA_MALFORMED',
    ],
    ...[300, 301, 302, 303, 304, 307, 308].map((status): [string, (socket: Socket) => void, string] => [
      `redirects with ${status}`,
      (s) => s.write(httpAnswer(`${status} Elsewhere`, '', 'Location: http://127.0.0.1:1/\r\n')),
      'REACH_UPSTREAM',
    ]),
  ]

  for (const [what, behave, expected, over] of table) {
    it(`ends with ${expected} when it ${what}, and leaves no connection in use`, async () => {
      const server = await serving(behave)
      expect(await outcome(client(), server.origin, over)).to.equal(expected)
      expect(server.connections()).to.equal(1)
      for (let i = 0; i < 100 && server.open() > 0 && expected !== 'REACH_UPSTREAM'; i++) await wait(10)
      if (expected !== 'REACH_UPSTREAM') expect(server.open()).to.equal(0)
    })
  }

  it('takes a page that would send a browser elsewhere for what it is: a body (BF3)', async () => {
    const page = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">'
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', page)))
    expect(await outcome(client(), server.origin)).to.equal(`200 ${page}`)
    expect(server.connections()).to.equal(1)
  })

  it('ends with REACH_TCP when nobody listens', async () => {
    const closed = createServer()
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done))
    const { port } = closed.address() as AddressInfo
    await new Promise((done) => closed.close(done))
    expect(await outcome(client(), `http://127.0.0.1:${port}/`)).to.equal('REACH_TCP')
  })

  it('ends with REACH_TIMEOUT when the connection is never made', async () => {
    const http = client({ dial: () => new Socket() })
    expect(await outcome(http, 'http://127.0.0.1:9/', { timeoutMs: 100 })).to.equal('REACH_TIMEOUT')
  })

  it('does not send the call that waited for a connection until it was given up', async () => {
    const server = await serving((socket, request) => {
      if (request.includes('/first')) setTimeout(() => socket.write(httpAnswer('200 OK', 'x')), 200)
      else socket.write(httpAnswer('200 OK', 'y'))
    })
    const http = client({ connections: 1 })
    const first = outcome(http, `${server.origin}/first`)
    expect(await outcome(http, `${server.origin}/second`, { timeoutMs: 50 })).to.equal('REACH_TIMEOUT')
    expect(await first).to.equal('200 x')
    expect(await outcome(http, `${server.origin}/third`)).to.equal('200 y')
    expect(server.received()).to.contain('/third').and.not.contain('/second')
  })
})

describe('an outbound call whose asker has gone (BF13)', () => {
  it('ends at once, and its connection with it', async () => {
    const server = await serving(() => {})
    const gone = new AbortController()
    const http = client()
    const calls = Promise.all(Array.from({ length: 50 }, () => outcome(http, server.origin, { signal: gone.signal })))
    for (let i = 0; i < 200 && server.connections() < 50; i++) await wait(5)
    expect(server.open()).to.equal(50)
    gone.abort()
    expect(new Set(await calls)).to.deep.equal(new Set(['REACH_TIMEOUT']))
    for (let i = 0; i < 200 && server.open() > 0; i++) await wait(5)
    expect(server.open()).to.equal(0)
  })

  it('is not sent when he was gone before', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
    expect(await outcome(client(), server.origin, { signal: AbortSignal.abort() })).to.equal('REACH_TIMEOUT')
    await wait(50)
    expect(server.received()).to.equal('')
  })
})

describe('an outbound call that carries line ends (BF11)', () => {
  const hostile = ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\0b', 'a\r\n\r\nPOST /evil HTTP/1.1\r\n\r\n']
  for (const text of hostile) {
    it(`is not sent: ${JSON.stringify(text)} in a header's value or name`, async () => {
      const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
      for (const headers of [{ soapaction: text }, { [text]: 'x' }, { host: text }]) {
        let code: unknown
        await client()
          .post(new URL(server.origin), headers, BODY, limits())
          .catch((error: { code: unknown }) => (code = error.code))
        expect(code).to.equal('ERR_MESSAGE_MALFORMED')
      }
      expect(server.received()).to.equal('')
    })

    it(`is one request all the same: ${JSON.stringify(text)} in a path given to the URL parser`, async () => {
      const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
      const url = new URL(server.origin)
      url.pathname = text
      url.search = text
      await client().get(url, {}, limits())
      expect(server.received().match(/ HTTP\/1\.1\r\n/g)).to.have.length(1)
      expect(server.received()).not.to.match(/^X-Evil/im)
    })
  }
})

describe('an outbound call to an address that must be refused (BF1)', () => {
  const answersOf: Readonly<Record<string, readonly string[]>> = {
    localhost: ['127.0.0.1', '::1'],
    'localhost.': ['127.0.0.1'],
    'a.localhost': ['127.0.0.1'],
    'metadata.google.internal': ['169.254.169.254'],
    'instance-data': ['169.254.169.254'],
    'kubernetes.default.svc': ['10.96.0.1'],
    'public-and-private.example': ['8.8.8.8', '10.0.0.1'],
    'public-and-mapped.example': ['2a01:111:f400::1', '::ffff:127.0.0.1'],
    'strange-answer.example': ['0x7f000001'],
  }
  const resolve = async (name: string): Promise<readonly string[]> => answersOf[name] ?? ['127.0.0.1']

  async function refusedWithoutDial(text: string): Promise<void> {
    const { dialled, dial } = recordingDial()
    const http = client({ allow: {}, resolve, dial })
    let reason: string
    try {
      reason = await outcome(http, parseEndpointUrl(text))
    } catch (error) {
      reason = outboundReason(error)
    }
    expect(dialled, text).to.deep.equal([])
    expect(reason, text).to.equal('ROUTE_NONE')
  }

  itShared(
    'is refused before a connection is tried, for every recorded host',
    'attacks/own/ssrf-hosts.json',
    async (path) => {
      const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { host: string }[] }
      expect(cases.length).to.be.above(60)
      for (const { host } of cases) {
        await refusedWithoutDial(`https://${host}/EWS/Exchange.asmx`)
        await refusedWithoutDial(host)
      }
    },
  )

  for (const host of [
    ...Object.keys(answersOf),
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '0',
    '[::1]',
    '[::]',
    '[::127.0.0.1]',
    '[::ffff:8.8.8.8]',
    '[64:ff9b::808:808]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '169.254.169.254',
    '168.63.129.16',
    '10.0.0.1',
    '100.100.100.200',
    '192.168.1.1',
    'good.example:22',
    'good.example:80',
    'user@good.example',
  ]) {
    it(`is refused before a connection is tried: ${host}`, () => refusedWithoutDial(`https://${host}/`))
  }

  it('is refused without TLS even when the address is public', async () => {
    const { dialled, dial } = recordingDial()
    const http = client({ allow: {}, resolve: async () => ['8.8.8.8'], dial })
    expect(await outcome(http, 'http://good.example/')).to.equal('ROUTE_NONE')
    const demo = client({ allow: { loopback: true }, resolve: async () => ['8.8.8.8'], dial })
    expect(await outcome(demo, 'http://good.example/')).to.equal('ROUTE_NONE')
    expect(dialled).to.deep.equal([])
  })

  it('is refused before the name is looked up, when the URL itself must not be asked', async () => {
    const { dialled, dial } = recordingDial()
    const looked: string[] = []
    const resolve = async (name: string): Promise<readonly string[]> => (looked.push(name), ['8.8.8.8'])
    const http = client({ allow: { ownOrigins: ['https://gateway.example'] }, resolve, dial })
    for (const url of [
      'https://gateway.example/EWS/Exchange.asmx',
      'https://good.example:22/',
      'https://user:pw@good.example/',
      'ftp://good.example/',
    ]) {
      expect(await outcome(http, url), url).to.equal('ROUTE_NONE')
    }
    expect([looked, dialled]).to.deep.equal([[], []])
  })

  it('goes to the very addresses that were judged, when they are permitted', async () => {
    const { dialled, dial } = recordingDial()
    const http = client({ allow: {}, resolve: async () => ['8.8.8.8', '2a01:111:f400::1'], dial })
    expect(await outcome(http, 'https://good.example/')).to.equal('REACH_TCP')
    expect(dialled).to.deep.equal([
      { addresses: ['8.8.8.8', '2a01:111:f400::1'], port: 443, tlsName: 'good.example', ca: undefined },
    ])
  })

  it('is never made to the second answer of a name that changes its mind (BF2)', async () => {
    const { dialled, dial } = recordingDial()
    let asked = 0
    const http = client({ allow: {}, resolve: async () => [asked++ % 2 === 0 ? '8.8.8.8' : '127.0.0.1'], dial })
    for (let i = 0; i < 200; i++) {
      expect(await outcome(http, 'https://rebinding.example/')).to.equal(i % 2 === 0 ? 'REACH_TCP' : 'ROUTE_NONE')
    }
    expect(asked).to.equal(200)
    expect(dialled.flatMap((target) => target.addresses)).to.deep.equal(Array.from({ length: 100 }, () => '8.8.8.8'))
  })

  it('ends with REACH_DNS where the name does not resolve, or to nothing', async () => {
    const refusing = client({ resolve: () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await outcome(refusing, 'https://nobody.example/')).to.equal('REACH_DNS')
    expect(await outcome(client({ resolve: async () => [] }), 'https://nobody.example/')).to.equal('REACH_DNS')
  })

  it('ends with REACH_TIMEOUT where the resolver does not answer', async () => {
    const http = client({ resolve: () => new Promise(() => {}) })
    expect(await outcome(http, 'https://slow.example/', { timeoutMs: 100 })).to.equal('REACH_TIMEOUT')
  })

  it('reaches a name through its judged address, on a real socket', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
    const http = client({ resolve: async () => ['127.0.0.1'] })
    expect(await outcome(http, `http://mail.fabrikam.example:${server.port}/`)).to.equal('200 x')
    expect(server.received()).to.match(new RegExp(`^host: mail\\.fabrikam\\.example:${server.port}$`, 'im'))
  })

  it('tries the next of the judged addresses when the first does not answer', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
    const http = client({ resolve: async () => ['::1', '127.0.0.1'] })
    expect(await outcome(http, `http://mail.fabrikam.example:${server.port}/`)).to.equal('200 x')
  })
})

describe('an outbound call over TLS (BF4)', () => {
  const authority = testAuthority()
  const name = 'mail.fabrikam.example'

  async function tlsServer(certificate: IssuedCertificate): Promise<{ port: number; names(): (string | false)[] }> {
    const names: (string | false)[] = []
    const server = createTlsServer(certificate, (_request, response) => response.end('secret'))
    server.on('secureConnection', (socket: TLSSocket) =>
      names.push((socket as TLSSocket & { servername: string | false }).servername),
    )
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    servers.push({
      close: () =>
        new Promise((done) => {
          server.close(() => done())
          server.closeAllConnections()
        }),
    })
    return { port: (server.address() as AddressInfo).port, names: () => names }
  }

  const trusting = (): OutboundHttp => client({ ca: authority.ca, resolve: async () => ['127.0.0.1'] })

  it('reaches a server that proves its name, and names it', async () => {
    const server = await tlsServer(authority.issue({ names: [name] }))
    expect(await outcome(trusting(), `https://${name}:${server.port}/`)).to.equal('200 secret')
    expect(server.names()).to.deep.equal([name])
  })

  it('reaches a server that proves its IP address, and sends no server name then', async () => {
    const server = await tlsServer(authority.issue({ addresses: ['127.0.0.1'] }))
    expect(await outcome(trusting(), `https://127.0.0.1:${server.port}/`)).to.equal('200 secret')
    expect(server.names()).to.deep.equal([false])
  })

  it('refuses a certificate for another name, another address, from another authority, or out of its time', async () => {
    const hour = 3_600_000
    const past = { from: new Date(Date.now() - 2 * hour), until: new Date(Date.now() - hour) }
    const future = { from: new Date(Date.now() + hour), until: new Date(Date.now() + 2 * hour) }
    for (const [why, certificate, host] of [
      ['another name', authority.issue({ names: ['mail.adatum.example'] }), name],
      ['a name above', authority.issue({ names: ['fabrikam.example'] }), name],
      ['another address', authority.issue({ addresses: ['127.0.0.2'] }), '127.0.0.1'],
      ['a name for an address', authority.issue({ names: [name] }), '127.0.0.1'],
      ['another authority', testAuthority().issue({ names: [name] }), name],
      ['over', authority.issue({ names: [name], ...past }), name],
      ['not yet begun', authority.issue({ names: [name], ...future }), name],
    ] as const) {
      const server = await tlsServer(certificate)
      expect(await outcome(trusting(), `https://${host}:${server.port}/`), why).to.equal('TLS_REFUSED')
    }
  })

  it('refuses a server that only speaks plain HTTP', async () => {
    const server = await serving((socket) => socket.write(httpAnswer('200 OK', 'x')))
    expect(await outcome(trusting(), `https://${name}:${server.port}/`)).to.equal('TLS_REFUSED')
  })

  it('does not believe the well-known authorities where one of its own is configured, nor the reverse', async () => {
    const server = await tlsServer(authority.issue({ names: [name] }))
    const http = client({ resolve: async () => ['127.0.0.1'] })
    expect(await outcome(http, `https://${name}:${server.port}/`)).to.equal('TLS_REFUSED')
  })
})
