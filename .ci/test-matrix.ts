import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { countLine } from '../test/reporter/run-report.ts'
import type { RunReport } from '../test/reporter/run-report.ts'
import { readFileSync } from 'node:fs'

/**
 * Runs the whole suite on the newer Node releases (the everyday run is on the oldest). Each Node comes as a package into
 * a folder that is removed afterwards; nothing of the checkout changes but `test-report.json`.
 */
const RELEASES = ['22', '24']
const PLATFORM = `node-${process.platform}-${process.arch}`

function suiteOn(release: string, folder: string): boolean {
  const home = join(folder, release)
  const install = ['install', '--no-save', '--no-audit', '--ignore-scripts', '--prefix', home, `${PLATFORM}@${release}`]
  if (spawnSync('npm', install, { stdio: 'inherit' }).status !== 0) return false
  const node = join(home, 'node_modules', PLATFORM, 'bin', 'node')
  const report = join(folder, `${release}.json`)
  const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--reporter-option', `output=${report}`]
  const run = spawnSync(node, [...mocha, 'test/**/*.test.ts'], { stdio: 'inherit' })
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  process.stdout.write(`${version}: ${countLine(JSON.parse(readFileSync(report, 'utf8')) as RunReport)}\n`)
  return run.status === 0
}

const folder = mkdtempSync(join(tmpdir(), 'ledig-matrix-'))
try {
  const failed = RELEASES.filter((release) => !suiteOn(release, folder))
  if (failed.length > 0) process.stderr.write(`failed on Node ${failed.join(', ')}\n`)
  process.exitCode = failed.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
