import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { LargestBody } from './largest-bodies.ts'
import { largestBodies } from './largest-bodies.ts'
import type { Ratio } from './report.ts'
import { World } from './world.ts'

const PAUSE_MS = 2
/** How long nothing but the one body may have the event loop of a gateway. */
const LONGEST_MS = 1_000

interface Sent {
  readonly status: number
  readonly milliseconds: number
}

function send(
  url: string,
  method: string,
  agent: Agent,
  headers: Record<string, string>,
  body?: Buffer,
): Promise<Sent> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (answer) => {
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - began }))
      answer.on('error', reject).resume()
    })
    sent.on('error', reject).end(body)
  })
}

/** The longest that somebody else waited for `/livez` while one body was under way. */
async function longestWait(adminUrl: string, token: string, hostile: LargestBody, agent: Agent): Promise<Sent> {
  const livez = new URL('/livez', adminUrl).href
  const { method, path, body } = hostile
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
    'if-none-match': '*',
  }
  let done: Sent | null = null
  const answer = send(adminUrl + path, method, agent, headers, body).then((sent) => (done = sent))
  let longest = 0
  do {
    longest = Math.max(longest, (await send(livez, 'GET', agent, {})).milliseconds)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  } while (done === null)
  return { status: (await answer).status, milliseconds: longest }
}

/** Sends the worst bodies there are to a gateway, and sees how long it lets others wait. */
export async function measureBodies(monday: number, progress: (line: string) => void): Promise<Ratio[]> {
  const world = await World.open(new Map(), monday)
  const agent = new Agent({ keepAlive: true })
  let longest = 0
  try {
    for (const hostile of largestBodies()) {
      const { status, milliseconds } = await longestWait(world.started.adminUrl, world.adminToken, hostile, agent)
      progress(`store: ${hostile.name}: ${String(status)}, others waited ${milliseconds.toFixed(0)} ms`)
      longest = Math.max(longest, milliseconds)
    }
  } finally {
    agent.destroy()
    await world.end()
  }
  return [{ name: 'store-largest-body-ms', value: longest, target: LONGEST_MS, better: 'lower' }]
}
