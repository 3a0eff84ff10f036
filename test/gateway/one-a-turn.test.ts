import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { expect } from 'chai'
import { oneATurn } from '../../gateway/one-a-turn.ts'

const MANY = 40
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

describe('one request a turn', () => {
  let server: Server
  let sockets: Socket[]
  let turn: number
  let ticking: NodeJS.Immediate
  beforeEach(() => {
    turn = 0
    const tick = (): void => {
      turn++
      ticking = setImmediate(tick)
    }
    tick()
  })
  afterEach(() => {
    clearImmediate(ticking)
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  async function opened(listener: RequestListener): Promise<void> {
    server = createServer(oneATurn(listener)).listen(0, '127.0.0.1')
    let accepted = 0
    server.on('connection', () => accepted++)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    sockets = Array.from({ length: MANY }, () => connect(port, '127.0.0.1').on('error', () => undefined))
    // Else they would be read as they are accepted, which is one in a turn already.
    await until(() => accepted === MANY)
  }
  const until = async (what: () => boolean): Promise<void> => {
    while (!what()) await new Promise((resolve) => setImmediate(resolve))
  }

  it('begins none in the turn of another, whatever comes at once, and all of them', async () => {
    const turns: number[] = []
    await opened((_request, response) => {
      turns.push(turn)
      response.end()
    })
    for (const socket of sockets) socket.write(GET)
    await until(() => turns.length === MANY)
    expect(new Set(turns).size).to.equal(MANY)
  })

  it('begins what is alone at once', async () => {
    const turns: [number, number][] = []
    let came = 0
    const noted: RequestListener = (_request, response) => {
      turns.push([came, turn])
      response.end()
    }
    await opened(noted)
    server.prependListener('request', () => (came = turn))
    for (const socket of sockets.slice(0, 3)) {
      socket.write(GET)
      await once(socket, 'data')
    }
    expect(turns).to.have.length(3)
    for (const [before, begun] of turns) expect(begun).to.equal(before)
  })

  it('begins nothing for whoever went away meanwhile, and goes on with the others', async () => {
    let [came, begun] = [0, 0]
    await opened((_request, response) => {
      begun++
      response.end()
    })
    server.prependListener('request', ({ socket }) => {
      if (++came % 2 === 0) socket.destroy()
    })
    for (const socket of sockets) socket.write(GET)
    await until(() => came === MANY && begun >= MANY / 2)
    for (let turns = 0; turns < MANY; turns++) await new Promise((resolve) => setImmediate(resolve))
    expect(begun).to.equal(MANY / 2)
  })
})
