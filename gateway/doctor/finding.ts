import type { View } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OutboundReason, UnusableAnswer } from '../../protocols/http/outbound-failure.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { Said, SaidWords } from '../../protocols/said.ts'

/** Where a name leads; hosts and addresses as they are written. */
interface NamedHost {
  readonly host: string
  readonly addresses: readonly string[]
}

/** What a server shows of itself by TLS; null over plain http. */
export interface ShownCertificate {
  readonly host: string
  readonly certificate: { readonly subject: string; readonly issuer: string | null; readonly days: number } | null
}

type Nothing = Readonly<Record<never, never>>

/** What each step can find, with what is told of it beside the words. */
export interface FindingValues {
  readonly names: { readonly names: readonly NamedHost[] }
  /** The connection did not come about: `code` is the system's or OpenSSL's own, null where there is none. */
  readonly notConnected: NamedHost & {
    readonly code: string | null
    readonly reason: OutboundReason
    /** Our connector's own words, in English. */
    readonly detail: string
  }
  /** `address` is the one that took the connection. */
  readonly connected: { readonly servers: readonly { readonly host: string; readonly address: string | null }[] }
  readonly certificates: { readonly servers: readonly ShownCertificate[] }
  readonly documentStatus: { readonly url: string; readonly status: number }
  readonly documentShape: { readonly url: string; readonly bytes: number; readonly wanted: 'JSON' | 'signed document' }
  readonly documentUnread: {
    readonly url: string
    readonly reason: OutboundReason
    /** Null where none came. */
    readonly answer: UnusableAnswer | null
    /** As in `notConnected`. */
    readonly detail: string
  }
  readonly document: { readonly url: string; readonly bytes: number }
  readonly clocks: { readonly seconds: number; readonly ahead: boolean }
  /** Further apart than `most` seconds, which tokens bear. */
  readonly clocksApart: { readonly seconds: number; readonly ahead: boolean; readonly most: number }
  readonly noTime: Nothing
  readonly form: Nothing
  readonly tooOld: { readonly because: 'METADATA_VERSION' | 'METADATA_SOFTWARE' }
  readonly documentRefused: { readonly because: string }
  readonly otherOrganization: { readonly id: string; readonly partner: string }
  readonly organization: {
    readonly name: string
    readonly sequence: number
    readonly software: string
    readonly version: string
  }
  readonly certificateChanged: { readonly fingerprint: string }
  readonly notFollowing: { readonly refused: string }
  readonly noTokenKey: Nothing
  readonly certificateOver: Nothing
  readonly ownCertificateOver: { readonly until: Instant; readonly written: string }
  /** Whole days left of both certificates; `keys` in use, null for an Exchange server, which signs under its certificate. */
  readonly keys: { readonly theirs: number; readonly ours: number; readonly keys: number | null }
  readonly trustState: { readonly state: string }
  readonly hostUnconfirmed: { readonly host: string; readonly still: string | null }
  readonly domainsUnbound: { readonly domains: readonly string[] }
  readonly trustInForce: Nothing
  readonly policyPasses: {
    readonly level: AccessLevel
    readonly view: View
    readonly decidedBy: string
    readonly side: Side
  }
  readonly policyRefuses: {
    readonly person: string
    readonly about: string
    readonly decidedBy: string
    readonly side: Side
  }
  /** `traced` is the id the partner has given our question, null where it gave none. */
  readonly tokenAccepted: { readonly person: string; readonly traced: string | null }
  readonly tokenNotSeen: { readonly reason: string; readonly traced: string | null }
  readonly answered: {
    readonly about: string
    readonly view: View
    readonly entries: number
    readonly hours: number
    readonly requestId: string
  }
  readonly lookupRefused: { readonly decidedBy: string; readonly requestId: string }
  readonly lookupUnknown: { readonly about: string; readonly reason: string; readonly requestId: string }
}

export type FindingName = keyof FindingValues

/** One language's words for every finding. */
export type FindingWords = SaidWords<FindingValues>

/** What a step found, to be said in any language. */
export type Finding = Said<FindingValues> & {
  /** What the system or the partner said in words of its own, which no words of ours have; null where nothing is repeated. */
  readonly quoted: string | null
}

/** A finding made of a name and what belongs to it. */
export const finding = <Name extends FindingName>(
  says: Name,
  values: FindingValues[Name],
  quoted: string | null = null,
): Finding => ({ says, values, quoted }) as Finding
