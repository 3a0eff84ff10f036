import { generateKeyPairSync, sign, verify } from 'node:crypto'
import process from 'node:process'
import { Pool } from 'undici'
import { pooledExchange } from './pooled-exchange.ts'
import { StrictReader } from './strict-read.ts'

/**
 * A process of its own that does one step of a lookup many times over and says what one costs in CPU microseconds of the
 * whole process. Frozen, and imports nothing of the product.
 */
export type Step =
  | { readonly step: 'verify'; readonly times: number }
  | { readonly step: 'sign'; readonly times: number }
  /** One strict reading of a message. */
  | { readonly step: 'read'; readonly times: number; readonly message: string }
  /** An answer put together from parts that were ready before, into one buffer. */
  | { readonly step: 'write'; readonly times: number; readonly message: string; readonly parts: number }
  /** A POST over a pooled connection and its whole answer, 32 under way at once. */
  | { readonly step: 'exchange'; readonly times: number; readonly message: string; readonly url: string }

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const KEY = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
const PUBLIC_KEY = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
/** As long as the signed part of a token of ours. */
const SIGNED = Buffer.alloc(620, 'ledig')
const reader = new StrictReader()

async function exchanges(url: string, message: Buffer, times: number): Promise<void> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 32 })
  const authorization = `Bearer ${'x'.repeat(700)}`
  let left = times
  const lane = async (): Promise<void> => {
    while (left-- > 0) await pooledExchange(pool, pathname, message, authorization)
  }
  await Promise.all(Array.from({ length: 32 }, lane))
  await pool.close()
}

function prepared(order: Step): () => void | Promise<void> {
  const { times } = order
  if (order.step === 'verify') {
    const signature = sign('sha256', SIGNED, KEY)
    return () => {
      for (let i = 0; i < times; i++)
        if (!verify('sha256', SIGNED, PUBLIC_KEY, signature)) throw new Error('not verified')
    }
  }
  if (order.step === 'sign') {
    return () => {
      for (let i = 0; i < times; i++) sign('sha256', SIGNED, KEY)
    }
  }
  const message = Buffer.from(order.message, 'base64')
  if (order.step === 'read') {
    return () => {
      for (let i = 0; i < times; i++) reader.read(message)
    }
  }
  if (order.step === 'exchange') return () => exchanges(order.url, message, times)
  const size = Math.ceil(message.length / order.parts)
  const parts = Array.from({ length: order.parts }, (_, i) => Buffer.from(message.subarray(i * size, (i + 1) * size)))
  return () => {
    for (let i = 0; i < times; i++) {
      const into = Buffer.allocUnsafe(message.length)
      let at = 0
      for (const part of parts) at += part.copy(into, at)
    }
  }
}

async function measure(order: Step): Promise<number> {
  await prepared({ ...order, times: Math.ceil(order.times / 4) })()
  const run = prepared(order)
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / order.times
}

process.on('message', (order: Step) => {
  void measure(order).then(
    (cost) => process.send?.({ cost }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
