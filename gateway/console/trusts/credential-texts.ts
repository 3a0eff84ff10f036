import type { PartnerCredential } from '../../../trust/credentials/partner-credential.ts'
import type { Catalogue } from '../texts.ts'

const EN = {
  why: 'Counts from the next question on. Both sides have to agree on it, or the partner is refused.',
  kind: 'The partner shows who asks by',
  hints: {
    'single-use': 'Nothing is agreed on beforehand.',
    'access-token': 'Fewer signatures where it asks often.',
    exchange: 'As its Exchange organization signs them.',
    basic: 'As an availability address space of Exchange has it; over TLS only.',
  } as Readonly<Record<PartnerCredential['kind'], string>>,
  noKind: 'Choose one.',
  passwordElsewhere: 'A password goes with name and password only: choose that, or leave it empty.',
  account: 'Account',
  accountHint: 'An address in one of its domains, as whom it asks where it names nobody.',
  noAccount: 'Type an address in one of the partner’s domains.',
  password: 'Password it sends us',
  passwordHint: (shortest: number) =>
    `At least ${shortest} characters, for this partner alone. Only a hash of it is kept, and it is shown nowhere again.`,
  badPassword: (shortest: number, longest: number) => `Type ${shortest} to ${longest} characters.`,
  typeAgain: 'Passwords are not shown again: type them once more.',
  ours: 'Where we ask the partner too',
  ourName: 'Name we send it',
  ourNameHint: 'Empty, with the password below: we do not ask it by name and password.',
  noOurName: 'Type the name that goes with the password.',
  ourPassword: 'Password we send it',
  ourPasswordHint: 'Kept sealed, and shown nowhere again.',
  anew: 'All of it is set anew: what is left empty is not kept from before.',
  notBack: 'The passwords there are now cannot be put back: this cannot be undone.',
  changed: 'Changed. It counts from the next question on.',
  tellPartner: 'The partner’s administrator needs the same passwords: hand them over another way than by e-mail.',
}

type CredentialTexts = typeof EN

const SV: CredentialTexts = {
  why: 'Gäller från och med nästa fråga. Båda sidor måste vara överens om det, annars avvisas partnern.',
  kind: 'Partnern visar vem som frågar med',
  hints: {
    'single-use': 'Inget avtalas i förväg.',
    'access-token': 'Färre underskrifter där den frågar ofta.',
    exchange: 'Så som dess Exchange-organisation undertecknar dem.',
    basic: 'Så som ett adressutrymme för tillgänglighet i Exchange har det; bara över TLS.',
  },
  noKind: 'Välj ett.',
  passwordElsewhere: 'Ett lösenord hör bara till namn och lösenord: välj det, eller lämna fältet tomt.',
  account: 'Konto',
  accountHint: 'En adress i en av dess domäner, som den frågar som när den inte nämner någon.',
  noAccount: 'Skriv en adress i en av partnerns domäner.',
  password: 'Lösenord som den skickar till oss',
  passwordHint: (shortest) =>
    `Minst ${shortest} tecken, bara för den här partnern. Bara ett hashvärde sparas, och det visas aldrig mer.`,
  badPassword: (shortest, longest) => `Skriv ${shortest} till ${longest} tecken.`,
  typeAgain: 'Lösenord visas inte igen: skriv dem en gång till.',
  ours: 'Där också vi frågar partnern',
  ourName: 'Namn som vi skickar',
  ourNameHint: 'Tomt, liksom lösenordet nedan: vi frågar den inte med namn och lösenord.',
  noOurName: 'Skriv namnet som hör till lösenordet.',
  ourPassword: 'Lösenord som vi skickar',
  ourPasswordHint: 'Sparas förseglat, och visas aldrig mer.',
  anew: 'Allt anges på nytt: det som lämnas tomt behålls inte från tidigare.',
  notBack: 'Lösenorden som finns nu går inte att återställa: detta kan inte ångras.',
  changed: 'Ändrat. Det gäller från och med nästa fråga.',
  tellPartner: 'Partnerns administratör behöver samma lösenord: lämna över dem på annat sätt än med e-post.',
}

/** What stands on the page on which it is said how a partner shows who asks. */
export const CREDENTIAL_TEXTS: Catalogue<CredentialTexts> = { en: EN, sv: SV }
