import { createHash, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { PartnerTokenKey } from './federation-metadata.ts'

/** A point of P-256 as a JWK has it (RFC 7518 6.2.1), in its canonical spelling. */
export interface CurvePoint {
  readonly x: string
  readonly y: string
}

/** Keys of the partners heard lately; a key takes about two kilobytes, most of them outside of what the collector sees. */
const MOST_KEYS = 20_000
const keys = new LRUCache<string, KeyObject>({ max: MOST_KEYS })

function publicKeyOf({ x, y }: CurvePoint): KeyObject {
  const kept = keys.get(x + y)
  if (kept !== undefined) return kept
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  keys.set(x + y, key)
  return key
}

/**
 * A partner's token key as it was kept: it was a point of its curve when it was taken, and is made a key again when a
 * token names it.
 */
export class KeptTokenKey implements PartnerTokenKey {
  readonly kid: string
  readonly algorithm = 'ES256'
  readonly from: Instant
  readonly until: Instant
  readonly #point: CurvePoint
  #thumbprint: string | null = null

  constructor(kept: CurvePoint & { readonly kid: string; readonly from: Instant; readonly until: Instant }) {
    this.kid = kept.kid
    this.from = kept.from
    this.until = kept.until
    this.#point = { x: kept.x, y: kept.y }
  }

  get key(): KeyObject {
    return publicKeyOf(this.#point)
  }

  get thumbprint(): string {
    const { x, y } = this.#point
    this.#thumbprint ??= createHash('sha256')
      .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
      .digest('base64url')
    return this.#thumbprint
  }
}
