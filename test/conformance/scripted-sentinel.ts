import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { RedisServer } from './redis-server.ts'

/** Answers as a Sentinel does that watches one master, in an order a real one keeps only by chance. */
export interface ScriptedSentinel {
  readonly url: string
  /** How often it will still do so. */
  readonly left: number
  /** The next times that it is asked for the master while somebody listens for failovers, it tells of one before it answers. */
  interrupt(times: number): void
  stop(): void
}

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`
const array = (...parts: string[]): string => `*${parts.length}\r\n${parts.join('')}`

/** In the wire format of Redis (RESP2); for the commands its clients send, and no others. */
export async function startScriptedSentinel(master: RedisServer): Promise<ScriptedSentinel> {
  const port = new URL(master.url).port
  const listeners = new Set<Socket>()
  let left = 0
  const answer = async (socket: Socket, command: string): Promise<void> => {
    if (command === 'subscribe') {
      listeners.add(socket)
      socket.write(array(bulk('subscribe'), bulk('+switch-master'), ':1\r\n'))
    } else if (command === 'sentinel') {
      if (left > 0 && listeners.size > 0) {
        left--
        const news = `ours 127.0.0.1 ${port} 127.0.0.1 ${port}`
        for (const listener of listeners) listener.write(array(bulk('message'), bulk('+switch-master'), bulk(news)))
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      socket.write(array(bulk('127.0.0.1'), bulk(port)))
    } else socket.write('+OK\r\n')
  }
  const server = createServer((socket) => {
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      const commands = text.toString().matchAll(/\*\d+\r\n\$\d+\r\n(client|subscribe|sentinel)\r\n/gi)
      for (const [, command = ''] of commands) void answer(socket, command.toLowerCase())
    })
    socket.on('error', () => undefined)
    socket.on('close', () => listeners.delete(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis+sentinel://127.0.0.1:${(server.address() as AddressInfo).port}/ours`,
    get left() {
      return left
    },
    interrupt: (times) => (left = times),
    stop: () => void server.close(),
  }
}
