import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export interface RawServer {
  readonly port: number
  readonly origin: string
  /** How many connections it was given. */
  connections(): number
  /** How many are open now. */
  open(): number
  /** Everything it was sent, as bytes read as Latin-1. */
  received(): string
  close(): Promise<void>
}

/** A server that does to each connection's requests what `behave` says, byte for byte; on 127.0.0.1, on a free port. */
export async function rawServer(behave: (socket: Socket, request: string) => void): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  let received = ''
  const server: Server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      behave(socket, bytes.toString('latin1'))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    connections: () => connections,
    open: () => sockets.size,
    received: () => received,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}

/** A whole HTTP/1.1 answer with a Content-Length. */
export const httpAnswer = (status: string, body: string | Buffer, headers = ''): Buffer => {
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${headers}Content-Length: ${bytes.length}\r\n\r\n`), bytes])
}
