import type { Instant } from '../../protocols/availability/time-window.ts'

/** How it was shown: by a TXT record, or by the same text on the domain's own web server. */
export type ProofWay = 'dns' | 'https'

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
