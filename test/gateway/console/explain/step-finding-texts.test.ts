import { expect } from 'chai'
import { STEP_FINDING_TEXTS } from '../../../../gateway/console/explain/step-finding-texts.ts'
import { says } from '../../../../gateway/explain/step-finding.ts'
import { saidText } from '../../../../protocols/said.ts'
import type { StepFinding, StepFindingName } from '../../../../gateway/explain/step-finding.ts'

const ANNA = { about: 'anna@fabrikam.example', because: null, kind: null }
const ROOM = { about: 'room@fabrikam.example', because: 'DATA_NOT_FOUND', kind: 'room' } as const
const NAME = { name: 'Fabrikam' }
const END = Date.UTC(2026, 10, 23, 9)

/** Why a request was refused as a whole, in both languages. */
const REFUSED: readonly (readonly [StepFinding, string, string])[] = [
  [says('mailboxesTooMany', { limit: 100 }), 'too many mailboxes: at most 100', 'för många brevlådor: som mest 100'],
  [says('mailboxesNone', {}), 'no mailbox is asked about', 'ingen brevlåda nämns'],
  [says('viewNone', {}), 'no view is asked for, or None', 'ingen vy efterfrågas, eller None'],
  [
    says('windowBackwards', {}),
    'the window does not end after it starts',
    'tiden som frågan gäller slutar inte efter sin början',
  ],
  [
    says('windowTooLong', { limitDays: 62 }),
    'the window is too long: at most 62 days',
    'tiden som frågan gäller är för lång: som mest 62 dygn',
  ],
  [
    says('intervalNone', {}),
    'not an interval of 5 to 1440 minutes, at most the window',
    'inget intervall på 5 till 1440 minuter, som mest hela tiden som frågan gäller',
  ],
  [says('zoneNone', {}), 'neither TimeZone nor TimeZoneContext', 'varken TimeZone eller TimeZoneContext'],
  [
    says('zoneWithoutBias', {}),
    'a TimeZone without a usable bias',
    'en TimeZone utan en förskjutning från UTC som går att använda',
  ],
  [
    says('zoneWithoutName', {}),
    'a TimeZoneDefinition that names no zone',
    'en TimeZoneDefinition som inte anger någon tidszon',
  ],
  [says('versionUnknown', {}), 'not a RequestServerVersion', 'ingen RequestServerVersion'],
  [says('operationUnknown', {}), 'not an operation offered here', 'ingen åtgärd som erbjuds här'],
  [says('impersonation', {}), 'impersonation of somebody else', 'frågaren ville gälla för någon annan'],
  [
    says('documentTooBig', { bytes: 409_601 }),
    'the document is too big: 409601 bytes',
    'dokumentet är för stort: 409601 byte',
  ],
  [
    says('manyPasswords', { backOffMs: 9 }),
    'too many passwords at once; again in 9 ms',
    'för många lösenord på en gång; igen om 9 ms',
  ],
  [
    says('manyBadTokens', { backOffMs: 9 }),
    'too many bad tokens from one place; again in 9 ms',
    'för många ogiltiga intyg från ett ställe; igen om 9 ms',
  ],
  [says('noNews', {}), 'no news of changes', 'inga nyheter om ändringar'],
]

/** Everything a step can say, in both languages. */
const SAID: readonly (readonly [StepFinding, string, string])[] = [
  ...REFUSED,
  [says('trustIs', { ...NAME, state: 'suspended', because: null }), 'with Fabrikam: suspended', 'med Fabrikam: pausat'],
  [
    says('trustPastEnd', { ...NAME, end: END }),
    'with Fabrikam: the agreed end, <1795424400000>, has passed',
    'med Fabrikam: det avtalade slutet, <1795424400000>, har passerats',
  ],
  [
    says('trustCertificate', { ...NAME, from: 1, until: 2 }),
    'with Fabrikam: its certificate is good from <1> to <2>',
    'med Fabrikam: dess certifikat gäller från <1> till <2>',
  ],
  [
    says('notForDomain', NAME),
    'with Fabrikam: not for the domain of who asks',
    'med Fabrikam: inte för domänen hos den som frågar',
  ],
  [says('trustWith', { organization: 'urn:x', by: 'urn:y' }), 'with urn:x, by urn:y', 'med urn:x, genom urn:y'],
  [
    says('nobodyMayAsk', { domain: 'evil.example' }),
    'nobody may ask here for evil.example',
    'ingen får fråga här för evil.example',
  ],
  [says('nobodyOf', { domain: 'a.example' }), 'with nobody of a.example', 'med ingen på a.example'],
  [
    says('waitsForProof', { ...NAME, domain: 'a.example' }),
    'with Fabrikam: a.example waits for its proof',
    'med Fabrikam: a.example väntar på sitt bevis',
  ],
  [says('wayTo', { kind: 'hosted', name: 'contoso' }), 'hosted: contoso', 'finns här, hos contoso'],
  [says('wayTo', { kind: 'transit', name: 'Adatum' }), 'transit: Adatum', 'vidare genom partnern Adatum'],
  [says('noneOfOurs', { domain: null }), 'the domain is none of ours', 'domänen är ingen av våra'],
  [says('nobodyKnows', { domain: 'a.example' }), 'nobody here knows a.example', 'ingen här känner till a.example'],
  [
    says('notPassedOn', {}),
    'not at the organization asked, and nothing is passed on from there',
    'inte hos den organisation som tillfrågades, och därifrån skickas ingenting vidare',
  ],
  [says('oneOfOurs', {}), 'one of our own people', 'en av våra egna'],
  [says('theirKind', { kind: 'basic' }), 'theirs, basic', 'deras: namn och lösenord'],
  [says('theirKind', { kind: 'a later one' }), 'theirs, a later one', 'deras: a later one'],
  [
    says('theirKeys', { kind: 'basic', keys: 2 }),
    'theirs, basic: 2 of their token keys in use',
    'deras: namn och lösenord; 2 av deras intygsnycklar i bruk',
  ],
  [says('theirToken', { kind: null, token: 't-1' }), 'theirs: token t-1', 'deras: intyg t-1'],
  [
    says('ourCredential', { kind: 'single-use', tokens: ['t-1', 't-2'] }),
    'ours, single-use: token t-1, t-2',
    'vår: ett intyg som signeras för varje fråga; intyg t-1, t-2',
  ],
  [says('notTaken', {}), 'their server did not take our credential', 'deras server godtog inte vår legitimation'],
  [says('theirOffer', {}), 'their offer', 'deras erbjudande'],
  [
    says('onePart', { instances: 3 }),
    'this gateway gives out one of 3 parts, and knows no other',
    'denna gateway delar ut en av 3 delar, och känner inte till de andra',
  ],
  [
    says('usedUp', { scope: 'pair', unit: 'slots', backOffMs: 250, instances: 1 }),
    'the budget of the pair in slots is used up; again in 250 ms',
    'parets budget, räknad i tider, är slut; igen om 250 ms',
  ],
  [
    says('askedTooMuch', { organization: 'urn:x', backOffMs: 9, instances: 2 }),
    'urn:x has asked about too many mailboxes; again in 9 ms; this gateway gives out one of 2 parts, and knows no other',
    'urn:x har frågat om för många brevlådor; igen om 9 ms; denna gateway delar ut en av 2 delar, och känner inte till de andra',
  ],
  [
    says('inBlocks', { minutes: 60, short: null, instances: 1 }),
    "told in blocks of 60 minutes: the asker's budget of slots is nearly used up",
    'lämnat i block om 60 minuter: frågarens budget av tider är nästan slut',
  ],
  [
    says('notAsked', { by: 'BULKHEAD_FULL' }),
    'as many questions as may be are under way to the partner',
    'så många frågor som får vara på väg till partnern är det redan',
  ],
  [says('took', { ms: 12 }), '12 ms', 'tog 12 ms'],
  [
    says('knewLess', { granted: 'Detailed', given: 'FreeBusy' }),
    'Detailed was granted, the source had FreeBusy',
    'tillåtet: Tider, ämnen och platser (Detailed); källan hade: Tider (FreeBusy)',
  ],
  [
    says('timeKeptBack', { how: 'some' }),
    'some of the time asked about is told as unknown',
    'en del av tiden som frågan gällde lämnas som okänd',
  ],
  [
    says('categoriesKeptBack', { categories: 2 }),
    'events of 2 categories are told as unknown',
    'händelser i 2 kategorier lämnas som okända',
  ],
  [
    says('groupMembers', { told: [ANNA], unknown: [ROOM] }),
    '1 of 2: anna@fabrikam.example; unknown: room@fabrikam.example (room, DATA_NOT_FOUND)',
    '1 av 2: anna@fabrikam.example; okänt: room@fabrikam.example (rum; Partnern har ingen sådan brevlåda, eller döljer den)',
  ],
  [says('groupCount', { told: 2, of: 3 }), '2 of 3', '2 av 3'],
  [
    says('masked', { masked: 1, of: 2 }),
    '1 of 2 entries: their time, and nothing else',
    '1 av 2 poster: deras tid, och inget annat',
  ],
  [says('given', { view: 'FreeBusy' }), 'FreeBusy', 'Tider (FreeBusy)'],
  [
    says('entries', { view: 'FreeBusy', entries: 1, unknown: 0 }),
    'FreeBusy: 1 entry, 0 of them unknown',
    'Tider (FreeBusy): 1 post, 0 av dem okända',
  ],
]

describe('what a step says in detail', () => {
  const at = (instant: number): string => `<${instant}>`
  for (const [found, english, swedish] of SAID) {
    it(`comes in both languages: ${english}`, () => {
      expect(saidText(STEP_FINDING_TEXTS.en, found, at)).to.equal(english)
      expect(saidText(STEP_FINDING_TEXTS.sv, found, at)).to.equal(swedish)
    })
  }

  it('is all of it here', () => {
    const names = new Set<StepFindingName>(SAID.map(([{ says: name }]) => name))
    expect([...names].sort()).to.deep.equal(Object.keys(STEP_FINDING_TEXTS.en).sort())
  })
})
