import type { Instant } from '../../protocols/availability/time-window.ts'
import { endOf, offerOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Offer } from '../../trust/organization/offer.ts'
import { compareLevels, lowerLevel } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'

export const asked = ({ asks }: Offer): AccessLevel => (asks.enabled ? asks.level : 'None')
export const given = ({ gives }: Offer): AccessLevel =>
  gives.freeBusyAccessEnabled ? gives.freeBusyAccessLevel : 'None'

const isMore = (one: AccessLevel, other: AccessLevel): boolean => compareLevels(one, other) > 0

/** Where the halves of a trust do not fit. */
export type Misfit =
  /** Whoever asks gets no more than is given. */
  | { readonly misfit: 'they-ask-more' | 'we-ask-more'; readonly asked: AccessLevel; readonly given: AccessLevel }
  /** What our administrator registered for the partner is not what that signed, which counts. */
  | { readonly misfit: 'registered-otherwise' }
  /** Null: no end. The first of both counts. */
  | {
      readonly misfit: 'ends-differ'
      readonly ours: Instant | null
      readonly theirs: Instant | null
      readonly end: Instant
    }

export function misfits(trust: FederationTrust): readonly Misfit[] {
  const { ours, theirs, offer } = trust
  const said = offerOf(trust)
  const found: Misfit[] = []
  if (said !== null && ours.offer !== null) {
    if (isMore(asked(said), given(ours.offer)))
      found.push({ misfit: 'they-ask-more', asked: asked(said), given: given(ours.offer) })
    if (isMore(asked(ours.offer), given(said)))
      found.push({ misfit: 'we-ask-more', asked: asked(ours.offer), given: given(said) })
  }
  if (theirs !== null && theirs.offer !== null && offer !== null && !sameOffer(theirs.offer, offer))
    found.push({ misfit: 'registered-otherwise' })
  return [...found, ...endsThatDiffer(trust)]
}

/** The same as the administration and the command line say it, each with what follows. */
export function mismatches(trust: FederationTrust): readonly string[] {
  const { name } = trust.metadata
  return misfits(trust).map((found) => {
    switch (found.misfit) {
      case 'they-ask-more':
        return `${name} asks for ${found.asked} and we give ${found.given}: it gets no more than that.`
      case 'we-ask-more':
        return `We ask for ${found.asked} and ${name} gives ${found.given}: we get no more than that.`
      case 'registered-otherwise':
        return `What was registered for ${name} is not what it signed: what it signed counts.`
      case 'ends-differ':
        return `We agreed to ${endWords(found.ours)}, ${name} to ${endWords(found.theirs)}: it ends at ${endWords(found.end)}.`
    }
  })
}

const endWords = (at: Instant | null): string => (at === null ? 'no end' : new Date(at).toISOString())

/**
 * What both halves leave of a lookup in each direction, before any policy; null where neither side said anything of it, so
 * that policies decide alone.
 */
export function agreedLevels(trust: FederationTrust): {
  readonly toThem: AccessLevel | null
  readonly toUs: AccessLevel | null
} {
  const [ours, theirs] = [trust.ours.offer, offerOf(trust)]
  const lower = (one: AccessLevel | null, other: AccessLevel | null): AccessLevel | null =>
    one === null || other === null ? (one ?? other) : lowerLevel(one, other)
  return {
    toThem: lower(ours && given(ours), theirs && asked(theirs)),
    toUs: lower(theirs && given(theirs), ours && asked(ours)),
  }
}

function sameOffer(one: Offer, other: Offer): boolean {
  return asked(one) === asked(other) && given(one) === given(other)
}

function endsThatDiffer(trust: FederationTrust): readonly Misfit[] {
  const { ours, theirs } = trust
  const end = endOf(trust)
  if (theirs === null || end === null || wholeSecond(ours.validUntil) === wholeSecond(theirs.validUntil)) return []
  return [{ misfit: 'ends-differ', ours: ours.validUntil, theirs: theirs.validUntil, end }]
}

const wholeSecond = (at: number | null): number | null => (at === null ? null : Math.floor(at / 1_000))
