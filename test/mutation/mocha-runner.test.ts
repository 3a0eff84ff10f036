import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from 'chai'
import { ROOT } from '../source-files.ts'

/** As Stryker writes it: says that it was passed, and does something else while its mutant is active. */
const MUTATED = `
const context = (globalThis.__stryker__ ??= {})
function active(id) {
  const covered = context.mutantCoverage
  if (covered !== undefined) {
    const test = context.currentTestId
    const counts = test === undefined ? covered.static : (covered.perTest[test] ??= {})
    counts[id] = (counts[id] ?? 0) + 1
  }
  if (context.hitCount !== undefined && ++context.hitCount > context.hitLimit) throw new Error('round in circles')
  return context.activeMutant === id
}
export const ZERO = active('0') ? 1 : 0
export const twice = (n) => (active('1') ? n : 2 * n)
export const never = () => active('2')
`
const TESTS = `
import { twice, ZERO } from './mutated.mjs'
const expectEqual = (a, b) => { if (a !== b) throw new Error(a + ' is not ' + b) }
describe('numbers', () => {
  it('are doubled (all of them)', () => expectEqual(twice(2), 4))
  it('begin at nought', () => expectEqual(ZERO, 0))
  it.skip('end')
})
`
const DRIVER = `
import { MochaRunner } from ${JSON.stringify(`${ROOT}test/mutation/mocha-runner.ts`)}
const runner = new MochaRunner([process.argv[1]])
const told = []
for (const [what, options] of JSON.parse(process.argv[2])) told.push(await runner[what](options))
process.stdout.write(JSON.stringify(told))
`

const run = { timeout: 1_000, disableBail: false }
const mutant = (id: string, more: object) =>
  ['mutantRun', { ...run, activeMutant: { id }, mutantActivation: 'runtime', ...more }] as const

describe('the runner of mutants', function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-mutants-'))
    writeFileSync(join(folder, 'mutated.mjs'), MUTATED)
    writeFileSync(join(folder, 'numbers.test.mjs'), TESTS)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Each in a process of its own, since Mocha's words are the process's. */
  function told(...runs: readonly (readonly [string, object])[]): readonly Record<string, unknown>[] {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', DRIVER]
    const given = [join(folder, 'numbers.test.mjs'), JSON.stringify(runs)]
    const { stdout, stderr } = spawnSync(process.execPath, [...args, ...given], { cwd: ROOT, encoding: 'utf8' })
    expect(stdout, stderr).to.not.equal('')
    return JSON.parse(stdout) as readonly Record<string, unknown>[]
  }
  const DOUBLED = 'numbers are doubled (all of them)'
  const BEGIN = 'numbers begin at nought'

  it('tells of each test how it ended, and which test comes by which mutant', () => {
    const [dry] = told(['dryRun', { ...run, coverageAnalysis: 'perTest' }])
    const tests = dry?.['tests'] as readonly { readonly name: string; readonly status: number }[]
    expect(tests.map(({ name, status }) => [name, status])).to.deep.equal([
      [DOUBLED, 0],
      [BEGIN, 0],
      ['numbers end', 2],
    ])
    expect(dry?.['mutantCoverage']).to.deep.equal({ static: { 0: 1 }, perTest: { [DOUBLED]: { 1: 1 } } })
  })

  it('says that a mutant is killed, by which test, and that one survives', () => {
    const [killed, survived, spared] = told(
      mutant('1', { testFilter: [DOUBLED] }),
      mutant('2', { testFilter: [DOUBLED, BEGIN] }),
      mutant('1', { testFilter: [BEGIN] }),
    )
    expect(killed).to.include({ status: 'killed', failureMessage: '2 is not 4' })
    expect(killed?.['killedBy']).to.deep.equal([DOUBLED])
    expect(survived).to.include({ status: 'survived', nrOfTests: 2 })
    expect(spared).to.include({ status: 'survived', nrOfTests: 1 })
  })

  it('has a mutant that acts while files are loaded active before they are', () => {
    expect(told(mutant('0', { mutantActivation: 'static' }))[0]).to.include({ status: 'killed' })
    expect(told(mutant('0', {}))[0]).to.include({ status: 'survived' })
  })

  it('stops a mutant that goes round in circles', () => {
    expect(told(mutant('9', { hitLimit: 0 }))[0]).to.include({ status: 'timeout' })
  })

  it('takes no run without a test for a mutant that nobody notices', () => {
    expect(told(mutant('1', { testFilter: ['numbers are doubled'] }))[0]).to.include({ status: 'error' })
  })
})
