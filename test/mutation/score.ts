import type { MutantResult } from '@stryker-mutator/api/core'

/** What became of the mutants of a file. */
export interface Score {
  readonly mutants: number
  /** A test failed. */
  readonly killed: number
  /** The tests came to no end. */
  readonly timeout: number
  readonly survived: number
  /** No test comes by: as good as survived. */
  readonly noCoverage: number
  /** Cannot be loaded, and counts for nothing. */
  readonly errors: number
  /** Of those that can be loaded, how many in a hundred were noticed; rounded down, so that 94.99 is not 95. */
  readonly score: number
}

function scoreOf(results: readonly MutantResult[]): Score {
  const count = (status: MutantResult['status']): number => results.filter((one) => one.status === status).length
  const [killed, timeout, survived, noCoverage] = [
    count('Killed'),
    count('Timeout'),
    count('Survived'),
    count('NoCoverage'),
  ]
  const valid = killed + timeout + survived + noCoverage
  const score = valid === 0 ? 0 : Math.floor((10_000 * (killed + timeout)) / valid) / 100
  const mutants = results.length
  return { mutants, killed, timeout, survived, noCoverage, errors: mutants - valid, score }
}

export interface MutationReport {
  readonly all: Score
  readonly files: Readonly<Record<string, Score>>
}

/** By file, and of all together. */
export function scoresOf(results: readonly MutantResult[]): MutationReport {
  const names = [...new Set(results.map(({ fileName }) => fileName))].sort()
  const files = names.map((name) => [name, scoreOf(results.filter(({ fileName }) => fileName === name))] as const)
  return { all: scoreOf(results), files: Object.fromEntries(files) }
}
