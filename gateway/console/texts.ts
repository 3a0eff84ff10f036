import type { Language } from '../../trust/sharing/published-link.ts'

/**
 * The texts of one area of the pages in every language. The English ones are the form: a text that another language has
 * not got does not compile. What stands in a text beside words is handed in, so that no page glues sentences together.
 */
export type Catalogue<Texts> = Readonly<Record<Language, Readonly<Texts>>>
