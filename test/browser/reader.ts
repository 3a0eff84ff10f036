/** Languages a page may come in. */
export const LANGUAGES = ['en', 'sv'] as const
export type Language = (typeof LANGUAGES)[number]

/** Who walks through a flow: what her browser prefers, and whether it runs scripts. */
export interface Reader {
  readonly language: Language
  readonly scripts: 'on' | 'off'
}

/** As `Accept-Language` has it. */
export const LOCALE: Readonly<Record<Language, string>> = { en: 'en-GB', sv: 'sv-SE' }

export const SCHEMES = ['light', 'dark'] as const

/** In CSS pixels: the narrowest telephone, a tablet or half a screen, a desk. */
export const WIDTHS = [360, 1024, 1600] as const

export const nameOf = ({ language, scripts }: Reader): string => `${language}, scripts ${scripts}`
