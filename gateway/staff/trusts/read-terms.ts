import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { Faults } from '../../console/form-fields.ts'
import { LEVELS_SAID } from '../../console/trusts/terms-fields.ts'
import type { TypedTerms } from '../../console/trusts/terms-fields.ts'
import { TERMS_TEXTS } from '../../console/trusts/terms-texts.ts'
import type { TermsTexts } from '../../console/trusts/terms-texts.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { readClaim } from '../../../trust/organization/domain-claim.ts'
import { SCOPE_DESCRIPTION } from '../../../trust/organization/offer-claims.ts'
import type { Offer } from '../../../trust/organization/offer.ts'
import { asked, given } from '../../agreement/compare-halves.ts'
import type { DomainRules } from '../../domains/claim-domains.ts'
import type { Language } from '../../../trust/sharing/published-link.ts'

/** As many as an operation takes. */
const MOST_DOMAINS = 238
const LONGEST = 300
/** What is typed of all domains together. */
const LONGEST_LIST = 16_384

/** What a form of terms says, for the body of the operation; absent fields stay as they are. */
export interface ReadTerms {
  readonly domains: readonly string[]
  readonly unproven: boolean
  readonly ourOffer: Offer | null
  readonly offer?: Offer | null
  readonly scopeDescription: string | null
  readonly validUntil: string | null
}

const endOfDay = /T23:59:59\.000Z$/

/** An end as it is typed: a day for its last second, else the instant. */
function endTyped(end: Instant | null): string {
  if (end === null) return ''
  const iso = new Date(end).toISOString()
  return endOfDay.test(iso) ? iso.slice(0, 10) : iso.replace('.000Z', 'Z')
}

const offerTyped = (offer: Offer | null) => ({
  said: offer !== null,
  gives: offer === null ? 'AvailabilityOnly' : given(offer),
  asks: offer === null ? 'AvailabilityOnly' : asked(offer),
})

/** The terms of a trust as a form has them. */
export function termsTyped(trust: FederationTrust): TypedTerms {
  const { ours, offer } = trust
  const domains = acceptedOf(trust)?.domains ?? []
  return {
    domains: domains.map(({ domain }) => domain).join('\n'),
    unproven: domains.length > 0 && domains.every(({ proof }) => proof.state === 'unproven'),
    ours: offerTyped(ours.offer),
    theirs: offerTyped(offer),
    scope: ours.scopeDescription ?? '',
    until: endTyped(ours.validUntil),
  }
}

/** What came with a form, as it was typed. */
export function termsSent(form: URLSearchParams): TypedTerms {
  const text = (name: string, most = LONGEST): string => (form.get(name) ?? '').slice(0, most)
  return {
    domains: text('domains', LONGEST_LIST),
    unproven: form.get('proof') === 'word',
    ours: { said: form.get('offer') === 'said', gives: text('gives'), asks: text('asks') },
    theirs: { said: form.get('their-offer') === 'said', gives: text('their-gives'), asks: text('their-asks') },
    scope: text('scope').trim(),
    until: text('until').trim(),
  }
}

interface Reading {
  readonly terms: ReadTerms
  readonly faults: Faults
}

function readDomains(texts: TermsTexts, typed: string, isHosted: DomainRules['isHosted']) {
  const named = typed.split(/[\s,;]+/).filter((word) => word !== '')
  const read = named.map((text) => ({ text, claim: readClaim(text, isHosted) }))
  const bad = read.flatMap(({ text, claim }) =>
    claim.claimed ? [] : [texts.badDomain(text, texts.claims[claim.because])],
  )
  const domains = read.flatMap(({ claim }) => (claim.claimed ? [claim.domain as string] : []))
  const twice = new Set(domains).size !== domains.length ? [texts.domainTwice] : []
  const many = named.length > MOST_DOMAINS ? [texts.tooManyDomains] : []
  return { domains, fault: [...bad, ...twice, ...many][0] }
}

function readOffer({ said, gives, asks }: TypedTerms['ours']): Offer | null | 'bad' {
  const level = (text: string) => LEVELS_SAID.find((one) => one === text)
  const [given, asked] = [level(gives), level(asks)]
  if (!said) return null
  if (given === undefined || asked === undefined) return 'bad'
  return {
    gives: { freeBusyAccessEnabled: given !== 'None', freeBusyAccessLevel: given },
    asks: { enabled: asked !== 'None', level: asked },
  }
}

/** The last second of a day in UTC, or an instant; `bad` for anything else and for a day no calendar has. */
function readEnd(typed: string): { readonly end: string | null } | 'bad' {
  if (typed === '') return { end: null }
  const instant = /^\d{4}-\d\d-\d\d$/.test(typed) ? `${typed}T23:59:59Z` : typed
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(instant)
  const at = isInstant ? Date.parse(instant) : NaN
  if (Number.isNaN(at)) return 'bad'
  const iso = new Date(at).toISOString()
  return instant.endsWith('Z') && iso.slice(0, 10) !== instant.slice(0, 10) ? 'bad' : { end: iso }
}

const usable = <T>(read: T | 'bad'): T | null => (read === 'bad' ? null : read)

/** Reads the terms that were typed, with a sentence to each field that is not right. */
export function readTerms(
  typed: TypedTerms,
  {
    isHosted,
    now,
    language,
  }: { readonly isHosted: DomainRules['isHosted']; readonly now: Instant; readonly language: Language },
): Reading {
  const texts = TERMS_TEXTS[language]
  const { domains, fault } = readDomains(texts, typed.domains, isHosted)
  const [ourOffer, offer, end] = [readOffer(typed.ours), readOffer(typed.theirs), readEnd(typed.until)]
  const scopeFits = typed.scope === '' || SCOPE_DESCRIPTION.safeParse(typed.scope).success
  const validUntil = usable(end)?.end ?? null
  const passed = validUntil !== null && Date.parse(validUntil) <= now
  return {
    terms: {
      ...{ domains, unproven: typed.unproven, ourOffer: usable(ourOffer), offer: usable(offer) },
      ...{ scopeDescription: typed.scope === '' ? null : typed.scope, validUntil },
    },
    faults: {
      domains: fault,
      offer: ourOffer === 'bad' ? texts.badOffer : undefined,
      'their-offer': offer === 'bad' ? texts.badOffer : undefined,
      scope: scopeFits ? undefined : texts.badScope,
      until: end === 'bad' ? texts.badEnd : passed ? texts.endPassed : undefined,
    },
  }
}
