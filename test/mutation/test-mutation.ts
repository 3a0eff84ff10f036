import type { MutantResult } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { relative } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { FILES_OPTION } from './mocha-runner.ts'
import { scoresOf } from './score.ts'
import type { MutationReport } from './score.ts'
import { SCOPES } from './scope.ts'
import type { Scope } from './scope.ts'

/** `npm run test:mutation`: changes the code that decides in one place at a time, and counts the changes no test notices. */
const USAGE = `npm run test:mutation -- [--only SCOPE] [--file TEXT] [--all] [--json]
  --only SCOPE  ${SCOPES.map(({ name }) => name).join(', ')}; without it all of them, one after the other
  --file TEXT   tries only files with this in their path; the score is of all that were tried
  --all         tests again what was tested before and has not changed since`

const ENOUGH = 95

async function mutate({ name, mutated, tests }: Scope, file: string, again: boolean): Promise<readonly MutantResult[]> {
  const mutate = mutated.filter((path) => path.includes(file))
  if (mutate.length === 0) return []
  const stryker = new Stryker({
    mutate: [...mutate],
    testRunner: 'mocha',
    plugins: ['./test/mutation/mocha-runner.ts'],
    testRunnerNodeArgs: ['--import', 'tsx'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 5_000,
    disableTypeChecks: false,
    incremental: true,
    incrementalFile: `coverage/mutation/${name}.json`,
    force: again,
    tempDirName: `coverage/mutation/${name}`,
    ignorePatterns: ['coverage', 'dist', 'docs'],
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
    warnings: { unknownOptions: false, preprocessorErrors: true, unserializableOptions: true, slow: false },
    // Read by our runner. Stryker's own `testFiles` would be told it as a filter of tests.
    [FILES_OPTION]: tests,
  })
  return stryker.runMutationTest()
}

/** A change that went unnoticed, and where it is; a path with a line leads there in most terminals. */
function unnoticed({ status, fileName, location: { start }, mutatorName, replacement }: MutantResult): string {
  const text = (replacement ?? '').replaceAll(/\s+/g, ' ')
  return `${status} ${relative(process.cwd(), fileName)}:${start.line}:${start.column} ${mutatorName}: ${text}\n`
}

function table({ all, files }: MutationReport): string {
  const rows = [...Object.entries(files), ['all', all] as const]
  const row = ([
    name,
    { score, mutants, killed, timeout, survived, noCoverage, errors },
  ]: (typeof rows)[number]): string =>
    `${score.toFixed(2).padStart(6)} %  ${name}: ${killed} killed and ${timeout} endless of ${mutants}; ` +
    `${survived} survived, ${noCoverage} in no test, ${errors} not loaded\n`
  return rows.map(row).join('')
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    file: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const chosen = SCOPES.filter(({ name }) => values.only === undefined || name === values.only)
if (values.help) process.stdout.write(`${USAGE}\n`)
else if (chosen.length === 0) {
  process.stderr.write(`--only: no such scope\n${USAGE}\n`)
  process.exitCode = 2
} else {
  const results: MutantResult[] = []
  for (const scope of chosen) results.push(...(await mutate(scope, values.file, values.all)))
  for (const one of results) {
    if (one.status === 'Survived' || one.status === 'NoCoverage') process.stderr.write(unnoticed(one))
  }
  const report = scoresOf(results)
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report))
  process.exitCode = report.all.score >= ENOUGH ? 0 : 1
}
