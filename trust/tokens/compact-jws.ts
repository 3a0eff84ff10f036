import { verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { LRUCache } from 'lru-cache'
import { readBase64Url, readStrictJson } from './strict-json.ts'
import type { PlainObject } from './strict-json.ts'

/** A compact JWS taken apart (RFC 7515 7.1), nothing of it believed yet. */
export interface CompactJws {
  readonly header: PlainObject
  readonly payload: Buffer
  /** What the signature is over: the first two parts with the dot between. */
  readonly signed: string
  readonly signature: Buffer
}

const LONGEST_KEPT_HEADER = 512
/** Headers by their text: a partner's tokens all begin alike for as long as it signs with one key. */
const headers = new LRUCache<string, PlainObject>({ max: 1_000 })

function readHeader(part: string): PlainObject | null {
  const kept = headers.get(part)
  if (kept !== undefined) return kept
  const bytes = readBase64Url(part)
  const header = bytes && readStrictJson(bytes)
  if (header && part.length <= LONGEST_KEPT_HEADER) headers.set(part, Object.freeze(header))
  return header
}

/** What a token says it is, **unverified**: good for nothing but choosing its reader, which looks again. */
export function typeOf(token: string): unknown {
  const end = token.indexOf('.')
  return end < 0 || end > LONGEST_KEPT_HEADER ? undefined : readHeader(token.slice(0, end))?.['typ']
}

/** Null unless it is exactly three parts, each in its one spelling, and the first is strict JSON. */
export function readCompactJws(text: string): CompactJws | null {
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (first < 0 || second < 0 || text.includes('.', second + 1)) return null
  const payload = readBase64Url(text.slice(first + 1, second))
  const signature = readBase64Url(text.slice(second + 1))
  if (!payload || !signature) return null
  const header = readHeader(text.slice(0, first))
  return header && { header, payload, signed: text.slice(0, second), signature }
}

/** ES256 as RFC 7518 3.4 has it: r and s of 32 bytes each, no DER. For requests: jsonwebtoken takes half as long again. */
export function isSignedEs256(jws: Pick<CompactJws, 'signed' | 'signature'>, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(jws.signed, 'latin1'), { key, dsaEncoding: 'ieee-p1363' }, jws.signature)
}

/** For documents, with one algorithm, which the key has and not the header. Says nothing of times: their reader does. */
export function isSignedDocument(document: string, key: KeyObject, algorithm: jwt.Algorithm): boolean {
  try {
    jwt.verify(document, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true })
    return true
  } catch (cause) {
    if (cause instanceof jwt.JsonWebTokenError) return false
    throw cause
  }
}
