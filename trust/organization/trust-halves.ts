import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { DomainProof } from './domain-proof.ts'
import type { Offer } from './offer.ts'

/** How one side stands to a trust, as it tells the other. */
export const STANDINGS = ['proposed', 'proving', 'offered', 'active', 'suspended', 'revoked'] as const

export type Standing = (typeof STANDINGS)[number]

/** What our administrator decided that the partner is told; the rest of a statement follows from the trust. */
export interface OurHalf {
  /** Grows whenever what we tell changes; 0: nothing was told yet. */
  readonly sequence: number
  /** What we give and ask; null: our policy decides, lookup by lookup. */
  readonly offer: Offer | null
  readonly scopeDescription: string | null
  /** The first instant at which the trust is over; null: no end. */
  readonly validUntil: Instant | null
  /** Sequence of the partner's statement that was there at our yes; null where none was. */
  readonly accepts: number | null
}

/** A domain of ours as the partner sees its proof. */
export interface ExpectedDomain {
  readonly domain: Domain
  /** What our record has to say; null where no record is asked for. */
  readonly challenge: string | null
  readonly proof: DomainProof['state']
}

/** What the partner told us of the trust. */
export interface PartnerHalf {
  readonly sequence: number
  readonly issuedAt: Instant
  readonly takenAt: Instant
  readonly standing: Standing
  /** What it gives and asks; null: its policy decides, lookup by lookup. */
  readonly offer: Offer | null
  readonly scopeDescription: string | null
  readonly validUntil: Instant | null
  /** Sequence of our statement that it said yes to; null where it did not, or had seen none. */
  readonly accepts: number | null
  /** Sequence of the newest metadata of ours that it holds. */
  readonly seenMetadata: number
  /** What it expects of our domains. */
  readonly domains: readonly ExpectedDomain[]
  /** Digest of what the sequence stands for: two statements of one number must agree in it. */
  readonly content: string
}

/** A trust nobody decided anything about. */
export const NOTHING_TOLD: OurHalf = Object.freeze({
  sequence: 0,
  offer: null,
  scopeDescription: null,
  validUntil: null,
  accepts: null,
})
