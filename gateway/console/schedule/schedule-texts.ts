import type { Catalogue } from '../texts.ts'
import type { ScheduleView } from './schedule-question.ts'

/** Why nothing is told, where that is so for everybody of an address's organization, whoever she is and whether she is there. */
export const TOLD_REFUSALS = [
  ...(['FEDERATION_OFF', 'NO_RELATIONSHIP', 'RELATIONSHIP_DISABLED', 'RELATIONSHIP_EXPIRED'] as const),
  ...(['REQUESTS_DISABLED', 'REQUESTER_OUT_OF_SCOPE', 'REQUESTS_LEVEL'] as const),
  ...(['FREEBUSY_DISABLED', 'LEVEL_NONE', 'RELATIONSHIP_LEVEL', 'ROUTE_NONE', 'TRUST_ENDED', 'GROUP_LIMIT'] as const),
] as const
export type ToldRefusal = (typeof TOLD_REFUSALS)[number]

const EN = {
  title: 'Find a time',
  lead: 'Your own calendar and those of others, side by side. You are told what your calendar program is told, and each look is on record as yours.',
  question: 'Whose times, and when',
  people: 'People, rooms and groups',
  peopleHint: (most: number) =>
    `Addresses inside and outside, with commas, spaces or lines between them; ${most} at most.`,
  date: 'Date',
  view: 'View',
  views: { day: 'One day', days: 'Days of the week', weeks: 'Two weeks, laid over each other' } as Readonly<
    Record<ScheduleView, string>
  >,
  minutes: 'Length of the meeting',
  length: (minutes: number) =>
    minutes < 60 ? `${minutes} minutes` : minutes === 60 ? '1 hour' : `${minutes / 60} hours`,
  zone: 'Time zone',
  anytime: 'Propose times outside of working hours, too',
  ask: 'Ask',
  steps: 'Other days',
  earlier: 'Earlier',
  today: 'Today',
  later: 'Later',
  nothingAsked: 'A link on another page led you here. Nothing has been asked yet: what is asked counts as yours.',
  leftBehind:
    'The link you came by has a question that was too long to be kept while you signed in. Open it once more, or type the question here.',
  problems: {
    address: (found: string) => `${found} is no address.`,
    tooMany: (most: number) => `At most ${most} people are asked about at once.`,
    date: 'Write a date such as 2026-11-30.',
    choice: 'Choose one of the list.',
  },
  wait: (seconds: number) =>
    seconds < 90
      ? `You have asked about so much that you have to wait: ask again in ${seconds} seconds.`
      : `You have asked about so much that you have to wait: ask again in ${Math.ceil(seconds / 60)} minutes.`,
  // What can be proposed.
  proposed: 'Times that can be proposed',
  proposedWithin: 'Within your working hours, and those of others where they are told.',
  proposedAnytime: 'At any time of day.',
  noneProposed: 'There is none: somebody is taken at every time.',
  noneWithin: 'There is none within everybody’s working hours.',
  lookAnytime: 'Look at all hours',
  everybodyFree: 'everybody is free',
  nobodyTaken: 'nobody is known to be busy',
  notKnown: (who: string) => `not known: ${who}`,
  andMore: (count: number) => `${count} more`,
  // Rows.
  side: 'Side by side',
  over: 'Laid over each other',
  who: 'Who',
  you: 'you',
  asOf: (time: string) => `as of ${time}`,
  why: 'Why',
  whyOf: (who: string) => `Why: ${who}`,
  everybody: 'Everybody is free',
  noFree: 'No time is known to be free for everybody.',
  wholeDay: 'Everybody is free all day',
  moreTimes: (count: number) => (count === 1 ? '1 more time' : `${count} more times`),
  told: {
    details: 'Times, subjects and places',
    times: 'Times only',
    stream: 'Times in quarters of an hour only',
    nothing: 'Nothing is known',
  },
  whys: {
    inside: 'It was looked up in the calendars of your own organization, as you.',
    outside: (domain: string) => `It was asked of whoever answers for ${domain}, as you.`,
    details: 'You asked for times, subjects and places, and got them; what is private shows its times only.',
    times: 'You asked for times, subjects and places, and were given the times.',
    stream:
      'You were given one stream for it, as of a group: when it is free, and no single appointment. In it, busy may also mean unknown.',
    parts: 'Some of the time is unknown: it is not shared, or could not be read. It is not free.',
    nothing:
      'Nothing is told of this address. It may not exist, or may not be for you: which of the two, nobody is told. That is not the same as free.',
    late: 'The answer did not come in time. That is not the same as free; ask again later.',
    failed: 'The other organization could not be asked, or did not answer as it should. That is not the same as free.',
    unread: 'The calendar could not be read. That is not the same as free.',
    tooMany: 'There are more entries in this time than one answer takes: ask for fewer days.',
  },
  refused: {
    FEDERATION_OFF: 'It was not asked: your organization has switched off sharing with others.',
    NO_RELATIONSHIP: 'It was not asked: your organization has no agreement with the organization of this address.',
    RELATIONSHIP_DISABLED: 'It was not asked: the agreement with the organization of this address is switched off.',
    RELATIONSHIP_EXPIRED: 'It was not asked: the agreement with the organization of this address is over.',
    REQUESTS_DISABLED: 'It was not asked: your organization does not let its people ask there.',
    REQUESTER_OUT_OF_SCOPE: 'It was not asked: your organization does not let you ask there.',
    REQUESTS_LEVEL: 'It was not asked: your organization lets its people ask for nothing there.',
    FREEBUSY_DISABLED: 'It was not asked: the organization of this address gives yours no times.',
    LEVEL_NONE: 'It was not asked: the organization of this address gives yours nothing.',
    RELATIONSHIP_LEVEL: 'It was not asked: the organization of this address gives yours nothing.',
    ROUTE_NONE: 'It was not asked: nobody here knows whom to ask about the domain of this address.',
    TRUST_ENDED: 'It was not asked: there is no trust with the organization of this address any more.',
    GROUP_LIMIT: 'It was not looked up: the group is too large, or there are too many groups in one question.',
  } as Readonly<Record<ToldRefusal, string>>,
  link: 'Link to this question',
  linkWhy: 'It carries the question, not the answer: whoever opens it asks as herself.',
  requestId: (id: string) => `Number of this lookup, for your administrator: ${id}`,
  timesIn: (zone: string) => `Times of calendars are in ${zone}, that of your session in UTC.`,
  // Her own pages.
  mineTitle: 'My calendar',
  mineWhy: 'Who can see you, who looked at you, and what you share stands on pages of its own.',
  onTitle: 'To your calendar',
  onWhy: 'This opens your own page, once, within a quarter of an hour. If it does not open by itself, go on here.',
  on: 'Open my calendar',
  noneTitle: 'No calendar here is yours',
  noneWhy:
    'Your sign-in comes with no mailbox of an organization of this gateway. Whoever runs it can say which one is yours.',
  youMailbox: 'Mailbox',
  youNoMailbox: 'none here',
}

export type ScheduleTexts = typeof EN

const SV: ScheduleTexts = {
  title: 'Hitta en tid',
  lead: 'Din egen kalender och andras, sida vid sida. Du får veta vad ditt kalenderprogram får veta, och varje fråga noteras som din.',
  question: 'Vems tider, och när',
  people: 'Personer, rum och grupper',
  peopleHint: (most) =>
    `Adresser inom och utanför organisationen, med komma, blanksteg eller ny rad emellan; högst ${most}.`,
  date: 'Datum',
  view: 'Vy',
  views: { day: 'En dag', days: 'Veckans dagar', weeks: 'Två veckor, lagda över varandra' },
  minutes: 'Mötets längd',
  length: (minutes) =>
    minutes < 60
      ? `${minutes} minuter`
      : minutes === 60
        ? '1 timme'
        : `${String(minutes / 60).replace('.', ',')} timmar`,
  zone: 'Tidszon',
  anytime: 'Föreslå också tider utanför arbetstid',
  ask: 'Fråga',
  steps: 'Andra dagar',
  earlier: 'Tidigare',
  today: 'I dag',
  later: 'Senare',
  nothingAsked: 'En länk på en annan sida ledde hit. Inget har frågats ännu: det som frågas räknas som ditt.',
  leftBehind:
    'Länken som du kom genom har en fråga som var för lång för att behållas medan du loggade in. Öppna den en gång till, eller skriv frågan här.',
  problems: {
    address: (found) => `${found} är ingen adress.`,
    tooMany: (most) => `Högst ${most} personer kan frågas efter på en gång.`,
    date: 'Skriv ett datum som 2026-11-30.',
    choice: 'Välj något i listan.',
  },
  wait: (seconds) =>
    seconds < 90
      ? `Du har frågat om så mycket att du måste vänta: fråga igen om ${seconds} sekunder.`
      : `Du har frågat om så mycket att du måste vänta: fråga igen om ${Math.ceil(seconds / 60)} minuter.`,
  proposed: 'Tider att föreslå',
  proposedWithin: 'Inom din arbetstid, och andras där den är känd.',
  proposedAnytime: 'Vilken tid på dygnet som helst.',
  noneProposed: 'Det finns ingen: någon är upptagen vid varje tid.',
  noneWithin: 'Det finns ingen inom allas arbetstid.',
  lookAnytime: 'Leta dygnet runt',
  everybodyFree: 'alla är lediga',
  nobodyTaken: 'ingen är säkert upptagen',
  notKnown: (who) => `okänt: ${who}`,
  andMore: (count) => `${count} till`,
  side: 'Sida vid sida',
  over: 'Lagda över varandra',
  who: 'Vem',
  you: 'du',
  asOf: (time) => `per ${time}`,
  why: 'Varför',
  whyOf: (who) => `Varför: ${who}`,
  everybody: 'Alla är lediga',
  noFree: 'Ingen tid är säkert ledig för alla.',
  wholeDay: 'Alla är lediga hela dagen',
  moreTimes: (count) => (count === 1 ? '1 tid till' : `${count} tider till`),
  told: {
    details: 'Tider, ämnen och platser',
    times: 'Bara tider',
    stream: 'Bara tider, i kvartar',
    nothing: 'Inget är känt',
  },
  whys: {
    inside: 'Det slogs upp i din egen organisations kalendrar, som du.',
    outside: (domain) => `Den som svarar för ${domain} tillfrågades, som du.`,
    details: 'Du frågade efter tider, ämnen och platser och fick dem; det som är privat visar bara sina tider.',
    times: 'Du frågade efter tider, ämnen och platser och fick tiderna.',
    stream:
      'Du fick en enda följd av tider, som för en grupp: när det är ledigt, och inget enskilt möte. I den kan upptaget också betyda okänt.',
    parts: 'En del av tiden är okänd: den delas inte eller kunde inte läsas. Den är inte ledig.',
    nothing:
      'Inget berättas om den här adressen. Kanske finns den inte, kanske är den inte för dig: vilket av dem får ingen veta. Det är inte detsamma som ledig.',
    late: 'Svaret kom inte i tid. Det är inte detsamma som ledig; fråga igen senare.',
    failed:
      'Den andra organisationen kunde inte tillfrågas eller svarade inte som den ska. Det är inte detsamma som ledig.',
    unread: 'Kalendern kunde inte läsas. Det är inte detsamma som ledig.',
    tooMany: 'Det finns fler poster i tiden än ett svar rymmer: fråga om färre dagar.',
  },
  refused: {
    FEDERATION_OFF: 'Ingen tillfrågades: din organisation har stängt av delning med andra.',
    NO_RELATIONSHIP: 'Ingen tillfrågades: din organisation har inget avtal med adressens organisation.',
    RELATIONSHIP_DISABLED: 'Ingen tillfrågades: avtalet med adressens organisation är avstängt.',
    RELATIONSHIP_EXPIRED: 'Ingen tillfrågades: avtalet med adressens organisation har gått ut.',
    REQUESTS_DISABLED: 'Ingen tillfrågades: din organisation låter inte sina personer fråga där.',
    REQUESTER_OUT_OF_SCOPE: 'Ingen tillfrågades: din organisation låter inte dig fråga där.',
    REQUESTS_LEVEL: 'Ingen tillfrågades: din organisation låter inte sina personer fråga efter något där.',
    FREEBUSY_DISABLED: 'Ingen tillfrågades: adressens organisation ger din inga tider.',
    LEVEL_NONE: 'Ingen tillfrågades: adressens organisation ger din ingenting.',
    RELATIONSHIP_LEVEL: 'Ingen tillfrågades: adressens organisation ger din ingenting.',
    ROUTE_NONE: 'Ingen tillfrågades: här vet ingen vem som svarar för adressens domän.',
    TRUST_ENDED: 'Ingen tillfrågades: det finns inte längre något förtroende med adressens organisation.',
    GROUP_LIMIT: 'Inget slogs upp: gruppen är för stor, eller så är det för många grupper i en fråga.',
  },
  link: 'Länk till den här frågan',
  linkWhy: 'Den bär frågan, inte svaret: den som öppnar den frågar som sig själv.',
  requestId: (id) => `Uppslagningens nummer, för din administratör: ${id}`,
  timesIn: (zone) => `Kalendrarnas tider anges i ${zone}, din sessions i UTC.`,
  mineTitle: 'Min kalender',
  mineWhy: 'Vem som kan se dig, vem som har tittat och vad du delar står på egna sidor.',
  onTitle: 'Till din kalender',
  onWhy: 'Här öppnas din egen sida, en gång, inom en kvart. Om den inte öppnas av sig själv, fortsätt här.',
  on: 'Öppna min kalender',
  noneTitle: 'Ingen kalender här är din',
  noneWhy:
    'Din inloggning har ingen brevlåda i någon organisation i denna gateway. Den som driver den kan säga vilken som är din.',
  youMailbox: 'Brevlåda',
  youNoMailbox: 'ingen här',
}

/** What stands on the pages where people find a time, and on the way to their own. */
export const SCHEDULE_TEXTS: Catalogue<ScheduleTexts> = { en: EN, sv: SV }
