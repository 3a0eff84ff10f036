import type { HeldBack, View } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Scope } from '../limits/quotas.ts'
import { sayer } from '../../protocols/said.ts'
import type { Said, SaidWords } from '../../protocols/said.ts'

/** One of a group, and why nothing is told of her; null where something is, or would be. */
export interface GroupMember {
  readonly about: string
  readonly because: string | null
  /** Of what is no person, and does not count as one. */
  readonly kind: 'room' | 'equipment' | null
}

type Nothing = Readonly<Record<never, never>>
/** Null where the address it stood in was erased. */
interface OfDomain {
  readonly domain: string | null
}
/** The name of a partner, as it is called in its metadata. */
interface Named {
  readonly name: string
}
/** Gateways that give out a budget together. */
interface Shared {
  readonly instances: number
}

/** What can be said of a request that was refused as a whole: numbers and ids, and nobody by an address. */
export interface RefusalFindingValues {
  readonly mailboxesTooMany: { readonly limit: number }
  readonly mailboxesNone: Nothing
  readonly viewNone: Nothing
  readonly windowBackwards: Nothing
  readonly windowTooLong: { readonly limitDays: number }
  readonly intervalNone: Nothing
  readonly zoneNone: Nothing
  readonly zoneWithoutBias: Nothing
  readonly zoneWithoutName: Nothing
  readonly versionUnknown: Nothing
  readonly operationUnknown: Nothing
  readonly impersonation: Nothing
  readonly documentTooBig: { readonly bytes: number }
  readonly manyPasswords: { readonly backOffMs: number }
  readonly manyBadTokens: { readonly backOffMs: number }
  readonly noNews: Nothing
  readonly usedUp: Shared & { readonly scope: Scope; readonly unit: string; readonly backOffMs: number }
  /** Of its minute or its hour. */
  readonly askedTooMuch: Shared & { readonly organization: string; readonly backOffMs: number }
}

/** What a step can say in detail, with what is told of it beside the words. */
export interface StepFindingValues extends RefusalFindingValues {
  /** `because` is what needs somebody. */
  readonly trustIs: Named & { readonly state: FederationTrust['is']['state']; readonly because: string | null }
  readonly trustPastEnd: Named & { readonly end: Instant }
  readonly trustCertificate: Named & { readonly from: Instant; readonly until: Instant }
  readonly notForDomain: Named
  /** Ids: with whom, and who asks for it where that is somebody else. */
  readonly trustWith: { readonly organization: string; readonly by: string | null }
  readonly nobodyMayAsk: OfDomain
  readonly nobodyOf: OfDomain
  readonly waitsForProof: Named & OfDomain
  readonly wayTo: Named & { readonly kind: 'hosted' | 'partner' | 'transit' }
  readonly noneOfOurs: OfDomain
  readonly nobodyKnows: OfDomain
  readonly notPassedOn: Nothing
  readonly oneOfOurs: Nothing
  readonly theirKind: { readonly kind: string }
  /** How many of their token keys are in use. */
  readonly theirKeys: { readonly kind: string; readonly keys: number }
  /** Null where the kind is not on record. */
  readonly theirToken: { readonly kind: string | null; readonly token: string }
  readonly ourCredential: { readonly kind: string; readonly tokens: readonly string[] }
  readonly notTaken: Nothing
  readonly theirOffer: Nothing
  readonly onePart: Shared
  /** `short` is whose budget; null: not on record. */
  readonly inBlocks: Shared & { readonly minutes: number; readonly short: Scope | null }
  readonly notAsked: { readonly by: HeldBack }
  readonly took: { readonly ms: number }
  readonly knewLess: { readonly granted: View; readonly given: View }
  readonly timeKeptBack: { readonly how: 'some' | 'all' }
  readonly categoriesKeptBack: { readonly categories: number }
  readonly groupMembers: { readonly told: readonly GroupMember[]; readonly unknown: readonly GroupMember[] }
  readonly groupCount: { readonly told: number; readonly of: number }
  readonly masked: { readonly masked: number; readonly of: number }
  readonly given: { readonly view: View }
  readonly entries: { readonly view: View; readonly entries: number; readonly unknown: number }
}

export type StepFindingName = keyof StepFindingValues

/** One language's words for everything a step can say. */
export type StepFindingWords = SaidWords<StepFindingValues>

/** The words of them that are about a request refused as a whole. */
export type RefusalFindingWords = Pick<StepFindingWords, keyof RefusalFindingValues>

/** What a step says in detail, to be said in any language. */
export type StepFinding = Said<StepFindingValues>

/** What is said of a request that was refused as a whole. */
export type RefusalFinding = Extract<StepFinding, { readonly says: keyof RefusalFindingValues }>

/** What is said, and of what. */
export const says = sayer<StepFindingValues>()
