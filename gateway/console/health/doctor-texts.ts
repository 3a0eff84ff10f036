import type { ExaminedStep, StepName } from '../../doctor/examination.ts'
import { REMEDIES } from '../../doctor/remedies.ts'
import type { DoctorCode, Remedy } from '../../doctor/remedies.ts'
import type { Catalogue } from '../texts.ts'

type Remedies = Readonly<Record<DoctorCode, string>>

const EN = {
  title: (partner: string) => `Test the way to ${partner}`,
  why: 'Walks everything between us and the partner, step by step, up to the first that fails, and says whose side it is and what to do. The partner is asked over the network, with new connections; nothing is changed. It takes some seconds.',
  pair: 'A real lookup (optional)',
  pairHint:
    'With two people named, the last step is a real lookup as one of ours about one of theirs. It goes on record as any other.',
  as: 'One of our people',
  about: 'One of the partner’s people',
  addressWrong: 'Write a whole address, such as vera@contoso.example.',
  bothOrNeither: 'Name both people, or neither.',
  notOurs: 'This address is in no domain of the organization of ours that the trust is of.',
  run: 'Run the test',
  again: 'Run it again',
  busy: 'A test is under way',
  busyWhy: 'One test at a time runs for you, and a few for everybody. Wait until it is done, and run it again.',
  well: 'Nothing stands in the way.',
  ends: (step: string) => `It ends at: ${step}.`,
  what: 'Every step',
  outcomes: { passed: 'passed', failed: 'failed', 'not tried': 'not tried' } as Readonly<
    Record<ExaminedStep['outcome'], string>
  >,
  steps: {
    dns: 'The names have addresses that may be connected to',
    tcp: 'Something listens there',
    tls: 'It is who it should be (TLS)',
    discovery: 'The metadata address answers with a document',
    clock: 'Both clocks agree',
    metadata: 'The document is the partner’s, sound and in time',
    keys: 'Certificates and keys are the ones expected',
    relationship: 'The trust is in force, and policies let the question pass',
    token: 'The partner’s server accepts a token of ours',
    lookup: 'It answers about the person',
  } as Readonly<Record<StepName, string>>,
  found: 'What was found',
  code: 'Code',
  side: 'Whose side',
  sides: { ours: 'ours', theirs: 'the partner’s', between: 'between both, or of either' } as Readonly<
    Record<Remedy['side'], string>
  >,
  remedy: 'What to do',
  remedies: Object.fromEntries(Object.entries(REMEDIES).map(([code, { remedy }]) => [code, remedy])) as Remedies,
  back: 'To the health of this partner',
}

export type DoctorTexts = typeof EN

const SV: DoctorTexts = {
  title: (partner) => `Pröva vägen till ${partner}`,
  why: 'Går igenom allt mellan oss och partnern, steg för steg, fram till det första som inte går, och säger på vems sida det ligger och vad som ska göras. Partnern tillfrågas över nätet med nya anslutningar; ingenting ändras. Det tar några sekunder.',
  pair: 'En riktig fråga (valfritt)',
  pairHint:
    'Om två personer anges är det sista steget en riktig fråga, som en av våra om en av deras. Den antecknas som alla andra.',
  as: 'En av våra personer',
  about: 'En av partnerns personer',
  addressWrong: 'Skriv en hel adress, till exempel vera@contoso.example.',
  bothOrNeither: 'Ange båda personerna eller ingen.',
  notOurs: 'Adressen hör inte till någon domän i den av våra organisationer som förtroendet gäller.',
  run: 'Kör provet',
  again: 'Kör det igen',
  busy: 'Ett prov pågår',
  busyWhy: 'Ett prov i taget körs för dig, och några få för alla. Vänta tills det är klart och kör det igen.',
  well: 'Ingenting står i vägen.',
  ends: (step) => `Det tar slut vid: ${step}.`,
  what: 'Alla steg',
  outcomes: { passed: 'gick bra', failed: 'gick inte', 'not tried': 'inte prövat' },
  steps: {
    dns: 'Namnen har adresser som får anslutas',
    tcp: 'Någonting lyssnar där',
    tls: 'Det är den som det ska vara (TLS)',
    discovery: 'Metadata-adressen svarar med ett dokument',
    clock: 'Båda klockorna stämmer överens',
    metadata: 'Dokumentet är partnerns, helt och i tid',
    keys: 'Certifikat och nycklar är de väntade',
    relationship: 'Förtroendet är i kraft, och reglerna släpper fram frågan',
    token: 'Partnerns server godtar ett intyg av oss',
    lookup: 'Den svarar om personen',
  },
  found: 'Vad som hittades',
  code: 'Kod',
  side: 'På vems sida',
  sides: { ours: 'vår', theirs: 'partnerns', between: 'mellan båda, eller någons av dem' },
  remedy: 'Vad som ska göras',
  remedies: {
    REACH_DNS:
      'Slå upp namnet från den här maskinen (`getent hosts NAMN`). Stämmer det måste partnern publicera det; har det flyttat, föreslå förtroendet på nytt från dess nya adress.',
    ADDRESS_REFUSED:
      'Namnet leder till en adress som den här gatewayen inte får ansluta till. Om partnern verkligen finns på ett privat nät, ange det under outbound.networks och dess port under outbound.ports.',
    REACH_TCP:
      'Ingenting tar emot anslutningen: fråga partnern om dess gateway är igång, och båda nätens administratörer om en brandvägg släpper ut den här maskinen till den porten.',
    REACH_TIMEOUT:
      'Inget svar i tid: oftast en brandvägg som kastar paket. Fråga båda nätens administratörer; sedan om partnern är överbelastad.',
    REACH_UPSTREAM: 'Partnerns server svarade med ett eget fel; dess administratör hittar mer i sin logg.',
    REACH_BUSY: 'Partnern ber om att få frågan senare, eller vi har frågat för mycket: vänta en minut och försök igen.',
    TLS_EXPIRED: 'Partnern måste förnya sin servers TLS-certifikat.',
    TLS_NAME:
      'TLS-certifikatet gäller ett annat namn: partnern behöver ett för det här namnet, eller får uppge adressen under det rätta.',
    TLS_AUTHORITY:
      'TLS-certifikatet är signerat av någon vi inte känner. Har partnern en egen utfärdare, lägg dess certifikat i outbound.authorities; om inte läser något emellan trafiken.',
    TLS_REFUSED: 'Något där talar inte TLS 1.2 eller senare: fråga efter rätt port, eller om en proxy står emellan.',
    DISCOVERY_NOT_FOUND:
      'Det finns inga metadata på den här adressen: fråga partnern vilken adress som gäller nu (`ledig organization list` visar den där).',
    DISCOVERY_REDIRECT:
      'Omdirigeringar följs inte: föreslå förtroendet på nytt från den adress den leder till, efter att ha frågat partnern.',
    DISCOVERY_STATUS:
      'Metadata-adressen ska svara vem som helst med 200: något framför gatewayen (en inloggningssida, en brandvägg) svarar i stället.',
    DISCOVERY_MALFORMED:
      'Det som kom är inga federationsmetadata: något framför gatewayen svarar i stället, eller så hör adressen till något annat.',
    CLOCK_SKEW: 'Ett intyg gäller i minuter: ställ båda klockorna med NTP (`timedatectl` visar om vår gör det).',
    METADATA_REFUSED:
      'Partnern skickar metadata som inte håller; koden säger vad som är fel. Skadades de på vägen ändrar något emellan dem.',
    METADATA_SOFTWARE:
      'Partnern måste uppgradera sitt program; tills dess läses inget nytt om den. Eller begär mindre i trust.minimumSoftware.',
    METADATA_VERSION: 'En av båda gatewayerna är för gammal för att tala med den andra: uppgradera den äldre.',
    METADATA_OTHER: 'En annan organisation svarar på den här adressen: fråga partnern och föreslå förtroendet på nytt.',
    CERTIFICATE_CHANGED:
      'Partnern signerar under ett annat certifikat än det som jämfördes. Jämför det nya fingeravtrycket med dess administratör i telefon innan du godtar det.',
    CERTIFICATE_EXPIRED:
      'Partnerns federationscertifikat har gått ut: den måste skapa ett nytt, som du sedan jämför och godtar.',
    OWN_CERTIFICATE_EXPIRED: 'Vårt federationscertifikat har gått ut: skapa ett nytt och låt partnerna godta det.',
    TRUST_KEY_NONE:
      'Partnern tillkännager ingen intygsnyckel som gäller nu: dess gateway har inte bytt nycklar; låt den ses över.',
    TRUST_STATE: 'Förtroendet är inte i kraft här: `ledig trust show` säger varför och vad som kommer härnäst.',
    HOST_UNCONFIRMED:
      'Den nya värden finns inte i någon av partnerns bevisade domäner. Fråga dess administratör om det stämmer och bekräfta värden: `ledig trust show` har kommandot.',
    DOMAIN_UNBOUND:
      'Ingen av deras frågar eller tillfrågas. Partnern publicerar posten som `ledig trust show` skriver ut för varje domän; `ledig trust check-domains` säger vad som hittas.',
    POLICY_ASKING:
      'Våra egna regler släpper inte ut frågan: se requests och scope i relationen med den här partnern (`ledig relationship show`).',
    POLICY_ANSWERING:
      'Partnern ger inte detta: dess erbjudande, som vi har det, säger så. Dess administratör kan ge oss mer.',
    ROUTE_NONE: 'Inget förtroende av oss leder till adressen: finns dess domän bland förtroendets domäner?',
    TRUST_REFUSED:
      'Partnerns server godtar inte vårt intyg. Har dess administratör sagt ja till oss, under vårt nuvarande fingeravtryck (`ledig organization list`)? Känner dess metadata om oss vår nyaste nyckel? Dess logg anger skälet intill frågans id.',
    DATA_NOT_FOUND:
      'Partnern säger att den inte har någon sådan brevlåda, eller döljer den för frågaren: vilket, kan bara dess egen administratör se, under frågans id.',
    DATA_MALFORMED:
      'Svaret följde inte protokollet: det som svarar där är ingen EWS-server, eller så ändrar något emellan det.',
    DATA_UNREADABLE: 'Kalendern finns och går inte att läsa; partnern måste se över den.',
    DATA_TOO_MANY:
      'Fler poster än limits.entriesPerMailbox under den här tiden: fråga om en kortare tid eller höj gränsen.',
    DATA_WITHHELD: 'Källan säger själv att den inte vet något om den här tiden.',
  },
  back: 'Till partnerns hälsa',
}

export const DOCTOR_TEXTS: Catalogue<DoctorTexts> = { en: EN, sv: SV }
