import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'

/** Below the public address; the token follows as one segment. A GET shows a button, its POST opens. */
export const OWNER_LINK_PATH = '/owner/open'

const LASTS = 15 * MINUTE
const ID_BYTES = 16
/** `<claims>.<code>`, both base64url; HMAC-SHA-256 has 43 characters. */
const FORM = /^([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})$/

const CLAIMS = z.strictObject({
  organization: z.string(),
  mailbox: z.string(),
  id: z.string(),
  made: z.number(),
  until: z.number(),
})

/** Whose page a link opens. */
export interface Owner {
  /** Name of the hosted organization. */
  readonly organization: string
  readonly mailbox: MailboxAddress
}

export interface MadeOwnerLink {
  readonly token: string
  readonly address: string
  /** The first instant at which it opens nothing. */
  readonly until: Instant
}

export interface OwnerLinkParts {
  readonly sealingKey: SealingKey
  /** Where uses are counted, over all instances. */
  readonly spent: ReplayStore
  /** The gateway's own id: its links are spent under it. */
  readonly gateway: OrganizationId
  readonly publicUrl: string
  readonly clock: Clock
  readonly random: Randomness
}

/**
 * Addresses that open an owner's page: signed by the gateway, good for a quarter of an hour, once. Signed under a key of
 * the store, so that each instance takes those of the others.
 */
export class OwnerLinks {
  readonly #key: Buffer
  readonly #parts: OwnerLinkParts

  constructor(parts: OwnerLinkParts) {
    this.#key = createHmac('sha256', parts.sealingKey).update('ledig owner link').digest()
    this.#parts = parts
  }

  make({ organization, mailbox }: Owner): MadeOwnerLink {
    const { clock, random, publicUrl } = this.#parts
    const made = clock.now()
    const until = made + LASTS
    const claims = { organization, mailbox, id: random.bytes(ID_BYTES).toString('base64url'), made, until }
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const token = `${text}.${this.#code(text)}`
    return { token, address: `${publicUrl}${OWNER_LINK_PATH}/${token}`, until }
  }

  /** Whose page a link would open; null for one that is none, or is over. Spends nothing. */
  read(token: string): Owner | null {
    const claims = this.#claims(token)
    return claims && { organization: claims.organization, mailbox: claims.mailbox }
  }

  /**
   * The same, and of any number of calls one only gets it.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`
   */
  async verify(token: string): Promise<Owner | null> {
    const { spent, gateway } = this.#parts
    const claims = this.#claims(token)
    // Of one made before the store of spent ids remembers, nobody knows whether it was used.
    if (claims === null || claims.made < spent.remembersSince) return null
    const first = await spent.firstUse(gateway, `owner-link ${claims.id}`, claims.until)
    return first ? { organization: claims.organization, mailbox: claims.mailbox } : null
  }

  #claims(token: string) {
    const [, text, code] = FORM.exec(token) ?? []
    if (text === undefined || code === undefined) return null
    if (!timingSafeEqual(Buffer.from(code), Buffer.from(this.#code(text)))) return null
    const claims = CLAIMS.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    const mailbox = readMailboxAddress(claims.mailbox)
    if (mailbox === null || this.#parts.clock.now() >= claims.until) return null
    return { ...claims, mailbox }
  }

  #code(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}
