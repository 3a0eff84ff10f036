import { expect } from 'chai'
import {
  asUtf16,
  ADDRESS_SPACE,
  clixml,
  FEDERATION_TRUST,
  RELATIONSHIP,
  SHARING_POLICY,
} from '../../protocols/exchange-shell/exports.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const SECOND = {
  Name: 'Wingtip',
  DomainNames: 'wingtip.example',
  Enabled: true,
  FreeBusyAccessEnabled: true,
  FreeBusyAccessLevel: 2,
  FreeBusyAccessScope: 'contoso.example/Users/Board',
}

describe('ledig import exchange', function () {
  this.timeout(120_000)
  let gateway: AdministeredGateway
  before(async () => {
    gateway = await startAdministeredGateway(`
organization: { id: contoso, domains: [contoso.example] }
relationships:
  - { name: Woodgrove, domains: [woodgrove.example], freeBusyAccessEnabled: true, freeBusyAccessLevel: AvailabilityOnly }
`)
    gateway.write('whole.xml', asUtf16(clixml(RELATIONSHIP(), SHARING_POLICY(), FEDERATION_TRUST(), ADDRESS_SPACE())))
    gateway.write('second.json', JSON.stringify(SECOND))
  })
  after(() => gateway.close())

  const files = ['whole.xml', 'second.json', '--organization', 'contoso']
  const policy = async (): Promise<string> => (await gateway.ledig('policy', 'export', 'contoso')).out

  it('shows what it would do and changes nothing, on a dry run', async () => {
    const before = await policy()
    const { code, out, err } = await gateway.ledig('import', 'exchange', ...files, '--dry-run')
    expect(code, err).to.equal(0)
    expect(out).to.match(/^Nothing was changed; it would be:\n5 objects read\.\n/)
    for (const line of [
      'relationship "Fabrikam"  new',
      'sharing policy "Default Sharing Policy"  new',
      'group "contoso.example/Users/Board"  new',
      'ledig trust propose <address> --organization contoso',
      'organization relationship "Wingtip": The level "2" is none that is known; it becomes None.',
      'Its certificate ended on 2026-03-01',
    ]) {
      expect(out).to.include(line)
    }
    expect(await policy()).to.equal(before)
  })

  it('carries over what it showed, beside what was there, and tells a program the same', async () => {
    const { code, out, err } = await gateway.ledig(
      'import',
      'exchange',
      ...files,
      '--json',
      '--idempotency-key',
      'once',
    )
    expect(code, err).to.equal(0)
    const report = JSON.parse(out)
    expect(report).to.deep.include({ organization: 'contoso', dryRun: false, objects: 5 })
    expect(report.parts.map(({ kind, name, change }: Record<string, string>) => [kind, name, change])).to.deep.equal([
      ['group', 'contoso.example/Users/Board', 'new'],
      ['sharing-policy', 'Default Sharing Policy', 'new'],
      ['relationship', 'Fabrikam', 'new'],
      ['relationship', 'Wingtip', 'new'],
    ])
    expect(report.proposals.map(({ runs }: { runs: string }) => runs)).to.deep.equal([
      ...['exchange-server', 'unknown', 'exchange-server'],
    ])
    const shown = await gateway.ledig('relationship', 'list', 'contoso', '--json')
    const { items } = JSON.parse(shown.out)
    expect(items.map(({ value }: { value: object }) => value)).to.deep.equal([
      {
        name: 'Fabrikam',
        domains: ['fabrikam.example', 'mail.fabrikam.example'],
        enabled: true,
        freeBusyAccessEnabled: true,
        freeBusyAccessLevel: 'LimitedDetails',
        freeBusyAccessScope: null,
      },
      {
        name: 'Wingtip',
        domains: ['wingtip.example'],
        enabled: true,
        freeBusyAccessEnabled: true,
        freeBusyAccessLevel: 'None',
        freeBusyAccessScope: 'contoso.example/Users/Board',
      },
      {
        name: 'Woodgrove',
        domains: ['woodgrove.example'],
        freeBusyAccessEnabled: true,
        freeBusyAccessLevel: 'AvailabilityOnly',
      },
    ])
  })

  it('keeps what an administrator changed since, unless told to replace it', async () => {
    const narrowed = ['relationship', 'set', 'contoso', 'Fabrikam', '--set', 'freeBusyAccessLevel=AvailabilityOnly']
    expect((await gateway.ledig(...narrowed)).code).to.equal(0)
    const kept = await gateway.ledig('import', 'exchange', ...files)
    expect(kept.out).to.include('relationship "Fabrikam"  kept')
    expect(kept.out).to.include('relationship "Wingtip"  as it is here')
    expect(await policy()).to.match(
      /name: Fabrikam[^-]+- fabrikam.example[^-]+- mail.fabrikam.example[^-]+AvailabilityOnly/,
    )
    const replaced = await gateway.ledig('import', 'exchange', ...files, '--replace')
    expect(replaced.out).to.include('relationship "Fabrikam"  changed')
    expect(await policy()).to.match(
      /name: Fabrikam[^-]+- fabrikam.example[^-]+- mail.fabrikam.example[^-]+LimitedDetails/,
    )
  })

  for (const [what, content, sentence] of [
    ['a DTD', '<!DOCTYPE a [<!ENTITY b "c">]><Objs>&b;</Objs>', 'hostile.xml: is not sound XML: line 1: '],
    [
      'something else',
      'Name : Fabrikam',
      'hostile.xml: is neither what Export-Clixml nor what ConvertTo-Json writes.\n',
    ],
  ] as const) {
    it(`refuses a file with ${what} in one line, with its name, and code 3`, async () => {
      gateway.write('hostile.xml', content)
      const before = await policy()
      const { code, out, err } = await gateway.ledig('import', 'exchange', 'hostile.xml', ...files)
      expect([code, out]).to.deep.equal([3, ''])
      expect(err.startsWith(sentence), err).to.equal(true)
      expect(err.split('\n')).to.have.length(2)
      expect(await policy()).to.equal(before)
    })
  }

  it('says which file is not there', async () => {
    const { code, err } = await gateway.ledig('import', 'exchange', 'nowhere.xml', '--organization', 'contoso')
    expect([code, err]).to.deep.equal([3, 'nowhere.xml: cannot be read: there is no such file or folder\n'])
  })
})
