import { DAY } from '../../protocols/availability/time-window.ts'
import type { FederationMetadata } from '../../trust/organization/federation-metadata.ts'
import { inForce, pinnedOf, refresh } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { allTrusts, keep, trustId } from './administration.ts'
import type { Administration } from './administration.ts'
import { fetchMetadata } from './fetch-metadata.ts'

const SHORTEST_PAUSE_MS = 30_000
const REFRESHED = { cause: BY_ITSELF, event: 'trust.refreshed' }

type Parts = Pick<Administration, 'organizations' | 'trusts' | 'http' | 'clock' | 'log'>

/** Signed anew every few minutes, it mostly says what it said: that is no change, and is kept once a day. */
function saysTheSame(kept: FederationMetadata, read: FederationMetadata): boolean {
  return kept.content === read.content && kept.sequence === read.sequence && read.issuedAt - kept.issuedAt < DAY
}

/** Keeps partners' metadata fresh: on schedule, and once when a token names a key we have not seen. */
export class MetadataRefresher {
  readonly #administration: Parts
  readonly #underWay = new Map<string, Promise<boolean>>()
  readonly #lastTry = new Map<string, number>()

  constructor(administration: Parts) {
    this.#administration = administration
  }

  /**
   * Fetches one partner's metadata, never twice at once and never twice within half a minute, whatever the outcome: an
   * unknown key id costs its sender one refusal, not us a fetch each.
   *
   * @returns whether something new was taken
   */
  refresh(trust: FederationTrust): Promise<boolean> {
    const id = trustId(trust)
    const running = this.#underWay.get(id)
    if (running !== undefined) return running
    const now = this.#administration.clock.now()
    if (now - (this.#lastTry.get(id) ?? -Infinity) < SHORTEST_PAUSE_MS) return Promise.resolve(false)
    this.#lastTry.set(id, now)
    const fetching = this.#fetch(trust).finally(() => this.#underWay.delete(id))
    this.#underWay.set(id, fetching)
    return fetching
  }

  /** Refreshes every usable trust whose partner asked for it by now. */
  async refreshDue(): Promise<void> {
    const now = this.#administration.clock.now()
    const due = allTrusts(this.#administration).filter((trust) => {
      const last = Math.max(trust.metadata.issuedAt, this.#lastTry.get(trustId(trust)) ?? 0)
      return inForce(trust) && now - last >= trust.metadata.refreshAfter
    })
    await Promise.all(due.map((trust) => this.refresh(trust)))
  }

  async #fetch(trust: FederationTrust): Promise<boolean> {
    const { clock, http, log } = this.#administration
    if (trust.is.state === 'revoked') return false
    try {
      const pinned = pinnedOf(trust)
      const metadata = await fetchMetadata(http, trust.metadataUrl, { clock, pinned, seen: trust.metadata.sequence })
      if (saysTheSame(trust.metadata, metadata)) return false
      const next = await keep(this.#administration, refresh(trust, metadata, clock), trust, REFRESHED)
      return next.tokenKeys !== trust.tokenKeys
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      log.warn('metadata not refreshed', { trust: trustId(trust), partner: trust.partner, detail })
      return false
    }
  }
}
