import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ledigCommand } from '../../built-product.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { runLedig } from './run-ledig.ts'
import type { Ended } from './run-ledig.ts'

const ledig = (args: string[], input = ''): Promise<Ended> => runLedig(args, { input })

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
    expect(err).to.equal('http://127.0.0.1:9 does not answer: nothing listens there; is the gateway running?\n')
  })

  const at = (...args: string[]): string[] => [...args, '--gateway', 'http://127.0.0.1:9', '--token-file', 'token']
  for (const [what, args, words] of [
    [
      'an address that is none',
      ['trust', 'list', '--gateway', 'nonsense', '--token-file', 'token'],
      /nonsense: no address/,
    ],
    [
      'no access token',
      ['trust', 'list', '--token-file', 'nothing'],
      /nothing: cannot read the access token: there is no such file or folder; name its file with --token-file/,
    ],
    [
      'no authority',
      at('trust', 'list', '--authority', 'nothing.pem'),
      /nothing\.pem: cannot read the authority: there is no such file or folder$/m,
    ],
    [
      'no passphrase',
      at('backup', 'b', '--passphrase-file', 'nothing'),
      /nothing: cannot read the passphrase: there is no such file or folder$/m,
    ],
    ['a proof that is none', ['audit', 'check', 'token', '--fingerprint', 'x'], /token: cannot be read as a proof/],
    [
      'no configuration',
      ['serve', '--config', 'ledig.yaml'],
      /ledig\.yaml: \(file\): cannot read .*: there is no such file or folder; .* write a first one with `ledig init`$/m,
    ],
    ['a folder that cannot be made', ['init', '--domain', 'a.example', '--folder', 'token/x'], /no folder$/m],
    [
      'a folder where none can be made',
      ['init', '--domain', 'a.example', '--folder', '/proc/ledig'],
      /^\/proc\/ledig\/calendars: cannot be made: no folder can be made there$/m,
    ],
    ['a store that is not there', ['audit', 'verify', '--store', 'nothing'], /nothing: there is no such folder/],
  ] as const) {
    it(`answers ${what} in one sentence, with exit code 3`, async () => {
      writeFileSync(join(folder, 'token'), 'x')
      const { code, err, out } = await runLedig(args, { folder })
      expect([code, out, err.split('\n').length], err).to.deep.equal([3, '', 2])
      expect(err).to.match(words)
    })
  }

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
    expect(init.out).to.include('one-time code')
    expect(existsSync(join(folder, 'admin-token'))).to.equal(false)
    expect(readFileSync(join(folder, 'ledig.yaml'), 'utf8')).to.not.include(/password (\S{16})/.exec(init.out)?.[1])
    const check = await ledig(['config', 'check', '--config', join(folder, 'ledig.yaml')])
    expect(check).to.deep.include({ code: 0, err: '' })
    expect(check.out).to.include('hosts example.org')
    expect((await ledig(['init', '--domain', 'example.org', '--folder', folder])).code).to.equal(3)
  })

  it('makes its reader the first administrator, changes a policy, and finds it again after the gateway was killed', async function () {
    this.timeout(120_000)
    const port = await freePort()
    await ledig(['init', '--domain', 'contoso.example', '--folder', folder, '--port', String(port)])
    const config = join(folder, 'ledig.yaml')
    const where = ['--gateway', `http://127.0.0.1:${port}`, '--token-file', join(folder, 'admin-token')]
    const yaml = (text: string): string => {
      writeFileSync(join(folder, 'value.yaml'), text)
      return join(folder, 'value.yaml')
    }
    let serving = await serve(config)
    try {
      const code = /claim ([0-9a-f-]+)/.exec(serving.said())?.[1] ?? ''
      const wrong = await ledig(['administrator', 'claim', 'no-code', '--name', 'Ann', ...where])
      expect([wrong.code, wrong.err]).to.deep.equal([
        4,
        'This code is wrong, over or used. A gateway that nobody administers prints a new one at each start.\n',
      ])
      const [ews, asks] = [
        `http://127.0.0.1:${port}/nowhere`,
        ['ask', 'x@contoso.example', '--as', 'y@contoso.example'],
      ]
      const elsewhere = await ledig([...asks, '--ews', ews], 'a password\n')
      expect([elsewhere.code, elsewhere.err]).to.satisfy(
        () => elsewhere.code === 4 && elsewhere.err.includes(`${ews} answered, but not as EWS does: `),
      )
      const dryClaim = await ledig(['administrator', 'claim', code, '--name', 'Ann', '--dry-run', ...where])
      expect([dryClaim.code, existsSync(join(folder, 'admin-token'))], dryClaim.err).to.deep.equal([0, false])
      expect(dryClaim.out).to.match(/^Nothing was changed; it would be:\nan access token of scope admin/)
      expect((await ledig(['administrator', 'claim', code, '--name', 'Ann', ...where])).code).to.equal(0)
      expect(statSync(join(folder, 'admin-token')).mode & 0o777).to.equal(0o600)
      const set = ['relationship', 'set', 'contoso', 'fabrikam', '--set', 'domains=[fabrikam.example]', ...where]
      const dry = await ledig([...set, '--dry-run'])
      expect(dry.out).to.include('Nothing was changed')
      expect((await ledig(['relationship', 'show', 'contoso', 'fabrikam', ...where])).code).to.equal(1)
      expect((await ledig(set)).code).to.equal(0)
      const patched = await ledig([
        ...set,
        '--set',
        'requests.level=AvailabilityOnly',
        '--set',
        'enabled=null',
        '--json',
      ])
      expect(JSON.parse(patched.out)).to.deep.include({
        value: { name: 'fabrikam', domains: ['fabrikam.example'], requests: { level: 'AvailabilityOnly' } },
      })
      const keyed = [...set, '--set', 'enabled=false', '--idempotency-key', 'once', '--json']
      const [first, again] = [await ledig(keyed), await ledig(keyed)]
      expect([again.code, again.out]).to.deep.equal([0, first.out])
      const refused = await ledig([...set, '--set', 'enabled=perhaps'])
      expect([refused.code, refused.out], refused.err).to.deep.equal([2, ''])
      const reused = await ledig([...set, '--set', 'enabled=true', '--idempotency-key', 'once'])
      expect([reused.code, reused.err]).to.deep.equal([2, 'This Idempotency-Key was used for another request.\n'])
      const remove = ['group', 'remove', 'contoso', 'nobody', ...where]
      expect(await ledig(remove)).to.deep.equal({ code: 1, out: '', err: 'There is no group of this name.\n' })
      await ledig(['group', 'set', 'contoso', 'g', '--file', yaml('[vera@contoso.example]'), ...where])
      const ended = ['group', 'remove', 'contoso', 'g', '--idempotency-key', 'gone', ...where]
      for (const { code, out } of [await ledig(ended), await ledig(ended)]) {
        expect([code, out]).to.deep.equal([0, 'g is gone.\n'])
      }
      await ledig(['init', '--domain', 'contoso.example', '--folder', join(folder, 'other'), '--port', String(port)])
      const second = await ledig(['serve', '--config', join(folder, 'other', 'ledig.yaml')])
      const sentence = `cannot listen on 127.0.0.1, port ${port}: another process listens there already\n`
      // The log, on the same stream, is written when it comes.
      expect([second.code, second.err.includes(sentence)], second.err).to.deep.equal([3, true])
      expect(second.err).to.not.match(/\n +at /)
      await serving.kill()
      serving = await serve(config)
      expect(serving.said()).to.not.include('claim')
      const exported = await ledig(['policy', 'export', 'contoso', ...where])
      expect(exported.out).to.include('level: AvailabilityOnly')
      writeFileSync(join(folder, 'p.yaml'), exported.out.replace('fabrikam.example', 'adatum.example'))
      const applied = await ledig(['policy', 'apply', 'contoso', join(folder, 'p.yaml'), ...where])
      expect(applied.out.split('\n').map((line) => line.trim())).to.deep.equal([
        'changed  relationship fabrikam',
        'domains: no longer "fabrikam.example"',
        'domains: also "adatum.example"',
        '',
      ])
      const token = (await ledig(['token', 'create', '--name', 'm', '--scope', 'read', ...where])).out.trim()
      writeFileSync(join(folder, 'read-token'), token)
      const narrow = [...where.slice(0, 2), '--token-file', join(folder, 'read-token')]
      expect((await ledig(['mailbox', 'list', 'contoso', ...narrow])).code).to.equal(0)
      expect((await ledig(['group', 'set', 'contoso', 'g', '--set', 'a=1', ...narrow])).err).to.include('scope operate')
      expect((await ledig(['serve', '--config', config])).code).to.equal(6)
    } finally {
      await serving.kill()
    }
  })
})

interface Serving {
  readonly said: () => string
  readonly kill: () => Promise<void>
}

async function serve(config: string): Promise<Serving> {
  const [command, ...before] = ledigCommand()
  const child = spawn(command, [...before, 'serve', '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('Ledig listens')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)))
  })
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { said: () => text, kill }
}
