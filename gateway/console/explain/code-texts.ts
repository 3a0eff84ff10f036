import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import type { TokenRefusal } from '../../../trust/tokens/verify-token.ts'
import type { Catalogue } from '../texts.ts'

/** Codes of the steps' own, of trusts, grants and what was found. */
export type StepCode =
  | `TRUST_${'NONE' | 'PROPOSED' | 'PROVING' | 'OFFERED' | 'EXPIRED' | 'REVOKED' | 'ENDED' | 'ATTENTION'}`
  | 'DOMAIN_UNPROVEN'
  | 'NO_CREDENTIALS'
  | `basic: ${'malformed' | 'wrong' | 'locked' | 'no organization'}`
  | `GRANT_${'OVER' | 'NOT_BEGUN'}`
  | 'GRANTS_IGNORED'
  | `GROUP_MEMBER${'' | 'S'}`
  | 'BREAKER_OPEN'
  | 'BULKHEAD_FULL'
  | 'TOLD_IN_BLOCKS'
  | 'SOURCE_KNEW_LESS'
  | 'PRIVATE_PERIOD'
  | 'OUTSIDE_HOURS'
  | 'HIDDEN_CATEGORY'
  | 'PRIVATE_ITEM'

type Codes = Readonly<Record<NoDataReason | TokenRefusal | StepCode, string>>

const EN: Codes = {
  REACH_DNS: 'The name of the partner’s server does not resolve.',
  REACH_TCP: 'There was no connection to the partner’s server, or it broke.',
  REACH_TIMEOUT: 'The partner’s server did not answer in time.',
  REACH_UPSTREAM: 'The partner’s server failed.',
  REACH_BUSY: 'The partner’s server is busy, or was asked too much a moment ago.',
  TLS_REFUSED: 'There was no secure connection with the server it has to be.',
  ROUTE_NONE: 'No trust that serves leads to this domain.',
  ROUTE_NO_TRANSIT: 'The question would have to be passed on, and it is not.',
  TRUST_REFUSED: 'The partner’s server did not take our credential.',
  DATA_NOT_FOUND: 'The partner has no such mailbox, or hides it.',
  DATA_MALFORMED: 'The answer was not of the protocol, or about something else.',
  DATA_UNREADABLE: 'The calendar is missing here, or cannot be read.',
  DATA_TOO_MANY: 'More entries were found than are allowed.',
  DATA_WITHHELD: 'The source itself said that it does not know.',
  TRUST_TOKEN_TOO_LONG: 'The token is too long.',
  TRUST_TOKEN_MALFORMED: 'The token cannot be read.',
  TRUST_HEADER: 'The header of the token is not of the form it must have.',
  TRUST_TYPE: 'It is not a token of this kind.',
  TRUST_ISSUER_UNKNOWN: 'There is no trust with whoever made the token.',
  TRUST_SUSPENDED: 'The trust is suspended, or a certificate is out of its time.',
  TRUST_KEY_UNKNOWN: 'The partner announced no such key.',
  TRUST_KEY_EXPIRED: 'The key of the token is over, or not yet in use.',
  TRUST_ALG: 'The token is not signed as its key demands.',
  TRUST_SIG: 'The signature of the token is wrong.',
  TRUST_CLAIMS: 'A claim of the token is missing, unknown or of another form.',
  TRUST_AUD: 'The token is for none of our organizations.',
  TRUST_REQUEST: 'The token was made for another request.',
  TRUST_TIME: 'The token is over, too early or holds too long: compare the clocks.',
  TRUST_SUBJECT: 'The partner does not speak for the domain of who asks.',
  TRUST_BROKER: 'The partner may not ask there for another organization.',
  TRUST_BEFORE_START: 'The token is older than the memory of spent tokens.',
  TRUST_REPLAYED: 'The token was used before.',
  TRUST_CREDENTIAL: 'This relationship uses another kind of credential.',
  TRUST_NONE: 'There is no trust with anybody of that domain.',
  TRUST_PROPOSED: 'The trust is only proposed: nobody said yes.',
  TRUST_PROVING: 'The trust waits for a proof of its domains.',
  TRUST_OFFERED: 'The trust waits for the partner’s yes.',
  TRUST_EXPIRED: 'The trust is over: a certificate or the agreed end has passed.',
  TRUST_REVOKED: 'The trust is revoked.',
  TRUST_ENDED: 'The trust is no longer for the domain of who asks.',
  TRUST_ATTENTION: 'The trust serves, and needs somebody.',
  DOMAIN_UNPROVEN: 'The domain waits for its proof.',
  NO_CREDENTIALS: 'The request said not who asks. Most programs begin so.',
  'basic: malformed': 'Name and password could not be read.',
  'basic: wrong': 'Name and password do not belong together.',
  'basic: locked': 'There were too many wrong passwords; the account waits.',
  'basic: no organization': 'The account belongs to no organization that may ask.',
  GRANT_OVER: 'The owner gave more, and that is over.',
  GRANT_NOT_BEGUN: 'The owner gave something that has not begun.',
  GRANTS_IGNORED: 'The owner gave something, and the organization does not count it.',
  GROUP_MEMBER: 'Told as one of the group that was asked about.',
  GROUP_MEMBERS: 'Who of the group counts.',
  BREAKER_OPEN: 'The partner failed again and again a moment ago, and is not asked for some seconds.',
  BULKHEAD_FULL: 'As many questions as may be are under way to the partner.',
  TOLD_IN_BLOCKS: 'Told in larger blocks: a budget is nearly used up.',
  SOURCE_KNEW_LESS: 'The source knew less than was allowed.',
  PRIVATE_PERIOD: 'The owner keeps a time to herself.',
  OUTSIDE_HOURS: 'The owner gave certain hours only.',
  HIDDEN_CATEGORY: 'The owner hides events of certain categories.',
  PRIVATE_ITEM: 'Events marked private: their time, and nothing else.',
}

const SV: Codes = {
  REACH_DNS: 'Namnet på partnerns server går inte att slå upp.',
  REACH_TCP: 'Det blev ingen förbindelse med partnerns server, eller så bröts den.',
  REACH_TIMEOUT: 'Partnerns server svarade inte i tid.',
  REACH_UPSTREAM: 'Partnerns server misslyckades.',
  REACH_BUSY: 'Partnerns server är upptagen, eller fick för många frågor nyss.',
  TLS_REFUSED: 'Det blev ingen säker förbindelse med den server det måste vara.',
  ROUTE_NONE: 'Inget förtroende som gäller leder till den här domänen.',
  ROUTE_NO_TRANSIT: 'Frågan skulle behöva skickas vidare, och det görs inte.',
  TRUST_REFUSED: 'Partnerns server godtog inte vår legitimation.',
  DATA_NOT_FOUND: 'Partnern har ingen sådan brevlåda, eller döljer den.',
  DATA_MALFORMED: 'Svaret följde inte protokollet, eller gällde något annat.',
  DATA_UNREADABLE: 'Kalendern saknas här eller går inte att läsa.',
  DATA_TOO_MANY: 'Fler poster hittades än vad som är tillåtet.',
  DATA_WITHHELD: 'Källan sade själv att den inte vet.',
  TRUST_TOKEN_TOO_LONG: 'Intyget är för långt.',
  TRUST_TOKEN_MALFORMED: 'Intyget går inte att läsa.',
  TRUST_HEADER: 'Intygets huvud har inte den form det måste ha.',
  TRUST_TYPE: 'Det är inte ett intyg av det här slaget.',
  TRUST_ISSUER_UNKNOWN: 'Det finns inget förtroende med den som gjorde intyget.',
  TRUST_SUSPENDED: 'Förtroendet är pausat, eller så gäller ett certifikat inte nu.',
  TRUST_KEY_UNKNOWN: 'Partnern har inte tillkännagett någon sådan nyckel.',
  TRUST_KEY_EXPIRED: 'Intygets nyckel har gått ut, eller är inte i bruk än.',
  TRUST_ALG: 'Intyget är inte undertecknat som nyckeln kräver.',
  TRUST_SIG: 'Intygets underskrift är fel.',
  TRUST_CLAIMS: 'En uppgift i intyget saknas, är okänd eller har en annan form.',
  TRUST_AUD: 'Intyget är inte till någon av våra organisationer.',
  TRUST_REQUEST: 'Intyget gjordes för en annan fråga.',
  TRUST_TIME: 'Intyget har gått ut, är för tidigt eller gäller för länge: jämför klockorna.',
  TRUST_SUBJECT: 'Partnern talar inte för domänen hos den som frågar.',
  TRUST_BROKER: 'Partnern får inte fråga där för en annan organisation.',
  TRUST_BEFORE_START: 'Intyget är äldre än minnet av använda intyg.',
  TRUST_REPLAYED: 'Intyget har använts tidigare.',
  TRUST_CREDENTIAL: 'Den här relationen använder ett annat slags legitimation.',
  TRUST_NONE: 'Det finns inget förtroende med någon på den domänen.',
  TRUST_PROPOSED: 'Förtroendet är bara föreslaget: ingen har sagt ja.',
  TRUST_PROVING: 'Förtroendet väntar på bevis för sina domäner.',
  TRUST_OFFERED: 'Förtroendet väntar på partnerns ja.',
  TRUST_EXPIRED: 'Förtroendet har gått ut: ett certifikat eller det avtalade slutet har passerats.',
  TRUST_REVOKED: 'Förtroendet är återkallat.',
  TRUST_ENDED: 'Förtroendet gäller inte längre för domänen hos den som frågar.',
  TRUST_ATTENTION: 'Förtroendet gäller, och behöver någon.',
  DOMAIN_UNPROVEN: 'Domänen väntar på sitt bevis.',
  NO_CREDENTIALS: 'Frågan sade inte vem som frågar. De flesta program börjar så.',
  'basic: malformed': 'Namn och lösenord gick inte att läsa.',
  'basic: wrong': 'Namn och lösenord hör inte ihop.',
  'basic: locked': 'Det var för många fel lösenord; kontot väntar.',
  'basic: no organization': 'Kontot hör inte till någon organisation som får fråga.',
  GRANT_OVER: 'Ägaren gav mer, och det har gått ut.',
  GRANT_NOT_BEGUN: 'Ägaren gav något som inte har börjat gälla.',
  GRANTS_IGNORED: 'Ägaren gav något, och organisationen räknar inte det.',
  GROUP_MEMBER: 'Räknad som en i den grupp som frågan gällde.',
  GROUP_MEMBERS: 'Vilka i gruppen som räknas.',
  BREAKER_OPEN: 'Partnern misslyckades gång på gång nyss, och tillfrågas inte på några sekunder.',
  BULKHEAD_FULL: 'Så många frågor som får vara på väg till partnern är det redan.',
  TOLD_IN_BLOCKS: 'Lämnat i större block: en budget är nästan slut.',
  SOURCE_KNEW_LESS: 'Källan visste mindre än vad som var tillåtet.',
  PRIVATE_PERIOD: 'Ägaren behåller en tid för sig själv.',
  OUTSIDE_HOURS: 'Ägaren gav bara vissa timmar.',
  HIDDEN_CATEGORY: 'Ägaren döljer händelser i vissa kategorier.',
  PRIVATE_ITEM: 'Händelser märkta som privata: deras tid, och inget annat.',
}

/** What the codes mean that are no step of a decision, for whoever administers it. */
export const CODE_TEXTS: Catalogue<Codes> = { en: EN, sv: SV }
