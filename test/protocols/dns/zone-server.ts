import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import dns2 from 'dns2'

const { Packet } = dns2
const { TYPE, CLASS } = Packet

/** RFC 1035 4.1.1; RCODE of a response. */
export const RCODE = { servfail: 2, nxdomain: 3, refused: 5 } as const

/** What a name has, or how the server behaves when it is asked for it. */
export type Behaviour =
  /** Each a TXT record: one string, or several. */
  | {
      readonly texts: readonly (string | readonly string[])[]
      readonly truncated?: 'whole over tcp' | 'nothing over tcp'
    }
  /** A CNAME record, and where it leads only if somebody asks for that. */
  | { readonly alias: string }
  | { readonly rcode: number }
  /** Never answers. */
  | { readonly silent: true }
  /** Answers with these bytes after the two of the id. */
  | { readonly bytes: Buffer }

export interface ZoneServer {
  /** `127.0.0.1:<port>`, over UDP and TCP. */
  readonly address: string
  /** By lower-case name; `*.example` answers for every name below it that is not there. All else is NXDOMAIN. */
  readonly zone: Map<string, Behaviour>
  /** Names as they were asked, with their type. */
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
  if ('rcode' in behaviour) response.header.rcode = behaviour.rcode
  const truncated = 'texts' in behaviour ? behaviour.truncated : undefined
  if (truncated !== undefined && overTcp && truncated === 'nothing over tcp') return null
  response.header.tc = truncated !== undefined && !overTcp ? 1 : 0
  if (question !== undefined && response.header.tc === 0) {
    response.answers.push(...recordsOf(behaviour, question))
  }
  return response
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

/** A name server of the tests on 127.0.0.1, over UDP and TCP, that does as its zone says, good or bad. */
export async function zoneServer(): Promise<ZoneServer> {
  const zone = new Map<string, Behaviour>()
  const asked: string[] = []
  const server = dns2.createServer({
    udp: true,
    tcp: true,
    handle: (request, send, client) => {
      const [question] = request.questions
      if (question === undefined) return
      asked.push(`${question.name} ${question.type === TYPE.CNAME ? 'CNAME' : 'TXT'}`)
      const overTcp = 'remoteAddress' in client
      const response = answer(behaviourOf(zone, question.name), request, overTcp)
      if (response !== null) void send(response)
      else if (overTcp && 'destroy' in client) client.destroy()
    },
  })
  const port = await freePort()
  const place = { port, address: '127.0.0.1' }
  await server.listen({ udp: place, tcp: place })
  return { address: `127.0.0.1:${port}`, zone, asked, close: () => server.close() }
}
