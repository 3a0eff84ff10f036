import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { createServer } from 'node:net'

/** A port of this machine's loopback that stays its holder's while nobody listens on it. */
export interface OwnPort {
  readonly port: number
  /** Any number of times. */
  readonly release: () => void
}

/** Below all that a system gives to whoever wants any port (Linux from 32768 on); of each, the one 10,000 above is spoken for too. */
const [FIRST, COUNT] = [12_000, 10_000]
const TRIES = 1_000

/**
 * Takes a port that is free, for TCP and UDP, and keeps it: whoever listens on any port is never given it, and another taker,
 * in this process or another, takes another. A port that was only seen to be free is somebody else's by the time it is used,
 * once in some thousand times.
 */
export async function ownPort(): Promise<OwnPort> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = FIRST + randomInt(COUNT)
    // What is taken is the same number of UDP 10,000 above, so that the port itself is there to be listened on.
    const taken = await take(port + COUNT)
    if (taken === null) continue
    const release = once(() => void taken.close())
    if (await isFree(port)) return { port, release }
    release()
  }
  throw new Error(`no port from ${FIRST} to ${FIRST + COUNT - 1} is free`)
}

function once(act: () => void): () => void {
  let left: (() => void) | null = act
  return () => {
    left?.()
    left = null
  }
}

/** Null where somebody has it. It keeps no process running. */
function take(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close()
      resolve(null)
    })
    socket.bind(port, '127.0.0.1', () => resolve(socket.unref()))
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
