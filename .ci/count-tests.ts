import { readFileSync } from 'node:fs'
import process from 'node:process'
import { countLine, unexcusedSkips } from '../test/reporter/run-report.ts'
import type { RunReport } from '../test/reporter/run-report.ts'

/** `count-tests.ts REPORT` prints the counts; with `skips` it fails where a test was skipped for want of a component. */
const [path, mode] = process.argv.slice(2)
const report = JSON.parse(readFileSync(path ?? 'test-report.json', 'utf8')) as RunReport
if (mode === 'skips') {
  const skips = unexcusedSkips(report)
  for (const title of skips) process.stderr.write(`skipped although this is CI: ${title}\n`)
  if (skips.length > 0) process.exitCode = 1
} else {
  process.stdout.write(`${countLine(report)}\n`)
  if (report.failed > 0 || report.passed === 0) process.exitCode = 1
}
