import { AUTHENTIC_DATA, RECURSION_DESIRED, decode, encode } from 'dns-packet'
import type { Answer } from 'dns-packet'

/** What is asked for. A name is of printable ASCII, without the dot at its end. */
export interface DnsQuestion {
  readonly name: string
  readonly type: 'TXT' | 'NS' | 'A' | 'AAAA'
}

/** One record of an answer; names in lower case (RFC 4343), without the dot at their end. */
export type DnsRecord =
  /** The strings of one record joined without anything between them (RFC 7208 3.3 does the same), octets as characters. */
  | { readonly type: 'TXT'; readonly name: string; readonly text: string }
  | { readonly type: 'CNAME' | 'NS'; readonly name: string; readonly target: string }
  | { readonly type: 'A' | 'AAAA'; readonly name: string; readonly address: string }

export interface DnsAnswer {
  /** RCODE (RFC 1035 4.1.1). */
  readonly code: number
  readonly truncated: boolean
  /** AA: by a server the zone is served from. */
  readonly authoritative: boolean
  /** AD: whoever answers says that it validated all of it (RFC 4035 3.2.3). As good as the way to that server. */
  readonly authenticated: boolean
  readonly records: readonly DnsRecord[]
}

/** A question as it is sent. */
export interface DnsQuery {
  readonly question: DnsQuestion
  readonly id: number
  /** The name in letters of random case: an answer has to repeat it (draft-vixie-dnsext-dns0x20). */
  readonly spelled: string
  readonly message: Buffer
}

/** What a message is to somebody who waits for the answer to one question. */
export type AnswerReading =
  | { readonly is: 'answer'; readonly answer: DnsAnswer }
  /** The question in other letters: a server that does not repeat them, or a guess. */
  | { readonly is: 'respelled'; readonly answer: DnsAnswer }
  | { readonly is: 'other' } // to another question, or to nobody's
  | { readonly is: 'malformed' }

/** Where randomness comes from; cryptographically strong. */
export interface DnsRandomness {
  bytes(count: number): Buffer
}

export const RCODE_NO_NAME = 3

const LONGEST_NAME = 253
const LABELS = /^[\x21-\x2d\x2f-\x7e]{1,63}(?:\.[\x21-\x2d\x2f-\x7e]{1,63})*$/

/** Names are compared without regard to case (RFC 4343). */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** Whether a question can be made of it: what an answer leads to may be any octets. */
export const isAskable = (name: string): boolean => name.length <= LONGEST_NAME && LABELS.test(name)

function inRandomCase(name: string, random: DnsRandomness): string {
  const bits = random.bytes(name.length)
  return [...name].map((letter, i) => ((bits[i] ?? 0) % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase())).join('')
}

/**
 * Makes a question with a random id and random case. It asks whether the answer was validated (the AD bit of a question,
 * RFC 6840 5.7) and says nothing of larger packets: what does not fit into 512 octets comes over TCP, where nobody guesses.
 *
 * @param recursive whether the server shall find the answer elsewhere: never asked of a server the zone is served from
 */
export function makeQuery(question: DnsQuestion, recursive: boolean, random: DnsRandomness): DnsQuery {
  const id = random.bytes(2).readUInt16BE()
  const spelled = inRandomCase(question.name, random)
  const flags = AUTHENTIC_DATA | (recursive ? RECURSION_DESIRED : 0)
  const message = encode({ type: 'query', id, flags, questions: [{ name: spelled, type: question.type, class: 'IN' }] })
  return { question, id, spelled, message }
}

function recordOf(answer: Answer): DnsRecord[] {
  if (!('class' in answer) || answer.class !== 'IN') return []
  const name = plainName(answer.name)
  switch (answer.type) {
    case 'TXT': {
      const strings = [answer.data].flat().map((part) => Buffer.from(part))
      return [{ type: 'TXT', name, text: Buffer.concat(strings).toString('latin1') }]
    }
    case 'CNAME':
    case 'NS':
      return [{ type: answer.type, name, target: plainName(answer.data) }]
    case 'A':
    case 'AAAA':
      return [{ type: answer.type, name, address: answer.data }]
    default:
      return []
  }
}

const FLAG = { response: 0x8000, opcode: 0x7800, authoritative: 0x0400, truncated: 0x0200, code: 0x000f }
const SHORTEST_MESSAGE = 12

/** Reads what came where the answer to `query` is waited for. Never throws, whatever it is. */
export function readAnswer(message: Buffer, query: DnsQuery): AnswerReading {
  if (message.length < 2 || message.readUInt16BE() !== query.id) return { is: 'other' }
  if (message.length < SHORTEST_MESSAGE) return { is: 'malformed' }
  const flags = message.readUInt16BE(2)
  if ((flags & FLAG.response) === 0 || (flags & FLAG.opcode) !== 0) return { is: 'other' }
  try {
    return readSections(message, flags, query)
  } catch {
    return { is: 'malformed' }
  }
}

function readSections(message: Buffer, flags: number, { question, spelled }: DnsQuery): AnswerReading {
  const { questions = [], answers = [] } = decode(message)
  const answer = {
    code: flags & FLAG.code,
    truncated: (flags & FLAG.truncated) !== 0,
    authoritative: (flags & FLAG.authoritative) !== 0,
    authenticated: (flags & AUTHENTIC_DATA) !== 0,
    records: answers.flatMap(recordOf),
  }
  const [asked] = questions
  // Who could not read the question may answer without it (RFC 1035 4.1.1, format error), and says nothing else then.
  if (asked === undefined)
    return answer.code === 0 ? { is: 'other' } : { is: 'answer', answer: { ...answer, records: [] } }
  if (questions.length !== 1 || asked.type !== question.type || (asked.class ?? 'IN') !== 'IN') return { is: 'other' }
  if (asked.name === spelled) return { is: 'answer', answer }
  return plainName(asked.name) === plainName(spelled) ? { is: 'respelled', answer } : { is: 'other' }
}
