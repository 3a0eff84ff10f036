import { request } from 'node:http'
import { setPriority } from 'node:os'
import process from 'node:process'

/** Many who sign in to the console at the same moment, each once, each from an address of this machine of its own. */
export interface CrowdOrder {
  readonly origin: string
  readonly name: string
  readonly password: string
  readonly count: number
  /** Second byte of the addresses: another one is another crowd. */
  readonly network: number
}

export interface CrowdResult {
  /** Let in. */
  readonly in: number
  /** Told to come back later. */
  readonly putOff: number
  /** Everything else: refused, or not answered at all. */
  readonly other: number
}

/** The lowest there is: in life the crowd's own work is done by other machines. */
const PRIORITY = 19

function signIn({ origin, name, password, network }: CrowdOrder, who: number): Promise<keyof CrowdResult> {
  const body = new URLSearchParams({ name, password, to: '/console/' }).toString()
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }
  const localAddress = `127.${network}.${who >> 8}.${who & 255}`
  return new Promise((resolve) => {
    const sent = request(`${origin}/console/sign-in`, { method: 'POST', headers, localAddress, agent: false })
    sent.once('response', (answer) => {
      answer.resume().once('end', () => {
        const { statusCode, headers: told } = answer
        if (statusCode === 303 && told.location === '/console/') resolve('in')
        else resolve(statusCode === 429 ? 'putOff' : 'other')
      })
    })
    sent.once('error', () => resolve('other'))
    sent.end(body)
  })
}

async function crowd(order: CrowdOrder): Promise<CrowdResult> {
  const outcomes = await Promise.all(Array.from({ length: order.count }, (_, i) => signIn(order, i + 1)))
  const of = (what: keyof CrowdResult): number => outcomes.filter((outcome) => outcome === what).length
  return { in: of('in'), putOff: of('putOff'), other: of('other') }
}

setPriority(PRIORITY)
process.on('message', (order: CrowdOrder) => void crowd(order).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
