import { endOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Offer } from '../../trust/organization/offer.ts'
import { compareLevels } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'

const asked = ({ asks }: Offer): AccessLevel => (asks.enabled ? asks.level : 'None')
const given = ({ gives }: Offer): AccessLevel => (gives.freeBusyAccessEnabled ? gives.freeBusyAccessLevel : 'None')
const isMore = (one: AccessLevel, other: AccessLevel): boolean => compareLevels(one, other) > 0

/** Where the halves of a trust do not fit, in words, each with what follows. */
export function mismatches(trust: FederationTrust): readonly string[] {
  const { ours, theirs, offer, metadata } = trust
  const { name } = metadata
  const said = theirs?.offer ?? offer
  const found: string[] = []
  if (said !== null && ours.offer !== null) {
    if (isMore(asked(said), given(ours.offer)))
      found.push(`${name} asks for ${asked(said)} and we give ${given(ours.offer)}: it gets no more than that.`)
    if (isMore(asked(ours.offer), given(said)))
      found.push(`We ask for ${asked(ours.offer)} and ${name} gives ${given(said)}: we get no more than that.`)
  }
  if (theirs !== null && theirs.offer !== null && offer !== null && !sameOffer(theirs.offer, offer))
    found.push(`What was registered for ${name} is not what it signed: what it signed counts.`)
  return [...found, ...endsThatDiffer(trust)]
}

function sameOffer(one: Offer, other: Offer): boolean {
  return asked(one) === asked(other) && given(one) === given(other)
}

function endsThatDiffer(trust: FederationTrust): readonly string[] {
  const { ours, theirs, metadata } = trust
  const end = endOf(trust)
  if (theirs === null || end === null || wholeSecond(ours.validUntil) === wholeSecond(theirs.validUntil)) return []
  const words = (at: number | null): string => (at === null ? 'no end' : new Date(at).toISOString())
  return [
    `We agreed to ${words(ours.validUntil)}, ${metadata.name} to ${words(theirs.validUntil)}: it ends at ${words(end)}.`,
  ]
}

const wholeSecond = (at: number | null): number | null => (at === null ? null : Math.floor(at / 1_000))
