import type { Catalogue } from '../texts.ts'
import type { TrustAct } from './trust-acts.ts'

const EN = {
  acts: {
    accept: 'Say yes',
    hosts: 'Confirm a host',
    resume: 'Resume',
    terms: 'Change the terms',
    'check-domains': 'Look at the domains',
    refresh: 'Read the metadata',
    suspend: 'Suspend',
    credential: 'Change how it shows who asks',
    address: 'Change the address',
    file: 'File for the partner',
    revoke: 'Revoke',
  } as Readonly<Record<TrustAct, string>>,
  ofTrust: (what: string, partner: string) => `${what}: ${partner}`,
  refused: 'It was not done',
  backToTrust: 'Back to the trust',
  // Suspending, resuming, revoking.
  suspendWhy: 'From the next lookup on, neither side is told anything by the other. You can resume it at any time.',
  resumeWhy: 'From the next lookup on, both sides are told again what their policies give.',
  revokeWhy:
    'From the next lookup on, neither side is told anything by the other, and it never comes back: this cannot be undone. For a new one, either side proposes anew and both compare fingerprints again. To stop it for a while, suspend it.',
  revokeProposalWhy: 'The proposal is ended. Nobody had said yes to it; the partner can be proposed anew at any time.',
  reason: 'Reason',
  reasonHint: 'Kept with the trust and on record for good, so name nobody; the partner is not told it.',
  noReason: 'Say why, in at most 500 characters.',
  suspended: 'Suspended. It counts from now on.',
  resumed: 'Resumed. It counts from now on.',
  revoked: 'Revoked. It counts from now on, and for good.',
  takenBack: 'taken back',
  changedMeanwhile: 'Somebody changed it meanwhile. Nothing was done; look at how it is now.',
  // Looking.
  refreshWhy:
    'The partner’s metadata is fetched at its address now, checked, and kept where it is newer. A certificate that nothing vouches for is not taken, only shown.',
  refreshed: 'Read. It is kept where it is new.',
  checkWhy:
    'Each domain that waits for a proof, or has one, is looked at now, as happens by itself. What is found counts at once.',
  checked: 'Looked at.',
  checkedBefore: 'Nothing was looked at now: all is settled, or was looked at a moment ago.',
  checkUnderWay: 'Another look is under way; what it finds is shown next time.',
  // Hosts.
  hostsWhy:
    'The partner says it is at these hosts, which are in none of its proven domains. Ask its administrator, over a number you know. A host that is confirmed stays so for as long as the trust lasts: this cannot be undone.',
  hosts: 'Hosts',
  noHost: 'Choose at least one.',
  hostsConfirmed: 'Confirmed. The partner is asked there from now on.',
  // Files.
  fileWhy:
    'What the partner needs of us, signed, for where no network leads to it. There is no secret in it. Hand it to its administrator, who takes it in the console or with: ledig trust import',
  file: 'The file',
  download: 'Download it',
  fileFor: (organization: string) => `File of ${organization}`,
  importTitle: 'Take a partner’s file',
  importWhy:
    'What a partner’s console shows as its file, or ledig trust export wrote. Nothing is trusted because of it.',
  importHint: 'The whole text, from the first brace to the last.',
  notAFile: 'This is no file of a trust: it begins with { and has “ledig-trust” in it.',
  takeFile: 'Take it',
  took: 'Taken.',
  ownFile: 'Before there is a trust, hand over the file of your organization:',
}

export type TrustChangeTexts = typeof EN

const SV: TrustChangeTexts = {
  acts: {
    accept: 'Säg ja',
    hosts: 'Bekräfta en värd',
    resume: 'Återuppta',
    terms: 'Ändra villkoren',
    'check-domains': 'Undersök domänerna',
    refresh: 'Läs metadata',
    suspend: 'Pausa',
    credential: 'Ändra hur den visar vem som frågar',
    address: 'Ändra adressen',
    file: 'Fil till partnern',
    revoke: 'Återkalla',
  },
  ofTrust: (what, partner) => `${what}: ${partner}`,
  refused: 'Det blev inte gjort',
  backToTrust: 'Tillbaka till förtroendet',
  suspendWhy:
    'Från och med nästa fråga får ingen av sidorna veta något av den andra. Du kan återuppta det när som helst.',
  resumeWhy: 'Från och med nästa fråga får båda sidor åter veta det deras regler ger.',
  revokeWhy:
    'Från och med nästa fråga får ingen av sidorna veta något av den andra, och det kommer aldrig tillbaka: detta går inte att ångra. För ett nytt föreslår någon av sidorna på nytt och båda jämför fingeravtryck igen. Pausa det om det bara ska vila.',
  revokeProposalWhy: 'Förslaget avslutas. Ingen hade sagt ja till det; partnern kan föreslås på nytt när som helst.',
  reason: 'Skäl',
  reasonHint: 'Sparas med förtroendet och för gott i loggen, så nämn ingen vid namn; partnern får inte veta det.',
  noReason: 'Säg varför, med högst 500 tecken.',
  suspended: 'Pausat. Det gäller från och med nu.',
  resumed: 'Återupptaget. Det gäller från och med nu.',
  revoked: 'Återkallat. Det gäller från och med nu, och för gott.',
  takenBack: 'taget tillbaka',
  changedMeanwhile: 'Någon har ändrat det under tiden. Ingenting blev gjort; se efter hur det är nu.',
  refreshWhy:
    'Partnerns metadata hämtas nu på sin adress, prövas och sparas om den är nyare. Ett certifikat som inget går i god för tas inte, det visas bara.',
  refreshed: 'Läst. Det som är nytt är sparat.',
  checkWhy:
    'Varje domän som väntar på ett bevis, eller har ett, undersöks nu, som också sker av sig självt. Det som hittas gäller genast.',
  checked: 'Undersökt.',
  checkedBefore: 'Ingenting undersöktes nu: allt är avgjort, eller undersöktes alldeles nyss.',
  checkUnderWay: 'En annan undersökning pågår; vad den hittar visas nästa gång.',
  hostsWhy:
    'Partnern säger att den finns på dessa värdar, som inte hör till någon av dess bevisade domäner. Fråga dess administratör, på ett nummer ni känner till. En värd som är bekräftad förblir det så länge förtroendet varar: detta går inte att ångra.',
  hosts: 'Värdar',
  noHost: 'Välj minst en.',
  hostsConfirmed: 'Bekräftat. Partnern tillfrågas där från och med nu.',
  fileWhy:
    'Vad partnern behöver av oss, signerat, där inget nät leder till den. Det finns ingen hemlighet i det. Ge det till dess administratör, som tar emot det i konsolen eller med: ledig trust import',
  file: 'Filen',
  download: 'Ladda ner den',
  fileFor: (organization) => `Fil för ${organization}`,
  importTitle: 'Ta emot en partners fil',
  importWhy:
    'Det som partnerns konsol visar som sin fil, eller som ledig trust export skrev. Inget får förtroende av det.',
  importHint: 'Hela texten, från den första klammern till den sista.',
  notAFile: 'Detta är ingen fil för ett förtroende: den börjar med { och innehåller ”ledig-trust”.',
  takeFile: 'Ta emot den',
  took: 'Mottaget.',
  ownFile: 'Innan det finns ett förtroende, ge filen för er organisation:',
}

/** What is asked and said where a trust is changed. */
export const TRUST_CHANGE_TEXTS: Catalogue<TrustChangeTexts> = { en: EN, sv: SV }
