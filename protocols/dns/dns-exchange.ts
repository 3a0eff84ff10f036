import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { isAskable, makeQuery, RCODE_NO_NAME, readAnswer } from './dns-message.ts'
import type { AnswerReading, DnsAnswer, DnsQuery, DnsQuestion, DnsRandomness } from './dns-message.ts'
import type { LookupFailure } from './text-lookup.ts'

/** Where a name server listens. */
export interface ServerPlace {
  readonly address: string
  readonly port: number
}

export interface ExchangeOptions {
  /** Asked in turn, one a try. */
  readonly places: readonly ServerPlace[]
  readonly recursive: boolean
  /** Of one try, over UDP and where it has to be over TCP too. */
  readonly tryMs: number
  /** Ends everything. */
  readonly signal: AbortSignal
  readonly random: DnsRandomness
}

type Reply = DnsAnswer | LookupFailure | 'over tcp'

const TRIES = 2
/** Of a message: 8 KB of texts, and what stands around them. */
const LARGEST_MESSAGE = 16_384
/** Datagrams that are no answer to what was asked; whoever sends more is not waited for. */
const MOST_STRAY = 64

const FAILURES: Readonly<Record<number, LookupFailure>> = { 2: 'servfail', 4: 'refused', 5: 'refused' }

/** Worth another try, or another server. */
const PASSING: ReadonlySet<Reply> = new Set(['timeout', 'unreachable', 'servfail', 'refused'])
/** Another server may know, this one will not. */
const SETTLED: ReadonlySet<Reply> = new Set(['servfail', 'refused'])

/**
 * Asks one question over UDP, and over TCP where the answer was cut off. An answer counts when it comes from the address
 * and port that was asked, to the port that asked, with the id and in the very letters of the question (RFC 5452 9).
 * Settles soon after `signal` is aborted, and never rejects.
 */
export async function askServers(question: DnsQuestion, options: ExchangeOptions): Promise<DnsAnswer | LookupFailure> {
  if (!isAskable(question.name)) return 'malformed'
  const { places, signal } = options
  const tries = Math.max(TRIES, places.length)
  let reply: DnsAnswer | LookupFailure = 'unreachable'
  for (let i = 0; i < tries; i++) {
    const place = places[i % places.length]
    if (place === undefined) return 'unreachable'
    if (signal.aborted) return 'timeout'
    reply = await oneTry(question, place, options)
    if (typeof reply !== 'string' || !PASSING.has(reply)) return reply
    if (SETTLED.has(reply) && i + 1 >= places.length) return reply
  }
  return reply
}

async function oneTry(
  question: DnsQuestion,
  place: ServerPlace,
  { recursive, tryMs, signal, random }: ExchangeOptions,
): Promise<DnsAnswer | LookupFailure> {
  const query = makeQuery(question, recursive, random)
  const ended = AbortSignal.any([signal, AbortSignal.timeout(tryMs)])
  const overUdp = await askOverUdp(query, place, ended)
  const reply = overUdp === 'over tcp' ? await askOverTcp(query, place, ended) : overUdp
  if (reply === 'over tcp') return 'malformed'
  if (typeof reply === 'string' || reply.code === 0 || reply.code === RCODE_NO_NAME) return reply
  return FAILURES[reply.code] ?? 'malformed'
}

/** A connected socket: the kernel passes on what comes from the place that was asked, and nothing else. */
function askOverUdp(query: DnsQuery, { address, port }: ServerPlace, ended: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    let stray = 0
    const settle = (reply: Reply): void => {
      ended.removeEventListener('abort', atEnd)
      socket
        .removeAllListeners('message')
        .removeAllListeners('error')
        .on('error', () => {})
      closeQuietly(socket)
      resolve(reply)
    }
    const atEnd = (): void => settle('timeout')
    ended.addEventListener('abort', atEnd)
    socket.on('error', () => settle('unreachable'))
    socket.on('message', (message) => {
      const reply = repliedOverUdp(message, query)
      if (reply !== null) settle(reply)
      else if (++stray > MOST_STRAY) settle('malformed')
    })
    socket.on('connect', () => {
      if (!ended.aborted) socket.send(query.message, (error) => void (error !== null && settle('unreachable')))
    })
    socket.connect(port, address)
  })
}

function closeQuietly(socket: ReturnType<typeof createSocket>): void {
  try {
    socket.close()
  } catch {
    // It was closed already.
  }
}

function repliedOverUdp(message: Buffer, query: DnsQuery): Reply | null {
  if (message.length > LARGEST_MESSAGE) return 'too-much'
  const reading = readAnswer(message, query)
  switch (reading.is) {
    case 'other':
      return null
    case 'malformed':
      return 'malformed'
    case 'respelled':
      return 'over tcp'
    case 'answer':
      return reading.answer.truncated ? 'over tcp' : reading.answer
  }
}

/** Two octets of length before each message (RFC 1035 4.2.2). */
const LENGTH_OCTETS = 2

function askOverTcp(query: DnsQuery, { address, port }: ServerPlace, ended: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const parts: Buffer[] = []
    let held = 0
    const settle = (reply: Reply): void => {
      ended.removeEventListener('abort', atEnd)
      socket.destroy()
      resolve(reply)
    }
    const atEnd = (): void => settle('timeout')
    ended.addEventListener('abort', atEnd)
    if (ended.aborted) return atEnd()
    socket.on('error', () => settle('unreachable'))
    socket.on('close', () => settle('unreachable'))
    socket.on('data', (part) => {
      parts.push(part)
      held += part.length
      const reply = held < LENGTH_OCTETS ? null : repliedOverTcp(Buffer.concat(parts), query)
      if (reply !== null) settle(reply)
    })
    const length = Buffer.alloc(LENGTH_OCTETS)
    length.writeUInt16BE(query.message.length)
    socket.on('connect', () => socket.write(Buffer.concat([length, query.message])))
  })
}

function repliedOverTcp(bytes: Buffer, query: DnsQuery): Reply | null {
  const length = bytes.readUInt16BE()
  if (length > LARGEST_MESSAGE) return 'too-much'
  if (bytes.length < LENGTH_OCTETS + length) return null
  return replyOf(readAnswer(bytes.subarray(LENGTH_OCTETS, LENGTH_OCTETS + length), query))
}

/** Over a connection that was asked for nobody guesses: letters in another case are a server's own way. */
function replyOf(reading: AnswerReading): Reply {
  const answer = reading.is === 'answer' || reading.is === 'respelled' ? reading.answer : null
  return answer === null || answer.truncated ? 'malformed' : answer
}
