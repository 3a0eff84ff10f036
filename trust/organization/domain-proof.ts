import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Randomness } from '../randomness.ts'
import type { ProofOutcome, ProofWay } from './judge-proof.ts'
import type { OrganizationId } from './organization-id.ts'

/** What is known of a partner's having one SMTP domain. */
export type DomainProof =
  /** Bound by the administrator's word alone. */
  | { readonly state: 'unproven' }
  /** Asked for and not seen yet: binds nothing, and is over at `until`. */
  | { readonly state: 'pending'; readonly challenge: string; readonly since: Instant; readonly until: Instant }
  | {
      readonly state: 'proven'
      readonly challenge: string
      readonly provenAt: Instant
      readonly checkedAt: Instant
      readonly via: ProofWay
      /** Whether DNSSEC vouched for it when it was last seen. Absent: over HTTPS, or kept before that was looked at. */
      readonly dnssec?: 'validated' | 'not-validated' | undefined
      readonly wantedSince?: Instant | undefined
    }
  /** It was there and is not any more, or nobody can say: binds still. */
  | {
      readonly state: 'missing'
      readonly challenge: string
      readonly provenAt: Instant
      readonly missingSince: Instant
      readonly checkedAt: Instant
      /** Checks without success, one after the other. */
      readonly failures: number
      /** Since when it is to be looked at before its time, as after the partner's certificate was replaced by hand. */
      readonly wantedSince?: Instant | undefined
    }
  /** Missing for too long: binds nothing until it is seen again. */
  | { readonly state: 'lost'; readonly challenge: string; readonly since: Instant }

export const DOMAIN_PROOFS = [
  'unproven',
  'pending',
  'proven',
  'missing',
  'lost',
] as const satisfies readonly DomainProof['state'][]

export const UNPROVEN: DomainProof = { state: 'unproven' }

/** Whether addresses in the domain are the partner's, for tokens as for lookups. */
export function bindsDomain(proof: DomainProof): boolean {
  return proof.state === 'unproven' || proof.state === 'proven' || proof.state === 'missing'
}

/** Whether nobody waits for it any more: what was lost later holds up nothing. */
export function isSettled(proof: DomainProof): boolean {
  return proof.state !== 'pending'
}

const CHALLENGE_BYTES = 32
const CHALLENGE_LASTS = 7 * DAY
/** From then on a missing proof needs a person (threats DP3). */
const ATTENTION_AFTER = 72 * HOUR
/** From then on it binds no more. */
const LOST_AFTER = 7 * DAY
/** One bad hour of a name server is no loss, whatever the clock says. */
const FEWEST_FAILURES = 3

export type PendingProof = Extract<DomainProof, { state: 'pending' }>

/** A new challenge of 256 bits. It belongs to the trust and the domain it is kept with, and to no key (threats DP1). */
export function challengeDomain(random: Pick<Randomness, 'bytes'>, clock: Clock): PendingProof {
  const since = clock.now()
  const challenge = random.bytes(CHALLENGE_BYTES).toString('base64url')
  return { state: 'pending', challenge, since, until: since + CHALLENGE_LASTS }
}

/** What the partner publishes: the text of a TXT record at `_federation-challenge.<domain>`, or of the file over HTTPS. */
export function challengeRecord(partner: OrganizationId, challenge: string): string {
  return `ledig-federation=${partner}; token=${challenge}`
}

/** What is known after one more look; the same object where that is nothing new. */
export function afterCheck(proof: DomainProof, outcome: ProofOutcome, now: Instant): DomainProof {
  if (proof.state === 'unproven' || isOver(proof, now)) return proof
  return outcome.found ? seen(proof, outcome, now) : notSeen(proof, now)
}

/** A challenge nobody answered in time is never taken any more; the administrator makes a new one. */
export function isOver(proof: DomainProof, now: Instant): boolean {
  return proof.state === 'pending' && now >= proof.until
}

type SeenProof = Extract<ProofOutcome, { found: true }>
type ChallengedProof = Exclude<DomainProof, { state: 'unproven' }>

function seen(proof: ChallengedProof, { via, validated }: SeenProof, now: Instant): DomainProof {
  const provenAt = proof.state === 'proven' || proof.state === 'missing' ? proof.provenAt : now
  const dnssec = validated === null ? {} : { dnssec: validated ? ('validated' as const) : ('not-validated' as const) }
  return { state: 'proven', challenge: proof.challenge, provenAt, checkedAt: now, via, ...dnssec }
}

function notSeen(proof: ChallengedProof, now: Instant): DomainProof {
  if (proof.state === 'pending' || proof.state === 'lost') return proof
  const { challenge, provenAt } = proof
  if (proof.state === 'proven') {
    return { state: 'missing', challenge, provenAt, missingSince: now, checkedAt: now, failures: 1 }
  }
  const failures = proof.failures + 1
  const lost = failures >= FEWEST_FAILURES && now - proof.missingSince >= LOST_AFTER
  if (lost) return { state: 'lost', challenge, since: now }
  return { state: 'missing', challenge, provenAt, missingSince: proof.missingSince, checkedAt: now, failures }
}

/** The proof, to be looked at on the next round. What is not proven yet is looked at often by itself. */
export function wantCheck(proof: DomainProof, now: Instant): DomainProof {
  return proof.state === 'proven' || proof.state === 'missing' ? { ...proof, wantedSince: now } : proof
}

/** Whether a person has to look: missing for 72 hours and three checks, or lost. */
export function needsAttention(proof: DomainProof, now: Instant): boolean {
  if (proof.state !== 'missing') return proof.state === 'lost'
  return proof.failures >= FEWEST_FAILURES && now - proof.missingSince >= ATTENTION_AFTER
}

/** A challenge is random, so is its hour: checks of many domains do not come together, and no instance disagrees. */
function dailyPause(challenge: string): number {
  const [first = 0] = Buffer.from(challenge, 'base64url')
  return DAY - (4 * HOUR * first) / 256
}

const within = (least: number, pause: number, most: number): number => Math.min(Math.max(pause, least), most)

/**
 * Whether to look now: while pending after pauses that grow from a minute to an hour, once proven daily, while missing
 * after pauses that grow from a quarter of an hour to six hours, once lost daily; at once where `wantCheck` asked for it.
 * Never where there is no challenge, or it is over.
 *
 * @param tried when it was last looked at, successful or not; null: never
 */
export function dueForCheck(proof: DomainProof, now: Instant, tried: Instant | null): boolean {
  if (proof.state === 'unproven' || isOver(proof, now)) return false
  const last = Math.max(tried ?? -Infinity, 'checkedAt' in proof ? proof.checkedAt : -Infinity)
  const wanted = 'wantedSince' in proof && proof.wantedSince !== undefined && last < proof.wantedSince
  return last === -Infinity || wanted || now - last >= pauseAfter(proof, last)
}

function pauseAfter(proof: ChallengedProof, last: Instant): number {
  if (proof.state === 'pending') return within(MINUTE, (last - proof.since) / 4, HOUR)
  if (proof.state === 'missing') return within(15 * MINUTE, (last - proof.missingSince) / 8, 6 * HOUR)
  return dailyPause(proof.challenge)
}
