import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { openLog } from '../../gateway/log.ts'
import { REFUSED, WaitingRoom } from '../../gateway/waiting-room.ts'
import { VirtualClock } from '../trust/known-organizations.ts'

const PER_SECOND = 100
const log = openLog('silent')

/** A connection that comes from wherever the test says. */
const from = (remoteAddress: string): Socket => Object.assign(new PassThrough(), { remoteAddress }) as unknown as Socket

/** The room looks again every 20 ms, whatever the clock it is given says. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100))

describe('the waiting room of an address that was refused too often (TK13)', () => {
  let clock: VirtualClock
  let room: WaitingRoom
  let served: string[]

  beforeEach(() => {
    clock = new VirtualClock()
    room = new WaitingRoom(PER_SECOND, clock, log)
    served = []
  })
  afterEach(() => room.close())

  const enter = (address: string, name = address): Socket => {
    const socket = from(address)
    room.enter(socket, () => served.push(name))
    return socket
  }
  const refuse = (address: string, times: number): boolean => {
    let over = false
    for (let i = 0; i < times; i++) over = room.spend(from(address), REFUSED)
    return over
  }

  it('says when a connection has to be closed: once its address has cost a second’s worth', () => {
    expect(refuse('10.0.0.1', PER_SECOND - 1)).to.equal(false)
    expect(refuse('10.0.0.1', 1)).to.equal(true)
    clock.pass(20)
    expect(refuse('10.0.0.1', 1)).to.equal(false)
  })

  it('serves a new connection at once, until its address has cost too much', () => {
    refuse('10.0.0.1', PER_SECOND - 2)
    enter('10.0.0.1')
    expect(served).to.deep.equal(['10.0.0.1'])
    refuse('10.0.0.1', 2)
    enter('10.0.0.1')
    expect(served).to.have.length(1)
  })

  it('holds up nobody else, nor an IPv4 address by another', () => {
    refuse('10.0.0.1', 1_000)
    enter('10.0.0.2')
    enter('::ffff:10.0.0.3')
    expect(served).to.deep.equal(['10.0.0.2', '::ffff:10.0.0.3'])
    enter('::ffff:10.0.0.1')
    expect(served).to.have.length(2)
  })

  it('takes a /64 network of IPv6 for one address', () => {
    refuse('2001:db8:0:1::1', 1_000)
    enter('2001:db8:0:1:a:b:c:d')
    enter('2001:db8:0:2::1')
    expect(served).to.deep.equal(['2001:db8:0:2::1'])
  })

  it('lets them in in the order they came, a few at a time, as the budget fills up again', async () => {
    refuse('10.0.0.1', 1_000)
    for (let i = 0; i < 10; i++) enter('10.0.0.1', String(i))
    clock.pass(1_000)
    await aWhile()
    expect(served).to.deep.equal([])
    clock.pass(100)
    await until(() => served.length > 0)
    await aWhile()
    // Ten refusals have run out, and each who is let in is expected to cost four.
    expect(served).to.deep.equal(['0', '1', '2'])
    clock.pass(1_000)
    await until(() => served.length === 10)
    expect(served).to.deep.equal(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('has whoever comes later stand behind, even when there is room again', async () => {
    refuse('10.0.0.1', 1_000)
    enter('10.0.0.1', 'first')
    clock.pass(2_000)
    enter('10.0.0.1', 'second')
    await until(() => served.length === 2)
    expect(served).to.deep.equal(['first', 'second'])
  })

  it('lets all in again a second and what one costs after the last was refused, however many were', async () => {
    refuse('10.0.0.1', 1_000_000)
    enter('10.0.0.1', 'waited')
    clock.pass(1_000)
    await aWhile()
    expect(served).to.deep.equal([])
    clock.pass(50)
    await until(() => served.length === 1)
    enter('10.0.0.1', 'came then')
    expect(served).to.deep.equal(['waited', 'came then'])
  })

  it('follows a clock that was set back, and lets nobody wait for it to catch up', async () => {
    refuse('10.0.0.1', 1_000)
    enter('10.0.0.1')
    clock.pass(-3_600_000)
    await aWhile()
    clock.pass(2_000)
    await until(() => served.length === 1)
  })

  it('closes what comes when two hundred of one address wait, and a thousand of all', () => {
    refuse('10.0.0.1', 1_000)
    const waiting = Array.from({ length: 201 }, () => enter('10.0.0.1'))
    expect(waiting.filter(({ destroyed }) => destroyed)).to.deep.equal([waiting[200]])
    const others = Array.from({ length: 900 }, (_, i) => {
      const address = `10.0.1.${i % 9}`
      refuse(address, PER_SECOND)
      return enter(address)
    })
    expect(others.findIndex(({ destroyed }) => destroyed)).to.equal(800)
    expect(served).to.deep.equal([])
  })

  it('ends all that wait when the server stops', () => {
    refuse('10.0.0.1', 1_000)
    const socket = enter('10.0.0.1')
    room.close()
    expect(socket.destroyed).to.equal(true)
  })

  describe('over sockets', () => {
    let server: Server
    const received: string[] = []

    before(async () => {
      server = createServer((socket) => {
        room.enter(socket, () => {
          served.push('served')
          socket.on('data', (bytes) => received.push(bytes.toString()))
        })
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
    })
    after(() => void server.close())

    const call = async (): Promise<Socket> => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }

    it('keeps what was sent meanwhile, and reads it then', async () => {
      refuse('127.0.0.1', 1_000)
      const socket = await call()
      socket.write('hello')
      await aWhile()
      expect(received).to.deep.equal([])
      clock.pass(2_000)
      await until(() => received.length === 1)
      expect(received).to.deep.equal(['hello'])
      socket.destroy()
    })

    it('outlives whoever goes away while waiting', async () => {
      refuse('127.0.0.1', 1_000)
      const [one, other] = [await call(), await call()]
      await aWhile()
      one.write('something')
      await aWhile()
      one.resetAndDestroy()
      await aWhile()
      clock.pass(2_000)
      await until(() => served.length > 0)
      other.destroy()
    })
  })
})
