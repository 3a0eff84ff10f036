import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ClassicLevel } from 'classic-level'
import { readConfig } from '../../../config/read-config.ts'
import { openLog } from '../../../gateway/log.ts'
import { startGateway } from '../../../gateway/main.ts'
import type { RunningGateway } from '../../../gateway/main.ts'
import { runLedig } from './run-ledig.ts'
import type { Ended } from './run-ledig.ts'

const TOKEN = randomBytes(32).toString('base64url')

interface Report {
  readonly entries: number
  readonly ok: boolean
  readonly problems: readonly { readonly index: number; readonly problem: string }[]
}

describe('the audit log on the command line', function () {
  this.timeout(120_000)
  let folder: string
  let gateway: RunningGateway

  const ledig = (...args: string[]): Promise<Ended> => runLedig(args, { folder, env: { LEDIG_TOKEN: TOKEN } })
  const asked = (...args: string[]): Promise<Ended> => ledig(...args, '--gateway', gateway.url)
  const fingerprint = async (organization: string): Promise<string> => {
    const { out } = await asked('organization', 'list', '--json')
    const { organizations } = JSON.parse(out) as {
      organizations: { name: string; fingerprint: { hex: string } }[]
    }
    return organizations.find(({ name }) => name === organization)?.fingerprint.hex ?? ''
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-audit-'))
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'token'), TOKEN)
    writeFileSync(join(folder, 'policy.yaml'), 'organization: { id: contoso, domains: [contoso.example] }\n')
    const place = { listen: { host: '127.0.0.1', port: 0 }, publicUrl: 'http://127.0.0.1:0', state: 'state' }
    const hosted = { name: 'contoso', policy: 'policy.yaml', calendars: 'calendars', timeZone: 'Etc/UTC' }
    const configuration = {
      gateway: { id: `urn:ledig:${randomUUID()}`, name: 'Gateway', ...place },
      admin: { tokenFile: 'token' },
      organizations: [{ id: `urn:ledig:${randomUUID()}`, ...hosted }],
    }
    writeFileSync(join(folder, 'ledig.yaml'), JSON.stringify(configuration))
    gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
    writeFileSync(join(folder, 'group.yaml'), '[vera@contoso.example]')
    for (const name of ['a', 'b', 'c']) await asked('group', 'set', 'contoso', name, '--file', 'group.yaml')
  })
  after(async () => {
    await gateway.close()
    rmSync(folder, { recursive: true })
  })

  it('is listed with what was done and by which token', async () => {
    const { code, out, err } = await asked('audit', 'list', '--limit', '50')
    expect(code, err).to.equal(0)
    expect(out.match(/group.*token:/g)).to.have.length(3)
    // Whoever reads it is on record as well.
    expect((await asked('audit', 'list')).out).to.match(/audit\.read.*"limit":50/)
    expect((await asked('audit', 'list', '--from', '9999')).out).to.equal('No entry from 9999 on.\n')
  })

  it('gives a proof that a partner checks without a gateway, and that no changed entry passes', async () => {
    const { out: listed } = await asked('audit', 'list', '--limit', '50', '--json')
    const { entries } = JSON.parse(listed) as { entries: { entry: { index: number; actor: string } }[] }
    const byToken = entries.find(({ entry }) => entry.actor.startsWith('token:'))?.entry.index
    const { out } = await asked('audit', 'prove', String(byToken), '--organization', 'contoso')
    writeFileSync(join(folder, 'proof.json'), out)
    const ours = await fingerprint('contoso')
    const checked = await ledig('audit', 'check', 'proof.json', '--fingerprint', ours)
    expect([checked.code, checked.out.startsWith('The proof holds.')]).to.deep.equal([0, true])
    const other = await ledig('audit', 'check', 'proof.json', '--fingerprint', await fingerprint('gateway'))
    expect([other.code, other.out]).to.deep.equal([
      8,
      `The proof does not hold: it names another certificate, ${ours}.\n`,
    ])
    const forged = async (text: string): Promise<unknown[]> => {
      writeFileSync(join(folder, 'forged.json'), text)
      const { code, out: said } = await ledig('audit', 'check', 'forged.json', '--fingerprint', ours, '--json')
      const { holds, because } = JSON.parse(said) as { holds: boolean; because: string }
      return [code, holds, because]
    }
    const entry = [8, false, 'the entry is not as it was written']
    expect(await forged(out.replace(String.raw`token:`, 'tokem:'))).to.deep.equal(entry)
    const head = [8, false, 'the head of the log is not as it was signed']
    const resigned = (_: string, signed: string, first: string) => `"head": "${signed}.${first === 'A' ? 'B' : 'A'}`
    expect(await forged(out.replace(/"head": "(.*)\.(.)/, resigned))).to.deep.equal(head)
    const place = [8, false, 'the entry is not in the log whose head was signed']
    expect(await forged(out.replace(/"index": \d+/, '"index": 0'))).to.deep.equal(place)
    writeFileSync(join(folder, 'none.json'), '{}')
    expect((await ledig('audit', 'check', 'none.json', '--fingerprint', ours)).code).to.equal(3)
    expect((await asked('audit', 'prove', '9999')).code).to.equal(1)
    expect((await asked('audit', 'prove', '3', '--organization', 'nobody')).code).to.equal(1)
  })

  it('says so where nothing of a person is in it', async () => {
    const { code, out } = await asked('audit', 'erase', 'nobody@contoso.example')
    expect([code, out]).to.deep.equal([0, 'No entry holds this address: nothing is gone.\n'])
    const { out: rehearsed } = await asked('audit', 'erase', 'nobody@contoso.example', '--dry-run')
    expect(rehearsed).to.equal('Nothing was changed; it would be:\nNo entry holds this address: nothing is gone.\n')
  })

  it('verifies while the gateway runs', async () => {
    const { code, out } = await asked('audit', 'verify', '--json')
    expect([code, (JSON.parse(out) as Report).ok]).to.deep.equal([0, true])
  })

  it('of a copy names the entry that somebody changed', async () => {
    await gateway.close()
    cpSync(join(folder, 'state', 'store'), join(folder, 'copy'), { recursive: true })
    const intact = await ledig('audit', 'verify', '--store', 'copy', '--store-key', 'state/store-key', '--json')
    const { entries, ok } = JSON.parse(intact.out) as Report
    expect([intact.code, ok]).to.deep.equal([0, true])
    const keyless = await ledig('audit', 'verify', '--store', 'copy', '--store-key', 'nowhere')
    expect([keyless.code, keyless.err]).to.deep.equal([
      3,
      'nowhere: cannot read the store key: there is no such file or folder\n',
    ])
    const level = new ClassicLevel<string, string>(join(folder, 'copy'))
    const changed: string[] = []
    for await (const [key, text] of level.iterator()) {
      if (changed.length > 0 || !text.includes('group') || !text.includes('previous')) continue
      await level.put(key, text.replace('group', 'grouq'))
      changed.push(text)
    }
    await level.close()
    expect(changed).to.have.length(1)
    const found = await ledig('audit', 'verify', '--store', 'copy', '--json')
    const report = JSON.parse(found.out) as Report
    expect([found.code, report.ok, report.entries]).to.deep.equal([8, false, entries])
    const index = Number(/"index\\?":(\d+)/.exec(changed[0] ?? '')?.[1])
    expect(report.problems).to.deep.equal([{ index, problem: 'changed' }])
  })

  it('of a copy says that its head was changed, which only the key of the store shows', async () => {
    cpSync(join(folder, 'state', 'store'), join(folder, 'shortened'), { recursive: true })
    const level = new ClassicLevel<string, string>(join(folder, 'shortened'))
    const head = (await level.get('h')) ?? ''
    await level.put('h', head.replace(/"sequence":\d+/, '"sequence":99'))
    await level.close()
    const verify = ['audit', 'verify', '--store', 'shortened', '--json']
    expect((await ledig(...verify)).code).to.equal(0)
    const { code, out } = await ledig(...verify, '--store-key', 'state/store-key')
    const { problems } = JSON.parse(out) as Report
    expect([code, problems.map(({ problem }) => problem)]).to.deep.equal([8, ['head changed']])
  })
})
