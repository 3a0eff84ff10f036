import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface TokenOrder {
  /** PKCS#8, PEM. */
  readonly key: string
  readonly kid: string
  readonly claims: Readonly<Record<string, string>>
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens for one body, one for each request: ES256, good for five minutes (RFC 7515, RFC 7519). */
export function makeTokens(order: TokenOrder, body: Buffer, count: number): readonly string[] {
  const key: KeyObject = createPrivateKey(order.key)
  const now = Math.floor(Date.now() / 1000)
  const header = part({ alg: 'ES256', typ: 'at+jwt', kid: order.kid })
  const digest = createHash('sha256').update(body).digest('base64url')
  const claims = { ...order.claims, iat: now, nbf: now, exp: now + 300, body: digest }
  return Array.from({ length: count }, () => {
    const signed = `${header}.${part({ ...claims, jti: randomBytes(16).toString('hex') })}`
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
    return `${signed}.${signature.toString('base64url')}`
  })
}

/** One whole request: its head, with a bearer token, and its body. */
export function postOf(url: string, token: string, body: Buffer): Buffer {
  const { host, pathname } = new URL(url)
  const head =
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/xml; charset=utf-8\r\n` +
    `Authorization: Bearer ${token}\r\nContent-Length: ${String(body.length)}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}
