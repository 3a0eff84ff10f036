import type { LookupOutcome, LookupResult } from './lookup-result.ts'

type Sentence = (words: { readonly person: string; readonly ours: string; readonly theirs: string }) => string

/** What each step of the decision means to somebody who reads it for the first time; `theirs` is the person's side. */
const ANSWERED: Readonly<Record<string, Sentence>> = {
  INSIDE_LEVEL: ({ person }) => `A colleague sees what ${person} shows colleagues.`,
  RELATIONSHIP_LEVEL: ({ ours, theirs }) => `As much as ${theirs} gives ${ours} at most.`,
  REQUESTS_LEVEL: ({ ours, theirs }) => `As much as ${ours} lets its people take in from ${theirs}.`,
  MAILBOX_DEFAULT: ({ person }) => `As much as ${person} shows people elsewhere.`,
  GRANT: ({ person }) => `As much as ${person} granted personally.`,
  SHARING_POLICY: ({ theirs }) => `As much as ${theirs}'s sharing policy lets an owner grant.`,
  REQUESTED_VIEW: () => 'As much as was asked for.',
}

const REFUSED: Readonly<Record<string, Sentence>> = {
  FEDERATION_OFF: () => 'Federation is switched off.',
  NO_RELATIONSHIP: ({ ours, theirs }) => `${ours} and ${theirs} have no relationship: nothing is asked or told.`,
  RELATIONSHIP_DISABLED: ({ ours, theirs }) => `The relationship of ${ours} and ${theirs} is disabled.`,
  RELATIONSHIP_EXPIRED: ({ ours, theirs }) => `The relationship of ${ours} and ${theirs} has ended.`,
  FREEBUSY_DISABLED: ({ ours, theirs }) => `${theirs} gives ${ours} no free/busy.`,
  LEVEL_NONE: ({ ours, theirs }) => `${theirs} gives ${ours} no level.`,
  MAILBOX_UNKNOWN: () => 'There is no such mailbox; outside, it looks like a hidden one.',
  MAILBOX_DEFAULT: ({ person }) => `${person} is hidden; outside, it looks like no such mailbox.`,
  OUT_OF_SCOPE: ({ person }) => `${person} is not among those who may be looked up.`,
  EXCLUDED: ({ person }) => `${person} is excluded from the relationship.`,
  REQUESTS_DISABLED: ({ ours, theirs }) => `${ours} does not let its people ask ${theirs}.`,
  REQUESTER_OUT_OF_SCOPE: ({ ours, theirs }) => `Only some people of ${ours} may ask ${theirs}.`,
}

const UNKNOWN: Readonly<Record<string, Sentence>> = {
  REACH_DNS: ({ theirs }) => `The name of ${theirs}'s server is not known.`,
  REACH_TCP: ({ theirs }) => `${theirs}'s server takes no connection: unknown, not free.`,
  REACH_TIMEOUT: ({ theirs }) => `${theirs}'s server did not answer in time: unknown, not free.`,
  REACH_UPSTREAM: ({ theirs }) => `${theirs}'s server has it not: unknown, not free.`,
  REACH_BUSY: ({ theirs }) => `${theirs}'s server asks to come back later: unknown, not free.`,
  DATA_UNREADABLE: ({ person }) => `${person}'s calendar cannot be read: unknown, not free.`,
  DATA_MALFORMED: ({ theirs }) => `${theirs}'s server answers what is no answer: unknown, not free.`,
  TRUST_REFUSED: ({ theirs }) => `${theirs}'s server does not accept our token: unknown, not free.`,
}

/** One plain sentence on why an outcome is what it is; none for a rule this table has no words for. */
export function explainOutcome(result: LookupResult): readonly string[] {
  const words = {
    person: result.about.slice(0, result.about.lastIndexOf('@')),
    ours: organizationOf(result.from),
    theirs: organizationOf(result.about),
  }
  const sentence = sentenceFor(result.is)
  return sentence === undefined ? [] : [sentence(words)]
}

function sentenceFor(is: LookupOutcome): Sentence | undefined {
  if (is.outcome === 'answer') return ANSWERED[is.decidedBy]
  if (is.outcome === 'refuse') return REFUSED[is.decidedBy]
  return UNKNOWN[is.decidedBy]
}

function organizationOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
