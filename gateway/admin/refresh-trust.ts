import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { fingerprintInWords } from '../../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../../trust/keys/fingerprint.ts'
import type { FederationMetadata } from '../../trust/organization/federation-metadata.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { acceptedOf, isRefused, pinnedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { unconfirmedHosts } from '../../trust/organization/partner-hosts.ts'
import { refresh, seeStrange } from '../../trust/organization/refresh-trust.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import { allTrusts, keep, trustId } from './administration.ts'
import type { Administration } from './administration.ts'
import { fetchMetadata, readGivenMetadata } from './fetch-metadata.ts'

const SHORTEST_PAUSE_MS = 30_000
/** Partners that all began at once must not all ask at once for ever: each round is up to a fifth shorter. */
const JITTER = 0.2
/** Fetches under way at once. */
const MOST_AT_ONCE = 16

type Parts = Pick<
  Administration,
  'organizations' | 'trusts' | 'http' | 'clock' | 'log' | 'random' | 'minimumSoftware'
> &
  Pick<Administration, 'partnerHealth'>

/** Signed anew every few minutes, it mostly says what it said: that is no change, and is kept once a day, or before it ends. */
function saysTheSame(kept: FederationMetadata, read: FederationMetadata): boolean {
  const keptFor = Math.min(DAY, (kept.expiresAt - kept.issuedAt) / 2)
  return kept.content === read.content && kept.sequence === read.sequence && read.issuedAt - kept.issuedAt < keptFor
}

/**
 * Fetches what a partner says now and keeps it where it is new. A certificate that nothing vouches for is not taken: the
 * trust goes on with what it has, and somebody has to compare the new one.
 *
 * @returns the trust as it is kept now
 * @throws FederationError `ERR_PARTNER_UNREACHABLE`, `ERR_ADDRESS_REFUSED`, `ERR_METADATA_REFUSED`, `ERR_CONFLICT`
 */
export async function refreshTrust(parts: Parts, trust: FederationTrust, cause: Cause): Promise<FederationTrust> {
  if (isAddressSpace(trust)) return trust
  const { clock } = parts
  const metadata = await readNow(parts, trust)
  if (saysTheSame(trust.metadata, metadata)) return trust
  const outcome = refresh(trust, metadata, clock)
  if (isRefused(outcome) && outcome.refused === 'certificate-changed') await askForPerson(parts, trust, metadata, cause)
  const moved = isRefused(outcome) ? [] : newlyUnconfirmed(trust, outcome)
  const facts = moved.length === 0 ? {} : { unconfirmedHosts: moved }
  const kept = await keep(parts, outcome, trust, { cause, event: 'trust.refreshed', facts })
  if (moved.length > 0 && cause.rehearsal !== true)
    parts.log.warn('partner host not confirmed', {
      trust: trustId(trust),
      partner: trust.partner,
      hosts: moved.join(' '),
    })
  return kept
}

/** Fetches it, and counts whether that worked. */
async function readNow(parts: Parts, trust: FederationTrust): Promise<FederationMetadata> {
  const { clock, http, minimumSoftware, partnerHealth } = parts
  const expected = { clock, known: pinnedOf(trust), seen: trust.metadata.sequence, minimumSoftware }
  let date: string | undefined
  try {
    const metadata = await fetchMetadata(http, trust.metadataUrl, expected, (headers) => (date = headers['date']))
    partnerHealth.metadataRead(trust, date)
    return metadata
  } catch (error) {
    const reason = error instanceof FederationError ? (error.context['reason'] ?? error.code) : 'ERR_INTERNAL'
    partnerHealth.metadataFailed(trust, String(reason))
    throw error
  }
}

/** The hosts a partner moved to that somebody has to confirm, once. */
function newlyUnconfirmed(before: FederationTrust, after: FederationTrust): readonly string[] {
  const of = (trust: FederationTrust): readonly string[] => unconfirmedHosts(trust, acceptedOf(trust)?.domains ?? [])
  if (acceptedOf(after) === null) return []
  const known = of(before)
  return of(after).filter((host) => !known.includes(host))
}

/**
 * Puts down once that there is a certificate to compare, whatever the trust waits for, and says so in the log; one that
 * serves goes on under the certificate it knows.
 */
export async function askForPerson(
  parts: Parts,
  trust: FederationTrust,
  { certificate: { fingerprint } }: FederationMetadata,
  cause: Cause,
): Promise<void> {
  const seen = seeStrange(trust, fingerprint, parts.clock)
  if (seen === trust) return
  const words = fingerprintInWords(fingerprint)
  parts.log.warn('partner certificate changed', { trust: trustId(trust), partner: trust.partner, fingerprint, words })
  await keep(parts, seen, trust, {
    cause,
    event: 'trust.attention',
    facts: { because: 'certificate-changed', fingerprint },
  })
}

/**
 * The partner's metadata as it is now, where an administrator compared another certificate than the trust knows; null for
 * the known one, and for a proposal, which is what somebody looked at.
 *
 * @param given the document itself, where the partner cannot be asked; null: it is fetched
 * @throws FederationError `ERR_PARTNER_UNREACHABLE`, `ERR_ADDRESS_REFUSED`, `ERR_METADATA_REFUSED`
 */
export async function comparedMetadata(
  parts: Pick<Parts, 'clock' | 'http' | 'minimumSoftware'>,
  trust: FederationTrust,
  compared: Fingerprint,
  given: string | null,
): Promise<FederationMetadata | null> {
  const { clock, http, minimumSoftware } = parts
  if (isAddressSpace(trust) || acceptedOf(trust) === null || trust.metadata.certificate.fingerprint === compared)
    return null
  const expected = { clock, known: compared, seen: trust.metadata.sequence, minimumSoftware }
  return given === null ? fetchMetadata(http, trust.metadataUrl, expected) : readGivenMetadata(given, expected)
}

/** Keeps partners' metadata fresh: on schedule, and once when a token names a key we have not seen. */
export class MetadataRefresher {
  readonly #parts: Parts
  readonly #underWay = new Map<string, Promise<boolean>>()
  readonly #lastTry = new Map<string, Instant>()
  /** How much of its interval each trust waits this round: from 1 - JITTER to 1. */
  readonly #share = new Map<string, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Fetches one partner's metadata, never twice at once and never twice within half a minute, whatever the outcome: an
   * unknown key id costs its sender one refusal, not us a fetch each.
   *
   * @returns whether there are other token keys now
   */
  refresh(trust: FederationTrust): Promise<boolean> {
    const id = trustId(trust)
    const running = this.#underWay.get(id)
    if (running !== undefined) return running
    const now = this.#parts.clock.now()
    if (now - (this.#lastTry.get(id) ?? -Infinity) < SHORTEST_PAUSE_MS) return Promise.resolve(false)
    this.#lastTry.set(id, now)
    this.#share.delete(id)
    const fetching = this.#fetch(trust).finally(() => this.#underWay.delete(id))
    this.#underWay.set(id, fetching)
    return fetching
  }

  /**
   * Refreshes every trust somebody said yes to whose partner asked for it by now, a few at a time: also one that does
   * not serve at the moment, or a partner that rolls meanwhile would be a stranger afterwards.
   */
  async refreshDue(): Promise<void> {
    const now = this.#parts.clock.now()
    const due = allTrusts(this.#parts).filter((trust) => acceptedOf(trust) !== null && this.#dueAt(trust) <= now)
    const next = due.values()
    const work = async (): Promise<void> => {
      for (const trust of next) await this.refresh(trust)
    }
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, work))
  }

  #dueAt(trust: FederationTrust): Instant {
    const id = trustId(trust)
    const share = this.#share.get(id) ?? 1 - JITTER * this.#parts.random.fraction()
    this.#share.set(id, share)
    return Math.max(trust.metadata.issuedAt, this.#lastTry.get(id) ?? 0) + share * trust.metadata.refreshAfter
  }

  async #fetch(trust: FederationTrust): Promise<boolean> {
    if (trust.is.state === 'revoked') return false
    try {
      return (await refreshTrust(this.#parts, trust, BY_ITSELF)).tokenKeys !== trust.tokenKeys
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      this.#parts.log.warn('metadata not refreshed', { trust: trustId(trust), partner: trust.partner, detail })
      return false
    }
  }
}
