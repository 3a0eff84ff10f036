import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const CLI = fileURLToPath(new URL('../../../gateway/cli/ledig.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function ledig(args: string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], { env: { ...process.env, NO_COLOR: '1' } })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    )
    child.stdin.end(input)
  })
}

describe('the command line', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-cli-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('prints what there is on --help, with exit code 0', async () => {
    const { code, out } = await ledig(['--help'])
    expect(code).to.equal(0)
    for (const word of [
      'init',
      'serve',
      'config',
      'trust',
      'lookup',
      'policy',
      'password',
      'healthcheck',
      'Exit codes',
    ]) {
      expect(out).to.include(word)
    }
  })

  it('answers a mistyped command with a suggestion and exit code 2', async () => {
    const { code, err, out } = await ledig(['trsut'])
    expect([code, out]).to.deep.equal([2, ''])
    expect(err).to.include('Did you mean trust?')
  })

  it('answers a missing option with its name and exit code 2', async () => {
    const { code, err } = await ledig(['trust', 'propose', 'http://127.0.0.1:9/x'])
    expect(code).to.equal(2)
    expect(err).to.include('--organization')
  })

  it('answers a bad configuration with file, path, found and expected, exit code 3 and no stack', async () => {
    const file = join(folder, 'ledig.yaml')
    writeFileSync(file, 'gateway: { id: 1 }\nadmin: { tokenFile: x }\n')
    for (const command of [['config', 'check'], ['serve']]) {
      const { code, err, out } = await ledig([...command, '--config', file])
      expect([code, out]).to.deep.equal([3, ''])
      expect(err).to.match(/ledig\.yaml: gateway\.id: found a number; /)
      expect(err).to.not.match(/\n {2,}at /)
    }
  })

  it('answers a gateway that is not there with exit code 4', async () => {
    writeFileSync(join(folder, 'token'), 'x')
    const args = ['trust', 'list', '--gateway', 'http://127.0.0.1:9', '--token-file', join(folder, 'token')]
    const { code, err } = await ledig(args)
    expect(code).to.equal(4)
    expect(err).to.include('http://127.0.0.1:9 does not answer')
  })

  it('hashes a password from standard input, and refuses a short one', async () => {
    const { code, out } = await ledig(['password'], 'long enough\n')
    expect(code).to.equal(0)
    expect(out).to.match(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}\n$/)
    expect(await ledig(['password'], 'short\n')).to.include({ code: 1, out: '' })
  })

  it('writes a first configuration that is sound, keeps its secret to itself, and does not write it twice', async () => {
    const init = await ledig(['init', '--domain', 'Example.ORG', '--folder', folder])
    expect(init.code, init.err).to.equal(0)
    expect(init.out).to.match(/user name first@example\.org, password \S{16}/)
    expect(statSync(join(folder, 'admin-token')).mode & 0o777).to.equal(0o600)
    expect(readFileSync(join(folder, 'ledig.yaml'), 'utf8')).to.not.include(/password (\S{16})/.exec(init.out)?.[1])
    const check = await ledig(['config', 'check', '--config', join(folder, 'ledig.yaml')])
    expect(check).to.deep.include({ code: 0, err: '' })
    expect(check.out).to.include('hosts example.org')
    expect((await ledig(['init', '--domain', 'example.org', '--folder', folder])).code).to.equal(1)
  })
})
