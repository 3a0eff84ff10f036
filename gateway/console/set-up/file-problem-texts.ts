import { FILE_PROBLEM_WORDS, hasFileProblemWords } from '../../../config/file-problem.ts'
import type { FileProblemCode } from '../../../config/file-problem.ts'
import type { Language } from '../../../trust/sharing/published-link.ts'
import type { Catalogue } from '../texts.ts'

type FileProblems = Readonly<Record<FileProblemCode | 'unknown', string>>

const EN: FileProblems = { ...FILE_PROBLEM_WORDS, unknown: 'of an unknown error' }

const SV: FileProblems = {
  ENOENT: 'det finns ingen sådan fil eller mapp',
  EACCES: 'den som kör programmet får inte',
  EPERM: 'den som kör programmet får inte',
  EISDIR: 'det är en mapp',
  ENOTDIR: 'en del av sökvägen är ingen mapp',
  EEXIST: 'den finns redan',
  ENOSPC: 'disken är full',
  EROFS: 'ingenting går att skriva där',
  ENAMETOOLONG: 'namnet är för långt',
  ELOOP: 'länkarna leder runt i en cirkel',
  unknown: 'ett okänt fel',
}

/** Why a file could not be read or written. */
export const FILE_PROBLEM_TEXTS: Catalogue<FileProblems> = { en: EN, sv: SV }

/** The same of the system's own name of it; what has no words keeps that. */
export function fileProblemText(language: Language, code: string | null): string {
  if (hasFileProblemWords(code)) return FILE_PROBLEM_TEXTS[language][code]
  return code ?? FILE_PROBLEM_TEXTS[language].unknown
}
