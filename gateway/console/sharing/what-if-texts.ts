import type { Aspect, Comparison, Effect } from '../../../trust/policies/replay/effect.ts'
import type { Catalogue } from '../texts.ts'

type Changed = Exclude<Effect, 'same'>

const EN = {
  title: 'What it would have changed for those who asked lately',
  decided: (questions: number, lookups: number, since: string) =>
    `Decided again: ${questions} ${questions === 1 ? 'question' : 'questions'} of ${lookups} ${lookups === 1 ? 'lookup' : 'lookups'} since ${since}, by the policy as it is and as it would be.`,
  nobodyAsked: (since: string) =>
    `Nobody has asked since ${since}, so nothing can be said of whom it changes something for.`,
  nobodyElse: 'Nobody who asked would have been told anything else.',
  effects: {
    first: 'would have been told something for the first time',
    more: 'would have been told more',
    other: 'would have been told more of one thing and less of another',
    nothing: 'would have been told nothing any more',
    less: 'would have been told less',
  } as Readonly<Record<Changed, string>>,
  short: {
    first: 'something for the first time',
    more: 'more',
    other: 'more and less',
    nothing: 'nothing any more',
    less: 'less',
  } as Readonly<Record<Changed, string>>,
  same: 'would have been told the same',
  questions: (count: number) => (count === 1 ? '1 question' : `${count} questions`),
  tellsMore: 'more is told',
  examples: 'Examples, those who would be told more first',
  from: 'Who asked',
  about: 'About',
  effect: 'Would have been told',
  was: 'Now',
  would: 'Then',
  count: 'Questions',
  more: (count: number) => (count === 1 ? 'and 1 more like these' : `and ${count} more like these`),
  keptBack: 'nothing of that time, which is outside the hours or private',
  aspects: {
    times: { more: 'more of the time', less: 'less of the time', other: 'other parts of the time' },
    categories: { more: 'more categories of events', less: 'fewer categories of events', other: 'other categories' },
    members: { more: 'more people in it', less: 'fewer people in it', other: 'other people in it' },
    blocks: { more: 'events one by one', less: 'blocks joined' },
    workingHours: { more: 'working hours too', less: 'no working hours' },
  } as Partial<Record<Aspect, Partial<Record<Comparison, string>>>>,
  published: (looked: number, changed: number) =>
    `Published calendars that were looked at: ${looked}; of these, ${changed === 0 ? 'none would show' : `${changed} would show`} anything else.`,
  erased: (count: number) => `Not decided: ${count} of which an address was erased.`,
  unhosted: (count: number) => `Not decided: ${count} by people of an organization that is not hosted here any more.`,
  changedMeanwhile: 'A policy or a trust was changed while this was worked out: some of it may be of before.',
  busy: 'Another draft is being tried at the moment, so this cannot be said now. Cancel and try again in a moment, or save without it.',
  late: 'There is too much on record to say it in a few seconds. ledig policy diff takes its time; or save without it.',
  large: 'The policy is too large to be tried here. Save without it, or try it with ledig policy query.',
  unknown: 'It could not be worked out. Save without it, or try again.',
  also: 'It is about those who did ask in the last seven days; who could ask is for ledig policy query.',
  warnings: 'Probably not meant',
  warningsMore: (count: number) => `and ${count} more`,
  place: {
    relationships: 'relationship',
    sharingPolicies: 'sharing policy',
    mailboxes: 'mailbox',
    groups: 'group',
    organization: 'organization',
  } as Readonly<Record<string, string>>,
}

export type WhatIfTexts = typeof EN

const SV: WhatIfTexts = {
  title: 'Vad det skulle ha ändrat för dem som frågat nyligen',
  decided: (questions, lookups, since) =>
    `Avgjort på nytt: ${questions} ${questions === 1 ? 'fråga' : 'frågor'} i ${lookups} ${lookups === 1 ? 'sökning' : 'sökningar'} sedan ${since}, enligt policyn som den är och som den skulle bli.`,
  nobodyAsked: (since) => `Ingen har frågat sedan ${since}, så det går inte att säga för vem det ändrar något.`,
  nobodyElse: 'Ingen som frågade skulle ha fått veta något annat.',
  effects: {
    first: 'skulle ha fått veta något för första gången',
    more: 'skulle ha fått veta mer',
    other: 'skulle ha fått veta mer av något och mindre av något annat',
    nothing: 'skulle inte längre ha fått veta något',
    less: 'skulle ha fått veta mindre',
  },
  short: {
    first: 'något för första gången',
    more: 'mer',
    other: 'mer och mindre',
    nothing: 'ingenting längre',
    less: 'mindre',
  },
  same: 'skulle ha fått veta detsamma',
  questions: (count) => (count === 1 ? '1 fråga' : `${count} frågor`),
  tellsMore: 'mer berättas',
  examples: 'Exempel, först de som skulle få veta mer',
  from: 'Vem som frågade',
  about: 'Om',
  effect: 'Skulle ha fått veta',
  was: 'Nu',
  would: 'Sedan',
  count: 'Frågor',
  more: (count) => `och ${count} till som dessa`,
  keptBack: 'inget av den tiden, som är utanför tiderna eller privat',
  aspects: {
    times: { more: 'mer av tiden', less: 'mindre av tiden', other: 'andra delar av tiden' },
    categories: { more: 'fler kategorier', less: 'färre kategorier', other: 'andra kategorier' },
    members: { more: 'fler personer i den', less: 'färre personer i den', other: 'andra personer i den' },
    blocks: { more: 'händelser var för sig', less: 'hopfogade block' },
    workingHours: { more: 'också arbetstider', less: 'inga arbetstider' },
  },
  published: (looked, changed) =>
    `Publicerade kalendrar som någon tittat på: ${looked}; av dem skulle ${changed === 0 ? 'ingen' : String(changed)} visa något annat.`,
  erased: (count) => `Inte avgjort: ${count} där en adress har raderats.`,
  unhosted: (count) => `Inte avgjort: ${count} av personer i en organisation som inte längre finns här.`,
  changedMeanwhile: 'En policy eller ett förtroende ändrades medan detta räknades ut: något kan gälla läget innan.',
  busy: 'Ett annat utkast prövas just nu, så det går inte att säga. Avbryt och försök igen om en stund, eller spara ändå.',
  late: 'Det finns för mycket i loggen för att säga det på några sekunder. ledig policy diff tar den tid det tar; eller spara ändå.',
  large: 'Policyn är för stor för att prövas här. Spara ändå, eller pröva med ledig policy query.',
  unknown: 'Det gick inte att räkna ut. Spara ändå, eller försök igen.',
  also: 'Det gäller dem som frågade under de senaste sju dagarna; vem som skulle kunna fråga svarar ledig policy query på.',
  warnings: 'Förmodligen inte menat',
  warningsMore: (count) => `och ${count} till`,
  place: {
    relationships: 'relation',
    sharingPolicies: 'delningspolicy',
    mailboxes: 'brevlåda',
    groups: 'grupp',
    organization: 'organisation',
  },
}

/** What is said of a change before it is made. */
export const WHAT_IF_TEXTS: Catalogue<WhatIfTexts> = { en: EN, sv: SV }
