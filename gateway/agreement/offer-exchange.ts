import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Fingerprint } from '../../trust/keys/fingerprint.ts'
import { acceptedOf, statementSigners } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { hear } from '../../trust/organization/hear-partner.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { OfferReading } from '../../trust/organization/signed-offer.ts'
import { LONGEST_OFFER, readOffer, signOffer } from '../../trust/organization/signed-offer.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { TrustStore } from '../../trust/stores/trust-store.ts'
import { allTrusts, trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'

const LONGEST_WAIT_MS = 5_000
/** A statement says the same for days; the partner counts its own days from when it took it. */
const SIGNED_FOR = DAY
/** So long a partner that did not answer is told of a revocation. */
const TOLD_OF_REVOCATION = 7 * DAY
const AT_ONCE = 16
const RACES = 3

export interface ExchangeParts extends Pick<Administration, 'organizations' | 'http' | 'clock' | 'log'> {
  /** The store itself: what is heard from a partner does not make us tell it again at once. */
  readonly trusts: TrustStore
  readonly identities: { current(id: OrganizationId): { readonly organization: Organization } }
}

/** What came of telling a partner, last. */
export type Telling = 'told' | 'not known there' | 'not reached' | 'not understood'

/**
 * What one instance did, and forgets: after a start everything is told once more, which a partner that knows it takes as
 * known. What must not be forgotten, that a revocation was heard of, the partner's own statement says, and that is kept.
 */
export interface Told {
  /** Of our statement. */
  readonly sequence: number
  readonly at: Instant
  /** Since when it is so, of this statement. */
  readonly since: Instant
  readonly telling: Telling
}

interface Signed {
  readonly organization: Organization
  readonly sequence: number
  readonly at: Instant
  readonly jwt: string
}

/** What came of a statement: the trust as it is now, or why it was not taken. */
export type Taking =
  { readonly taken: true; readonly trust: FederationTrust } | { readonly taken: false; readonly because: string }

/**
 * The statements two sides exchange about their trust: ours is posted, the partner's is the answer. Each is proved by the
 * pinned certificate, or the one announced under it, so it does not matter who carries it, nor how often.
 */
export class OfferExchange {
  readonly #parts: ExchangeParts
  readonly #told = new Map<string, Told>()
  readonly #signed = new Map<string, Signed>()
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(parts: ExchangeParts) {
    this.#parts = parts
  }

  /** What came of telling this partner, last, by this instance; null where it did not. */
  lastTelling(trust: FederationTrust): Told | null {
    return this.#told.get(trustId(trust)) ?? null
  }

  /** Tells the partner what changed, by and by: whoever changed it does not wait for the partner. */
  changed(trust: FederationTrust): void {
    if (trust.ours.sequence === this.#told.get(trustId(trust))?.sequence) return
    void this.tell(trust)
  }

  /** Tells every partner that does not know our newest yet, and asks those anew whose refresh is due. To be run every minute. */
  async tellDue(): Promise<void> {
    const due = allTrusts(this.#parts).filter((trust) => this.#isDue(trust))
    for (let i = 0; i < due.length; i += AT_ONCE) {
      await Promise.all(due.slice(i, i + AT_ONCE).map((trust) => this.tell(trust)))
    }
  }

  /** Never twice at once: what changes meanwhile is told after. Resolves whatever comes of it. */
  tell(trust: FederationTrust): Promise<void> {
    const id = trustId(trust)
    const before = this.#underWay.get(id) ?? Promise.resolve()
    const telling = before.then(() => this.#tellNewest(trust))
    this.#underWay.set(id, telling)
    return telling.finally(() => {
      if (this.#underWay.get(id) === telling) this.#underWay.delete(id)
    })
  }

  /** Ours for the partner of this trust, signed when it says something new and once a day. */
  statement(trust: FederationTrust): string {
    const id = trustId(trust)
    const { clock, identities } = this.#parts
    const { organization } = identities.current(trust.local)
    const kept = this.#signed.get(id)
    const now = clock.now()
    const good = kept?.sequence === trust.ours.sequence && kept.organization === organization
    // Signed in what is the future now, since the clock was set back, it would be refused by everybody.
    if (good && now >= kept.at && now - kept.at < SIGNED_FOR) return kept.jwt
    const jwt = signOffer(organization, trust, clock)
    this.#signed.set(id, { organization, sequence: trust.ours.sequence, at: now, jwt })
    return jwt
  }

  /** Takes a partner's statement into our record, where it is proved to be the partner's and says something new. */
  async take(trust: FederationTrust, document: string): Promise<Taking> {
    const { clock, trusts } = this.#parts
    for (let race = 0; race < RACES; race++) {
      const now = trusts.snapshot().trust(trust.local, trust.partner)
      if (now === undefined) return { taken: false, because: 'TRUST_NONE' }
      const reading = readStatement(now, document, clock)
      if (!reading.accepted) return { taken: false, because: reading.because }
      const outcome = hear(now, reading.half, clock)
      if ('refused' in outcome) return { taken: false, because: outcome.refused }
      if (outcome === now || (await this.#keep(now, outcome, document))) return { taken: true, trust: outcome }
    }
    return { taken: false, because: 'changed-meanwhile' }
  }

  async #keep(before: FederationTrust, after: FederationTrust, document: string): Promise<boolean> {
    const { trusts, log } = this.#parts
    const { standing, sequence } = after.theirs ?? {}
    const cause: Cause = { actor: `partner:${after.partner}`, requestId: null }
    // With its signature: who signed it cannot deny it.
    const facts = { standing: standing ?? null, sequence: sequence ?? null, statement: document }
    const put = await trusts.put(after, before, cause, { name: 'trust.partner-said', facts })
    if (!put.stored) return false
    log.info('partner said', { trust: trustId(after), standing, before: before.is.state, state: after.is.state })
    return true
  }

  #isDue(trust: FederationTrust): boolean {
    if (!isToBeTold(trust, this.#parts.clock.now())) return false
    const told = this.#told.get(trustId(trust))
    if (told === undefined) return true
    const known = told.sequence === trust.ours.sequence && told.telling !== 'not reached'
    return !known || this.#parts.clock.now() - told.at >= trust.metadata.refreshAfter
  }

  async #tellNewest({ local, partner }: FederationTrust): Promise<void> {
    const { clock, log, trusts } = this.#parts
    const trust = trusts.snapshot().trust(local, partner)
    if (trust === undefined || !isToBeTold(trust, clock.now())) return
    const telling = await this.#post(trust).catch((error: unknown): Telling => {
      const detail = error instanceof Error ? error.message : String(error)
      log.warn('partner not told', { trust: trustId(trust), partner, detail })
      return 'not reached'
    })
    this.#remember(trust, telling, clock.now())
  }

  #remember(trust: FederationTrust, telling: Telling, at: Instant): void {
    const { sequence } = trust.ours
    const before = this.#told.get(trustId(trust))
    const same = before?.sequence === sequence && before.telling === telling
    this.#told.set(trustId(trust), { sequence, at, since: same ? before.since : at, telling })
  }

  async #post(trust: FederationTrust): Promise<Telling> {
    const { http, log } = this.#parts
    const url = parseEndpointUrl(trust.asked.offers)
    const limits = {
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      timeoutMs: LONGEST_WAIT_MS,
      maxAnswerBytes: LONGEST_OFFER,
    }
    const headers = { 'Content-Type': 'application/jwt', Accept: 'application/jwt' }
    const { status, body } = await http.post(url, headers, Buffer.from(this.statement(trust), 'latin1'), limits)
    if (status === 404) return 'not known there'
    if (status !== 200) throw new FederationError('ERR_PARTNER_UNREACHABLE', `${url.href} answered ${status}`)
    const taking = await this.take(trust, body.toString('latin1'))
    if (taking.taken) return 'told'
    log.warn('partner not understood', { trust: trustId(trust), partner: trust.partner, because: taking.because })
    return 'not understood'
  }
}

/** Each certificate is compared before any signature is looked at: another one more costs nothing. */
function readStatement(trust: FederationTrust, document: string, clock: Clock): OfferReading {
  const parties = { issuer: trust.partner, audience: trust.local }
  const read = (pinned: Fingerprint): OfferReading => readOffer(document, { clock, pinned, ...parties })
  const [pinned, ...announced] = statementSigners(trust)
  return announced.reduce(
    (reading, next) => (!reading.accepted && reading.because === 'OFFER_PIN' ? read(next) : reading),
    read(pinned),
  )
}

/** Only whom an administrator said yes to is told anything; a partner that spoke to us is told of a revocation for a week. */
function isToBeTold(trust: FederationTrust, now: Instant): boolean {
  if (trust.asked.offers === undefined) return false
  if (trust.is.state !== 'revoked') return acceptedOf(trust) !== null
  return trust.theirs?.standing !== 'revoked' && trust.heard > 0 && now - trust.is.revokedAt < TOLD_OF_REVOCATION
}
