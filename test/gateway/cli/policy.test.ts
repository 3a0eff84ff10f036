import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'
import { runLedig } from './run-ledig.ts'

const POLICY = `
organization: { id: contoso, domains: [contoso.example] }
groups: { board: [vera@contoso.example] }
mailboxes:
  - { default: AvailabilityOnly, address: vera@contoso.example }
  - { address: bo@contoso.example }
relationships:
  - { name: fabrikam, domains: [fabrikam.example], freeBusyAccessEnabled: true, freeBusyAccessLevel: LimitedDetails }
`

describe('a policy under version control', function () {
  this.timeout(120_000)
  let gateway: AdministeredGateway
  before(async () => {
    gateway = await startAdministeredGateway(POLICY)
  })
  after(() => gateway.close())

  const exported = async (): Promise<string> => {
    const { code, out, err } = await gateway.ledig('policy', 'export', 'contoso')
    expect(code, err).to.equal(0)
    return out
  }

  it('is exported in the order of the reference, and applied again changes nothing', async () => {
    const text = await exported()
    expect(text).to.match(/^organization:\n {2}id: contoso\n[^]*\ngroups:\n[^]*\nmailboxes:\n {2}- address: bo@/)
    gateway.write('exported.yaml', text)
    const applied = await gateway.ledig('policy', 'apply', 'contoso', 'exported.yaml')
    expect(applied).to.include({ code: 0, out: 'It says that already.\n' })
    const dry = await gateway.ledig('policy', 'apply', 'contoso', 'exported.yaml', '--dry-run')
    expect(dry).to.include({ code: 0, out: 'It says that already: nothing would be changed.\n' })
    expect(await exported()).to.equal(text)
  })

  it('shows in words what a file would change, and changes nothing on a dry run', async () => {
    const text = await exported()
    gateway.write('next.yaml', text.replace('LimitedDetails', 'AvailabilityOnly'))
    const dry = await gateway.ledig('policy', 'apply', 'contoso', 'next.yaml', '--dry-run')
    expect(dry.out).to.equal(
      'Nothing was changed; it would be:\nchanged  relationship fabrikam\n         freeBusyAccessLevel: "AvailabilityOnly", was "LimitedDetails"\n' +
        'Who would see more or less: ledig policy diff --against next.yaml --organization contoso\n',
    )
    expect(await exported()).to.equal(text)
  })

  it('keeps what others changed meanwhile, and is refused whole where both changed one part', async () => {
    const base = await exported()
    gateway.write('base.yaml', base)
    gateway.write('mine.yaml', base.replace('LimitedDetails', 'AvailabilityOnly'))
    await gateway.ledig('mailbox', 'set', 'contoso', 'bo@contoso.example', '--set', 'default=Reviewer')
    const merged = await gateway.ledig('policy', 'apply', 'contoso', 'mine.yaml', '--base', 'base.yaml')
    expect(merged, merged.err).to.include({ code: 0 })
    expect(merged.out)
      .to.include('kept     mailbox bo@contoso.example')
      .and.to.include('changed  relationship fabrikam')
    expect(await exported())
      .to.include('Reviewer')
      .and.to.include('freeBusyAccessLevel: AvailabilityOnly')

    const before = await exported()
    gateway.write('both.yaml', base.replace('LimitedDetails', 'Reviewer').replace('board:', 'new: []\n  board:'))
    const crossed = await gateway.ledig('policy', 'apply', 'contoso', 'both.yaml', '--base', 'base.yaml')
    expect(crossed.code).to.equal(9)
    expect(crossed.err).to.include('relationship fabrikam').and.to.include('Theirs:').and.to.include('Yours:')
    expect(await exported()).to.equal(before)
  })

  it('comes with a schema for editors', async () => {
    const { out } = await runLedig(['policy', 'schema'])
    const shipped = readFileSync(join(import.meta.dirname, '../../../config/policy-document.schema.json'), 'utf8')
    expect(JSON.parse(out)).to.deep.equal(JSON.parse(shipped))
  })
})
