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
}

/** What stands on an owner's page of who looked at her. */
export const LOOKED_TEXTS: Catalogue<LookedTexts> = { en: EN, sv: SV }
