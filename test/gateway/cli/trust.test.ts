import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Command } from 'commander'
import { CommanderError } from 'commander'
import { trustCommand } from '../../../gateway/cli/trust.ts'
import { callAdministration } from '../../organizations/admin-access.ts'
import { simulateOrganization, untilTrust } from '../../organizations/index.ts'
import type { SimulatedOrganization } from '../../organizations/index.ts'
import { runLedig } from './run-ledig.ts'

const FINGERPRINT = '00'.repeat(32)

/** Of every command: what it is called wrongly with, and what it says then. */
const WRONG: Readonly<Record<string, readonly [args: readonly string[], said: RegExp]>> = {
  propose: [['https://gw.example/x'], /--organization <name>' not specified/],
  accept: [['1f0c', '--fingerprint'], /argument missing/],
  suspend: [['1f0c'], /--reason <text>' not specified/],
  resume: [[], /missing required argument 'trust'/],
  revoke: [['1f0c'], /--reason <text>' not specified/],
  credential: [['1f0c', '--kind', 'none'], /Allowed choices are single-use, access-token, exchange, basic/],
  address: [['1f0c'], /missing required argument 'url'/],
  show: [['1f0c', '2f0c'], /too many arguments/],
  export: [['--to'], /argument missing/],
  import: [['fabrikam.json'], /--organization <name>' not specified/],
  'check-domains': [[], /missing required argument 'trust'/],
  list: [['--all'], /unknown option '--all'/],
  test: [[], /missing required argument 'partner'/],
  refresh: [[], /missing required argument 'trust'/],
  'roll start': [[], /missing required argument 'organization'/],
  'roll status': [[], /missing required argument 'organization'/],
  'roll switch': [['contoso', '--soon'], /unknown option '--soon'/],
  'roll finish': [[], /missing required argument 'organization'/],
  'roll cancel': [[], /missing required argument 'organization'/],
  'roll token-keys': [[], /missing required argument 'organization'/],
  drill: [[], /--at <day>' not specified/],
}

function leavesOf(command: Command, before: readonly string[] = []): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((child) => {
    const path = [...before, child.name()]
    return child.commands.length === 0 ? [[path.join(' '), child] as const] : leavesOf(child, path)
  })
}

/** Runs it up to its action: what is called wrongly never gets there. */
async function calledWith(path: string, args: readonly string[]): Promise<string> {
  const said: string[] = []
  const trust = trustCommand()
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (text) => said.push(text), writeOut: (text) => said.push(text) })
    command.commands.forEach(quiet)
  }
  quiet(trust)
  try {
    await trust.parseAsync([...path.split(' '), ...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return said.join('')
    throw error
  }
  throw new Error(`${path} took ${args.join(' ')}`)
}

describe('every command about trusts', () => {
  const leaves = leavesOf(trustCommand())

  it('is known to this test', () => {
    expect(leaves.map(([path]) => path).sort()).to.deep.equal(Object.keys(WRONG).sort())
  })

  for (const [path, command] of leaves) {
    it(`"${path}" says by --help what it is for and what it takes, --json among it`, async () => {
      const help = (await calledWith(path, ['--help'])).replaceAll(/\s+/g, ' ')
      expect(help).to.include(command.description()).and.to.include('--json')
      expect(help).to.match(new RegExp(`Usage: trust ${path} `))
    })

    it(`"${path}" says what is wrong with how it was called`, async () => {
      const [args, said] = WRONG[path] ?? [[], /never/]
      expect(await calledWith(path, args)).to.match(said)
    })
  }
})

interface Shown {
  readonly id: string
  readonly state: string
  readonly partner: { readonly fingerprint: { readonly hex: string } }
  readonly [name: string]: unknown
}

const policyOf = (name: string, partner: string) => ({
  organization: { id: name, domains: [`${name}.example`] },
  relationships: [
    { name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: false, requests: { enabled: false } },
  ],
})

describe('the life of a trust by commands, in JSON', function () {
  this.timeout(180_000)
  const folder = mkdtempSync(join(tmpdir(), 'ledig-trust-'))
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization
  let id = ''
  let hex = ''

  before(async () => {
    ;[contoso, fabrikam] = (await Promise.all(
      [
        ['contoso', 'fabrikam'],
        ['fabrikam', 'contoso'],
      ].map(([name = '', partner = '']) =>
        simulateOrganization({ domain: `${name}.example`, calendars: {}, policy: policyOf(name, partner) }),
      ),
    )) as [SimulatedOrganization, SimulatedOrganization]
    writeFileSync(join(folder, 'token'), contoso.admin.token)
  })
  after(async () => {
    await Promise.all([contoso.close(), fabrikam.close()])
    rmSync(folder, { recursive: true })
  })

  const run = (args: readonly string[], input = '') =>
    runLedig(['trust', ...args, '--json', '--gateway', contoso.admin.url, '--token-file', join(folder, 'token')], {
      folder,
      input,
    })
  async function done(args: readonly string[], input = ''): Promise<Shown> {
    const { code, out, err } = await run(args, input)
    expect([code, err], args.join(' ')).to.deep.equal([0, ''])
    return JSON.parse(out) as Shown
  }

  it('is proposed, listed, shown, said yes to and tested', async () => {
    expect(await done(['list'])).to.deep.equal({ trusts: [] })
    const proposed = await done(['propose', fabrikam.party.metadataUrl, '--organization', 'contoso'])
    expect(proposed.state).to.equal('proposed')
    ;({ id } = proposed)
    ;({ hex } = proposed.partner.fingerprint)
    const accepted = ['accept', id, '--fingerprint', hex, '--domain', 'fabrikam.example', '--unproven']
    expect((await done(accepted)).state).to.equal('offered')
    const shown = await done(['show', id])
    expect(shown).to.deep.include({ id, state: 'offered' }).and.to.have.property('told')
    expect((await done(['check-domains', id]))['round']).to.equal('nothing to check')
    expect((await done(['refresh', id])).id).to.equal(id)
    const tested = await run(['test', 'fabrikam.example'])
    expect([tested.code, (JSON.parse(tested.out) as { failedAt: string }).failedAt]).to.deep.equal([7, 'relationship'])
  })

  it('has the credential that is said, and a password that is in no argument', async () => {
    expect((await done(['credential', id, '--kind', 'access-token']))['credential']).to.deep.equal({
      kind: 'access-token',
    })
    const account = 'room@fabrikam.example'
    const basic = ['credential', id, '--kind', 'basic', '--account', account, '--our-name', 'contoso']
    const shown = await done(basic, 'a password of theirs\na password of ours\n')
    expect(shown['credential']).to.deep.include({ kind: 'basic', account })
    expect(JSON.stringify(shown)).to.not.include('a password')
    const { code, err } = await run(['credential', id, '--kind', 'basic', '--account', account], '\n')
    expect(code).to.equal(2)
    expect(err).to.match(/password/)
    expect((await done(['credential', id, '--kind', 'single-use']))['credential']).to.deep.equal({ kind: 'single-use' })
  })

  it('is carried by files', async () => {
    await done(['export', '--organization', 'contoso', '--to', 'contoso.json']).catch(() => null)
    const file = JSON.parse(readFileSync(join(folder, 'contoso.json'), 'utf8')) as object
    const path = '/trust-files'
    const theirs = (await callAdministration(fabrikam.admin, 'POST', path, { organization: 'fabrikam', file })) as Shown
    const said = await callAdministration(fabrikam.admin, 'GET', `${path}?trust=${theirs.id}`)
    writeFileSync(join(folder, 'fabrikam.json'), JSON.stringify(said))
    expect((await done(['import', 'fabrikam.json', '--organization', 'contoso'])).id).to.equal(id)
    const wrong = await run(['accept', id, '--fingerprint', FINGERPRINT, '--file', 'fabrikam.json'])
    expect(wrong.code).to.equal(5)
    expect(wrong.err).to.match(/fingerprint is not that of the partner's certificate.*\(METADATA_PIN\)$/m)
    writeFileSync(join(folder, 'broken.json'), '{')
    const broken = await run(['import', 'broken.json', '--organization', 'contoso'])
    expect([broken.code, broken.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 3 && /trust file/.test(err),
    )
  })

  it('survives a roll of our certificate', async () => {
    const current = ['current', 'next', 'previous']
    expect(await done(['roll', 'status', 'contoso'])).to.be.an('object')
    expect(JSON.stringify(await done(['roll', 'start', 'contoso']))).to.include(current[1])
    expect(await done(['roll', 'cancel', 'contoso'])).to.be.an('object')
    await done(['roll', 'start', 'contoso'])
    expect(await done(['roll', 'switch', 'contoso', '--force'])).to.be.an('object')
    expect(await done(['roll', 'finish', 'contoso', '--force'])).to.be.an('object')
    expect(await done(['roll', 'token-keys', 'contoso'])).to.have.property('kid')
    const drilled = await run(['drill', '--at', '2099-01-01'])
    expect([drilled.code, JSON.parse(drilled.out)]).to.satisfy(([code]: [number]) => code === 8)
  })

  it('says which certificate of the partner somebody has to compare, and ends with the code of a refused one', async () => {
    const at = ['--gateway', contoso.admin.url, '--token-file', join(folder, 'token')]
    const own = '/organizations/fabrikam'
    await callAdministration(fabrikam.admin, 'POST', `${own}/certificate`, { days: 400 })
    await callAdministration(fabrikam.admin, 'POST', `${own}/roll/switch`, { force: true })
    const refreshed = await run(['refresh', id])
    expect([refreshed.code, refreshed.out]).to.deep.equal([5, ''])
    expect(refreshed.err).to.match(/nothing vouches for; compare its fingerprint.*\(METADATA_PIN\)$/m)
    const list = await runLedig(['trust', 'list', ...at], { folder })
    expect(list.out.split('\n')[1]).to.include('  offered (certificate-changed)  ')
    const shown = await runLedig(['trust', 'show', id, ...at], { folder })
    const other = /SHOWS NOW +(.*), which nobody compared yet/.exec(shown.out)?.[1] ?? ''
    expect(shown.out).to.match(/^ {2}to do here {4}fabrikam shows another certificate than the one you said yes to/m)
    expect((await done(['accept', id, '--fingerprint', other])).partner.fingerprint.hex).to.equal(other)
  })

  it('says which domains a later yes leaves out, and nothing where it names all', async () => {
    const at = ['--gateway', contoso.admin.url, '--token-file', join(folder, 'token')]
    const yes = async (...domains: string[]): Promise<string> => {
      const terms = ['--fingerprint', (await done(['show', id])).partner.fingerprint.hex, '--unproven', '--dry-run']
      return (await runLedig(['trust', 'accept', id, ...terms, '--domain', ...domains, ...at], { folder })).out
    }
    expect(await yes('more.example')).to.match(/^No longer named, and bound no more: fabrikam\.example\. /m)
    expect(await yes('more.example', 'fabrikam.example'))
      .to.include('more.example')
      .and.to.not.include('No longer')
    expect((await done(['show', id]))['domains']).to.have.length(1)
  })

  it('says where the partner is, and on what ground it is asked there', async () => {
    const at = ['--gateway', contoso.admin.url, '--token-file', join(folder, 'token')]
    const { out } = await runLedig(['trust', 'show', id, ...at], { folder })
    expect(out).to.include('\n  is at         127.0.0.1 (ews, trust, token, offers), where its metadata is, outside')
    const { hex } = ((await done(['show', id])) as Shown).partner.fingerprint
    const refused = await run(['accept', id, '--fingerprint', hex, '--host', 'elsewhere.example'])
    expect([refused.code, refused.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 9 && /does not name in its metadata/.test(err),
    )
  })

  it('is a line of a table for people, and found by its name however that is written', async () => {
    const at = ['--gateway', contoso.admin.url, '--token-file', join(folder, 'token')]
    const { out } = await runLedig(['trust', 'list', ...at], { folder })
    const [heading, line, ...more] = out.trimEnd().split('\n')
    expect(more).to.deep.equal([])
    expect(heading?.split(/ {2,}/)).to.deep.equal([
      ...['id', 'partner', 'organization', 'state', 'since', 'domains', 'expires'],
    ])
    const day = /^\d{4}-\d\d-\d\d$/
    const [listed, name = '', ...cells] = line?.split(/ {2,}/) ?? []
    expect([listed, cells[0], cells[1], cells[3]]).to.deep.equal([
      ...[id, 'contoso', 'offered', 'fabrikam.example (unproven)'],
    ])
    expect([cells[2], cells[4]]).to.satisfy((days: string[]) => days.every((text) => day.test(text)))
    expect((await run(['test', name.toUpperCase()])).code).to.equal(7)
    const looked = await runLedig(['trust', 'check-domains', id, ...at], { folder })
    expect(looked.out).to.match(/\nNothing was looked at now: /)
  })

  it('is stopped, started and ended', async () => {
    const body = { organization: 'fabrikam', metadataUrl: contoso.party.metadataUrl }
    const { id: theirs } = (await callAdministration(fabrikam.admin, 'POST', '/trusts', body)) as Shown
    const { partner } = (await callAdministration(fabrikam.admin, 'GET', `/trusts/${theirs}`)) as Shown
    const yes = { fingerprint: partner.fingerprint.hex, domains: ['contoso.example'], unproven: true }
    await callAdministration(fabrikam.admin, 'POST', `/trusts/${theirs}/accept`, yes)
    await untilTrust(contoso.party, fabrikam.party, 'active')
    expect((await done(['suspend', id, '--reason', 'a test'])).state).to.equal('suspended')
    expect((await done(['resume', id])).state).to.equal('active')
    expect((await done(['revoke', id, '--reason', 'a test'])).state).to.equal('revoked')
    const again = await run(['resume', id])
    expect(again.code).to.equal(9)
    const { code, out, err } = await run(['show', 'nothing'])
    expect([code, out]).to.deep.equal([1, ''])
    expect(err).to.include('There is no trust of this id.')
  })

  it('says of an address at which there is no metadata what to ask the partner', async () => {
    const elsewhere = fabrikam.party.metadataUrl.replace('/fabrikam/', '/nobody/')
    const { code, err } = await run(['propose', elsewhere, '--organization', 'contoso'])
    expect(code).to.equal(4)
    expect(err).to.include(`${elsewhere} answered 404. There is no metadata at this address: ask the partner`)
    const none = await run(['propose', 'nowhere', '--organization', 'contoso'])
    expect([none.code, none.err]).to.satisfy(() => none.code === 2 && none.err.includes('such as https://'))
  })

  it('says of a partner that is down whom it did not reach, and what to do', async () => {
    const { metadataUrl } = fabrikam.party
    await fabrikam.close()
    for (const args of [
      ['refresh', id],
      ['propose', metadataUrl, '--organization', 'contoso'],
    ]) {
      const { code, out, err } = await run(args)
      expect([code, out], err).to.deep.equal([4, ''])
      expect(err).to.include(
        `${metadataUrl} was not read: no connection. Nothing takes the connection: ask the partner`,
      )
      expect(err).to.match(/\(REACH_TCP\)$/m)
    }
  })

  it('is asked at another address where it publishes nothing, and only there', async () => {
    const [typo, right] = ['https://mail.litvare.example/EWS', 'https://mail.litware.example/EWS']
    const server = await done(['propose', typo, '--address-space', 'Litware', '--organization', 'contoso'])
    const early = await run(['address', server.id, right])
    expect([early.code, early.err]).to.deep.equal([
      9,
      'The trust is not in a state in which this can be done (it is proposed).\n',
    ])
    await done(['accept', server.id, '--domain', 'litware.example', '--unproven'])
    const moved = await done(['address', server.id, right])
    expect(moved.partner).to.deep.include({ metadataUrl: right, asked: { ews: right, trust: right } })
    const words = await runLedig(
      ['trust', 'show', server.id, '--gateway', contoso.admin.url, '--token-file', join(folder, 'token')],
      { folder },
    )
    expect(words.out).to.match(/^ {2}asked at {6}https:\/\/mail\.litware\.example\/EWS$/m)
    const signs = await run(['address', id, right])
    expect([signs.code, signs.err]).to.deep.equal([2, 'Only of an address space an administrator says where it is.\n'])
    await done(['revoke', server.id, '--reason', 'over'])
  })
})
