import { STEP_FINDING_WORDS } from '../../explain/step-finding-words.ts'
import type { GroupMember, RefusalFindingWords, StepFindingWords } from '../../explain/step-finding.ts'
import { RECORD_TEXTS } from '../record/record-texts.ts'
import type { Catalogue } from '../texts.ts'
import { TRUST_PAGE_TEXTS } from '../trusts/trust-page-texts.ts'
import { TRUST_TEXTS } from '../trusts/trust-texts.ts'
import { stopWords } from './code-words.ts'
import { EXPLAIN_TEXTS } from './explain-texts.ts'

const { scopes, views } = EXPLAIN_TEXTS.sv

/** Of a credential, its kind; one that a later release wrote keeps its name. */
const credential = (kind: string): string => nameIn(TRUST_PAGE_TEXTS.sv.credentials, kind)
/** Of a budget: what it counts. */
const unitOf = (unit: string): string => nameIn(RECORD_TEXTS.sv.units, unit)

const nameIn = (names: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(names, name) ? (names[name] ?? name) : name

const WAYS = { hosted: 'finns här, hos', partner: 'genom partnern', transit: 'vidare genom partnern' }

const NOT_ASKED = {
  BREAKER_OPEN: 'partnern misslyckades gång på gång nyss, och tillfrågas inte på några sekunder',
  BULKHEAD_FULL: 'så många frågor som får vara på väg till partnern är det redan',
}

const of = (domain: string | null): string => domain ?? 'domänen'

const part = (instances: number): string =>
  instances > 1 ? `denna gateway delar ut en av ${instances} delar, och känner inte till de andra` : ''
const withPart = (text: string, instances: number): string => [text, part(instances)].filter(Boolean).join('; ')

const KINDS = { room: 'rum', equipment: 'utrustning' }

function listed(members: readonly GroupMember[]): string {
  const words = members.map(({ about, because, kind }) => {
    const why = because === null ? null : (stopWords('sv', because)?.replace(/\.$/, '') ?? because)
    const said = [kind && KINDS[kind], why].filter((one) => one !== null)
    return said.length === 0 ? about : `${about} (${said.join('; ')})`
  })
  return words.join(', ')
}

function groupMembers(told: readonly GroupMember[], unknown: readonly GroupMember[]): string {
  const rest = unknown.length === 0 ? '' : `; okänt: ${listed(unknown)}`
  return `${told.length} av ${told.length + unknown.length}: ${listed(told)}${rest}`
}

const again = (backOffMs: number): string => `igen om ${backOffMs} ms`

const REFUSALS: RefusalFindingWords = {
  mailboxesTooMany: ({ limit }) => `för många brevlådor: som mest ${limit}`,
  mailboxesNone: () => 'ingen brevlåda nämns',
  viewNone: () => 'ingen vy efterfrågas, eller None',
  windowBackwards: () => 'tiden som frågan gäller slutar inte efter sin början',
  windowTooLong: ({ limitDays }) => `tiden som frågan gäller är för lång: som mest ${limitDays} dygn`,
  intervalNone: () => 'inget intervall på 5 till 1440 minuter, som mest hela tiden som frågan gäller',
  zoneNone: () => 'varken TimeZone eller TimeZoneContext',
  zoneWithoutBias: () => 'en TimeZone utan en förskjutning från UTC som går att använda',
  zoneWithoutName: () => 'en TimeZoneDefinition som inte anger någon tidszon',
  versionUnknown: () => 'ingen RequestServerVersion',
  operationUnknown: () => 'ingen åtgärd som erbjuds här',
  impersonation: () => 'frågaren ville gälla för någon annan',
  documentTooBig: ({ bytes }) => `dokumentet är för stort: ${bytes} byte`,
  manyPasswords: ({ backOffMs }) => `för många lösenord på en gång; ${again(backOffMs)}`,
  manyBadTokens: ({ backOffMs }) => `för många ogiltiga intyg från ett ställe; ${again(backOffMs)}`,
  noNews: () => 'inga nyheter om ändringar',
  usedUp: ({ scope, unit, backOffMs, instances }) =>
    withPart(`${scopes[scope]}, räknad i ${unitOf(unit)}, är slut; ${again(backOffMs)}`, instances),
  askedTooMuch: ({ organization, backOffMs, instances }) =>
    withPart(`${organization} har frågat om för många brevlådor; ${again(backOffMs)}`, instances),
}

const SV: StepFindingWords = {
  ...REFUSALS,
  // What needs somebody is said by the code of the step.
  trustIs: ({ name, state }) => `med ${name}: ${TRUST_TEXTS.sv.states[state]}`,
  trustPastEnd: ({ name, end }, at) => `med ${name}: det avtalade slutet, ${at(end)}, har passerats`,
  trustCertificate: ({ name, from, until }, at) =>
    `med ${name}: dess certifikat gäller från ${at(from)} till ${at(until)}`,
  notForDomain: ({ name }) => `med ${name}: inte för domänen hos den som frågar`,
  trustWith: ({ organization, by }) => `med ${organization}${by === null ? '' : `, genom ${by}`}`,
  nobodyMayAsk: ({ domain }) => `ingen får fråga här för ${of(domain)}`,
  nobodyOf: ({ domain }) => `med ingen på ${of(domain)}`,
  waitsForProof: ({ name, domain }) => `med ${name}: ${of(domain)} väntar på sitt bevis`,
  wayTo: ({ kind, name }) => `${WAYS[kind]} ${name}`,
  noneOfOurs: ({ domain }) => `${of(domain)} är ingen av våra`,
  nobodyKnows: ({ domain }) => `ingen här känner till ${of(domain)}`,
  notPassedOn: () => 'inte hos den organisation som tillfrågades, och därifrån skickas ingenting vidare',
  oneOfOurs: () => 'en av våra egna',
  theirKind: ({ kind }) => `deras: ${credential(kind)}`,
  theirKeys: ({ kind, keys }) => `deras: ${credential(kind)}; ${keys} av deras intygsnycklar i bruk`,
  theirToken: ({ kind, token }) => `deras: ${kind === null ? '' : `${credential(kind)}; `}intyg ${token}`,
  ourCredential: ({ kind, tokens }) =>
    `vår: ${credential(kind)}${tokens.length === 0 ? '' : `; intyg ${tokens.join(', ')}`}`,
  notTaken: () => 'deras server godtog inte vår legitimation',
  theirOffer: () => 'deras erbjudande',
  onePart: ({ instances }) => part(instances),
  inBlocks: ({ minutes, short, instances }) => {
    const budget = short === null ? 'frågarens budget av tider' : `${scopes[short]}, räknad i tider,`
    return withPart(`lämnat i block om ${minutes} minuter: ${budget} är nästan slut`, instances)
  },
  notAsked: ({ by }) => NOT_ASKED[by],
  took: ({ ms }) => `tog ${ms} ms`,
  knewLess: ({ granted, given }) => `tillåtet: ${views[granted]}; källan hade: ${views[given]}`,
  timeKeptBack: ({ how }) =>
    how === 'all'
      ? 'hela tiden som frågan gällde lämnas som okänd'
      : 'en del av tiden som frågan gällde lämnas som okänd',
  categoriesKeptBack: ({ categories }) =>
    `händelser i ${categories} ${categories === 1 ? 'kategori' : 'kategorier'} lämnas som okända`,
  groupMembers: ({ told, unknown }) => groupMembers(told, unknown),
  groupCount: ({ told, of: all }) => `${told} av ${all}`,
  masked: ({ masked, of: all }) => `${masked} av ${all} poster: deras tid, och inget annat`,
  given: ({ view }) => views[view],
  entries: ({ view, entries, unknown }) =>
    `${views[view]}: ${entries} ${entries === 1 ? 'post' : 'poster'}, ${unknown} av dem okända`,
}

/** What a step says in detail, by the catalogue of the reader. */
export const STEP_FINDING_TEXTS: Catalogue<StepFindingWords> = { en: STEP_FINDING_WORDS, sv: SV }
