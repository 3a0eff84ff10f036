import type { DecisionCode } from '../../../trust/policies/decision.ts'
import type { Catalogue } from '../texts.ts'

/** What a step of a decision says where the question went on at the same level, and where it was refused or lowered. */
export interface StepWords {
  readonly pass: string
  readonly stop: string
}

type Decisions = Readonly<Record<DecisionCode, StepWords>>

const EN: Decisions = {
  FEDERATION_OFF: {
    pass: 'Sharing with other organizations is switched on.',
    stop: 'Sharing with other organizations is switched off.',
  },
  NO_RELATIONSHIP: {
    pass: 'There is a relationship for the other domain.',
    stop: 'There is no relationship for the other domain.',
  },
  RELATIONSHIP_DISABLED: { pass: 'The relationship is switched on.', stop: 'The relationship is switched off.' },
  RELATIONSHIP_EXPIRED: { pass: 'The relationship is not over.', stop: 'The relationship is over.' },
  FREEBUSY_DISABLED: {
    pass: 'Free/busy times are given.',
    stop: 'Free/busy times are not given: that is switched off.',
  },
  LEVEL_NONE: { pass: 'The level that is given is not nothing.', stop: 'The level that is given is nothing.' },
  MAILBOX_UNKNOWN: { pass: 'The mailbox is known.', stop: 'There is no such mailbox.' },
  INSIDE_LEVEL: {
    pass: 'The mailbox shows colleagues at least as much.',
    stop: 'The mailbox shows colleagues no more.',
  },
  OUT_OF_SCOPE: {
    pass: 'The mailbox is among those the relationship opens.',
    stop: 'The mailbox is not among those the relationship opens.',
  },
  EXCLUDED: {
    pass: 'The mailbox is not left out of the relationship.',
    stop: 'The mailbox is left out of the relationship.',
  },
  REQUESTS_DISABLED: { pass: 'Asking is allowed.', stop: 'Asking is not allowed: that is switched off.' },
  REQUESTER_OUT_OF_SCOPE: {
    pass: 'Who asks is among those who may.',
    stop: 'Who asks is not among those who may.',
  },
  ANONYMOUS_OFF: {
    pass: 'The sharing policy lets calendars be opened by link.',
    stop: 'The sharing policy does not let calendars be opened by link.',
  },
  RELATIONSHIP_LEVEL: { pass: 'At least as much is given.', stop: 'No more is given: the level of the relationship.' },
  REQUESTS_LEVEL: { pass: 'At least as much may be asked for.', stop: 'No more may be asked for.' },
  MAILBOX_DEFAULT: {
    pass: 'The mailbox shows everybody outside at least as much.',
    stop: 'The mailbox shows everybody outside no more.',
  },
  GRANT: { pass: 'The owner gave at least as much.', stop: 'The owner gave no more.' },
  LINK_LEVEL: { pass: 'The owner chose at least as much for the link.', stop: 'The owner chose no more for the link.' },
  SHARING_POLICY: { pass: 'The sharing policy allows at least as much.', stop: 'The sharing policy allows no more.' },
  ROOM_OUTSIDE: {
    pass: 'Of rooms and equipment other organizations are told the times only.',
    stop: 'Of rooms and equipment other organizations are told the times only.',
  },
  GROUP_MERGED: {
    pass: 'Of a group the times of its members are told as one row.',
    stop: 'Of a group the times of its members are told as one row, and nothing else.',
  },
  GROUP_LIMIT: {
    pass: 'The group is not too large.',
    stop: 'The group is too large, or one of too many in the same question.',
  },
  GROUP_TOO_SMALL: {
    pass: 'Enough people of the group would be heard.',
    stop: 'Too few people of the group would be heard: it would show one of them.',
  },
  REQUESTED_VIEW: { pass: 'At least as much was asked for.', stop: 'No more was asked for.' },
}

const SV: Decisions = {
  FEDERATION_OFF: {
    pass: 'Delning med andra organisationer är påslagen.',
    stop: 'Delning med andra organisationer är avstängd.',
  },
  NO_RELATIONSHIP: {
    pass: 'Det finns en relation för den andra domänen.',
    stop: 'Det finns ingen relation för den andra domänen.',
  },
  RELATIONSHIP_DISABLED: { pass: 'Relationen är påslagen.', stop: 'Relationen är avstängd.' },
  RELATIONSHIP_EXPIRED: { pass: 'Relationen har inte gått ut.', stop: 'Relationen har gått ut.' },
  FREEBUSY_DISABLED: {
    pass: 'Lediga och upptagna tider lämnas ut.',
    stop: 'Lediga och upptagna tider lämnas inte ut: det är avstängt.',
  },
  LEVEL_NONE: { pass: 'Nivån som ges är inte ingenting.', stop: 'Nivån som ges är ingenting.' },
  MAILBOX_UNKNOWN: { pass: 'Brevlådan är känd.', stop: 'Det finns ingen sådan brevlåda.' },
  INSIDE_LEVEL: {
    pass: 'Brevlådan visar kollegor minst så mycket.',
    stop: 'Brevlådan visar inte kollegor mer.',
  },
  OUT_OF_SCOPE: {
    pass: 'Brevlådan hör till dem som relationen öppnar.',
    stop: 'Brevlådan hör inte till dem som relationen öppnar.',
  },
  EXCLUDED: {
    pass: 'Brevlådan är inte undantagen från relationen.',
    stop: 'Brevlådan är undantagen från relationen.',
  },
  REQUESTS_DISABLED: { pass: 'Det är tillåtet att fråga.', stop: 'Det är inte tillåtet att fråga: det är avstängt.' },
  REQUESTER_OUT_OF_SCOPE: {
    pass: 'Den som frågar hör till dem som får.',
    stop: 'Den som frågar hör inte till dem som får.',
  },
  ANONYMOUS_OFF: {
    pass: 'Delningsregeln låter kalendrar öppnas med länk.',
    stop: 'Delningsregeln låter inte kalendrar öppnas med länk.',
  },
  RELATIONSHIP_LEVEL: { pass: 'Minst så mycket ges.', stop: 'Mer ges inte: relationens nivå.' },
  REQUESTS_LEVEL: { pass: 'Man får fråga efter minst så mycket.', stop: 'Man får inte fråga efter mer.' },
  MAILBOX_DEFAULT: {
    pass: 'Brevlådan visar alla utanför minst så mycket.',
    stop: 'Brevlådan visar inte alla utanför mer.',
  },
  GRANT: { pass: 'Ägaren har gett minst så mycket.', stop: 'Ägaren har inte gett mer.' },
  LINK_LEVEL: {
    pass: 'Ägaren har valt minst så mycket för länken.',
    stop: 'Ägaren har inte valt mer för länken.',
  },
  SHARING_POLICY: { pass: 'Delningsregeln tillåter minst så mycket.', stop: 'Delningsregeln tillåter inte mer.' },
  ROOM_OUTSIDE: {
    pass: 'Om rum och utrustning får andra organisationer bara veta tiderna.',
    stop: 'Om rum och utrustning får andra organisationer bara veta tiderna.',
  },
  GROUP_MERGED: {
    pass: 'Om en grupp får man veta medlemmarnas tider som en enda rad.',
    stop: 'Om en grupp får man veta medlemmarnas tider som en enda rad, och inget annat.',
  },
  GROUP_LIMIT: {
    pass: 'Gruppen är inte för stor.',
    stop: 'Gruppen är för stor, eller en av för många i samma fråga.',
  },
  GROUP_TOO_SMALL: {
    pass: 'Tillräckligt många i gruppen skulle höras.',
    stop: 'För få i gruppen skulle höras: den skulle visa en av dem.',
  },
  REQUESTED_VIEW: { pass: 'Minst så mycket efterfrågades.', stop: 'Mer efterfrågades inte.' },
}

/** What each step of a decision means, for whoever administers it. */
export const DECISION_TEXTS: Catalogue<Decisions> = { en: EN, sv: SV }
