import type { ImportRefusal } from '../../admin/certificate-operations.ts'
import type { Catalogue } from '../texts.ts'

type ImportTexts = Readonly<Record<ImportRefusal, string>>

const EN: ImportTexts = {
  'too big': 'The file is larger than 64 KB.',
  'no certificate file': 'The file is neither PEM nor PKCS#12.',
  'no certificate in it': 'There is no certificate in the file.',
  'no key that can be read': 'The private key is in a form that cannot be read.',
  'passphrase missing': 'The file needs a passphrase.',
  'passphrase wrong': 'The passphrase is wrong.',
  'too many iterations': 'Opening the file takes more than a million iterations: export it again with fewer.',
  'takes too long': 'Opening the file takes too long.',
  'certificate of another key':
    'No certificate in the file belongs to the private key in it, or to the request made here.',
  'no key': 'There is no private key in the file, and no request waits for its certificate.',
  CERTIFICATE_TOO_LONG: 'Partners would not take this certificate: it is larger than 16 KB.',
  CERTIFICATE_MALFORMED: 'Partners would not take this certificate: it is none of version 3.',
  CERTIFICATE_AUTHORITY: 'Partners would not take this certificate: it is an authority’s.',
  CERTIFICATE_KEY:
    'Partners would not take this certificate: its key must be RSA of 2048 to 8192 bits with exponent 65537, P-256 or P-384.',
  CERTIFICATE_SIGNATURE: 'Partners would not take this certificate: it is signed over a digest that can be forged.',
  CERTIFICATE_TIME: 'Partners would not take this certificate: it is over.',
}

const SV: ImportTexts = {
  'too big': 'Filen är större än 64 kB.',
  'no certificate file': 'Filen är varken PEM eller PKCS#12.',
  'no certificate in it': 'Det finns inget certifikat i filen.',
  'no key that can be read': 'Den privata nyckeln har en form som inte går att läsa.',
  'passphrase missing': 'Filen behöver en lösenfras.',
  'passphrase wrong': 'Lösenfrasen är fel.',
  'too many iterations': 'Att öppna filen kräver mer än en miljon varv: exportera den igen med färre.',
  'takes too long': 'Det tar för lång tid att öppna filen.',
  'certificate of another key': 'Inget certifikat i filen hör till dess privata nyckel, eller till begäran härifrån.',
  'no key': 'Det finns ingen privat nyckel i filen, och ingen begäran väntar på sitt certifikat.',
  CERTIFICATE_TOO_LONG: 'Partner skulle inte godta certifikatet: det är större än 16 kB.',
  CERTIFICATE_MALFORMED: 'Partner skulle inte godta certifikatet: det är inte av version 3.',
  CERTIFICATE_AUTHORITY: 'Partner skulle inte godta certifikatet: det är en utfärdares.',
  CERTIFICATE_KEY:
    'Partner skulle inte godta certifikatet: nyckeln måste vara RSA på 2048 till 8192 bitar med exponent 65537, P-256 eller P-384.',
  CERTIFICATE_SIGNATURE:
    'Partner skulle inte godta certifikatet: det är signerat över ett kondensat som går att förfalska.',
  CERTIFICATE_TIME: 'Partner skulle inte godta certifikatet: det har gått ut.',
}

/** Why a certificate file is not taken. */
export const IMPORT_TEXTS: Catalogue<ImportTexts> = { en: EN, sv: SV }
