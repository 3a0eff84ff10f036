import { HOUR } from '../../protocols/availability/time-window.ts'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import { asSeen, compareHeads, parsePublishedHead, readSeenHead } from '../../trust/audit/partner-head.ts'
import type { HeadComparison, PublishedHead, SeenHead } from '../../trust/audit/partner-head.ts'
import { readTreeHead } from '../../trust/audit/tree-head.ts'
import type { TreeHead } from '../../trust/audit/tree-head.ts'
import { inForce, pinnedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Json, RecordName } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { allTrusts, trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'
import { WELL_KNOWN } from '../publish-metadata.ts'
import { HEAD_WELL_KNOWN } from './publish-heads.ts'

const LONGEST_WAIT_MS = 5_000
const LARGEST_ANSWER = 65_536

type Parts = Pick<Administration, 'organizations' | 'trusts' | 'http' | 'clock' | 'log' | 'state'>

const recordOf = ({ local, partner }: FederationTrust): RecordName => ({
  kind: 'partner-tree-head',
  key: `${local} ${partner}`,
})

/** The newest head seen of a partner's audit log; null where it never showed one. */
export async function seenHeadOf(
  state: StateStore,
  trust: FederationTrust,
): Promise<{ readonly seen: SeenHead; readonly version: number } | null> {
  const held = await state.get(recordOf(trust))
  return held && { seen: readSeenHead(held.value), version: held.version }
}

/** Where a partner publishes its head: beside its metadata; null where its metadata is at another kind of address. */
function headUrl({ metadataUrl }: FederationTrust, after: number | null): URL | null {
  const url = parseEndpointUrl(metadataUrl)
  if (!url.pathname.endsWith(WELL_KNOWN)) return null
  url.pathname = `${url.pathname.slice(0, -WELL_KNOWN.length)}${HEAD_WELL_KNOWN}`
  if (after !== null) url.searchParams.set('after', String(after))
  return url
}

/** Remembers what partners say of their audit logs, and notices when one tells another past than it did. */
export class PartnerWatch {
  readonly #parts: Parts
  readonly #looked = new Map<string, number>()
  /** Trusts whose partner was found to tell another past, once. */
  readonly #suspected = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Looks at every active trust it has not looked at for an hour. To be run every minute. */
  async watchDue(): Promise<void> {
    const now = this.#parts.clock.now()
    const due = allTrusts(this.#parts).filter(
      (trust) => inForce(trust) && now - (this.#looked.get(trustId(trust)) ?? -Infinity) >= HOUR,
    )
    for (const trust of due) {
      this.#looked.set(trustId(trust), now)
      await this.look(trust)
    }
  }

  /**
   * What came of it; null where the partner publishes nothing that can be believed. Another past is believed the second
   * time it is seen: of several servers behind one address one may be a moment behind.
   */
  async look(trust: FederationTrust): Promise<HeadComparison | null> {
    if (!inForce(trust)) return null
    const { state } = this.#parts
    const before = await seenHeadOf(state, trust)
    const published = await this.#newest(trust, before?.seen.size ?? null)
    const head = published && readTreeHead(published.head, [pinnedOf(trust), ...trust.metadata.vouched])
    if (!published || head?.issuer !== trust.partner) {
      if (before !== null) this.#parts.log.warn('partner audit not seen', { trust: trustId(trust) })
      return null
    }
    const comparison = compareHeads(before?.seen ?? null, head, published.proof)
    if (isAlarm(comparison) && !this.#suspected.has(trustId(trust))) {
      this.#suspected.add(trustId(trust))
      this.#looked.delete(trustId(trust))
      return comparison
    }
    this.#suspected.delete(trustId(trust))
    await this.#keep(trust, before, { head, jwt: published.head, comparison })
    return comparison
  }

  /** With the proof from the head seen before, if the partner still knows that head. */
  async #newest(trust: FederationTrust, after: number | null): Promise<PublishedHead | null> {
    const withProof = await this.#fetch(trust, after)
    const published = withProof === 'not there' && after !== null ? await this.#fetch(trust, null) : withProof
    return published === 'not there' ? null : published
  }

  async #fetch(trust: FederationTrust, after: number | null): Promise<PublishedHead | 'not there' | null> {
    const url = headUrl(trust, after)
    if (url === null) return null
    const limits = {
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      timeoutMs: LONGEST_WAIT_MS,
      maxAnswerBytes: LARGEST_ANSWER,
    }
    try {
      const { status, body } = await this.#parts.http.get(url, { Accept: 'application/json' }, limits)
      if (status === 404) return 'not there'
      return status === 200 ? parsePublishedHead(body.toString('utf8')) : null
    } catch {
      return null
    }
  }

  async #keep(
    trust: FederationTrust,
    before: { readonly seen: SeenHead; readonly version: number } | null,
    shown: { readonly head: TreeHead; readonly jwt: string; readonly comparison: HeadComparison },
  ): Promise<void> {
    const { state, log } = this.#parts
    const { head, jwt, comparison } = shown
    if (comparison === 'unchanged') return
    const alarming = isAlarm(comparison)
    const rewrittenAt = alarming ? new Date(state.now()).toISOString() : (before?.seen.rewrittenAt ?? null)
    const value = asSeen(jwt, head, rewrittenAt) as unknown as Json
    // Both heads go on record with their signatures: who signed them cannot deny it.
    const audit = alarming ? [alarm(trust, state.now(), comparison, [before?.seen.jwt ?? '', jwt])] : []
    const writes = [{ ...recordOf(trust), value, before: before?.version ?? 0 }]
    // Of several instances the first to look has kept it.
    const { committed } = await state.commit({ writes, audit })
    if (committed && alarming) log.error(`partner audit ${comparison}`, { trust: trustId(trust), size: head.size })
  }
}

const isAlarm = (comparison: HeadComparison): boolean => comparison === 'rewritten' || comparison === 'begun anew'

function alarm(
  trust: FederationTrust,
  at: number,
  comparison: HeadComparison,
  heads: readonly [earlier: string, later: string],
): AuditEvent {
  const event = comparison === 'rewritten' ? 'partner.audit-rewritten' : 'partner.audit-begun-anew'
  const facts = { trust: trustId(trust), partner: trust.partner, earlier: heads[0], later: heads[1] }
  return { event, at, actor: 'gateway', requestId: null, facts, personal: {} }
}
