import { createHmac, timingSafeEqual } from 'node:crypto'
import { HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'

/** How long a visitor may look after a code. */
const GOOD_FOR = 12 * HOUR
const SHAPE = /^([0-9a-z]{6,12})\.([A-Za-z0-9_-]{43})$/

/** The key of passes: another than the one it is made from, and of no use to find it. */
export function passKeyOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('ledig view pass').digest()
}

/**
 * Passes for visitors who have typed a code: until when, signed, in the address, since visitors get no cookie. One opens
 * the link it was made for, under the secret it had, and no other.
 */
export class ViewPasses {
  readonly #key: Buffer

  constructor(key: Buffer) {
    this.#key = key
  }

  #signature(secretHash: string, until: string): Buffer {
    return createHmac('sha256', this.#key).update(`${secretHash}\n${until}`).digest()
  }

  make(secretHash: string, now: Instant): string {
    const until = (now + GOOD_FOR).toString(36)
    return `${until}.${this.#signature(secretHash, until).toString('base64url')}`
  }

  opens(pass: string, secretHash: string, now: Instant): boolean {
    const [, until = '', signature = ''] = SHAPE.exec(pass) ?? []
    const shown = Buffer.from(signature, 'base64url')
    const right = this.#signature(secretHash, until)
    return shown.length === right.length && timingSafeEqual(shown, right) && now < parseInt(until, 36)
  }
}
