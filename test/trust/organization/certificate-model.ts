import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { Fingerprint } from '../../../trust/keys/fingerprint.ts'

/** A certificate of which nothing is known but which one it is and when it is over. */
export interface ModelCertificate {
  readonly print: Fingerprint
  readonly until: Instant
}

/** What an organization says of itself. */
export interface Published {
  readonly sequence: number
  readonly current: ModelCertificate
  readonly next: ModelCertificate | null
}

/** What a record of the partner holds of its certificates. */
export interface Believed {
  readonly sequence: number
  readonly pinned: Fingerprint
  readonly vouched: Fingerprint | null
}

/** How a side stands to the partner before it reads something: nobody knows it, it is over, looked at, or accepted. */
export type Standing = 'none' | 'revoked' | 'proposed' | 'accepted'

/**
 * The rule of `trust.md` without a key or a signature in it: a certificate is taken that is pinned, or that metadata under
 * the pinned one announced as next; of numbers the higher counts; everything else needs a person.
 */
export class CertificateModel {
  readonly published: [Published, Published]
  readonly believed: [Believed | null, Believed | null] = [null, null]

  constructor(published: [Published, Published]) {
    this.published = published
  }

  /** @returns what comes of it */
  read(at: 0 | 1, standing: Standing, document: Published, now: Instant): 'taken' | 'nothing' | 'changed' {
    const believed = this.believed[at]
    if (believed === null || standing === 'none' || standing === 'revoked') return 'nothing'
    if (document.current.until < now || document.sequence < believed.sequence) return 'nothing'
    const known = document.current.print === believed.pinned
    const announced = standing === 'accepted' && document.current.print === believed.vouched
    if (!known && !announced) return 'changed'
    this.compared(at, document)
    return 'taken'
  }

  /** A person looked: a proposal is kept, or another certificate was compared. */
  compared(at: 0 | 1, { sequence, current, next }: Published): void {
    this.believed[at] = { sequence, pinned: current.print, vouched: next?.print ?? null }
  }

  /** Whether this side would refuse what the partner publishes now. */
  isBlind(at: 0 | 1): boolean {
    const believed = this.believed[at]
    return believed !== null && believed.pinned !== this.published[at === 0 ? 1 : 0].current.print
  }
}
