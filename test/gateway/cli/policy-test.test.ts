import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { testPolicyFile } from '../../../gateway/cli/policy-test.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { ledigCommand } from '../../built-product.ts'
import { ROOT } from '../../source-files.ts'

const OWN = fileURLToPath(new URL('../../vectors/policies/northwind.policy-test.yaml', import.meta.url))

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function ledig(...args: readonly string[]): Promise<Run> {
  const [command, ...before] = ledigCommand()
  return new Promise((resolve) => {
    execFile(
      command,
      [...before, 'policy', 'test', ...args],
      { cwd: ROOT, timeout: 60_000 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      },
    )
  })
}

describe('an administrator who tests a policy', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-policy-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const failing = `
base: { organization: { id: northwind, domains: [northwind.example] } }
cases:
  - name: "a name \\e[31m in red"
    ask: { from: joe@carrier.example, about: ivy@northwind.example, view: FreeBusy }
    expect: { outcome: answer }
`
  const refusal = async (text: string): Promise<string> => {
    try {
      await testPolicyFile(file('refused.yaml', text))
    } catch (error) {
      if (error instanceof FederationError && error.code === 'ERR_CONFIG_INVALID') return error.message
      throw error
    }
    throw new Error('the file was taken')
  }

  it('reads a line for each case and a count, and exit code 0, where all is as expected', async () => {
    const { code, stdout, stderr } = await ledig(OWN)
    expect({ code, stderr: stderr.replaceAll(/^npm .*\n?/gm, '') }).to.deep.equal({ code: 0, stderr: '' })
    expect(stdout.split('\n').filter((line) => line.startsWith('ok  '))).to.have.length(13)
    expect(stdout).to.match(/\n13 passed, 0 failed\n$/)
  })

  it('reads what was expected and what came, and exit code 8, where something is not', async () => {
    const { code, stdout } = await ledig(file('failing.yaml', failing))
    expect(code).to.equal(8)
    expect(stdout).to.equal(
      [
        'FAILED  a name ?[31m in red',
        '          expected  outcome answer',
        '          got       outcome refuse, decidedBy NO_RELATIONSHIP',
        '',
        '0 passed, 1 failed',
        '',
      ].join('\n'),
    )
  })

  it('gets one JSON document and nothing else with --json', async () => {
    const { code, stdout } = await ledig(file('failing.yaml', failing), '--json')
    expect(code).to.equal(8)
    expect(JSON.parse(stdout)).to.deep.equal({
      passed: 0,
      failed: 1,
      cases: [
        {
          name: 'a name \u001b[31m in red',
          ok: false,
          expected: { outcome: 'answer' },
          got: { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP' },
        },
      ],
    })
  })

  it('reads the file, the place in it, what is there and what should be, and exit code 3, where the file is wrong', async () => {
    const wrong = file('wrong.yaml', failing.replace('view: FreeBusy', 'view: Everything'))
    const { code, stdout, stderr } = await ledig(wrong, '--json')
    expect({ code, stdout }).to.deep.equal({ code: 3, stdout: '' })
    expect(stderr).to.equal(
      `${wrong}:5:69: cases.0.ask.view: found "Everything"; expected one of MergedOnly, FreeBusy, FreeBusyMerged, Detailed, DetailedMerged\n`,
    )
  })

  it('is told the line of what is no YAML', async () => {
    expect(await refusal('base: {\ncases: ]')).to.match(/refused\.yaml:2:\d+: \(syntax\): found no YAML; /)
    expect(await refusal('a: 1\na: 2')).to.match(/refused\.yaml:2:1: \(syntax\): found a name a second time; expected /)
  })

  it('is told of a file that is not there, or is empty', async () => {
    const missing = join(folder, 'missing.yaml')
    const error: unknown = await testPolicyFile(missing).catch((thrown: unknown) => thrown)
    expect(error)
      .to.be.instanceOf(FederationError)
      .with.property('message', `${missing}: cannot read the policy test file: there is no such file or folder`)
    expect(await refusal('')).to.include('(top): found an empty value; expected a group of fields')
  })

  it('is not kept waiting by a file of aliases within aliases', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`)
    expect(await refusal(['a0: &a0 [x, x]', ...levels].join('\n'))).to.match(/refused\.yaml: .*alias/i)
  })
})
