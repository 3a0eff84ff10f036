import { writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import process from 'node:process'
import Mocha from 'mocha'
import { countLine } from './run-report.ts'
import type { TestRecord } from './run-report.ts'

/** Where the report of a run is written, relative to the working directory; `--reporter-option output=PATH` says otherwise. */
const REPORT = 'test-report.json'

interface Tally {
  passed: number
  failed: number
  skipped: number
}

/**
 * One line for each actor (top-level `describe`) with its counts, then each failure in full and each skipped title; the
 * whole run goes to `test-report.json`. Some two thousand passing sentences say less than the three that fail.
 */
class CountReporter extends Mocha.reporters.Base {
  readonly #tests: TestRecord[] = []
  readonly #actors = new Map<string, Tally>()
  readonly #started = Date.now()
  /** Of the suite under way, the root of its file at 1. */
  #depth = 0
  readonly #output: string

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const { reporterOption } = options as { reporterOption?: { output?: string } }
    this.#output = reporterOption?.output ?? REPORT
    runner.on('pass', (test) => {
      this.#record(test, 'passed')
    })
    runner.on('pending', (test) => {
      this.#record(test, 'skipped')
    })
    runner.on('fail', (test, error: Error) => {
      this.#record(test, 'failed', told(error))
    })
    runner.on('suite', () => this.#depth++)
    runner.on('suite end', (suite) => {
      // What comes from a worker is a copy: its parents know of nothing but their ids.
      if (--this.#depth === 1) this.#printActor(suite.title)
    })
    runner.once('end', () => {
      this.#finish()
    })
  }

  #record(test: Mocha.Runnable, outcome: TestRecord['outcome'], error?: string): void {
    const path = test.titlePath()
    const actor = path[0] ?? test.title
    const tally = this.#actors.get(actor) ?? { passed: 0, failed: 0, skipped: 0 }
    tally[outcome]++
    this.#actors.set(actor, tally)
    this.#tests.push({
      file: relative(process.cwd(), test.file ?? '').replaceAll(sep, '/'),
      title: path.join(' › '),
      outcome,
      duration: test.duration ?? 0,
      ...(error === undefined ? {} : { error }),
    })
  }

  #printActor(actor: string): void {
    const { passed, failed, skipped } = this.#actors.get(actor) ?? { passed: 0, failed: 0, skipped: 0 }
    this.#actors.delete(actor) // two files may tell of one actor; each gets its own line
    const mark = failed > 0 ? '✗' : passed > 0 ? '✓' : '-'
    const also = [failed > 0 ? `${String(failed)} failed` : '', skipped > 0 ? `${String(skipped)} skipped` : '']
    const tail = also.filter((part) => part !== '').join(', ')
    process.stdout.write(`  ${mark} ${String(passed).padStart(4)}  ${actor}${tail === '' ? '' : ` (${tail})`}\n`)
  }

  #finish(): void {
    const count = (outcome: TestRecord['outcome']): number => this.#tests.filter((t) => t.outcome === outcome).length
    const counts = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
    const report = { ...counts, duration: Date.now() - this.#started, tests: this.#tests }
    writeFileSync(this.#output, `${JSON.stringify(report, null, 1)}\n`)
    for (const test of this.#tests.filter((t) => t.outcome === 'skipped')) process.stdout.write(`\n  - ${test.title}`)
    for (const test of this.#tests.filter((t) => t.outcome === 'failed')) {
      process.stdout.write(`\n\n  ✗ ${test.title}\n    ${test.file}\n${indent(test.error ?? '')}`)
    }
    process.stdout.write(`\n\n${countLine(counts)} (${String(Math.round(report.duration / 1000))} s)\n`)
  }
}

/** The stack and, where two values were compared (mocha has made them text by now), what differs: chai shortens them. */
function told(
  error: Error & { readonly actual?: unknown; readonly expected?: unknown; readonly showDiff?: boolean },
): string {
  const stack = error.stack ?? error.message
  if (error.showDiff !== true) return stack
  return `${stack}\n${Mocha.reporters.Base.generateDiff(String(error.actual), String(error.expected))}`
}

const indent = (text: string): string => text.replaceAll(/^/gm, '      ')

export default CountReporter
