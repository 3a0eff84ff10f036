import type { Catalogue } from '../texts.ts'
import type { NamedKind } from './part-fields.ts'

type Names = Readonly<Record<NamedKind, string>>

const EN = {
  // Forms.
  new: { relationship: 'New relationship', policy: 'New sharing policy', mailbox: 'New mailbox entry' } as Names,
  name: 'Name',
  nameHint: {
    relationship: 'For people, up to 64 characters.',
    policy: 'For people.',
    mailbox: 'In a domain of this organization.',
  } as Names,
  nameWrong: {
    relationship: 'Type a name of at most 64 characters.',
    policy: 'Type a name of at most 256 characters.',
    mailbox: 'Type an address in a domain of this organization.',
  } as Names,
  address: 'Address',
  taken: 'There is one of this name already.',
  tooLong: (count: number) =>
    `${count} lines are too many to be changed here; they stay as they are. Use the document or ledig.`,
  who: 'For whom',
  most: 'At most',
  whoOf: (row: number) => `For whom, line ${row}`,
  mostOf: (row: number) => `At most, line ${row}`,
  check: 'Look at what it does',
  found: (values: string, sentence: string) => `${values}: ${sentence}`,
  errorTitle: (title: string) => `Error: ${title}`,
  twice: (values: string, holder: string) => `${values}: the relationship ${holder} has it already.`,
  once: (values: string) => `${values}: it is there twice.`,
  ours: (values: string) => `${values}: a domain of this organization is none of a partner.`,
  otherwise: 'The policy refuses this:',
  inUse: 'It is in use: take it out where it is named first.',
  // Questions.
  questions: {
    added: {
      relationship: 'Make this relationship?',
      policy: 'Make this sharing policy?',
      mailbox: 'Make this entry?',
    },
    changed: {
      relationship: 'Change this relationship?',
      policy: 'Change this sharing policy?',
      mailbox: 'Change this entry?',
    },
    removed: {
      relationship: 'Take this relationship away?',
      policy: 'Take this sharing policy away?',
      mailbox: 'Take this entry away?',
    },
  } as Readonly<Record<'added' | 'changed' | 'removed', Names>>,
  settingsQuestion: 'Change what people may share outside?',
  switchesQuestion: 'Change what counts for the whole organization?',
  nothingChanges: 'Nothing is different from what there is.',
  field: 'What',
  now: 'Now',
  afterwards: 'Afterwards',
  added: 'Added:',
  takenOut: 'Taken out:',
  more: (count: number) => `and ${count} more`,
  save: 'Save',
  saveRemove: 'Take away',
  // Afterwards.
  done: {
    added: 'Made. It counts from the next lookup on.',
    changed: 'Changed. It counts from the next lookup on.',
    removed: 'Taken away. It counts from the next lookup on.',
  },
  undone: 'Undone. Everything is as it was before.',
  notUndone: 'It was not undone',
  notUndoneWhy:
    'Somebody changed it after you did, and that is not overwritten. This is what there is now, and what it would have been:',
  wouldBe: 'Undone it would be',
  gone: 'It is not there any more.',
  // Somebody was first.
  staleTitle: 'Somebody else changed it meanwhile',
  staleWhy: 'What you typed is below and not saved. Where the two differ:',
  staleSame: 'What is there now is what you typed.',
  yours: 'Yours',
  staleNotDone: 'Nothing was done. Look at it again.',
}

type ChangeTexts = typeof EN

const SV: ChangeTexts = {
  new: { relationship: 'Ny relation', policy: 'Ny delningspolicy', mailbox: 'Ny post för en brevlåda' },
  name: 'Namn',
  nameHint: {
    relationship: 'För människor, högst 64 tecken.',
    policy: 'För människor.',
    mailbox: 'I en av organisationens domäner.',
  },
  nameWrong: {
    relationship: 'Skriv ett namn med högst 64 tecken.',
    policy: 'Skriv ett namn med högst 256 tecken.',
    mailbox: 'Skriv en adress i en av organisationens domäner.',
  },
  address: 'Adress',
  taken: 'Det finns redan en med det namnet.',
  tooLong: (count) =>
    `${count} rader är för många att ändra här; de blir kvar som de är. Använd dokumentet eller ledig.`,
  who: 'För vem',
  most: 'Högst',
  whoOf: (row) => `För vem, rad ${row}`,
  mostOf: (row) => `Högst, rad ${row}`,
  check: 'Se vad det gör',
  found: (values, sentence) => `${values}: ${sentence}`,
  errorTitle: (title) => `Fel: ${title}`,
  twice: (values, holder) => `${values}: relationen ${holder} har den redan.`,
  once: (values) => `${values}: den står där två gånger.`,
  ours: (values) => `${values}: en av organisationens egna domäner är ingen partners.`,
  otherwise: 'Policyn avvisar detta:',
  inUse: 'Den används: ta först bort den där den anges.',
  questions: {
    added: { relationship: 'Göra relationen?', policy: 'Göra delningspolicyn?', mailbox: 'Göra posten?' },
    changed: { relationship: 'Ändra relationen?', policy: 'Ändra delningspolicyn?', mailbox: 'Ändra posten?' },
    removed: { relationship: 'Ta bort relationen?', policy: 'Ta bort delningspolicyn?', mailbox: 'Ta bort posten?' },
  },
  settingsQuestion: 'Ändra vad användare får dela utåt?',
  switchesQuestion: 'Ändra vad som gäller för hela organisationen?',
  nothingChanges: 'Ingenting skiljer sig från det som finns.',
  field: 'Vad',
  now: 'Nu',
  afterwards: 'Sedan',
  added: 'Tillkommer:',
  takenOut: 'Tas bort:',
  more: (count) => `och ${count} till`,
  save: 'Spara',
  saveRemove: 'Ta bort',
  done: {
    added: 'Gjort. Det gäller från nästa fråga.',
    changed: 'Ändrat. Det gäller från nästa fråga.',
    removed: 'Borttaget. Det gäller från nästa fråga.',
  },
  undone: 'Ångrat. Allt är som det var innan.',
  notUndone: 'Det blev inte ångrat',
  notUndoneWhy: 'Någon ändrade det efter dig, och det skrivs inte över. Så här är det nu, och så skulle det ha blivit:',
  wouldBe: 'Ångrat skulle det vara',
  gone: 'Det finns inte längre.',
  staleTitle: 'Någon annan ändrade det under tiden',
  staleWhy: 'Det du skrev står nedan och är inte sparat. Där de två skiljer sig:',
  staleSame: 'Det som gäller nu är det du skrev.',
  yours: 'Ditt',
  staleNotDone: 'Ingenting blev gjort. Titta på det igen.',
}

/** What stands on forms about sharing, on their questions, and after them. */
export const CHANGE_TEXTS: Catalogue<ChangeTexts> = { en: EN, sv: SV }
