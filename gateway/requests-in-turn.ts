import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { DROPPED, REFUSED } from './waiting-room.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** Requests sent ahead of the answer to the one before; a connection with more of them is closed. */
const MOST_AHEAD = 16

type Exchange = readonly [IncomingMessage, ServerResponse]

const isRefusal = (status: number): boolean => status >= 400 && status < 500

/**
 * Counts a refusal before its head is written, since the head has to say whether the connection goes on (RFC 9112 9.6).
 * On the response itself, as Express gives it another prototype.
 */
function countRefusal([request, response]: Exchange, room: WaitingRoom): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  response.writeHead = (...given: unknown[]) => {
    if (isRefusal(given[0] as number) && room.spend(request.socket, REFUSED)) response.shouldKeepAlive = false
    return writeHead(...given)
  }
}

/**
 * One request of a connection after the other, with a turn of the event loop between them: nobody gets further ahead by
 * sending many at once (RFC 9112 9.3.2 lets a client send ahead, and a server close whenever it likes).
 */
export function requestsInTurn(listener: RequestListener, room: WaitingRoom): RequestListener {
  /** Of each connection on which a request is under way, those that come after it. */
  const lines = new WeakMap<Socket, Exchange[]>()

  /** At once: for as long as it is open, up to 2 MiB of what it sent are read and parsed in one turn of the event loop. */
  const close = (socket: Socket): void => {
    const dropped = lines.get(socket)?.length ?? 0
    room.spend(socket, dropped * DROPPED)
    lines.set(socket, [])
    socket.destroy()
  }

  const begin = (exchange: Exchange): void => {
    const [request, response] = exchange
    const { socket } = request
    response.once('close', () => {
      const line = lines.get(socket) ?? []
      if (!response.shouldKeepAlive) room.spend(socket, line.length * DROPPED)
      else if (line.length > 0) setImmediate(next, socket)
      else lines.delete(socket)
    })
    countRefusal(exchange, room)
    listener(request as never, response as never)
  }

  const next = (socket: Socket): void => {
    const exchange = socket.destroyed ? undefined : lines.get(socket)?.shift()
    if (exchange !== undefined) begin(exchange)
  }

  return (request, response) => {
    const { socket } = request
    const line = lines.get(socket)
    if (line === undefined) {
      lines.set(socket, [])
      begin([request, response])
    } else if (line.length < MOST_AHEAD) line.push([request, response])
    else close(socket)
  }
}
