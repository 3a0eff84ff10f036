import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../source-files.ts'
import { countLine, unexcusedSkips } from './run-report.ts'
import type { RunReport } from './run-report.ts'

const MOCHA = 'node_modules/mocha/bin/mocha.js'

describe('the count reporter', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-reporter-'))
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  function run(source: string): { report: RunReport; output: string; status: number | null } {
    const [file, output] = [join(folder, 'some.test.js'), join(folder, 'report.json')]
    writeFileSync(file, source)
    const options = ['--import', 'tsx', MOCHA, '--reporter-option', `output=${output}`, file]
    const ended = spawnSync(process.execPath, options, { cwd: ROOT, encoding: 'utf8' })
    return { report: JSON.parse(readFileSync(output, 'utf8')) as RunReport, output: ended.stdout, status: ended.status }
  }

  it('counts what passed, failed and was skipped, and names the failure', () => {
    const { report, output, status } = run(`
      describe('a clock', () => {
        it('ticks', () => {})
        it('tocks', () => {})
        it('stops', () => { throw new Error('still going') })
        it.skip('rings', () => {})
      })`)
    expect(report).to.include({ passed: 2, failed: 1, skipped: 1 })
    expect(report.tests.map((test) => test.outcome)).to.deep.equal(['passed', 'passed', 'failed', 'skipped'])
    expect(output).to.include('a clock › stops').and.to.include('still going').and.to.include('a clock › rings')
    expect(status).to.equal(1)
  })

  it('counts a failed hook as a failure', () => {
    const { report, status } = run(`
      describe('a clock', () => {
        before(() => { throw new Error('no spring') })
        it('ticks', () => {})
      })`)
    expect(report).to.include({ passed: 0, failed: 1, skipped: 0 })
    expect(status).to.equal(1)
  })

  it('ends with 0 when everything passed', () => {
    expect(run(`describe('a clock', () => { it('ticks', () => {}) })`).status).to.equal(0)
  })
})

describe('the last line of a CI run', () => {
  it('is the three counts', () => {
    expect(countLine({ passed: 1234, failed: 0, skipped: 5 })).to.equal('1234 passed, 0 failed, 5 skipped')
  })

  it('is preceded by each skip that CI should not have, but not by those for want of reference material', () => {
    const record = { file: 'a.test.ts', outcome: 'skipped', duration: 0 } as const
    const tests = [
      { ...record, title: 'a store › runs on Redis' },
      { ...record, title: 'a reader › reads the captures (needs ../shared/captures)' },
    ]
    const report = { passed: 0, failed: 0, skipped: 2, duration: 0, tests }
    expect(unexcusedSkips(report)).to.deep.equal(['a store › runs on Redis'])
  })
})
