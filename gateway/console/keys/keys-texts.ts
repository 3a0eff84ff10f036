import type { Readiness } from '../../../trust/organization/roll-readiness.ts'
import type { Catalogue } from '../texts.ts'

type Slot = 'current' | 'next' | 'previous'

const EN = {
  title: 'Certificates and keys',
  titleOf: (organization: string) => `Certificates and keys: ${organization}`,
  why: 'Each organization of ours signs what it says of itself under one certificate, which its partners have compared. Token keys sign requests and are replaced every day by themselves.',
  organization: 'Organization',
  more: (count: number) => `and ${count} more`,
  pages: (from: number, to: number, of: number) => `${from} to ${to} of ${of}`,
  earlier: 'Earlier',
  later: 'Later',
  back: 'All organizations',
  drill: 'What would fail on a day to come',
  certificates: 'Certificates',
  slots: { current: 'Current', next: 'Next', previous: 'Previous' } as Readonly<Record<Slot, string>>,
  slotWhy: {
    current: 'Signs now; partners have compared it.',
    next: 'Announced to partners under the current one; signs nothing before the switch.',
    previous: 'Signed before; shown until everything it signed is over. Its private key is gone.',
  } as Readonly<Record<Slot, string>>,
  noneOf: { current: '', next: 'None is announced.', previous: 'None is shown.' } as Readonly<Record<Slot, string>>,
  none: 'none',
  validUntil: 'Valid until',
  shownUntil: 'Shown until',
  stage: {
    over: 'It is over: partners refuse what it signs.',
    left: (days: number, within: number) =>
      `${days === 1 ? '1 day' : `${days} days`} left (warning of ${within === 1 ? 'the last day' : `${within} days`}). Roll it now.`,
  },
  words: 'Fingerprint in words',
  hex: 'Fingerprint in hex',
  key: 'Key',
  issuer: 'Issued by',
  selfSigned: 'itself',
  requestWaits: 'A request to an authority waits for its certificate: import it when it comes.',
  // Rolling.
  roll: 'Who is ready for the next certificate',
  rollWhy:
    'A partner that holds our metadata naming the next certificate goes on by itself when it is switched. One that does not refuses what we publish from then on, until its administrator confirms the new fingerprint.',
  noNext:
    'No next certificate is announced, so there is nothing to be ready for. Make, import or request one to begin.',
  noPartners: 'No partner can ask or be asked at the moment, so nobody would be cut off.',
  counts: (ready: number, of: number) => `${ready} of ${of} ready.`,
  partner: 'Partner',
  readiness: 'Readiness',
  happens: 'What the switch means for it',
  holds: 'It holds our metadata number',
  readinessOf: { ready: 'ready', 'not yet': 'not yet', unknown: 'not known' } as Readonly<Record<Readiness, string>>,
  happensTo: {
    ready: 'It goes on by itself.',
    'not yet':
      'It would be cut off. It reads our metadata every few minutes; its administrator can hurry it (ledig trust refresh).',
    unknown:
      'It may be cut off: its program does not say what it holds. Ask its administrator which fingerprints it sees.',
  } as Readonly<Record<Readiness, string>>,
  // Token keys.
  tokenKeys: 'Token keys',
  tokenKeysWhy: 'The newest one that is in time signs; the others are taken until their own end.',
  kid: 'Key',
  from: 'Signs from',
  until: 'Taken until',
  use: 'Use',
  signs: 'signs now',
  announced: 'announced',
  taken: 'still taken',
  // What can be done.
  acts: 'Change',
  act: {
    create: 'Make a certificate',
    import: 'Import a certificate',
    request: 'Request one from an authority',
    switch: 'Switch to the next certificate',
    cancel: 'Take the next one back',
    finish: 'Show the previous one no longer',
    'token-keys': 'Make a token key now',
  },
}

export type KeysTexts = typeof EN

const SV: KeysTexts = {
  title: 'Certifikat och nycklar',
  titleOf: (organization) => `Certifikat och nycklar: ${organization}`,
  why: 'Var och en av våra organisationer signerar det den säger om sig själv under ett certifikat, som dess partner har jämfört. Intygsnycklar signerar frågor och byts varje dag av sig själva.',
  organization: 'Organisation',
  more: (count) => `och ${count} till`,
  pages: (from, to, of) => `${from} till ${to} av ${of}`,
  earlier: 'Föregående',
  later: 'Nästa',
  back: 'Alla organisationer',
  drill: 'Vad som skulle sluta fungera en kommande dag',
  certificates: 'Certifikat',
  slots: { current: 'Nuvarande', next: 'Nästa', previous: 'Förra' },
  slotWhy: {
    current: 'Signerar nu; partnerna har jämfört det.',
    next: 'Tillkännagivet för partnerna under det nuvarande; signerar ingenting före bytet.',
    previous: 'Signerade tidigare; visas tills allt det signerat har löpt ut. Dess privata nyckel är borta.',
  },
  noneOf: { current: '', next: 'Inget är tillkännagivet.', previous: 'Inget visas.' },
  none: 'inget',
  validUntil: 'Giltigt till',
  shownUntil: 'Visas till',
  stage: {
    over: 'Det har gått ut: partnerna avvisar det som det signerar.',
    left: (days, within) =>
      `${days === 1 ? '1 dag' : `${days} dagar`} kvar (varning vid ${within === 1 ? 'sista dagen' : `${within} dagar`}). Byt det nu.`,
  },
  words: 'Fingeravtryck i ord',
  hex: 'Fingeravtryck i hex',
  key: 'Nyckel',
  issuer: 'Utfärdat av',
  selfSigned: 'sig självt',
  requestWaits: 'En begäran till en utfärdare väntar på sitt certifikat: importera det när det kommer.',
  roll: 'Vilka som är redo för nästa certifikat',
  rollWhy:
    'En partner som har våra metadata där nästa certifikat står går vidare av sig själv vid bytet. En som inte har det avvisar därefter det vi publicerar, tills dess administratör bekräftar det nya fingeravtrycket.',
  noNext:
    'Inget nästa certifikat är tillkännagivet, så det finns inget att vara redo för. Skapa, importera eller begär ett för att börja.',
  noPartners: 'Just nu kan ingen partner fråga eller bli tillfrågad, så ingen skulle bli avskuren.',
  counts: (ready, of) => `${ready} av ${of} redo.`,
  partner: 'Partner',
  readiness: 'Redo',
  happens: 'Vad bytet innebär för den',
  holds: 'Har våra metadata nummer',
  readinessOf: { ready: 'redo', 'not yet': 'inte ännu', unknown: 'okänt' },
  happensTo: {
    ready: 'Den går vidare av sig själv.',
    'not yet':
      'Den skulle bli avskuren. Den läser våra metadata med några minuters mellanrum; dess administratör kan skynda på (ledig trust refresh).',
    unknown:
      'Den kan bli avskuren: dess program säger inte vad det har. Fråga dess administratör vilka fingeravtryck det ser.',
  },
  tokenKeys: 'Intygsnycklar',
  tokenKeysWhy: 'Den nyaste vars tid har börjat signerar; de andra godtas till sitt eget slut.',
  kid: 'Nyckel',
  from: 'Signerar från',
  until: 'Godtas till',
  use: 'Användning',
  signs: 'signerar nu',
  announced: 'tillkännagiven',
  taken: 'godtas ännu',
  acts: 'Ändra',
  act: {
    create: 'Skapa ett certifikat',
    import: 'Importera ett certifikat',
    request: 'Begär ett från en utfärdare',
    switch: 'Byt till nästa certifikat',
    cancel: 'Ta tillbaka nästa',
    finish: 'Visa inte det förra längre',
    'token-keys': 'Skapa en intygsnyckel nu',
  },
}

export const KEYS_TEXTS: Catalogue<KeysTexts> = { en: EN, sv: SV }
