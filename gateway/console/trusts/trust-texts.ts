import type { AttentionCause, TrustState } from '../../../trust/organization/federation-trust.ts'
import type { Standing } from '../../../trust/organization/trust-halves.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import type { Catalogue } from '../texts.ts'

export type TrustStateName = TrustState['state']

const EN = {
  trusts: 'Trusts',
  all: 'All trusts',
  noTrusts: 'No partner yet.',
  noneOfThese: 'No trust is like this.',
  propose: 'Propose a trust',
  import: 'Take a partner’s file',
  partner: 'Partner',
  ours: 'For',
  state: 'State',
  domains: 'Domains',
  certificate: 'Certificate until',
  needs: 'Needs somebody',
  states: {
    proposed: 'proposed: nobody said yes',
    proving: 'waits for a proof of its domains',
    offered: 'waits for the partner’s yes',
    active: 'active',
    attention: 'active, and needs somebody',
    suspended: 'suspended',
    expired: 'expired',
    revoked: 'revoked',
  } as Readonly<Record<TrustStateName, string>>,
  causes: {
    'certificate-changed':
      'The partner shows another certificate: have its fingerprint read to you before you accept it.',
    'host-unconfirmed': 'The partner says it is at a host outside its domains now: ask its administrator.',
    'domain-missing': 'The proof of a domain was not there for three days.',
    'metadata-stale': 'The partner’s metadata could not be read for too long.',
  } as Readonly<Record<AttentionCause, string>>,
  standings: {
    proposed: 'knows of it, and nobody said yes',
    proving: 'said yes, and waits for proofs',
    offered: 'said yes, and waits for the other side',
    active: 'said yes, and it serves',
    suspended: 'suspended it, or it is over there',
    revoked: 'ended it',
  } as Readonly<Record<Standing, string>>,
  levels: {
    None: 'nothing',
    AvailabilityOnly: 'times only',
    LimitedDetails: 'times, subjects and places',
    Reviewer: 'everything',
  } as Readonly<Record<AccessLevel, string>>,
  soon: (days: number) => (days <= 0 ? 'over' : days === 1 ? 'in 1 day' : `in ${days} days`),
  none: 'none',
  more: (count: number) => `and ${count} more`,
  // The list.
  filter: 'Show only',
  anyState: 'in any state',
  anyOrganization: 'for any of ours',
  show: 'Show',
  pages: 'Pages',
  earlier: 'Previous',
  later: 'Next',
  counted: (first: number, last: number, of: number) => `${first}–${last} of ${of}, by the name of the partner`,
  // On the start page.
  overview: 'How the trusts stand',
  everyOne: (count: number) => (count === 1 ? 'one trust' : `${count} trusts`),
  needing: 'What needs somebody',
  nothingNeeds: 'Nothing at the moment.',
  proposedNeeds: 'Proposed: compare the fingerprint, and say yes or end it.',
  certificateEnds: (when: string) => `The partner’s certificate: ${when}.`,
}

export type TrustTexts = typeof EN

const SV: TrustTexts = {
  trusts: 'Förtroenden',
  all: 'Alla förtroenden',
  noTrusts: 'Ingen partner ännu.',
  noneOfThese: 'Inget förtroende är sådant.',
  propose: 'Föreslå ett förtroende',
  import: 'Ta emot en partners fil',
  partner: 'Partner',
  ours: 'För',
  state: 'Tillstånd',
  domains: 'Domäner',
  certificate: 'Certifikat till',
  needs: 'Behöver någon',
  states: {
    proposed: 'föreslaget: ingen har sagt ja',
    proving: 'väntar på bevis för sina domäner',
    offered: 'väntar på partnerns ja',
    active: 'aktivt',
    attention: 'aktivt, och behöver någon',
    suspended: 'pausat',
    expired: 'utgånget',
    revoked: 'återkallat',
  },
  causes: {
    'certificate-changed':
      'Partnern visar ett annat certifikat: låt någon läsa upp fingeravtrycket innan du godtar det.',
    'host-unconfirmed': 'Partnern säger att den nu finns på en värd utanför sina domäner: fråga dess administratör.',
    'domain-missing': 'Beviset för en domän saknades i tre dagar.',
    'metadata-stale': 'Partnerns metadata gick inte att läsa under för lång tid.',
  },
  standings: {
    proposed: 'känner till det, och ingen har sagt ja',
    proving: 'har sagt ja och väntar på bevis',
    offered: 'har sagt ja och väntar på den andra sidan',
    active: 'har sagt ja, och det gäller',
    suspended: 'har pausat det, eller så har det gått ut där',
    revoked: 'har avslutat det',
  },
  levels: {
    None: 'ingenting',
    AvailabilityOnly: 'bara tider',
    LimitedDetails: 'tider, ämnen och platser',
    Reviewer: 'allt',
  },
  soon: (days) => (days <= 0 ? 'utgånget' : days === 1 ? 'om 1 dag' : `om ${days} dagar`),
  none: 'inga',
  more: (count) => `och ${count} till`,
  filter: 'Visa bara',
  anyState: 'i alla tillstånd',
  anyOrganization: 'för alla våra',
  show: 'Visa',
  pages: 'Sidor',
  earlier: 'Föregående',
  later: 'Nästa',
  counted: (first, last, of) => `${first}–${last} av ${of}, efter partnerns namn`,
  overview: 'Hur det står till med förtroendena',
  everyOne: (count) => (count === 1 ? 'ett förtroende' : `${count} förtroenden`),
  needing: 'Det som behöver någon',
  nothingNeeds: 'Ingenting just nu.',
  proposedNeeds: 'Föreslaget: jämför fingeravtrycket och säg ja, eller avsluta det.',
  certificateEnds: (when) => `Partnerns certifikat: ${when}.`,
}

/** How trusts are called on the pages of the console, in a list and on the start page. */
export const TRUST_TEXTS: Catalogue<TrustTexts> = { en: EN, sv: SV }
