import { Command } from 'commander'
import { fileRefused } from '../../config/file-refused.ts'
import type { PolicyTestReport, ToldDecision } from '../../trust/policies/policy-test.ts'
import { ExitCode } from './exit-code.ts'
import { readGivenFile } from './read-given-file.ts'

/** @throws FederationError `ERR_CONFIG_INVALID`; its message names the file and every problem in it, one a line */
export async function testPolicyFile(file: string): Promise<PolicyTestReport> {
  const text = readGivenFile(file, 'the policy test file')
  const [{ readYaml }, { placed }, { runPolicyTests }] = await Promise.all([
    import('../../config/read-yaml.ts'),
    import('../../config/read-policy-text.ts'),
    import('../../trust/policies/policy-test.ts'),
  ])
  const yaml = readYaml(text)
  if (!yaml.read) throw fileRefused(file, yaml.problems)
  const reading = runPolicyTests(yaml.value)
  if (!reading.accepted) throw fileRefused(file, placed(reading.problems, yaml))
  return reading.report
}

const words = (decision: ToldDecision): string =>
  Object.entries(decision)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ')

/** Names come from a file: control characters in them must not reach a terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?')

function table({ passed, failed, cases }: PolicyTestReport): string {
  const lines = cases.flatMap(({ name, ok, expected, got }) => {
    const line = `${ok ? 'ok    ' : 'FAILED'}  ${printable(name)}`
    return ok ? [line] : [line, `          expected  ${words(expected)}`, `          got       ${words(got)}`]
  })
  return [...lines, '', `${passed} passed, ${failed} failed`, ''].join('\n')
}

/** `ledig policy test FILE`: plays a policy test file; exit code 0 only if every case comes out as expected. */
export function policyTestCommand(): Command {
  return new Command('test')
    .description('Play a file of questions against a policy and compare each decision with the one expected.')
    .argument('<file>', 'YAML: a base policy and cases, each a change to it, a question, and what must come out')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText(
      'after',
      `
Exit codes: 0 every case came out as expected, 8 some did not, 3 the file is not a policy test file.

Examples:
  $ ledig policy test policy-test.yaml
  $ ledig policy test policy-test.yaml --json`,
    )
    .action(async (file: string, { json }: { json?: true }) => {
      const report = await testPolicyFile(file)
      process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : table(report))
      if (report.failed > 0) process.exitCode = ExitCode.checks
    })
}
