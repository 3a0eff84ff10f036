import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import { PasswordGuard } from './password-guard.ts'

export type BasicSignIn =
  | { readonly signedIn: true; readonly person: MailboxAddress }
  | { readonly signedIn: false; readonly because: 'malformed' | 'wrong' | 'locked' }

export interface BasicCredentials {
  /**
   * Checks one `Authorization: Basic` value (RFC 7617).
   *
   * @param source where it came from (a network), so that guessing from one place does not lock out another
   * @throws FederationError `ERR_BUSY` when too many passwords are being checked at once
   */
  signIn(header: string, source: string): Promise<BasicSignIn>
}

/** Whose password hashes to what, now. */
export interface PasswordHashes {
  get(account: MailboxAddress): string | undefined
}

const REMEMBERED_MS = 5 * 60_000

/** Reads the user name and password of a Basic header; null where it has not that form. */
function readBasic(header: string): { address: MailboxAddress; password: string } | null {
  const match = /^basic +([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(header)
  if (match === null) return null
  const text = Buffer.from(match[1] as string, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return null
  try {
    return { address: parseMailboxAddress(text.slice(0, colon)), password: text.slice(colon + 1) }
  } catch {
    return null
  }
}

/**
 * People by scrypt hash. A password that was right is remembered for five minutes, as a keyed digest in this process's
 * memory, since clients send it with each request and scrypt is slow on purpose.
 */
class HashedCredentials implements BasicCredentials {
  readonly #users: PasswordHashes
  readonly #clock: Clock
  readonly #secret: Buffer
  readonly #remembered = new LRUCache<string, Instant>({ max: 10_000 })
  readonly #guard: PasswordGuard

  constructor(users: PasswordHashes, clock: Clock, secret: Buffer) {
    this.#users = users
    this.#clock = clock
    this.#secret = secret
    this.#guard = new PasswordGuard(clock)
  }

  async signIn(header: string, source: string): Promise<BasicSignIn> {
    const given = readBasic(header)
    if (given === null) return { signedIn: false, because: 'malformed' }
    const { address, password } = given
    const hash = this.#users.get(address)
    // With the hash in it: a password that was replaced or taken away is not remembered.
    const known = `${address}\0${hash ?? ''}\0${password}`
    const digest = createHmac('sha256', this.#secret).update(known).digest('base64')
    const now = this.#clock.now()
    if ((this.#remembered.get(digest) ?? 0) > now) return { signedIn: true, person: address }
    const checked = await this.#guard.check(hash, password, { account: address, place: source })
    if (checked !== 'right') return { signedIn: false, because: checked }
    this.#remembered.set(digest, now + REMEMBERED_MS)
    return { signedIn: true, person: address }
  }
}

/** @param secret random, 32 bytes, of this process alone */
export function basicCredentials(users: PasswordHashes, clock: Clock, secret: Buffer): BasicCredentials {
  return new HashedCredentials(users, clock, secret)
}
