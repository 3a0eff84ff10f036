import { expect } from 'chai'
import { periodWords, readPeriod } from '../../../gateway/cli/share-words.ts'
import { eventually } from '../../conformance/redis-group.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const VERA = 'vera@contoso.example'
const POLICY = JSON.stringify({
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [{ address: VERA, timeZone: 'Europe/Stockholm' }],
  relationships: [{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true }],
})

describe('shares on the command line', function () {
  this.timeout(240_000)
  let gateway: AdministeredGateway
  before(async () => {
    gateway = await startAdministeredGateway(POLICY, { mail: { transport: { kind: 'folder', folder: 'mail' } } })
  })
  after(() => gateway.close())

  async function done(...args: string[]): Promise<string> {
    const { code, out, err } = await gateway.ledig(...args)
    expect(code, err).to.equal(0)
    return out
  }

  it('are switched on for an organization in the words of the choices', async () => {
    expect(await done('sharing', 'show', 'contoso')).to.equal(
      [
        'let users share their calendars with external users who have Office 365 or Exchange: off',
        'let anonymous users open calendars by an e-mailed invitation: off',
        'There is no default sharing policy, so nothing is shared with anybody outside by it; createPolicy (--create-policy) makes one.\n',
      ].join('\n'),
    )
    const set = ['sharing', 'set', 'contoso', '--anonymous', 'on', '--anonymous-level', 'LimitedDetails']
    expect((await gateway.ledig(...set)).code).to.equal(9)
    const on = await done(...set, '--create-policy')
    expect(on).to.include('invitation: on\n  they may see: time, subject and location\n')
    expect(on).to.include('sharing policy default: Anonymous: CalendarSharingFreeBusyDetail')
  })

  it('are opened, seen, reset and revoked, and what limits one is said', async () => {
    const opened = await done('share', 'add', VERA, '--level', 'Reviewer', '--hours', 'Mon-Fri 08:00-17:00')
    const address = /published\/[\w-]{43}\//.exec(opened)?.[0] ?? 'none'
    const id = /^link:\S+/.exec(opened)?.[0] ?? 'none'
    expect(opened).to.include('It is shown this once.')
    const listed = await done('share', 'list', VERA)
    expect(listed).to.include('limited by your organization to time, subject and location (SHARING_POLICY)')
    expect(listed).to.include('Mon, Tue, Wed, Thu, Fri 08:00-17:00').and.to.include('last looked  never')
    expect(listed).to.not.include(address)
    expect(await done('share', 'set', VERA, id, '--level', 'AvailabilityOnly', '--until', 'never')).to.not.include(
      'until',
    )
    const reset = JSON.parse(await done('share', 'reset', VERA, id, '--json')) as { address: string }
    expect(reset.address).to.include('/published/').and.to.not.include(address)
    expect(await done('share', 'revoke', VERA, id)).to.equal(`${id} is revoked.\n`)
    expect(await done('share', 'show', VERA, id)).to.include(`${id}  revoked`)
    expect((await gateway.ledig('share', 'reset', VERA, id)).code).to.equal(9)
  })

  it('tell what became of the invitation', async () => {
    const to = ['--to', 'ulla@outside.example', '--level', 'AvailabilityOnly', '--code-by-mail']
    const opened = await done('share', 'add', VERA, ...to)
    expect(opened)
      .to.include('\n  asks for a code that is mailed to the address\n')
      .and.to.not.include('search engines')
    const id = /^link:\S+/.exec(opened)?.[0] ?? 'none'
    await eventually(async () => (await done('share', 'show', VERA, id)).includes('\n  invitation sent\n'))
    await done('share', 'revoke', VERA, id)
  })

  it('UI1: write nothing to a terminal that it would obey', async () => {
    const hostile = 'red\u001b[31m\u202e\u009b2J'
    const opened = await done('share', 'add', VERA, '--level', 'AvailabilityOnly', '--hide-category', hostile)
    const id = /^link:\S+/.exec(opened)?.[0] ?? 'none'
    const shown = `${opened}${await done('share', 'list', VERA)}`
    expect(shown).to.include('without red')
    expect(shown.replace(/\n/g, '')).to.not.match(/[\p{Cc}\p{Cf}]/u)
    await done('share', 'revoke', VERA, id)
  })

  it('are refused with the reason', async () => {
    const refused = await gateway.ledig('share', 'add', VERA, '--to', 'anna@fabrikam.example')
    expect([refused.code, refused.err]).to.satisfy(() => refused.code === 9 && refused.err.includes('(LEVEL_NONE)'))
    expect((await gateway.ledig('share', 'show', VERA, 'link:none')).code).to.equal(1)
    expect((await gateway.ledig('share', 'add', VERA, '--hours', 'Funday 08:00-09:00')).code).to.equal(2)
  })

  it('are proved to be closed, with code 8 while something is open', async () => {
    const closed = await done('share', 'prove', VERA)
    expect(closed).to.include(`closed  lookup  @fabrikam.example: nothing`)
    expect(closed).to.include(`Nobody outside is shown anything of ${VERA}.`)
    const { share } = JSON.parse(await done('share', 'add', VERA, '--json')) as { share: { id: string } }
    const open = await gateway.ledig('share', 'prove', VERA)
    expect(open.code, open.err).to.equal(8)
    expect(open.out).to.include(`open    ics     ${share.id}: shows free/busy with time only (LINK_LEVEL)`)
    await done('sharing', 'set', 'contoso', '--anonymous', 'off')
    expect(await done('share', 'prove', VERA)).to.include(`closed  ics     ${share.id}: nothing (ANONYMOUS_OFF)`)
  })

  it("print an address of an owner's page", async () => {
    const address = await done('mailbox', 'link', VERA)
    expect(address.trim()).to.match(new RegExp(`^${gateway.url}/owner/open/[\\w-]+\\.[\\w-]{43}$`))
  })
})

describe('A period of the week', () => {
  it('is read in days and hours, also over the end of a week, and told the same', () => {
    expect(periodWords(readPeriod('Sat-Mon 08:00-17:00'))).to.equal('Sat, Sun, Mon 08:00-17:00')
    expect(readPeriod('wed 09:30-10:00')).to.deep.equal({ days: ['Wednesday'], start: '09:30', end: '10:00' })
    for (const none of ['', 'Mon', '08:00-09:00', 'Mon 8-9', 'Mon-Fox 08:00-09:00']) {
      expect(() => readPeriod(none), none).to.throw('expected')
    }
  })
})
