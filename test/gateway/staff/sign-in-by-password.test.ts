import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { consoleApplication } from '../../../gateway/staff/console-router.ts'
import { PasswordGuard } from '../../../trust/credentials/password-guard.ts'
import { HeldThread } from '../../trust/credentials/held-thread.ts'
import { consoleWorld, ORIGIN, PASSWORD } from './console-world.ts'
import type { ConsoleWorld } from './console-world.ts'

const [GUESSER, OTHER] = ['127.0.0.2', '127.0.0.3']

describe('Signing in to the console while somebody guesses (AD1, AD2)', () => {
  let world: ConsoleWorld
  let thread: HeldThread
  let server: Server
  beforeEach(async () => {
    world = await consoleWorld()
    thread = new HeldThread()
    const door = { ...world.door, guard: new PasswordGuard(world.clock, thread) }
    server = consoleApplication(door).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
    world.close()
  })

  /** The status of the answer to one sign-in from an address of this machine. */
  async function signIn(localAddress: string, name: string, password: string): Promise<number | undefined> {
    const { port } = server.address() as AddressInfo
    const headers = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
    const way = {
      host: '127.0.0.1',
      port,
      path: '/console/sign-in',
      method: 'POST',
      localAddress,
      agent: false,
      headers,
    }
    const sent = request(way)
    sent.end(new URLSearchParams({ name, password, to: '/console/' }).toString())
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    return answer.statusCode
  }

  const until = async (what: () => boolean): Promise<void> => {
    while (!what()) await new Promise((resolve) => setImmediate(resolve))
  }

  it('comes after the guess that is checked, before all others of that address, and is not refused for them', async () => {
    const statuses: (number | undefined)[] = []
    const guesses = Array.from({ length: 9 }, (_, i) =>
      signIn(GUESSER, `name${i}`, `guess ${i}`).then((status) => statuses.push(status)),
    )
    // One is checked and seven wait once one is refused, whichever came last.
    await until(() => statuses.length === 1)
    const ann = signIn(OTHER, 'ann', PASSWORD)
    // For her the last of them has to go.
    await until(() => statuses.length === 2)
    expect(statuses).to.deep.equal([429, 429])
    thread.answer(false)
    await until(() => thread.held.length === 1)
    expect(thread.held[0]?.password).to.equal(PASSWORD)
    thread.answer(true)
    expect(await ann).to.equal(303)
    while (statuses.length < guesses.length) {
      await until(() => thread.held.length > 0 || statuses.length === guesses.length)
      thread.answer(false)
    }
    expect(thread.asked).to.equal(8)
  })
})
