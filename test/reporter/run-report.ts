/** What one run of the tests came to, as written to `test-report.json`. */
export interface RunReport {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Wall time of the whole run in milliseconds. */
  readonly duration: number
  readonly tests: readonly TestRecord[]
}

export interface TestRecord {
  /** Relative to the repository, `/` between folders. */
  readonly file: string
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly duration: number
  readonly error?: string
}

/** The last line of `.ci/run`. A failed hook is a failure although the tests it kept from running are in no count. */
export function countLine(report: Pick<RunReport, 'passed' | 'failed' | 'skipped'>): string {
  return `${String(report.passed)} passed, ${String(report.failed)} failed, ${String(report.skipped)} skipped`
}

/** Skips that only say "this machine has no reference material"; any other one is a component CI should have. */
export function unexcusedSkips(report: RunReport): readonly string[] {
  return report.tests
    .filter((t) => t.outcome === 'skipped' && !t.title.includes('(needs ../shared'))
    .map((t) => t.title)
}
