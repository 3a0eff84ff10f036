import { FederationError } from '../../../protocols/federation-error.ts'
import type { Catalogue } from '../texts.ts'

const EN = {
  state: 'It is not in a state in which this can be done, or somebody changed it meanwhile. Look at it again.',
  already: 'There is a trust with this partner already.',
  'own-organization': 'An organization cannot be its own partner.',
  'fingerprint-differs': 'This is not the fingerprint of the certificate the partner shows.',
  'certificate-changed':
    'The partner shows another certificate, which nothing vouches for. Nothing of it was taken: compare its fingerprint, and say yes to it.',
  'domain-twice': 'A domain is named twice.',
  'host-unknown': 'The partner does not name this host any more.',
  'end-passed': 'The end has passed already.',
  'changed-meanwhile': 'Somebody changed it meanwhile. Nothing was done; look at how it is now.',
  'rolled-back': 'The metadata is older than what was seen of this partner before.',
  'domain-taken': 'A domain belongs to another partner already.',
  'certificate-key-taken': 'Another partner has this certificate’s key already.',
  'token-key-taken': 'Another partner has one of these token keys already.',
  'credential-taken': 'This account belongs to another relationship already; each has its own.',
  dns: 'The name in the address leads nowhere: nothing was read. Ask the partner for the address it has now.',
  away: 'Nothing answers at this address in time: nothing was read. Ask the partner whether it runs, and both networks whether a firewall lets this gateway out.',
  tls: 'The server’s TLS certificate is not accepted: nothing was read. If the partner has an authority of its own, the configuration has to name it.',
  upstream:
    'The server answers with a failure, or there is no metadata at this address. Ask the partner for its address.',
  forbiddenAddress:
    'This gateway must not connect to this address. It takes one such as https://gateway.example/.well-known/federation-metadata; a private network has to stand in its configuration.',
  metadata:
    'What came is no metadata that holds, so nothing of it was taken. Ask the partner, and whether something in between changes it.',
  metadataOld: 'What came is older than what was seen before, so it was not taken.',
  software: 'The partner’s program is too old for what this gateway asks for.',
  'by-word':
    'This gateway takes no domain without a proof: its configuration would have to say trust.unprovenDomains: allow.',
  busy: 'Too much at once. Try again in a minute.',
}

export type Refusal = keyof typeof EN

const SV: typeof EN = {
  state: 'Det är inte i ett tillstånd där detta går att göra, eller så har någon ändrat det. Titta på det igen.',
  already: 'Det finns redan ett förtroende med den här partnern.',
  'own-organization': 'En organisation kan inte vara sin egen partner.',
  'fingerprint-differs': 'Detta är inte fingeravtrycket för det certifikat som partnern visar.',
  'certificate-changed':
    'Partnern visar ett annat certifikat, som inget går i god för. Inget av det togs: jämför dess fingeravtryck och säg ja till det.',
  'domain-twice': 'En domän nämns två gånger.',
  'host-unknown': 'Partnern nämner inte längre den här värden.',
  'end-passed': 'Slutet är redan passerat.',
  'changed-meanwhile': 'Någon har ändrat det under tiden. Ingenting blev gjort; se efter hur det är nu.',
  'rolled-back': 'Metadata är äldre än vad som setts av partnern tidigare.',
  'domain-taken': 'En domän hör redan till en annan partner.',
  'certificate-key-taken': 'En annan partner har redan certifikatets nyckel.',
  'token-key-taken': 'En annan partner har redan en av intygsnycklarna.',
  'credential-taken': 'Kontot hör redan till en annan förbindelse; var och en har sitt eget.',
  dns: 'Namnet i adressen leder ingenstans: inget lästes. Fråga partnern efter den adress den har nu.',
  away: 'Inget svarar på adressen i tid: inget lästes. Fråga partnern om den är igång, och båda näten om en brandvägg släpper ut denna gateway.',
  tls: 'Serverns TLS-certifikat godtas inte: inget lästes. Om partnern har en egen utfärdare måste den stå i konfigurationen.',
  upstream:
    'Servern svarar med ett fel, eller så finns det ingen metadata på adressen. Fråga partnern efter dess adress.',
  forbiddenAddress:
    'Denna gateway får inte ansluta till adressen. Den tar en som https://gateway.example/.well-known/federation-metadata; ett privat nät måste stå i dess konfiguration.',
  metadata:
    'Det som kom är ingen metadata som håller, så inget av det togs. Fråga partnern, och om något däremellan ändrar det.',
  metadataOld: 'Det som kom är äldre än vad som setts tidigare, så det togs inte.',
  software: 'Partnerns program är för gammalt för vad denna gateway kräver.',
  'by-word':
    'Denna gateway tar ingen domän utan bevis: i dess konfiguration måste det stå trust.unprovenDomains: allow.',
  busy: 'För mycket på en gång. Försök igen om en minut.',
}

/** Why a change of a trust was not made, in words of the reader. */
export const CHANGE_REFUSALS: Catalogue<typeof EN> = { en: EN, sv: SV }

const OUTBOUND: Readonly<Record<string, Refusal>> = {
  ...{ REACH_DNS: 'dns', REACH_TCP: 'away', REACH_TIMEOUT: 'away', REACH_UPSTREAM: 'upstream' },
  ...{ TLS_REFUSED: 'tls', DATA_MALFORMED: 'upstream' },
}

const METADATA: Readonly<Record<string, Refusal>> = {
  METADATA_SEQUENCE: 'metadataOld',
  ...{ METADATA_VERSION: 'software', METADATA_SOFTWARE: 'software' },
}

const isRefusal = (name: unknown): name is Refusal => typeof name === 'string' && Object.hasOwn(EN, name)

/** What an operation's refusal is called here; null for what is no refusal of this change, or a fault of ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof FederationError)) return null
  const { refused, because, reason } = error.context
  if (isRefusal(refused)) return refused
  if (isRefusal(because)) return because
  switch (error.code) {
    case 'ERR_CONFLICT':
      return 'state'
    case 'ERR_PARTNER_UNREACHABLE':
      return OUTBOUND[String(reason)] ?? 'away'
    case 'ERR_ADDRESS_REFUSED':
      return 'forbiddenAddress'
    case 'ERR_METADATA_REFUSED':
      return METADATA[String(reason)] ?? 'metadata'
    case 'ERR_BUSY':
      return 'busy'
    default:
      return null
  }
}
