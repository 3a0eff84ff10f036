import { createSocket } from 'node:dgram'
import type { RemoteInfo } from 'node:dgram'
import dns2 from 'dns2'
import { ownPort } from './own-port.ts'

const { Packet } = dns2
const { TYPE, CLASS } = Packet

/** RFC 1035 4.1.1; RCODE of a response. */
export const RCODE = { servfail: 2, nxdomain: 3, refused: 5 } as const

/** Bits of a header that a test decides. */
export interface AnswerBits {
  /** AA; a server of this zone has it set unless it is told otherwise. */
  readonly authoritative?: boolean
  /** AD (RFC 4035 3.2.3). */
  readonly validated?: boolean
}

/** An answer somebody else gives before the server does, and what is wrong with it. */
export interface Forgery {
  readonly texts: readonly string[]
  readonly wrong: 'port' | 'id' | 'letters' | 'question'
}

/** What a name has, or how the server behaves when it is asked for it. */
export type Behaviour =
  /** Each a TXT record: one string, or several. */
  | (AnswerBits & {
      readonly texts: readonly (string | readonly string[])[]
      readonly truncated?: 'whole over tcp' | 'nothing over tcp'
      readonly forged?: Forgery
    })
  /** A CNAME record, and where it leads only if somebody asks for that. */
  | (AnswerBits & { readonly alias: string })
  /** Name servers of a zone, and addresses of a host (A and AAAA). */
  | { readonly nameServers: readonly string[] }
  | { readonly addresses: readonly string[] }
  | { readonly rcode: number }
  /** Never answers. */
  | { readonly silent: true }
  /** Answers with these bytes after the two of the id. */
  | { readonly bytes: Buffer }

export interface ZoneServer {
  /** `127.0.0.1:<port>`, over UDP and TCP. */
  readonly address: string
  readonly port: number
  /** By lower-case name; `*.example` answers for every name below it that is not there. All else is NXDOMAIN. */
  readonly zone: Map<string, Behaviour>
  /** Names in lower case as they were asked, with their type. */
  readonly asked: string[]
  close(): Promise<void>
}

function behaviourOf(zone: ReadonlyMap<string, Behaviour>, name: string): Behaviour {
  const lower = name.toLowerCase()
  const wildcard = `*.${lower.slice(lower.indexOf('.') + 1)}`
  return zone.get(lower) ?? zone.get(wildcard) ?? { rcode: RCODE.nxdomain }
}

function recordsOf(behaviour: Behaviour, question: dns2.Packet.Question): dns2.Packet.Resource[] {
  const record = (content: Partial<dns2.Packet.Resource>) =>
    Packet.createResourceFromQuestion(question, { class: CLASS.IN, ttl: 60, ...content })
  if ('alias' in behaviour) return [record({ type: TYPE.CNAME, domain: behaviour.alias })]
  if ('nameServers' in behaviour && question.type === TYPE.NS) {
    return behaviour.nameServers.map((ns) => record({ type: TYPE.NS, ns }))
  }
  if ('addresses' in behaviour && (question.type === TYPE.A || question.type === TYPE.AAAA)) {
    const fitting = behaviour.addresses.filter((address) => address.includes(':') === (question.type === TYPE.AAAA))
    return fitting.map((address) => record({ type: question.type, address }))
  }
  if (!('texts' in behaviour) || question.type !== TYPE.TXT) return []
  return behaviour.texts.map((text) => record({ type: TYPE.TXT, data: [text].flat() }))
}

function answer(behaviour: Behaviour, request: dns2.Packet, overTcp: boolean): dns2.Packet | Buffer | null {
  if ('silent' in behaviour) return null
  const response = Packet.createResponseFromRequest(request)
  const [question] = request.questions
  if ('bytes' in behaviour) {
    const id = Buffer.alloc(2)
    id.writeUInt16BE(request.header.id)
    return Buffer.concat([id, behaviour.bytes])
  }
  const { authoritative = true, validated = false }: AnswerBits =
    'texts' in behaviour || 'alias' in behaviour ? behaviour : {}
  Object.assign(response.header, { aa: authoritative ? 1 : 0, ad: validated ? 1 : 0 })
  if ('rcode' in behaviour) response.header.rcode = behaviour.rcode
  const truncated = 'texts' in behaviour ? behaviour.truncated : undefined
  if (truncated !== undefined && overTcp && truncated === 'nothing over tcp') return null
  response.header.tc = truncated !== undefined && !overTcp ? 1 : 0
  if (question !== undefined && response.header.tc === 0) {
    response.answers.push(...recordsOf(behaviour, question))
  }
  return response
}

const inOtherLetters = (name: string): string =>
  [...name].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('')

/** What somebody sends who wants to be taken for the server. */
function forgeryOf({ texts, wrong }: Forgery, request: dns2.Packet): Buffer {
  const forged = answer({ texts }, request, false) as dns2.Packet
  const [question] = forged.questions
  if (wrong === 'id') forged.header.id = (forged.header.id + 1) % 65_536
  if (question !== undefined && wrong === 'letters') {
    forged.questions[0] = { ...question, name: inOtherLetters(question.name) }
  }
  if (question !== undefined && wrong === 'question') forged.questions[0] = { ...question, name: `x${question.name}` }
  return Packet.prototype.toBuffer.call(forged)
}

/** Sends it from the port the server has, or from one of its own. */
async function forge(forgery: Forgery, request: dns2.Packet, to: RemoteInfo, send: Send): Promise<void> {
  const bytes = forgeryOf(forgery, request)
  if (forgery.wrong !== 'port') return void (await send(bytes))
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.send(bytes, to.port, to.address, () => socket.close(resolve)))
}

type Send = (response: dns2.Packet | Buffer) => unknown

const typeName = (type: number): string => Object.entries(TYPE).find(([, value]) => value === type)?.[0] ?? String(type)

/** A name server on 127.0.0.1, over UDP and TCP, that does as its zone says, good or bad. */
export async function zoneServer(): Promise<ZoneServer> {
  const zone = new Map<string, Behaviour>()
  const asked: string[] = []
  const server = dns2.createServer({
    udp: true,
    tcp: true,
    handle: (request, send, client) => {
      const [question] = request.questions
      if (question === undefined) return
      asked.push(`${question.name.toLowerCase()} ${typeName(question.type)}`)
      const overTcp = 'remoteAddress' in client
      const behaviour = behaviourOf(zone, question.name)
      const response = answer(behaviour, request, overTcp)
      const forged = 'texts' in behaviour && !overTcp ? behaviour.forged : undefined
      const first = forged ? forge(forged, request, client as RemoteInfo, send) : Promise.resolve()
      void first.then(() => {
        if (response !== null) void send(response)
        else if (overTcp && 'destroy' in client) client.destroy()
      })
    },
  })
  const { port, release } = await ownPort()
  const place = { port, address: '127.0.0.1' }
  await server.listen({ udp: place, tcp: place })
  return { address: `127.0.0.1:${port}`, port, zone, asked, close: () => server.close().finally(release) }
}
