import { fileProblemCode } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorContext } from '../../protocols/federation-error.ts'
import { sayer } from '../../protocols/said.ts'
import type { Said, SaidWords } from '../../protocols/said.ts'

/** A file or folder, and the system's own name of what went wrong with it; null where it has none. */
interface OfPath {
  readonly path: string
  readonly code: string | null
}
interface OfFolder {
  readonly folder: string
}

/** What can keep a set-up or a first start from going on, with what is told of it beside the words. */
export interface StartProblemValues {
  readonly unwritten: OfPath
  readonly unmade: OfPath
  /** As the system refused it. */
  readonly refusedFile: OfPath
  readonly stateThere: { readonly path: string }
  readonly readByOthers: { readonly path: string }
  readonly notListening: { readonly host: string; readonly port: number; readonly code: string | null }
  readonly storeHeld: OfFolder
  readonly storeDamaged: OfFolder
  readonly storeUnopened: OfFolder
}

/** One language's words for each. */
export type StartProblemWords = SaidWords<StartProblemValues>

/** What was in the way, to be said in any language. */
export type StartProblem = Said<StartProblemValues>

const says = sayer<StartProblemValues>()

/** The context of an error that `startProblem` knows again. */
export const problemContext = (problem: 'unwritten' | 'unmade', path: string, error: unknown): ErrorContext => ({
  ...{ problem, path, system: fileProblemCode(error) ?? '' },
})

const STORES: Readonly<Record<string, 'storeHeld' | 'storeDamaged' | 'storeUnopened'>> = {
  ERR_STORE_LOCKED: 'storeHeld',
  ERR_STORE_DAMAGED: 'storeDamaged',
  ERR_STORE_UNAVAILABLE: 'storeUnopened',
}

const text = (value: ErrorContext[string] | undefined): string => (value === undefined ? '' : String(value))

function ofOurs({ code, context }: FederationError): StartProblem | null {
  const { problem, path, system, host, port, folder } = context
  const known = text(system) === '' ? null : text(system)
  const store = STORES[code]
  if (store !== undefined && typeof folder === 'string') return says(store, { folder })
  if (problem === 'not-listening') return says('notListening', { host: text(host), port: Number(port), code: known })
  if (typeof path !== 'string') return null
  if (problem === 'unwritten' || problem === 'unmade') return says(problem, { path, code: known })
  if (problem === 'state-there') return says('stateThere', { path })
  return problem === 'read-by-others' ? says('readByOthers', { path }) : null
}

/** What an error of a set-up or a first start says; null for what nobody foresaw. */
export function startProblem(error: unknown): StartProblem | null {
  if (error instanceof FederationError) return ofOurs(error)
  const path = error instanceof Error && 'path' in error ? error.path : undefined
  const code = fileProblemCode(error)
  return typeof path === 'string' && code !== null ? says('refusedFile', { path, code }) : null
}
