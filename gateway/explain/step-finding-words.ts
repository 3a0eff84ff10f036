import { saidText } from '../../protocols/said.ts'
import type { GroupMember, RefusalFindingWords, StepFinding, StepFindingWords } from './step-finding.ts'

const named = (domain: string | null): string => domain ?? 'the domain'

/** Of several gateways each knows its own part, so that another one may say otherwise. */
const part = (instances: number): string =>
  instances > 1 ? `this gateway gives out one of ${instances} parts, and knows no other` : ''
const withPart = (text: string, instances: number): string => [text, part(instances)].filter(Boolean).join('; ')

function listed(members: readonly GroupMember[]): string {
  const words = members.map(({ about, because, kind }) => {
    const said = [kind, because].filter((one) => one !== null)
    return said.length === 0 ? about : `${about} (${said.join(', ')})`
  })
  return words.join(', ')
}

const NOT_ASKED = {
  BREAKER_OPEN: 'the partner failed again and again a moment ago, and is not asked for some seconds',
  BULKHEAD_FULL: 'as many questions as may be are under way to the partner',
}

const again = (backOffMs: number): string => `again in ${backOffMs} ms`

/** What a request was refused for as a whole; what its code says already is said with the bound. */
const REFUSAL_WORDS: RefusalFindingWords = {
  mailboxesTooMany: ({ limit }) => `too many mailboxes: at most ${limit}`,
  mailboxesNone: () => 'no mailbox is asked about',
  viewNone: () => 'no view is asked for, or None',
  windowBackwards: () => 'the window does not end after it starts',
  windowTooLong: ({ limitDays }) => `the window is too long: at most ${limitDays} days`,
  intervalNone: () => 'not an interval of 5 to 1440 minutes, at most the window',
  zoneNone: () => 'neither TimeZone nor TimeZoneContext',
  zoneWithoutBias: () => 'a TimeZone without a usable bias',
  zoneWithoutName: () => 'a TimeZoneDefinition that names no zone',
  versionUnknown: () => 'not a RequestServerVersion',
  operationUnknown: () => 'not an operation offered here',
  impersonation: () => 'impersonation of somebody else',
  documentTooBig: ({ bytes }) => `the document is too big: ${bytes} bytes`,
  manyPasswords: ({ backOffMs }) => `too many passwords at once; ${again(backOffMs)}`,
  manyBadTokens: ({ backOffMs }) => `too many bad tokens from one place; ${again(backOffMs)}`,
  noNews: () => 'no news of changes',
  usedUp: ({ scope, unit, backOffMs, instances }) =>
    withPart(`the budget of the ${scope} in ${unit} is used up; ${again(backOffMs)}`, instances),
  askedTooMuch: ({ organization, backOffMs, instances }) =>
    withPart(`${organization} has asked about too many mailboxes; ${again(backOffMs)}`, instances),
}

/** What a step says in detail in English, as the API and the command line say it. */
export const STEP_FINDING_WORDS: StepFindingWords = {
  ...REFUSAL_WORDS,
  trustIs: ({ name, state, because }) => `with ${name}: ${state}${because === null ? '' : `, ${because}`}`,
  trustPastEnd: ({ name, end }, at) => `with ${name}: the agreed end, ${at(end)}, has passed`,
  trustCertificate: ({ name, from, until }, at) =>
    `with ${name}: its certificate is good from ${at(from)} to ${at(until)}`,
  notForDomain: ({ name }) => `with ${name}: not for the domain of who asks`,
  trustWith: ({ organization, by }) => `with ${organization}${by === null ? '' : `, by ${by}`}`,
  nobodyMayAsk: ({ domain }) => `nobody may ask here for ${named(domain)}`,
  nobodyOf: ({ domain }) => `with nobody of ${named(domain)}`,
  waitsForProof: ({ name, domain }) => `with ${name}: ${named(domain)} waits for its proof`,
  wayTo: ({ kind, name }) => `${kind}: ${name}`,
  noneOfOurs: ({ domain }) => `${named(domain)} is none of ours`,
  nobodyKnows: ({ domain }) => `nobody here knows ${named(domain)}`,
  notPassedOn: () => 'not at the organization asked, and nothing is passed on from there',
  oneOfOurs: () => 'one of our own people',
  theirKind: ({ kind }) => `theirs, ${kind}`,
  theirKeys: ({ kind, keys }) => `theirs, ${kind}: ${keys} of their token keys in use`,
  theirToken: ({ kind, token }) => `theirs${kind === null ? '' : `, ${kind}`}: token ${token}`,
  ourCredential: ({ kind, tokens }) => `ours, ${kind}${tokens.length === 0 ? '' : `: token ${tokens.join(', ')}`}`,
  notTaken: () => 'their server did not take our credential',
  theirOffer: () => 'their offer',
  onePart: ({ instances }) => part(instances),
  inBlocks: ({ minutes, short, instances }) => {
    const budget = short === null ? "the asker's budget of slots" : `the budget of the ${short} in slots`
    return withPart(`told in blocks of ${minutes} minutes: ${budget} is nearly used up`, instances)
  },
  notAsked: ({ by }) => NOT_ASKED[by],
  took: ({ ms }) => `${ms} ms`,
  knewLess: ({ granted, given }) => `${granted} was granted, the source had ${given}`,
  timeKeptBack: ({ how }) => `${how} of the time asked about is told as unknown`,
  categoriesKeptBack: ({ categories }) => `events of ${categories} categories are told as unknown`,
  groupMembers: ({ told, unknown }) =>
    `${told.length} of ${told.length + unknown.length}: ${listed(told)}${unknown.length === 0 ? '' : `; unknown: ${listed(unknown)}`}`,
  groupCount: ({ told, of }) => `${told} of ${of}`,
  masked: ({ masked, of }) => `${masked} of ${of} entries: their time, and nothing else`,
  given: ({ view }) => view,
  entries: ({ view, entries, unknown }) =>
    `${view}: ${entries} ${entries === 1 ? 'entry' : 'entries'}, ${unknown} of them unknown`,
}

/** What a step says in detail, in a line of English. */
export const stepFindingLine = (found: StepFinding): string => saidText(STEP_FINDING_WORDS, found)
