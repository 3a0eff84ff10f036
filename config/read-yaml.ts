import { parseDocument } from 'yaml'
import type { DocumentProblem } from '../trust/policies/document-problem.ts'

export type YamlReading =
  | { readonly read: true; readonly value: unknown }
  | { readonly read: false; readonly problems: readonly DocumentProblem[] }

const MOST_ALIASES = 100

const LONGEST_MESSAGE = 160

/** What is wrong in one line; of a file that is no text its bytes are not passed on to a terminal. */
function readable(message: string): string {
  const line = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''
  const text = line.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`
}

/** Reads one YAML 1.2 document, merge keys (`<<`) included; problems name line and column. */
export function readYaml(text: string): YamlReading {
  const document = parseDocument(text, { merge: true })
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ linePos, message }) => ({
      path: linePos === undefined ? '(syntax)' : `line ${linePos[0].line}, column ${linePos[0].col}`,
      problem: `found no YAML; ${readable(message)}`,
    }))
    return { read: false, problems }
  }
  try {
    return { read: true, value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown }
  } catch (error) {
    // An alias to nothing, or aliases within aliases that would fill the memory.
    const because = error instanceof Error ? error.message : String(error)
    return { read: false, problems: [{ path: '(aliases)', problem: `found YAML that cannot be resolved; ${because}` }] }
  }
}
