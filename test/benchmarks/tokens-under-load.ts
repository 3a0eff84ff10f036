import { createPublicKey, randomBytes, verify } from 'node:crypto'
import process from 'node:process'
import { tokenSigner } from '../../trust/organization/organization.ts'
import { issueAccessToken } from '../../trust/tokens/access-token.ts'
import { verifyBearer } from '../../trust/tokens/verify-bearer.ts'
import { BODY, clock, EWS, goodTokens, openTokenGround, PERSON, receiverOver } from './token-ground.ts'
import type { TokenGround } from './token-ground.ts'

export type TokenOrder =
  | { readonly open: { readonly folder: string; readonly redisUrl: string | null } }
  /** What to do so many times; the answer is the processor's microseconds for one. */
  | { readonly measure: Measured; readonly times: number }

/**
 * `bare` is `crypto.verify` over a token's own text; the stores verify a token each in full; `access` is an access token
 * seen before, in the name of a person; `garbage` is text of a token's length, `broken` a token with one byte changed before
 * its signature is reached.
 */
export type Measured = 'bare' | 'embedded' | 'redis' | 'access' | 'garbage' | 'broken'

/** Under way at once, as requests are. */
const TOGETHER = 64

let ground: TokenGround | null = null

type Step = (at: number) => unknown

/** Everything that is not to be measured is done before: tokens are signed, texts are made. */
function prepared(what: Measured, times: number, known: TokenGround): Step {
  const request = { method: 'POST', url: EWS, body: BODY, source: '10.0.0.1', person: undefined }
  if (what === 'bare') {
    const key = { key: createPublicKey(tokenSigner(known.partner, Date.now()).key), dsaEncoding: 'ieee-p1363' } as const
    const parts = goodTokens(known, times).map((token) => token.split('.'))
    const bytes = parts.map(
      ([h = '', p = '', s = '']) => [Buffer.from(`${h}.${p}`), Buffer.from(s, 'base64url')] as const,
    )
    return (at) => verify('sha256', bytes[at]?.[0] ?? BODY, key, bytes[at]?.[1] ?? BODY) || unexpected(what)
  }
  const store = known.stores[what === 'redis' ? 'redis' : 'embedded']
  if (store === null) throw new Error('there is no Redis')
  const receiver = receiverOver(known, store)
  const expectVerified = (verified: boolean) => async (token: string, person?: string) => {
    const verification = await verifyBearer(token, { ...request, person }, receiver)
    if (verification.verified !== verified) unexpected(what)
  }
  if (what === 'garbage') {
    const texts = Array.from({ length: times }, () => randomBytes(520).toString('base64url'))
    return (at) => expectVerified(false)(texts[at] ?? '')
  }
  if (what === 'broken') {
    const texts = goodTokens(known, times).map((token, at) => `${token.slice(0, 150)}${at % 10}${token.slice(151)}`)
    const stranger = texts.map((token) =>
      token.replace(/\.[^.]+\./, (part) => `${part.slice(0, 40)}!${part.slice(41)}`),
    )
    return (at) => expectVerified(false)(stranger[at] ?? '')
  }
  if (what === 'access') {
    const order = { signer: tokenSigner(known.us, Date.now()), partner: known.trust.partner, clock }
    const token = issueAccessToken({ ...order, tokenId: randomBytes(16).toString('base64url') })
    // As headers come: each time another string.
    const texts = Array.from({ length: times }, () => Buffer.from(token, 'latin1').toString('latin1'))
    return (at) => expectVerified(true)(texts[at] ?? '', PERSON)
  }
  const all = goodTokens(known, times)
  return (at) => expectVerified(true)(all[at] ?? '')
}

function unexpected(what: Measured): never {
  throw new Error(`${what}: not the outcome that was to be measured`)
}

async function open(where: { folder: string; redisUrl: string | null }): Promise<void> {
  ground = await openTokenGround(where)
}

async function measure(what: Measured, times: number): Promise<number> {
  if (ground === null) throw new Error('nothing is open')
  const step = prepared(what, times, ground)
  const before = process.cpuUsage()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < times) await step(next++)
  }
  await Promise.all(Array.from({ length: TOGETHER }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

process.on('message', (order: TokenOrder) => {
  const work = 'open' in order ? open(order.open) : measure(order.measure, order.times)
  work.then(
    (micros) => process.send?.({ micros: micros ?? 0 }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
