import type { Catalogue } from './texts.ts'

const EN = {
  lead: (days: number) =>
    `Everybody who asked about your address in the last ${days} days, the newest first: from which organization, for which time, and what they were told.`,
  links: 'Whoever opens a link of yours gives no name. When each was last looked at:',
  none: (days: number) => `Nobody asked about you in the last ${days} days.`,
  more: (most: number) => `There were more; these are the newest ${most}.`,
  yours: 'Your organization',
  gone: 'An organization that is no partner any more',
  erased: 'Somebody whose address was erased',
  window: (span: string) => `Asked about ${span}`,
  told: (level: string) => `Was told: ${level}`,
  nothing: 'Was told nothing',
  unknown: 'Was told nothing: your times could not be read',
  // Lowering it from there.
  now: (level: string) => `Would be told now: ${level}`,
  fromNowOn: 'From now on:',
  lowerFor: (who: string) => `Lower what is told to ${who}`,
  nothingAt: (domain: string) => `Nothing to anybody at ${domain}`,
  change: 'Change what you share',
  linksTitle: 'Links that were opened lately',
  loweredTitle: 'Lowered',
  lowered: (who: string, level: string) => `${who} is told from now on: ${level}.`,
  loweredLink: (who: string, level: string) => `${who} shows from now on: ${level}.`,
  notCounted: (who: string, level: string) =>
    `It is kept, but ${who} is still told: ${level}. Another rule counts first; ask your administrator.`,
  alreadyTitle: 'Nothing to lower',
  already: (who: string) => `${who} is told no more than that already. Nothing was changed.`,
  notLoweredTitle: 'Not lowered',
  meanwhile: 'It was changed meanwhile, so it stays as it is now. Look at who can see you.',
  undo: 'Undo',
  undoneTitle: 'Undone',
  undone: 'It is as it was before.',
}

export type LookedTexts = typeof EN

const SV: LookedTexts = {
  lead: (days) =>
    `Alla som har frågat om din adress de senaste ${days} dagarna, de senaste först: från vilken organisation, om vilken tid och vad de fick veta.`,
  links: 'Den som öppnar en länk från dig anger inget namn. När varje länk senast öppnades:',
  none: (days) => `Ingen har frågat om dig de senaste ${days} dagarna.`,
  more: (most) => `Det var fler; här är de ${most} senaste.`,
  yours: 'Din organisation',
  gone: 'En organisation som inte längre är partner',
  erased: 'Någon vars adress har raderats',
  window: (span) => `Frågade om ${span}`,
  told: (level) => `Fick veta: ${level}`,
  nothing: 'Fick inte veta något',
  unknown: 'Fick inte veta något: dina tider kunde inte läsas',
  now: (level) => `Skulle nu få veta: ${level}`,
  fromNowOn: 'Från och med nu:',
  lowerFor: (who) => `Sänk vad ${who} får veta`,
  nothingAt: (domain) => `Ingenting till någon på ${domain}`,
  change: 'Ändra vad du delar',
  linksTitle: 'Länkar som har öppnats på sistone',
  loweredTitle: 'Sänkt',
  lowered: (who, level) => `${who} får från och med nu veta: ${level}.`,
  loweredLink: (who, level) => `${who} visar från och med nu: ${level}.`,
  notCounted: (who, level) =>
    `Det är sparat, men ${who} får fortfarande veta: ${level}. En annan regel går före; fråga din administratör.`,
  alreadyTitle: 'Inget att sänka',
  already: (who) => `${who} får redan inte veta mer än så. Inget har ändrats.`,
  notLoweredTitle: 'Inte sänkt',
  meanwhile: 'Det ändrades under tiden, så det förblir som det är nu. Se efter vem som kan se dig.',
  undo: 'Ångra',
  undoneTitle: 'Ångrat',
  undone: 'Det är som det var förut.',
}

/** What stands on an owner's page of who looked at her. */
export const LOOKED_TEXTS: Catalogue<LookedTexts> = { en: EN, sv: SV }
