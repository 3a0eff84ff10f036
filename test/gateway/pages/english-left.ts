import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { textsOf } from './page-texts.ts'

/** Words of English that are none of Swedish, and that hardly a sentence of English is without. */
const ENGLISH =
  /(?<![\p{L}\p{N}@._/-])(?:the|of|with|from|this|that|which|are|was|were|and|has|have|is|it|its|not|no|who|what|when|here|there|their|our|your|asked|cannot|would|could|been|does|nobody|nothing)(?![\p{L}\p{N}@_/-])/iu
/** Unlike an address, a code, a name of a time zone or four digits of a fingerprint, which may all be letters. */
const WORD = /^(?![0-9A-F]{4}$)[(“”"]?\p{L}[\p{L}’-]+[).,:;?!”"]*$/u
const CONSOLE = join(import.meta.dirname, '../../../gateway/console')

const isSentence = (text: string): boolean => text.split(' ').filter((word) => WORD.test(word)).length >= 2

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const isCatalogue = (value: unknown): value is { readonly en: object; readonly sv: object } =>
  typeof value === 'object' && value !== null && 'en' in value && 'sv' in value

/** Every text of two words or more in the English of the pages that their Swedish does not say in the same words. */
export async function englishTexts(): Promise<ReadonlySet<string>> {
  const files = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(files.map((file) => import(join(CONSOLE, file)) as Promise<object>))
  const catalogues = modules.flatMap((one) => Object.values(one) as unknown[]).filter(isCatalogue)
  const swedish = new Set(catalogues.flatMap(({ sv }) => textsIn(sv)))
  return new Set(catalogues.flatMap(({ en }) => textsIn(en)).filter((text) => isSentence(text) && !swedish.has(text)))
}

/**
 * What a Swedish page still says in English.
 *
 * @param english the same page in English; null where there is none
 * @param texts of the catalogues
 */
export function englishLeft(swedish: string, english: string | null, texts: ReadonlySet<string>): readonly string[] {
  const same = new Set(english === null ? [] : textsOf(english))
  return textsOf(swedish).filter(
    (text) => ENGLISH.test(text) || (isSentence(text) && (same.has(text) || texts.has(text))),
  )
}
