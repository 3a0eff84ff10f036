import { firstProblems } from '../trust/policies/document-problem.ts'
import type { DocumentProblem } from '../trust/policies/document-problem.ts'
import { parsePolicyDocument } from '../trust/policies/policy-document.ts'
import type { PolicyDocument } from '../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../trust/policies/policy-parts.ts'
import { readYaml } from './read-yaml.ts'
import type { PlacedProblem, YamlReading } from './read-yaml.ts'

export type PolicyTextReading =
  | { readonly accepted: true; readonly document: PolicyDocument; readonly written: WrittenDocument }
  | { readonly accepted: false; readonly problems: readonly PlacedProblem[] }

type Text = Extract<YamlReading, { read: true }>

/** The first problems, each with its place in the text. */
export function placed(problems: readonly DocumentProblem[], { place }: Pick<Text, 'place'>): readonly PlacedProblem[] {
  return firstProblems(problems).map((problem) => ({ ...problem, ...place(problem.path) }))
}

/**
 * Reads a policy document in YAML or JSON. Every problem is reported at once, with line and column; a text that is no YAML
 * has those of its syntax only, since what a parser makes of the rest is not what was written.
 */
export function readPolicyText(text: string): PolicyTextReading {
  const yaml = readYaml(text)
  const whole = yaml.read ? yaml : yaml.repeating
  const syntax = yaml.read ? [] : yaml.problems
  if (whole === null) return { accepted: false, problems: syntax }
  const reading = parsePolicyDocument(whole.value)
  if (!reading.accepted) return { accepted: false, problems: [...syntax, ...placed(reading.problems, whole)] }
  if (syntax.length > 0) return { accepted: false, problems: syntax }
  return { accepted: true, document: reading.document, written: whole.value as WrittenDocument }
}
