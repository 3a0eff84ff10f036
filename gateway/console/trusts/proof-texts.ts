import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { ProofFailure } from '../../../trust/organization/judge-proof.ts'
import type { Catalogue } from '../texts.ts'

interface ProofTexts {
  readonly failures: Readonly<Record<ProofFailure, string>>
  readonly states: Readonly<Record<DomainProof['state'], string>>
  readonly via: Readonly<Record<'dns' | 'https', string>>
  readonly dnssec: Readonly<Record<'validated' | 'not-validated', string>>
  readonly looked: (at: string) => string
  readonly seen: string
  readonly neverLooked: string
  readonly ledTo: (names: string) => string
  readonly shownBy: (servers: string) => string
  readonly ourServer: (address: string) => string
  readonly theirServers: string
  readonly until: (at: string) => string
  readonly since: (at: string) => string
}

const EN: ProofTexts = {
  failures: {
    PROOF_NO_NAME: 'not published yet: there is no such name',
    PROOF_NO_TEXT: 'not published yet: the name has no TXT record',
    PROOF_OTHER_TEXT: 'another text is published there',
    PROOF_WILDCARD: 'a wildcard answers, which proves nothing: the record has to be at that name',
    PROOF_DISAGREEMENT: 'not all name servers have it yet',
    PROOF_SERVFAIL: 'the name server failed, as it does for broken DNSSEC',
    PROOF_REFUSED: 'the name server refuses to answer',
    PROOF_TIMEOUT: 'the name server did not answer in time',
    PROOF_UNREACHABLE: 'no name server was reached from here',
    PROOF_MALFORMED: 'the name server answered no DNS message',
    PROOF_TOO_MUCH: 'there are too many records at that name',
    PROOF_ALIASES: 'it leads through too many CNAMEs, or in a circle',
    PROOF_NO_AUTHORITY: 'none of the domain’s own name servers could be asked from here',
  },
  states: {
    unproven: 'taken on the word of an administrator',
    pending: 'waits for its proof, binds nothing yet',
    proven: 'proven',
    missing: 'its proof is missing, binds still',
    lost: 'its proof is lost, binds nothing',
  },
  via: {
    dns: 'by a TXT record: every name server that was asked showed it',
    https: 'by a file on the domain’s own web server',
  },
  dnssec: { validated: 'DNSSEC vouched for it', 'not-validated': 'without DNSSEC' },
  looked: (at) => `Looked at ${at}:`,
  seen: 'the record is there',
  neverLooked: 'Not looked at yet.',
  ledTo: (names) => `led to ${names}`,
  shownBy: (servers) => `Shown by ${servers}`,
  ourServer: (address) => `${address} (ours)`,
  theirServers: 'The domain’s own name servers',
  until: (at) => `until ${at}`,
  since: (at) => `since ${at}`,
}

const SV: ProofTexts = {
  failures: {
    PROOF_NO_NAME: 'inte publicerat ännu: namnet finns inte',
    PROOF_NO_TEXT: 'inte publicerat ännu: namnet har ingen TXT-post',
    PROOF_OTHER_TEXT: 'en annan text är publicerad där',
    PROOF_WILDCARD: 'ett jokertecken svarar, vilket inte bevisar något: posten måste finnas på just det namnet',
    PROOF_DISAGREEMENT: 'alla namnservrar har den inte ännu',
    PROOF_SERVFAIL: 'namnservern misslyckades, som den gör vid trasig DNSSEC',
    PROOF_REFUSED: 'namnservern vägrar svara',
    PROOF_TIMEOUT: 'namnservern svarade inte i tid',
    PROOF_UNREACHABLE: 'ingen namnserver gick att nå härifrån',
    PROOF_MALFORMED: 'namnserverns svar var inget DNS-meddelande',
    PROOF_TOO_MUCH: 'det finns för många poster på namnet',
    PROOF_ALIASES: 'det leder genom för många CNAME, eller i en cirkel',
    PROOF_NO_AUTHORITY: 'ingen av domänens egna namnservrar gick att fråga härifrån',
  },
  states: {
    unproven: 'godtagen på en administratörs ord',
    pending: 'väntar på sitt bevis, binder ingenting ännu',
    proven: 'bevisad',
    missing: 'beviset saknas, binder fortfarande',
    lost: 'beviset är borta, binder ingenting',
  },
  via: {
    dns: 'med en TXT-post: alla namnservrar som tillfrågades visade den',
    https: 'med en fil på domänens egen webbserver',
  },
  dnssec: { validated: 'DNSSEC gick i god för den', 'not-validated': 'utan DNSSEC' },
  looked: (at) => `Undersökt ${at}:`,
  seen: 'posten finns där',
  neverLooked: 'Inte undersökt ännu.',
  ledTo: (names) => `ledde till ${names}`,
  shownBy: (servers) => `Visades av ${servers}`,
  ourServer: (address) => `${address} (vår)`,
  theirServers: 'Domänens egna namnservrar',
  until: (at) => `till ${at}`,
  since: (at) => `sedan ${at}`,
}

/** How it stands with the proof of a domain, in words. */
export const PROOF_TEXTS: Catalogue<ProofTexts> = { en: EN, sv: SV }

/** Why a proof was not seen; a code nobody knows stays as it is. */
export function proofFailureText({ failures }: ProofTexts, code: string): string {
  return Object.hasOwn(failures, code) ? `${failures[code as ProofFailure]} (${code})` : code
}
