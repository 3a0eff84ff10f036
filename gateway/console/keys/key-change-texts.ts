import type { DrillCause } from '../../../trust/organization/drill.ts'
import type { RollRefused } from '../../../trust/organization/certificate-slots.ts'
import type { Catalogue } from '../texts.ts'

const EN = {
  of: (what: string, organization: string) => `${what}: ${organization}`,
  go: 'Go on',
  stale: 'Somebody changed the certificates meanwhile. This is how they are now; nothing was changed by you.',
  cannotUndo: 'This cannot be undone.',
  refusals: {
    'same-certificate': 'This certificate signs already.',
    'used-before': 'This certificate was replaced before, and never signs again.',
    'next-missing': 'There is no next certificate: make, import or request one first.',
    'next-not-valid-yet': 'The next certificate is not valid yet.',
    'next-over': 'The next certificate is over: make another.',
    'previous-serves': 'What the previous certificate signed is not over yet, and it would no longer be shown.',
    'previous-missing': 'There is no previous certificate any more.',
  } as Readonly<Record<RollRefused['refused'], string>>,
  // Making one.
  days: 'Days it is valid',
  daysHint: 'From 1 to 3650; 825 is usual.',
  daysWrong: 'Write a whole number from 1 to 3650.',
  createWhy: (until: string) =>
    `A certificate valid until ${until} is made and announced to partners as the next one. It signs nothing before you switch to it.`,
  replaces: 'It takes the place of the next certificate there is now, whose key is thrown away. That cannot be undone.',
  dropsRequest: 'The request that waits for its certificate is dropped, with its key. That cannot be undone.',
  createYes: 'Make and announce it',
  announced: 'Announced as the next certificate. Partners read of it within minutes.',
  nextStep: 'Wait until every partner is ready, then switch.',
  // A request to an authority.
  requestWhy:
    'A key is made and kept here, sealed, and a request for a certificate of it is shown, to be sent to your authority. Partners are told nothing, and nothing changes until you import the certificate.',
  requestAgain:
    'A request waits already; this shows the same key’s request again, since the authority may be at work on it.',
  requestYes: 'Make the request',
  requested: 'This is the request. Send it to your authority, and import what comes back.',
  requestText: 'Certificate request (PEM)',
  requestStays: 'The key stays until a certificate is announced. Nothing has to be undone.',
  // Importing.
  file: 'Certificate, as text',
  fileHint:
    'PEM: the certificate, and its private key unless it answers a request made here. Of a .pfx or .p12 file paste it in base64 (base64 -w0 exchange.pfx).',
  fileWrong: 'Paste a certificate, as PEM or as a .pfx file in base64.',
  passphrase: 'Passphrase of the file',
  passphraseHint: 'Where it has one. It is not shown again.',
  importWrong: 'This file is not taken:',
  importWhy:
    'This certificate was read. It is announced to partners as the next one, and signs nothing before you switch to it.',
  importYes: 'Announce it',
  read: 'Read it',
  // The switch.
  switchWhy:
    'From now on the next certificate signs. The one before is shown for seven days more; its private key is gone at once.',
  switchReady: 'Every partner is ready: nobody is cut off.',
  switchBehind: (count: number) =>
    count === 1
      ? 'One partner is not ready. If you switch now, it refuses what we publish until its administrator confirms the new fingerprint.'
      : `${count} partners are not ready. If you switch now, they refuse what we publish until their administrators confirm the new fingerprint.`,
  switchWait: 'Waiting costs nothing while the current certificate is good: most partners are ready within minutes.',
  switchFinal:
    'This cannot be undone: the key of the certificate before cannot sign again. The way forward is another certificate.',
  switchYes: 'Switch',
  switchForced: (count: number) => `Switch, and cut off ${count}`,
  switched: 'Switched. The next certificate signs from now on.',
  broken: (names: string) => `Cut off until their administrators confirm the new fingerprint: ${names}`,
  readWords: 'Read these words to each of them over the telephone:',
  // Taking back.
  cancelWhy:
    'Partners are no longer told of the next certificate, and its key is thrown away. The current one goes on signing.',
  cancelFinal: 'It cannot be put back: to roll the certificate, begin anew with another one.',
  cancelYes: 'Take it back',
  cancelled: 'Taken back. The current certificate goes on.',
  // Finishing.
  finishWhy: (until: string) =>
    `The previous certificate disappears by itself on ${until}, when everything it signed is over.`,
  finishEarly:
    'It is earlier than that: a partner that still holds a document signed under it may refuse it until it reads a newer one.',
  finishOver: 'Everything it signed is over.',
  finishYes: 'Show it no longer',
  finished: 'The previous certificate is shown no longer.',
  // Token keys.
  when: 'When it signs',
  soon: 'in an hour, when every partner has read of it (usual)',
  now: 'at once: where a key was stolen',
  tokenWhy:
    'One more token key is made and announced to partners. It signs in an hour, as the one that is made every day does; those before it are taken until their own end.',
  tokenNow:
    'One more token key is made and signs at once. Partners that have not read of it refuse what it signs until they read our metadata, which they do when they meet an unknown key. Those before it are taken until their own end.',
  tokenFinal: 'This cannot be undone, and need not be: each key ends by itself after two days.',
  tokenMany: 'There are as many token keys in use as partners take; the oldest ends by itself. Try again later.',
  tokenYes: 'Make it',
  tokenMade: 'One more token key is announced.',
  // The drill.
  drillTitle: 'What would fail on a day to come',
  drillWhy: 'From what is known today: nothing is asked of anybody, and nothing is changed.',
  day: 'Day',
  dayHint: 'Year, month and day, such as 2027-06-01.',
  dayWrong: 'Write a day to come as year-month-day, such as 2027-06-01.',
  see: 'Show',
  failing: (failing: number, of: number, day: string) =>
    `On ${day}, ${failing} of ${of} trusts would fail if nobody did anything.`,
  drillNone: 'There is no trust that somebody said yes to.',
  partner: 'Partner',
  ours: 'For',
  outcome: 'That day',
  fails: 'fails',
  serves: 'serves',
  because: 'Because',
  from: (what: string, when: string) => `${what}, from ${when}`,
  mends: 'puts itself right while both run',
  causes: {
    state: 'it does not serve today either',
    'own-certificate': 'our certificate is over',
    'partner-certificate': 'the partner’s certificate is over',
    'agreed-end': 'the agreed end has passed',
    'domain-proof': 'the proof of a domain is missing',
    'partner-token-keys': 'the partner’s token keys are over',
    'partner-metadata': 'the partner’s metadata is over',
  } as Readonly<Record<DrillCause, string>>,
}

export type KeyChangeTexts = typeof EN

const SV: KeyChangeTexts = {
  of: (what, organization) => `${what}: ${organization}`,
  go: 'Gå vidare',
  stale: 'Någon ändrade certifikaten under tiden. Så här är de nu; du har inte ändrat något.',
  cannotUndo: 'Det går inte att ångra.',
  refusals: {
    'same-certificate': 'Det här certifikatet signerar redan.',
    'used-before': 'Det här certifikatet har bytts ut förut och signerar aldrig igen.',
    'next-missing': 'Det finns inget nästa certifikat: skapa, importera eller begär ett först.',
    'next-not-valid-yet': 'Nästa certifikat är inte giltigt ännu.',
    'next-over': 'Nästa certifikat har gått ut: skapa ett annat.',
    'previous-serves':
      'Det som det förra certifikatet signerat har inte löpt ut ännu, och det skulle inte längre visas.',
    'previous-missing': 'Det finns inget förra certifikat längre.',
  },
  days: 'Antal dagar det gäller',
  daysHint: 'Från 1 till 3650; 825 är vanligt.',
  daysWrong: 'Skriv ett heltal från 1 till 3650.',
  createWhy: (until) =>
    `Ett certifikat som gäller till ${until} skapas och tillkännages för partnerna som det nästa. Det signerar ingenting förrän du byter till det.`,
  replaces: 'Det tar platsen för det nästa certifikat som finns nu, vars nyckel kastas. Det går inte att ångra.',
  dropsRequest: 'Begäran som väntar på sitt certifikat stryks, med sin nyckel. Det går inte att ångra.',
  createYes: 'Skapa och tillkännage det',
  announced: 'Tillkännagivet som nästa certifikat. Partnerna läser om det inom några minuter.',
  nextStep: 'Vänta tills alla partner är redo och byt sedan.',
  requestWhy:
    'En nyckel skapas och sparas här, förseglad, och en begäran om ett certifikat för den visas, att skicka till er utfärdare. Partnerna får inte veta något, och ingenting ändras förrän du importerar certifikatet.',
  requestAgain:
    'En begäran väntar redan; här visas samma nyckels begäran igen, eftersom utfärdaren kan ha börjat med den.',
  requestYes: 'Skapa begäran',
  requested: 'Det här är begäran. Skicka den till er utfärdare och importera det som kommer tillbaka.',
  requestText: 'Certifikatbegäran (PEM)',
  requestStays: 'Nyckeln finns kvar tills ett certifikat tillkännages. Ingenting behöver ångras.',
  file: 'Certifikatet, som text',
  fileHint:
    'PEM: certifikatet, och dess privata nyckel om det inte svarar på en begäran härifrån. En .pfx- eller .p12-fil klistras in i base64 (base64 -w0 exchange.pfx).',
  fileWrong: 'Klistra in ett certifikat, som PEM eller som en .pfx-fil i base64.',
  passphrase: 'Filens lösenfras',
  passphraseHint: 'Om den har någon. Den visas inte igen.',
  importWrong: 'Filen godtas inte:',
  importWhy:
    'Det här certifikatet lästes. Det tillkännages för partnerna som det nästa och signerar ingenting förrän du byter till det.',
  importYes: 'Tillkännage det',
  read: 'Läs det',
  switchWhy:
    'Från och med nu signerar nästa certifikat. Det förra visas i sju dagar till; dess privata nyckel försvinner genast.',
  switchReady: 'Alla partner är redo: ingen blir avskuren.',
  switchBehind: (count) =>
    count === 1
      ? 'En partner är inte redo. Om du byter nu avvisar den det vi publicerar tills dess administratör bekräftar det nya fingeravtrycket.'
      : `${count} partner är inte redo. Om du byter nu avvisar de det vi publicerar tills deras administratörer bekräftar det nya fingeravtrycket.`,
  switchWait:
    'Att vänta kostar ingenting så länge det nuvarande certifikatet gäller: de flesta partner är redo inom några minuter.',
  switchFinal:
    'Det går inte att ångra: det förra certifikatets nyckel kan inte signera igen. Vägen framåt är ett annat certifikat.',
  switchYes: 'Byt',
  switchForced: (count) => `Byt, och skär av ${count}`,
  switched: 'Bytt. Nästa certifikat signerar från och med nu.',
  broken: (names) => `Avskurna tills deras administratörer bekräftar det nya fingeravtrycket: ${names}`,
  readWords: 'Läs upp de här orden för var och en av dem i telefon:',
  cancelWhy:
    'Partnerna får inte längre veta om nästa certifikat, och dess nyckel kastas. Det nuvarande fortsätter att signera.',
  cancelFinal: 'Det går inte att sätta tillbaka: vill du byta certifikat får du börja om med ett annat.',
  cancelYes: 'Ta tillbaka det',
  cancelled: 'Tillbakataget. Det nuvarande certifikatet fortsätter.',
  finishWhy: (until) => `Det förra certifikatet försvinner av sig självt ${until}, när allt det signerat har löpt ut.`,
  finishEarly:
    'Det är tidigare än så: en partner som ännu har ett dokument signerat under det kan avvisa det tills den läser ett nyare.',
  finishOver: 'Allt det signerat har löpt ut.',
  finishYes: 'Visa det inte längre',
  finished: 'Det förra certifikatet visas inte längre.',
  when: 'När den signerar',
  soon: 'om en timme, när alla partner har läst om den (vanligt)',
  now: 'genast: om en nyckel har stulits',
  tokenWhy:
    'En intygsnyckel till skapas och tillkännages för partnerna. Den signerar om en timme, liksom den som skapas varje dag; de tidigare godtas till sitt eget slut.',
  tokenNow:
    'En intygsnyckel till skapas och signerar genast. Partner som inte har läst om den avvisar det den signerar tills de läser våra metadata, vilket de gör när de möter en okänd nyckel. De tidigare godtas till sitt eget slut.',
  tokenFinal: 'Det går inte att ångra, och behöver inte ångras: varje nyckel tar slut av sig själv efter två dagar.',
  tokenMany:
    'Det finns redan så många intygsnycklar i bruk som partner godtar; den äldsta tar slut av sig själv. Försök senare.',
  tokenYes: 'Skapa den',
  tokenMade: 'En intygsnyckel till är tillkännagiven.',
  drillTitle: 'Vad som skulle sluta fungera en kommande dag',
  drillWhy: 'Utifrån det som är känt i dag: ingen tillfrågas och ingenting ändras.',
  day: 'Dag',
  dayHint: 'År, månad och dag, till exempel 2027-06-01.',
  dayWrong: 'Skriv en kommande dag som år-månad-dag, till exempel 2027-06-01.',
  see: 'Visa',
  failing: (failing, of, day) =>
    `Den ${day} skulle ${failing} av ${of} förtroenden sluta fungera om ingen gjorde något.`,
  drillNone: 'Det finns inget förtroende som någon har sagt ja till.',
  partner: 'Partner',
  ours: 'För',
  outcome: 'Den dagen',
  fails: 'fungerar inte',
  serves: 'fungerar',
  because: 'Eftersom',
  from: (what, when) => `${what}, från ${when}`,
  mends: 'rättar sig självt medan båda är igång',
  causes: {
    state: 'det fungerar inte i dag heller',
    'own-certificate': 'vårt certifikat har gått ut',
    'partner-certificate': 'partnerns certifikat har gått ut',
    'agreed-end': 'det avtalade slutet har passerats',
    'domain-proof': 'beviset för en domän saknas',
    'partner-token-keys': 'partnerns intygsnycklar har gått ut',
    'partner-metadata': 'partnerns metadata har gått ut',
  },
}

export const KEY_CHANGE_TEXTS: Catalogue<KeyChangeTexts> = { en: EN, sv: SV }
