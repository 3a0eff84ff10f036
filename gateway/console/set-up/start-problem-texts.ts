import { FederationError } from '../../../protocols/federation-error.ts'
import { saidText } from '../../../protocols/said.ts'
import { printable } from '../../cli/printable.ts'
import { startProblem } from '../../set-up/start-problem.ts'
import type { StartProblem, StartProblemWords } from '../../set-up/start-problem.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { Locale } from '../locale.ts'
import type { Catalogue } from '../texts.ts'
import { fileProblemText } from './file-problem-texts.ts'
import { SET_UP_TEXTS } from './set-up-texts.ts'

const EN: StartProblemWords = {
  unwritten: ({ path, code }) => `${path}: cannot be written: ${fileProblemText('en', code)}`,
  unmade: ({ path, code }) =>
    `${path}: cannot be made: ${code === 'ENOENT' ? 'no folder can be made there' : fileProblemText('en', code)}`,
  refusedFile: ({ path, code }) => `${path}: ${fileProblemText('en', code)}`,
  stateThere: ({ path }) => `${path}: there is the state of another gateway already`,
  readByOthers: ({ path }) => `${path} must be readable by its owner only`,
  notListening: ({ host, port, code }) =>
    `cannot listen on ${host}, port ${port}: ${code === 'EADDRINUSE' ? 'another process listens there already' : (code ?? fileProblemText('en', null))}`,
  storeHeld: ({ folder }) => `the store in ${folder} is held by another process`,
  storeDamaged: ({ folder }) => `the store in ${folder} is damaged`,
  storeUnopened: ({ folder }) => `the store in ${folder} cannot be opened`,
}

const SV: StartProblemWords = {
  unwritten: ({ path, code }) => `${path} går inte att skriva: ${fileProblemText('sv', code)}`,
  unmade: ({ path, code }) =>
    `${path} går inte att skapa: ${code === 'ENOENT' ? 'ingen mapp kan skapas där' : fileProblemText('sv', code)}`,
  refusedFile: ({ path, code }) => `${path}: ${fileProblemText('sv', code)}`,
  stateThere: ({ path }) => `${path}: där finns redan en annan gateways tillstånd`,
  readByOthers: ({ path }) => `${path} får bara gå att läsa av den som äger filen`,
  notListening: ({ host, port, code }) =>
    `det går inte att lyssna på ${host}, port ${port}: ${code === 'EADDRINUSE' ? 'ett annat program lyssnar redan där' : (code ?? fileProblemText('sv', null))}`,
  storeHeld: ({ folder }) => `lagret i ${folder} hålls av en annan process`,
  storeDamaged: ({ folder }) => `lagret i ${folder} är skadat`,
  storeUnopened: ({ folder }) => `lagret i ${folder} går inte att öppna`,
}

/** What keeps a set-up or a first start from going on. */
export const START_PROBLEM_TEXTS: Catalogue<StartProblemWords> = { en: EN, sv: SV }

/** A sentence of ours, and what somebody else says of it in English; null where nothing is repeated. */
export interface SaidProblem {
  readonly sentence: string
  readonly quoted: string | null
}

/** Of a store that does not open: what its engine says. */
function theirWords({ says }: StartProblem, error: unknown): string | null {
  const isOfEngine = says === 'storeUnopened' || says === 'storeDamaged'
  return isOfEngine && error instanceof Error && error.cause instanceof Error ? printable(error.cause.message) : null
}

/** What nobody foresaw is repeated as it is: whoever sets up runs the program. */
export function saidOf(error: unknown, { language }: Pick<Locale, 'language'>): SaidProblem {
  const problem = startProblem(error)
  if (problem !== null) {
    return {
      sentence: printable(saidText(START_PROBLEM_TEXTS[language], problem)),
      quoted: theirWords(problem, error),
    }
  }
  const message = error instanceof FederationError ? error.message : String(error)
  return { sentence: SET_UP_TEXTS[language].unforeseen, quoted: printable(message) }
}

export const saidPart = ({ sentence, quoted }: SaidProblem): Html =>
  html`<bdi>${sentence}</bdi>${quoted !== null && html` <q lang="en"><bdi>${quoted}</bdi></q>`}`
