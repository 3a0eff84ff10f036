import type { OpenStep, OpenTask } from '../../agreement/open-steps.ts'
import type { Catalogue } from '../texts.ts'

interface About {
  /** As the partner calls itself. */
  readonly name: string
  /** A day, as the reader writes it. */
  readonly day: (instant: number) => string
}

type Words = {
  readonly [Task in OpenTask['task']]: (step: OpenStep & { readonly task: Task }, about: About) => string
}

const EN: Words = {
  over: () => 'Nothing: it is over for good. For a new one, either side proposes anew.',
  'certificate-changed': (_, { name }) =>
    `${name} shows another certificate than the one that was compared. Have its administrator read you the fingerprint over the telephone, and say yes to that.`,
  'host-unconfirmed': ({ hosts }, { name }) =>
    `${name} says it is at ${hosts.join(', ')} now, outside its proven domains, and is not asked there. Ask its administrator whether that is right, and confirm the host.`,
  'domain-missing': () =>
    'The proof of a domain was not there for three days. Look below which one, and ask the partner.',
  'metadata-stale': () => 'The partner’s metadata could not be read for too long. Read it now, and see where it fails.',
  compare: (_, { name }) =>
    `Compare the fingerprint with the administrator of ${name} over the telephone, then say yes with what you were read.`,
  'look-at-address': () => 'Are its address and its domains right? Then say yes.',
  resume: () => 'It is suspended here. Resume it when the reason is gone.',
  'resumes-itself': (_, { name }) => `${name} suspended it and ends that itself; then it serves again by itself.`,
  'sees-proofs': (_, { name }) => `${name} said yes and waits for the proof of our domains.`,
  'says-yes': (_, { name }) => `${name} knows of us: wait for its yes.`,
  resumes: (_, { name }) => `${name} suspended its side: wait until it resumes it.`,
  'proposes-us': ({ metadataUrl }, { name }) =>
    `${name} does not know of us yet: it proposes a trust with ${metadataUrl} and says yes.`,
  'proposes-us-anew': ({ metadataUrl }, { name }) =>
    `${name} ended its trust with us: it proposes us anew, at ${metadataUrl}.`,
  'carry-file': ({ address }, { name }) =>
    `${name} was not reached${address === null ? '' : ` at ${address}`}. It is tried every minute. Where a firewall is closed, hand its administrator the file of this trust.`,
  'replace-certificate': ({ end }, { name, day }) =>
    `A certificate is over, ours or that of ${name} (${day(end)}). Once it is replaced, the trust serves again by itself.`,
  renew: () => 'The agreed end has passed. Say yes with a new one, if it is to go on.',
  renews: (_, { name }) => `${name} does the same.`,
  publish: ({ who }, { name }) =>
    who === 'us' ? `Publish this TXT record, which ${name} looks for:` : 'Publish this TXT record:',
}

const SV: Words = {
  over: () => 'Ingenting: det är slut för gott. För ett nytt föreslår någon av sidorna på nytt.',
  'certificate-changed': (_, { name }) =>
    `${name} visar ett annat certifikat än det som jämfördes. Låt dess administratör läsa upp fingeravtrycket i telefon och säg ja till det.`,
  'host-unconfirmed': ({ hosts }, { name }) =>
    `${name} säger att den nu finns på ${hosts.join(', ')}, utanför sina bevisade domäner, och tillfrågas inte där. Fråga dess administratör om det stämmer och bekräfta värden.`,
  'domain-missing': () => 'Beviset för en domän saknades i tre dagar. Se nedan vilken, och fråga partnern.',
  'metadata-stale': () =>
    'Partnerns metadata gick inte att läsa under för lång tid. Läs den nu och se var det tar stopp.',
  compare: (_, { name }) =>
    `Jämför fingeravtrycket med administratören hos ${name} i telefon och säg sedan ja med det du fick uppläst.`,
  'look-at-address': () => 'Stämmer adressen och domänerna? Säg då ja.',
  resume: () => 'Det är pausat här. Återuppta det när skälet är borta.',
  'resumes-itself': (_, { name }) =>
    `${name} har pausat det och avslutar själv pausen; sedan gäller det igen av sig självt.`,
  'sees-proofs': (_, { name }) => `${name} har sagt ja och väntar på bevis för våra domäner.`,
  'says-yes': (_, { name }) => `${name} känner till oss: vänta på dess ja.`,
  resumes: (_, { name }) => `${name} har pausat sin sida: vänta tills den återupptar.`,
  'proposes-us': ({ metadataUrl }, { name }) =>
    `${name} känner inte till oss ännu: den föreslår ett förtroende med ${metadataUrl} och säger ja.`,
  'proposes-us-anew': ({ metadataUrl }, { name }) =>
    `${name} har avslutat sitt förtroende med oss: den föreslår oss på nytt, på ${metadataUrl}.`,
  'carry-file': ({ address }, { name }) =>
    `${name} gick inte att nå${address === null ? '' : ` på ${address}`}. Ett försök görs varje minut. Där en brandvägg är stängd, ge dess administratör filen för detta förtroende.`,
  'replace-certificate': ({ end }, { name, day }) =>
    `Ett certifikat har gått ut, vårt eller det som ${name} har (${day(end)}). När det är utbytt gäller förtroendet igen av sig självt.`,
  renew: () => 'Det avtalade slutet är passerat. Säg ja med ett nytt, om det ska fortsätta.',
  renews: (_, { name }) => `${name} gör detsamma.`,
  publish: ({ who }, { name }) =>
    who === 'us' ? `Publicera denna TXT-post, som ${name} letar efter:` : 'Publicera denna TXT-post:',
}

const STEP_WORDS: Catalogue<Words> = { en: EN, sv: SV }

/** What is to be done, in a sentence; a record to publish stands beside it. */
export function openStepText(language: keyof typeof STEP_WORDS, step: OpenStep, about: About): string {
  const words = STEP_WORDS[language][step.task] as (step: OpenStep, about: About) => string
  return words(step, about)
}
