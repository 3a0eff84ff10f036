import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'
import { runLedig } from './run-ledig.ts'

const SOUND = 'organization: { id: contoso, domains: [contoso.example] }\n'
const WITH_WARNING = `${SOUND}groups: { board: [] }\n`
const PARTNER = `${SOUND}relationships: [{ name: fabrikam, domains: [fabrikam.example] }]\n`

describe('ledig policy check', function () {
  this.timeout(120_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-check-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const check = (content: string, ...options: string[]) => {
    writeFileSync(join(folder, 'policy.yaml'), content)
    return runLedig(['policy', 'check', 'policy.yaml', ...options], { folder })
  }

  it('says of a sound document that it is', async () => {
    expect(await check(SOUND, '--strict')).to.include({ code: 0, out: '0 errors, 0 warnings\n' })
  })

  it('warns with a code, the place, a sentence and what to do, and fails only where it is strict', async () => {
    const { code, out } = await check(WITH_WARNING)
    expect(code).to.equal(0)
    expect(out).to.match(
      /^warning group-empty {2}policy\.yaml:2:11: groups\.board: Nobody is in .+\.\n {2}Say who .+\.\n/,
    )
    expect((await check(WITH_WARNING, '--strict')).code).to.equal(8)
  })

  it('names every problem at once, with what was found and expected, also for programs', async () => {
    const wrong = `${SOUND}mailboxes: [{ address: vera, defualt: None }]\nrelationships: [{ name: a, domains: [] }]\n`
    const { code, out } = await check(wrong, '--json')
    expect(code).to.equal(3)
    const { errors, warnings, findings } = JSON.parse(out) as { errors: number; warnings: number; findings: object[] }
    expect({ errors, warnings }).to.deep.equal({ errors: 3, warnings: 0 })
    expect(findings).to.deep.include({
      ...{ severity: 'error', path: 'mailboxes.0.address', line: 2, column: 15 },
      problem: 'found "vera"; expected a mailbox address',
      ...{ found: '"vera"', expected: 'a mailbox address' },
    })
  })

  it('finds what is wrong with the shape, what leads nowhere and names said twice in one go', async () => {
    const wrong = `${SOUND}groups: { board: 7 }\ngroups: { staff: [nobody] }\nmailboxes: [{ address: vera@contoso.example, default: Some, sharingPolicy: none }]\n`
    const { code, out } = await check(wrong)
    expect(code).to.equal(3)
    expect(out.split('\n').map((line) => line.replace(/; .*/, ''))).to.deep.equal([
      'error  policy.yaml:3:1: (syntax): found a name a second time',
      'error  policy.yaml:4:46: mailboxes.0.default: found "Some"',
      'error  policy.yaml:3:19: groups.staff.0: found "nobody"',
      'error  policy.yaml:4:61: mailboxes.0.sharingPolicy: found "none"',
      '4 errors, 0 warnings',
      '',
    ])
  })

  it('tells the first of each kind, and how many more there are', async () => {
    const groups = Array.from({ length: 50 }, (_, i) => `  g${i}: []\n`).join('')
    const { out } = await check(`${SOUND}groups:\n${groups}`, '--most', '3')
    expect(out.match(/warning group-empty/g)).to.have.length(3)
    expect(out).to.include('  and 47 more of group-empty; --most tells more of them\n')
    expect(out).to.match(/\n0 errors, 100 warnings\n$/)
    const all = await check(`${SOUND}groups:\n${groups}`, '--json', '--most', '50')
    expect(JSON.parse(all.out))
      .to.deep.include({ warnings: 100, leftOut: {} })
      .and.have.property('findings')
      .with.length(100)
    expect((await check(SOUND, '--most', '0')).code).to.equal(2)
  })

  describe('beside a running gateway', () => {
    let gateway: AdministeredGateway
    before(async () => {
      gateway = await startAdministeredGateway(SOUND)
    })
    after(() => gateway.close())

    it('finds relationships without a trust, and domains that are not those of the configuration', async () => {
      gateway.write('partner.yaml', PARTNER)
      const alone = await gateway.ledig('policy', 'check', 'partner.yaml')
      expect(alone.out).to.not.include('relationship-without-trust')
      const { code, out } = await gateway.ledig('policy', 'check', 'partner.yaml', '--organization', 'contoso')
      expect(code, out).to.equal(0)
      expect(out).to.match(/warning relationship-without-trust {2}partner\.yaml:2:\d+: relationships\.0\.domains\.0:/)
      gateway.write('other.yaml', SOUND.replace('contoso.example', 'other.example'))
      const other = await gateway.ledig('policy', 'check', 'other.yaml', '--organization', 'contoso')
      expect(other.code).to.equal(3)
      expect(other.out).to.include('expected the domains of the configuration, "contoso.example"')
    })
  })
})
