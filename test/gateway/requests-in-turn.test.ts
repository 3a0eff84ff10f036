import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import express from 'express'
import { openLog } from '../../gateway/log.ts'
import { listen } from '../../gateway/server.ts'
import { REFUSED, WaitingRoom } from '../../gateway/waiting-room.ts'
import { testAuthority } from '../protocols/http/test-authority.ts'
import { VirtualClock } from '../trust/known-organizations.ts'

const PER_SECOND = 100
const log = openLog('silent')
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`

interface Connection {
  readonly socket: Socket
  readonly said: () => string
  readonly closed: Promise<unknown>
}

describe('the requests of one connection', () => {
  let running: Awaited<ReturnType<typeof listen>>
  let room: WaitingRoom
  let clock: VirtualClock
  let listener: RequestListener
  let seen: string[]

  beforeEach(async () => {
    clock = new VirtualClock()
    room = new WaitingRoom(PER_SECOND, clock, log)
    seen = []
    listener = (request, response) => {
      seen.push(request.url as string)
      response.writeHead(request.url === '/no' ? 401 : 200, { 'Content-Length': 2 })
      setTimeout(() => response.end(request.url?.slice(0, 2)), 5)
    }
    const place = { listen: { host: '127.0.0.1', port: 0 }, tls: null, connections: 100, room }
    running = await listen(place, (request, response) => listener(request, response))
  })
  afterEach(() => running.close())

  async function open(): Promise<Connection> {
    const socket = connect(running.port, '127.0.0.1')
    let text = ''
    socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return { socket, said: () => text, closed: once(socket, 'close') }
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  const statuses = (text: string): readonly string[] => text.match(/HTTP\/1\.1 \d{3}/g)?.map((s) => s.slice(9)) ?? []
  const wearOut = (): void => {
    for (let i = 0; i < PER_SECOND; i++) room.spend({ remoteAddress: '127.0.0.1' } as Socket, REFUSED)
  }

  it('are answered one after the other, in their order', async () => {
    let [under, most] = [0, 0]
    const plain = listener
    listener = (request, response) => {
      most = Math.max(most, ++under)
      response.once('finish', () => under--)
      plain(request, response)
    }
    const { socket, said } = await open()
    const paths = Array.from({ length: 10 }, (_, i) => `/${i}`)
    socket.write(paths.map(get).join(''))
    await until(() => statuses(said()).length === 10)
    expect(seen).to.deep.equal(paths)
    expect(said().match(/\/\d(?=HTTP|$)/g)).to.deep.equal(paths)
    expect(most).to.equal(1)
    socket.destroy()
  })

  it('are each read in full before they are answered, also those sent ahead', async () => {
    const bodies: string[] = []
    listener = (request, response) => {
      let body = ''
      request.on('data', (bytes: Buffer) => (body += bytes.toString()))
      request.on('end', () => {
        bodies.push(body)
        response.end()
      })
    }
    const { socket, said } = await open()
    const post = (body: string): string => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const long = 'x'.repeat(100_000)
    socket.write(post('one') + post(long) + post('three'))
    await until(() => statuses(said()).length === 3)
    expect(bodies).to.deep.equal(['one', long, 'three'])
    socket.destroy()
  })

  it('are sixteen ahead at most: with more, the connection is closed and none of them is looked at', async () => {
    const { socket, said, closed } = await open()
    socket.write(get('/a').repeat(18))
    await closed
    expect(seen).to.deep.equal(['/a'])
    expect(statuses(said())).to.deep.equal(['200'].slice(0, statuses(said()).length))
    const other = await open()
    other.socket.write(get('/b').repeat(17))
    await until(() => statuses(other.said()).length === 17)
    other.socket.destroy()
  })

  it('cost something even where they are thrown away: after a thousand the next connection waits', async () => {
    const { socket, closed } = await open()
    socket.write(get('/a').repeat(1_000))
    await closed
    expect(seen).to.deep.equal(['/a'])
    const late = await open()
    late.socket.write(get('/late'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(seen).to.deep.equal(['/a'])
    clock.pass(2_000)
    await until(() => seen.length === 2)
    late.socket.destroy()
  })

  it('go on after a refusal, while their address has cost little', async () => {
    const { socket, said } = await open()
    socket.write(get('/no') + get('/yes'))
    await until(() => statuses(said()).length === 2)
    expect(statuses(said())).to.deep.equal(['401', '200'])
    expect(said()).to.not.match(/connection: close/i)
    socket.destroy()
  })

  it('end with a refusal that says so once their address has cost too much, and those behind it are dropped', async () => {
    const { socket, said, closed } = await open()
    wearOut()
    socket.write(get('/yes') + get('/no') + get('/yes'))
    await closed
    expect(statuses(said())).to.deep.equal(['200', '401'])
    expect(said()).to.match(/401 .*\r\n(?:.*\r\n)*connection: close\r\n/i)
    expect(seen).to.deep.equal(['/yes', '/no'])
  })

  it('go on as ever where none was refused, whatever else came from their address', async () => {
    const { socket, said } = await open()
    wearOut()
    for (let i = 1; i <= 5; i++) {
      socket.write(get('/yes'))
      await until(() => statuses(said()).length === i)
    }
    expect(said()).to.not.match(/connection: close/i)
    socket.destroy()
  })

  it('are counted as refused whoever answers them, and make the next connection wait', async () => {
    const app = express()
    listener = app.get('/yes', (_request, response) => void response.send('x'))
    const { socket, said, closed } = await open()
    for (let i = 1; i < PER_SECOND; i++) {
      socket.write(get('/nothing-here'))
      await until(() => statuses(said()).length === i)
    }
    socket.write(get('/nothing-here'))
    await closed
    expect(new Set(statuses(said()))).to.deep.equal(new Set(['404']))
    const late = await open()
    late.socket.write(get('/yes'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(late.said()).to.equal('')
    clock.pass(2_000)
    await until(() => statuses(late.said()).length === 1)
    expect(statuses(late.said())).to.deep.equal(['200'])
    late.socket.destroy()
  })

  it('wait over TLS too, from before the handshake, and are read in full then', async () => {
    const authority = testAuthority()
    const { cert, key } = authority.issue({ names: ['gateway.example'] })
    const place = { listen: { host: '127.0.0.1', port: 0 }, tls: { certificate: cert, key }, connections: 100, room }
    const secure = await listen(place, (request, response) => listener(request, response))
    try {
      wearOut()
      const late = connectTls({ port: secure.port, ca: authority.ca, servername: 'gateway.example' })
      let shaken = false
      late.on('secureConnect', () => {
        shaken = true
        late.write(get('/yes') + get('/yes'))
      })
      let text = ''
      late.on('data', (bytes: Buffer) => (text += bytes.toString()))
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(shaken).to.equal(false)
      clock.pass(2_000)
      await until(() => statuses(text).length === 2)
      expect(statuses(text)).to.deep.equal(['200', '200'])
      late.destroy()
    } finally {
      await secure.close()
    }
  })
})
