import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { expect } from 'chai'
import { itChromium } from '../shared-material.ts'
import { ROOT } from '../source-files.ts'

function run(args: readonly string[], path = process.env['PATH'] ?? '') {
  const command = ['--import', 'tsx', 'test/browser/test-browser.ts', ...args]
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, PATH: path } })
}

describe('npm run test:browser', () => {
  itChromium('fails where no flow is walked, and says so in one document', () => {
    const { status, stdout } = run(['--flow', 'a flow that nobody wrote', '--json'])
    expect(JSON.parse(stdout)).to.deep.equal({ flows: 0, pages: 0, axeViolations: 0, failed: 0 })
    expect(status).to.equal(1)
  })

  it('names the package where there is no browser', () => {
    const { status, stdout, stderr } = run(['--json'], '/nowhere')
    expect({ status, stdout }).to.deep.equal({ status: 3, stdout: '' })
    expect(stderr).to.match(/^There is no browser: .*Debian package chromium\.\n$/)
  })
})
