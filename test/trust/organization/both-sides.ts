import { expect } from 'chai'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { KeyedCertificate } from '../../../trust/keys/certificate.ts'
import { readMetadata, signMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { FederationMetadata } from '../../../trust/organization/federation-metadata.ts'
import { acceptedOf, isRefused, statementSigners, trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../../trust/organization/federation-trust.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import type { RollRefused } from '../../../trust/organization/certificate-slots.ts'
import { refresh } from '../../../trust/organization/refresh-trust.ts'
import { readOffer, signOffer } from '../../../trust/organization/signed-offer.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import { atTime, raiseAttention } from '../../../trust/organization/trust-transitions.ts'
import { keyed, printOf, under } from '../keyed-certificates.ts'
import { orderOf, START, VirtualClock } from '../known-organizations.ts'
import type { Published } from './certificate-model.ts'
import { nameOf, STATES } from './trust-states.ts'

const SECOND = 1_000
const ENDPOINTS = {
  ews: 'https://gateway.partner.example/EWS/Exchange.asmx',
  trust: 'https://gateway.partner.example/.well-known/federation-metadata',
  offers: 'https://gateway.partner.example/federation-offers',
}
/** Milliseconds after the beginning at which each certificate of a side is over; null: not in these tests. The last is for the end. */
const ENDS = [null, null, 9 * SECOND, null, null] as const

/** Two sides of one trust, either of them: 0 or 1. */
export type Which = 0 | 1
export const otherOf = (which: Which): Which => (which === 0 ? 1 : 0)

/** Made once: every life begins with the same ones. */
function certificatesOf(name: string): readonly KeyedCertificate[] {
  return ENDS.map((end, i) => {
    const days = end === null ? 400 : 1 + end / DAY
    return keyed(`${name} ${i}`, START - DAY, days)
  })
}

/** Something on its way from one side to the other. */
export type Message =
  | { readonly kind: 'statement'; readonly from: Which; readonly document: string }
  | { readonly kind: 'metadata'; readonly from: Which; readonly document: string; readonly published: Published }

/** One of the two sides: its own keys and its own record of the trust, changed by the real steps and nothing else. */
export class Side {
  /** All it will ever have; the first one signs at the beginning. */
  readonly certificates: readonly KeyedCertificate[]
  organization: Organization
  /** Of its metadata; grows by every change of its keys. */
  sequence = 1
  trust: FederationTrust | undefined
  /** The highest number of the partner's statements it ever took. */
  highest = 0

  constructor(organization: Organization) {
    this.certificates = certificatesOf(organization.name)
    this.organization = under(organization, this.certificates[0] as KeyedCertificate)
  }

  get ownUntil(): Instant {
    return Date.parse(this.organization.certificate.validTo)
  }

  /** Those that never signed and are not announced, without the one that is kept for the end. */
  get spare(): readonly KeyedCertificate[] {
    const { certificate, next, retired } = this.organization
    const used = [...retired, printOf({ certificate }), ...(next === null ? [] : [printOf(next)])]
    return this.certificates.slice(0, -1).filter((one) => !used.includes(printOf(one)))
  }

  get lastSpare(): KeyedCertificate {
    return this.certificates.at(-1) as KeyedCertificate
  }

  take(outcome: FederationTrust | TransitionRefused): void {
    // Kept and read again, as the store does: what cannot be kept is found here.
    if (!isRefused(outcome)) this.trust = decodeTrust(encodeTrust(outcome))
  }

  /** @returns whether its keys are others now, which its metadata says from now on */
  change(outcome: Organization | RollRefused): boolean {
    if ('refused' in outcome) return false
    this.organization = outcome
    this.sequence++
    return true
  }
}

/** Both sides, and everything said between them that was not delivered yet. */
export class BothSides {
  readonly clock = new VirtualClock()
  readonly wire: Message[] = []
  readonly sides: readonly [Side, Side]
  /** Metadata by its number, statements by theirs below 0. */
  readonly #signed = new Map<Organization, Map<number, string>>()

  constructor(one: Organization, other: Organization) {
    this.sides = [new Side(one), new Side(other)]
  }

  /** What a side says of itself now. */
  metadata(from: Which, organization = this.sides[from].organization, sequence = this.sides[from].sequence): string {
    const order = orderOf('partner', this.clock, { endpoints: ENDPOINTS, sequence })
    return this.#once(organization, sequence, () => signMetadata(organization, order))
  }

  statement({ organization }: Side, trust: FederationTrust): string {
    return this.#once(organization, -trust.ours.sequence, () => signOffer(organization, trust, this.clock))
  }

  /** Signed when it says something new, as gateways do. */
  #once(organization: Organization, number: number, sign: () => string): string {
    const signed = this.#signed.get(organization) ?? new Map<number, string>()
    const document = signed.get(number) ?? sign()
    this.#signed.set(organization, signed.set(number, document))
    return document
  }

  /** The same as somebody reads it who knows nobody yet; null where that certificate is over. */
  read(document: string): FederationMetadata | null {
    const reading = readMetadata(document, { clock: this.clock })
    return reading.accepted ? reading.metadata : null
  }

  /** What a fetch of the partner's metadata does to the record, as `gateway/admin/refresh-trust.ts` does it. */
  refresh(at: Which, document: string): void {
    const side = this.sides[at]
    const { trust } = side
    if (trust === undefined) return
    const reading = readMetadata(document, { clock: this.clock, seen: trust.metadata.sequence })
    if (!reading.accepted) return
    const outcome = refresh(trust, reading.metadata, this.clock)
    const changed = isRefused(outcome) && outcome.refused === 'certificate-changed'
    side.take(changed ? raiseAttention(trust, 'certificate-changed', this.clock) : outcome)
  }

  say(from: Which): void {
    const { trust } = this.sides[from]
    // A proposal is answered and never told; an end is told.
    if (trust === undefined || (acceptedOf(trust) === null && trust.is.state !== 'revoked')) return
    this.wire.push({ kind: 'statement', from, document: this.statement(this.sides[from], trust) })
  }

  /** @returns the answer of who heard it; null where it was not taken */
  hear(from: Which, document: string): string | null {
    const to = this.sides[otherOf(from)]
    const { trust } = to
    if (trust === undefined) return null
    const parties = { issuer: trust.partner, audience: trust.local }
    const readings = statementSigners(trust).map((pinned) =>
      readOffer(document, { clock: this.clock, pinned, ...parties }),
    )
    const reading = readings.find(({ accepted }) => accepted)
    if (reading?.accepted !== true) return null
    const outcome = hear(trust, reading.half, this.clock)
    if (isRefused(outcome)) return null
    expect(outcome.heard, 'never goes back (TH4)').to.be.at.least(to.highest)
    to.highest = outcome.heard
    to.take(outcome)
    return this.statement(to, to.trust ?? outcome)
  }

  /** One that nobody disturbs: each side posts what it says and hears the answer. */
  exchange(): void {
    for (const from of [0, 1] as const) {
      const before = this.wire.length
      this.say(from)
      for (const { document } of this.wire.splice(before)) {
        const answer = this.hear(from, document)
        if (answer !== null) this.hear(otherOf(from), answer)
      }
    }
  }

  /** Each side notices the time by itself within a minute. */
  passMinute(): void {
    this.clock.pass(60 * SECOND)
    for (const side of this.sides) this.#lookAtTime(side)
  }

  /** What the partner's word brings into force under a certificate of ours that is over is noticed with the next look. */
  noticeOwnEnds(): void {
    for (const side of this.sides) if (side.ownUntil < this.clock.now()) this.#lookAtTime(side)
  }

  #lookAtTime(side: Side): void {
    if (side.trust !== undefined) side.take(atTime(side.trust, side.ownUntil, this.clock))
  }

  usable(): readonly boolean[] {
    return this.sides.map(({ trust }) => trust !== undefined && trustUsable(trust, this.clock.now()))
  }

  states(): string {
    return this.sides.map(({ trust }) => (trust === undefined ? 'none' : nameOf(trust))).join(' / ')
  }

  check(): void {
    for (const { trust, organization } of this.sides) {
      const { certificate, next, previous, retired } = organization
      const shown = [certificate, next?.certificate, previous?.certificate].filter((one) => one !== undefined)
      expect(new Set(shown.map((one) => printOf({ certificate: one }))).size, 'a slot each').to.equal(shown.length)
      expect(retired, 'what was replaced never signs again').to.not.include(printOf({ certificate }))
      if (trust === undefined) continue
      expect(STATES).to.include(nameOf(trust))
      // The number of what is told never lags behind what was told.
      expect(trust.ours.sequence).to.be.greaterThan(0)
    }
  }
}
