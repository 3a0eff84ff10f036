import { LineCounter, parseDocument } from 'yaml'
import type { Document, YAMLError } from 'yaml'
import { problemAt } from '../trust/policies/document-problem.ts'
import type { DocumentProblem } from '../trust/policies/document-problem.ts'
import { placeOf } from './yaml-places.ts'
import type { Place } from './yaml-places.ts'

/** A problem that is found in a file of text. */
export type PlacedProblem = DocumentProblem & Partial<Place>

export type YamlReading =
  | {
      readonly read: true
      readonly value: unknown
      /** Where in the text a path is; null where it is not there at all. */
      readonly place: (path: string) => Place | null
    }
  | {
      readonly read: false
      readonly problems: readonly PlacedProblem[]
      /** What is there all the same, where nothing but a repeated name is wrong: everything in it can be looked at. */
      readonly repeating: Extract<YamlReading, { read: true }> | null
    }

const MOST_ALIASES = 100

const LONGEST_MESSAGE = 160

/** What is wrong in one line; of a file that is no text its bytes are not passed on to a terminal. */
function readable(message: string): string {
  const line = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''
  const text = line.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`
}

function syntaxProblem({ code, linePos, message }: YAMLError): PlacedProblem {
  if (code === 'DUPLICATE_KEY') {
    return { ...problemAt('(syntax)', 'a name a second time', 'each name only once'), ...placeOfError(linePos) }
  }
  const problem = problemAt('(syntax)', 'no YAML', readable(message))
  return { ...problem, problem: `found no YAML; ${problem.expected}`, ...placeOfError(linePos) }
}

const placeOfError = (linePos: YAMLError['linePos']): Partial<Place> =>
  linePos === undefined ? {} : { line: linePos[0].line, column: linePos[0].col }

function resolved(document: Document, lines: LineCounter): YamlReading {
  try {
    const value = document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown
    return { read: true, value, place: (path) => placeOf(document, lines, path) }
  } catch (error) {
    // An alias to nothing, or aliases within aliases that would fill the memory.
    const because = error instanceof Error ? error.message : String(error)
    const problem = problemAt('(aliases)', 'YAML that cannot be resolved', because)
    return {
      read: false,
      problems: [{ ...problem, problem: `found YAML that cannot be resolved; ${because}` }],
      repeating: null,
    }
  }
}

/** Reads one YAML 1.2 document, merge keys (`<<`) included; problems name line and column. */
export function readYaml(text: string): YamlReading {
  const lines = new LineCounter()
  const document = parseDocument(text, { merge: true, lineCounter: lines })
  if (document.errors.length === 0) return resolved(document, lines)
  const problems = document.errors.map(syntaxProblem)
  const whole = document.errors.every(({ code }) => code === 'DUPLICATE_KEY') ? resolved(document, lines) : null
  return { read: false, problems, repeating: whole?.read === true ? whole : null }
}
