import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Language } from '../../trust/sharing/published-link.ts'

/** Every text of an invitation; a language in which one is missing does not compile. */
export interface InvitationTexts {
  /** For dates. */
  readonly locale: string
  readonly linkSubject: (owner: MailboxAddress) => string
  readonly grantSubject: (owner: MailboxAddress) => string
  readonly codeSubject: (owner: MailboxAddress) => string
  readonly linkIntroduction: (owner: MailboxAddress) => string
  readonly grantIntroduction: (owner: MailboxAddress) => string
  readonly level: Readonly<Record<Exclude<AccessLevel, 'None'>, string>>
  readonly from: (instant: string) => string
  readonly until: (instant: string) => string
  readonly open: string
  readonly subscribe: string
  readonly codeByMail: string
  readonly keepIt: string
  readonly howToLook: (owner: MailboxAddress) => string
  readonly codeIntroduction: (owner: MailboxAddress) => string
  readonly codeIgnore: string
  readonly noteFrom: (owner: MailboxAddress) => string
  readonly why: (owner: MailboxAddress, gateway: string) => string
}

const en: InvitationTexts = {
  locale: 'en-GB',
  linkSubject: (owner) => `${owner} shares a calendar with you`,
  grantSubject: (owner) => `${owner} lets you see when they are free`,
  codeSubject: (owner) => `Your code for the calendar of ${owner}`,
  linkIntroduction: (owner) => `${owner} shares a calendar with you. You need no account to open it.`,
  grantIntroduction: (owner) => `${owner} shares a calendar with you.`,
  level: {
    AvailabilityOnly: 'You can see when there is free and busy time.',
    LimitedDetails: 'You can see free and busy time, with subjects and places.',
    Reviewer: 'You can see all that the appointments say.',
  },
  from: (instant) => `It can be seen from ${instant}.`,
  until: (instant) => `It can be seen until ${instant}.`,
  open: 'Open the calendar',
  subscribe: 'For your calendar program (iCalendar)',
  codeByMail: 'When you open it, you are sent a code to this e-mail address.',
  keepIt: 'Whoever has this address can open the calendar: do not pass it on.',
  howToLook: (owner) =>
    `In your own calendar program, make a new meeting and add ${owner}: it shows when there is free time.`,
  codeIntroduction: (owner) => `Type this code to open the calendar of ${owner}:`,
  codeIgnore: 'If you did not ask for it, do nothing. Nobody who serves you will ask you for this code.',
  noteFrom: (owner) => `${owner} writes:`,
  why: (owner, gateway) =>
    `${gateway} sent this message because ${owner} asked for it. An answer goes to ${owner}. If you did not expect it, do nothing.`,
}

const sv: InvitationTexts = {
  locale: 'sv-SE',
  linkSubject: (owner) => `${owner} delar en kalender med dig`,
  grantSubject: (owner) => `${owner} låter dig se när det finns ledig tid`,
  codeSubject: (owner) => `Din kod till kalendern för ${owner}`,
  linkIntroduction: (owner) => `${owner} delar en kalender med dig. Du behöver inget konto för att öppna den.`,
  grantIntroduction: (owner) => `${owner} delar en kalender med dig.`,
  level: {
    AvailabilityOnly: 'Du ser när det är ledigt och upptaget.',
    LimitedDetails: 'Du ser ledig och upptagen tid, med ämnen och platser.',
    Reviewer: 'Du ser allt som står i kalenderns bokningar.',
  },
  from: (instant) => `Den kan ses från och med ${instant}.`,
  until: (instant) => `Den kan ses till ${instant}.`,
  open: 'Öppna kalendern',
  subscribe: 'För ditt kalenderprogram (iCalendar)',
  codeByMail: 'När du öppnar den skickas en kod till den här e-postadressen.',
  keepIt: 'Den som har adressen kan öppna kalendern: lämna den inte vidare.',
  howToLook: (owner) =>
    `Gör ett nytt möte i ditt eget kalenderprogram och lägg till ${owner}: då ser du när det finns ledig tid.`,
  codeIntroduction: (owner) => `Skriv den här koden för att öppna kalendern för ${owner}:`,
  codeIgnore:
    'Har du inte bett om den behöver du inte göra något. Lämna aldrig ut koden till någon som frågar efter den.',
  noteFrom: (owner) => `${owner} skriver:`,
  why: (owner, gateway) =>
    `${gateway} skickade det här meddelandet för att ${owner} bad om det. Ett svar går till ${owner}. Väntade du dig det inte behöver du inte göra något.`,
}

export const INVITATION_TEXTS: Readonly<Record<Language, InvitationTexts>> = { en, sv }
