import { FederationError } from '../protocols/federation-error.ts'
import { firstProblems } from '../trust/policies/document-problem.ts'
import type { PlacedProblem } from './read-yaml.ts'

/** As compilers say it and editors understand it: `contoso.policy.yaml:12:5: mailboxes.0.default: found …; expected …`. */
export function problemLine(
  file: string,
  { path, problem, line, column }: Pick<PlacedProblem, 'path' | 'problem' | 'line' | 'column'>,
): string {
  const place = line === undefined || column === undefined ? file : `${file}:${line}:${column}`
  return `${place}: ${path}: ${problem}`
}

/** What a file is refused with: its first problems, one a line. */
export function fileRefused(file: string, problems: readonly PlacedProblem[]): FederationError {
  const lines = firstProblems(problems).map((problem) => problemLine(file, problem))
  return new FederationError('ERR_CONFIG_INVALID', lines.join('\n'), { problems: problems.length })
}
