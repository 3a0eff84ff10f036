import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import type { DryRunResult, MutantRunOptions, MutantRunResult, TestResult } from '@stryker-mutator/api/test-runner'
import type { DryRunOptions, TestRunner, TestRunnerCapabilities } from '@stryker-mutator/api/test-runner'
import fc from 'fast-check'
import Mocha from 'mocha'
import { resolve } from 'node:path'
import process from 'node:process'

const ground = globalThis as unknown as Record<string, InstrumenterContext | undefined>
/** Where instrumented code reads which mutant is active and writes what it came by. */
const context: InstrumenterContext = (ground[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {})

/** The same examples in every run, so that a score is the same; what fails is not made smaller. */
const SEED = 20_261_126

/** Where our test files are named among Stryker's options. */
export const FILES_OPTION = 'mochaFiles'

const ALL = /^/
const literal = (title: string): string => title.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
const exactly = (titles: readonly string[]): RegExp => new RegExp(`^(?:${titles.map(literal).join('|')})$`)

function setBail(suite: Mocha.Suite, bail: boolean): void {
  suite.bail(bail)
  for (const inner of suite.suites) setBail(inner, bail)
}

/** Of a test, or of a hook that failed before it. */
function resultOf(test: Mocha.Runnable, timeSpentMs: number, failure: Error | null): TestResult {
  const { file } = test
  const told = {
    id: test.fullTitle(),
    name: test.fullTitle(),
    timeSpentMs,
    ...(file === undefined ? {} : { fileName: file }),
  }
  if (failure !== null) return { ...told, status: TestStatus.Failed, failureMessage: failure.message }
  return { ...told, status: test.isPending() ? TestStatus.Skipped : TestStatus.Success }
}

/**
 * Runs our tests for Stryker, in one process: the files are loaded once, the mutants are switched. Stryker's own runner
 * knows Mocha to version 11 only.
 */
export class MochaRunner implements TestRunner {
  readonly #files: readonly string[]
  #mocha: Mocha | undefined

  constructor(files: readonly string[]) {
    this.#files = files
  }

  /** Modules that are loaded stay loaded: a mutant that acts while they load gets a process of its own. */
  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false }
  }

  async dryRun({ coverageAnalysis, disableBail }: DryRunOptions): Promise<DryRunResult> {
    if (coverageAnalysis !== 'off') context.mutantCoverage = { static: {}, perTest: {} }
    const result = await this.#run(ALL, disableBail)
    const { mutantCoverage } = context
    const covered = result.status === DryRunStatus.Complete && mutantCoverage !== undefined
    return covered ? { ...result, mutantCoverage } : result
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, testFilter, mutantActivation, disableBail } = options
    if (mutantActivation === 'runtime') await this.#loaded()
    context.activeMutant = activeMutant.id
    context.hitCount = 0
    if (hitLimit === undefined) delete context.hitLimit
    else context.hitLimit = hitLimit
    const result = await this.#run(testFilter === undefined ? ALL : exactly(testFilter), disableBail)
    return toMutantRunResult(determineHitLimitReached(context.hitCount, hitLimit) ?? result)
  }

  async #loaded(): Promise<Mocha> {
    if (this.#mocha !== undefined) return this.#mocha
    const mocha = new Mocha({ timeout: 60_000 })
    for (const file of this.#files) mocha.addFile(file)
    fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED, endOnFailure: true })
    await mocha.loadFilesAsync()
    mocha.cleanReferencesAfterRun(false)
    this.#mocha = mocha
    return mocha
  }

  async #run(titles: RegExp, disableBail: boolean): Promise<DryRunResult> {
    const mocha = await this.#loaded()
    const tests: TestResult[] = []
    setBail(mocha.suite, !disableBail)
    mocha.grep(titles).reporter(
      class {
        constructor(runner: Mocha.Runner) {
          let begun = performance.now()
          const ended = (test: Mocha.Runnable, failure: Error | null): void => {
            tests.push(resultOf(test, performance.now() - begun, failure))
          }
          runner.on('test', (test) => {
            begun = performance.now()
            context.currentTestId = test.fullTitle()
          })
          runner.on('pass', (test) => ended(test, null))
          runner.on('pending', (test) => ended(test, null))
          runner.on('fail', (test, error: unknown) => ended(test, error as Error))
          // What a suite prepares is prepared for all of its tests.
          runner.on('suite', () => delete context.currentTestId)
        }
      } as unknown as Mocha.ReporterConstructor,
    )
    await new Promise((done) => mocha.run(done))
    delete context.currentTestId
    // A filter that matches nothing must not look like a mutant that nobody notices.
    if (tests.length === 0) return { status: DryRunStatus.Error, errorMessage: 'no test ran' }
    return { status: DryRunStatus.Complete, tests }
  }
}

/** Made where Stryker has put the instrumented copy. */
function inSandbox(options: StrykerOptions): MochaRunner {
  return new MochaRunner((options[FILES_OPTION] as readonly string[]).map((file) => resolve(process.cwd(), file)))
}
inSandbox.inject = tokens(commonTokens.options)

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'mocha', inSandbox)]
