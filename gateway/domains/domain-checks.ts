import { z } from 'zod'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Json, RecordName } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'

const DOMAIN_CHECK = z.strictObject({
  domain: z.string(),
  at: z.number(),
  /** Null: the proof was seen. */
  because: z.string().nullable(),
  aliases: z.array(z.string()),
  /** Absent in what was kept before it was told which server showed what. */
  servers: z
    .array(
      z.strictObject({
        /** Its address; null: none was found that could be asked. */
        server: z.string().nullable(),
        kind: z.enum(['resolver', 'authority']),
        /** Null: it showed the proof. */
        because: z.string().nullable(),
      }),
    )
    .default([]),
})

const DOMAIN_CHECKS = z.strictObject({
  /** Since when an instance is looking; null: none is. */
  claimedAt: z.number().nullable(),
  checks: z.array(DOMAIN_CHECK),
})

/** The newest look at one domain, successful or not. */
export type DomainCheck = z.infer<typeof DOMAIN_CHECK>

/** What all instances know of looking at the domains of one trust. */
export interface KeptChecks {
  readonly claimedAt: Instant | null
  readonly checks: readonly DomainCheck[]
  readonly version: number
}

const recordOf = ({ local, partner }: FederationTrust): RecordName => ({
  kind: 'domain-check',
  key: `${local} ${partner}`,
})

/** @throws FederationError `ERR_STORE_DAMAGED`, `ERR_STORE_UNAVAILABLE` */
export async function keptChecks(state: StateStore, trust: FederationTrust): Promise<KeptChecks> {
  const held = await state.get(recordOf(trust))
  if (held === null) return { claimedAt: null, checks: [], version: 0 }
  const reading = DOMAIN_CHECKS.safeParse(held.value)
  if (!reading.success) throw new FederationError('ERR_STORE_DAMAGED', 'the checks of domains that were kept are none')
  return { ...reading.data, version: held.version }
}

/**
 * Keeps `next` in place of what was read.
 *
 * @returns the version it has now; null where another instance was faster
 */
export async function keepChecks(
  state: StateStore,
  trust: FederationTrust,
  before: KeptChecks,
  next: Pick<KeptChecks, 'claimedAt' | 'checks'>,
): Promise<number | null> {
  const value: Json = { claimedAt: next.claimedAt, checks: next.checks.map((check) => ({ ...check })) }
  const commit = await state.commit({ writes: [{ ...recordOf(trust), value, before: before.version }], audit: [] })
  return commit.committed ? commit.sequence : null
}
