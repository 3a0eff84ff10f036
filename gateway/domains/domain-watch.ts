import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { challengeRecord, dueForCheck, isOver } from '../../trust/organization/domain-proof.ts'
import type { FederationTrust, TrustedDomain } from '../../trust/organization/federation-trust.ts'
import { challengeOf, domainsOf } from '../../trust/organization/prove-domains.ts'
import type { CheckedDomain } from '../../trust/organization/prove-domains.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { allTrusts, trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'
import { checkDomain } from './check-domain.ts'
import type { DomainCheckParts, DomainLook } from './check-domain.ts'
import { keepChecks, keptChecks } from './domain-checks.ts'
import type { DomainCheck, KeptChecks } from './domain-checks.ts'
import { inTurns } from './in-turns.ts'
import { keepProofs } from './keep-proofs.ts'

/** What came of wanting to look at the domains of a trust. */
export type CheckRound =
  | 'checked'
  | 'nothing to check' // no challenge, none due, or looked at a moment ago
  | 'under way' // another instance is looking

export type DomainWatchParts = Pick<Administration, 'organizations' | 'trusts' | 'clock' | 'log'> & {
  readonly state: StateStore
  readonly lookups: DomainCheckParts
}

const TRUSTS_AT_ONCE = 4
const DOMAINS_AT_ONCE = 16
/** A check lasts 7 s at most: 238 domains, sixteen at once, are looked at in less. */
const CLAIM_LASTS = 3 * MINUTE
/** However often somebody asks. */
const SHORTEST_PAUSE_MS = 10_000
/** What is due this much later is looked at together with what is due now. */
const TOGETHER = 4 * HOUR

/** Looks whether partners' domains still carry their proofs, on schedule and when an administrator asks. */
export class DomainWatch {
  readonly #parts: DomainWatchParts
  readonly #underWay = new Map<string, Promise<CheckRound>>()
  /** What this instance saw last of a trust's checks, so that it does not read of it every minute. */
  readonly #seen = new Map<string, readonly DomainCheck[]>()
  #round: Promise<void> | null = null

  constructor(parts: DomainWatchParts) {
    this.#parts = parts
  }

  /** Looks at all that is due by now. To be run every minute; never runs beside itself. */
  checkDue(): Promise<void> {
    this.#round ??= this.#checkAllDue().finally(() => (this.#round = null))
    return this.#round
  }

  async #checkAllDue(): Promise<void> {
    const now = this.#parts.clock.now()
    const due = allTrusts(this.#parts).filter(
      (trust) => dueDomains(trust, this.#seen.get(trustId(trust)) ?? [], now).length > 0,
    )
    await inTurns(due, TRUSTS_AT_ONCE, async (trust) => {
      try {
        await this.#check(trust, BY_ITSELF, (checks) => dueDomains(trust, checks, now))
      } catch (error) {
        this.#parts.log.error('domains not checked', { trust: trustId(trust), detail: String(error) })
      }
    })
  }

  /** Looks now at every domain of a trust that has a challenge, whether it is due or not. */
  checkNow(trust: FederationTrust, cause: Cause): Promise<CheckRound> {
    const now = this.#parts.clock.now()
    return this.#check(trust, cause, (checks) => {
      const lately = new Set(checks.filter(({ at }) => now - at < SHORTEST_PAUSE_MS).map(({ domain }) => domain))
      return domainsOf(trust).filter(({ domain, proof }) => isSought(proof, now) && !lately.has(domain))
    })
  }

  /** The newest look at each domain of a trust, by whichever instance. */
  async lastChecks(trust: FederationTrust): Promise<readonly DomainCheck[]> {
    return (await keptChecks(this.#parts.state, trust)).checks
  }

  #check(trust: FederationTrust, cause: Cause, choose: Choice): Promise<CheckRound> {
    const id = trustId(trust)
    const running = this.#underWay.get(id)
    if (running !== undefined) return running
    const checking = this.#claimAndCheck(trust, cause, choose).finally(() => this.#underWay.delete(id))
    this.#underWay.set(id, checking)
    return checking
  }

  /** Of several instances the one that writes its claim first looks; the others find what it found. */
  async #claimAndCheck(trust: FederationTrust, cause: Cause, choose: Choice): Promise<CheckRound> {
    const { state, clock } = this.#parts
    const now = clock.now()
    const held = await keptChecks(state, trust)
    if (held.claimedAt !== null && now - held.claimedAt < CLAIM_LASTS) return 'under way'
    this.#seen.set(trustId(trust), held.checks)
    const chosen = choose(held.checks)
    if (chosen.length === 0) return 'nothing to check'
    const version = await keepChecks(state, trust, held, { claimedAt: now, checks: held.checks })
    if (version === null) return 'under way'
    await this.#checkAll(trust, chosen, { ...held, version }, cause)
    return 'checked'
  }

  async #checkAll(
    trust: FederationTrust,
    chosen: readonly TrustedDomain[],
    claim: KeptChecks,
    cause: Cause,
  ): Promise<void> {
    const { state, clock, lookups } = this.#parts
    let checked: readonly LookedAt[] = []
    try {
      checked = await inTurns(chosen, DOMAINS_AT_ONCE, async ({ domain, proof }) => {
        const challenge = challengeOf(proof) ?? ''
        return {
          domain,
          challenge,
          ...(await checkDomain(lookups, domain, challengeRecord(trust.partner, challenge))),
        }
      })
      await keepProofs(this.#parts, trust, checked, cause)
    } finally {
      const checks = joined(trust, claim.checks, checked, clock.now())
      this.#seen.set(trustId(trust), checks)
      await keepChecks(state, trust, claim, { claimedAt: null, checks })
    }
  }
}

type LookedAt = CheckedDomain & DomainLook

type Choice = (checks: readonly DomainCheck[]) => readonly TrustedDomain[]

const isSought = (proof: TrustedDomain['proof'], now: Instant): boolean =>
  challengeOf(proof) !== null && !isOver(proof, now)

/** Where one is due, all that will be so within hours are looked at: one change of the trust, not one for each. */
function dueDomains(trust: FederationTrust, checks: readonly DomainCheck[], now: Instant): readonly TrustedDomain[] {
  const tried = new Map<string, Instant>(checks.map(({ domain, at }) => [domain, at]))
  const dueBy = (then: Instant) => (held: TrustedDomain) =>
    dueForCheck(held.proof, then, tried.get(held.domain) ?? null)
  const domains = domainsOf(trust)
  // What is over by then may still be seen now.
  return domains.some(dueBy(now)) ? domains.filter((held) => dueBy(now)(held) || dueBy(now + TOGETHER)(held)) : []
}

/** The new looks, and the old ones of domains that the trust still names. */
function joined(
  trust: FederationTrust,
  before: readonly DomainCheck[],
  checked: readonly LookedAt[],
  at: Instant,
): readonly DomainCheck[] {
  const now = new Set<string>(checked.map(({ domain }) => domain))
  const named = new Set<string>(domainsOf(trust).map(({ domain }) => domain))
  return [
    ...before.filter(({ domain }) => named.has(domain) && !now.has(domain)),
    ...checked.map(({ domain, outcome, servers }) => ({
      domain,
      at,
      because: outcome.found ? null : outcome.because,
      aliases: [...outcome.aliases],
      servers: [...servers],
    })),
  ]
}
