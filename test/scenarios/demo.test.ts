import { exec, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { demoWindow, nextWorkingDay } from '../organizations/demo-day.ts'
import { DEMO_PUBLICATION } from '../organizations/demo-publication.ts'
import { DemoRemains } from '../organizations/demo-remains.ts'
import { DEMO_SCENARIO } from '../organizations/demo-scenario.ts'
import type { ScenarioLookup } from '../organizations/demo-scenario.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import { exchange } from '../organizations/http-exchange.ts'
import { playDemo } from '../organizations/play-demo.ts'
import { receivedInvitations } from '../organizations/received-invitation.ts'
import { followLinks } from '../gateway/pages/follow-links.ts'
import { ProviderVisitor } from '../protocols/openid/real-provider.ts'

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url))
const DEMO = fileURLToPath(new URL('../organizations/demo.ts', import.meta.url))

describe('The demo', function () {
  this.timeout(300_000)
  /** Stands in for the machine's temporary folder, so that what is left behind can be seen. */
  let temporary = ''
  let children: ChildProcess[] = []
  beforeEach(async () => void (temporary = await mkdtemp(join(tmpdir(), 'ledig-demo-test-'))))
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL')
    children = []
    await rm(temporary, { recursive: true, force: true })
  })

  function start(...flags: readonly string[]) {
    const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1' }
    const child = spawn(process.execPath, ['--import', 'tsx', DEMO, ...flags], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    const told = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (told.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (told.err += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    const said = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => void (told.out.includes(text) && resolve())
        child.stdout.on('data', look)
        void ended.then(() => reject(new Error(`ended before it said ${text}: ${told.err}`)))
      })
    return { child, told, ended, said }
  }

  /** What is left of a run: files of its own, and servers that still take connections. */
  async function remains(servers: readonly string[]): Promise<readonly string[]> {
    const files = (await readdir(temporary)).filter((name) => name.startsWith('ledig'))
    const open = await Promise.all(
      servers.map((url) =>
        exchange({ method: 'GET', url, timeoutMs: 2_000 }).then(
          () => [url],
          () => [],
        ),
      ),
    )
    return [...files, ...open.flat()]
  }
  const servers = (text: string): string[] => text.match(/https?:\/\/127\.0\.0\.1:\d+/g) ?? []

  /** The day of a demo that is started now: by the time it answers, the next may have begun. */
  const dayOfDemo = (): string => nextWorkingDay(Date.now())

  it('prints one JSON document and nothing else, over HTTPS, ends with 0, and leaves nothing behind', async () => {
    const day = dayOfDemo()
    const { told, ended } = start('--once', '--json', '--tls')
    expect(await ended, told.err).to.equal(0)
    const document = JSON.parse(told.out) as Record<'lookups' | 'endpoints', Record<string, string>[]> & {
      readonly published: Readonly<Record<string, string>>
    }
    expect(document.lookups).to.have.length(DEMO_SCENARIO.flatMap(({ expected }) => expected).length)
    const { start: from, end } = demoWindow(day)
    expect(document.lookups[0]).to.deep.include({
      from: 'anna@fabrikam.example',
      about: 'vera@contoso.example',
      asked: 'DetailedMerged',
      outcome: 'answer',
      level: 'LimitedDetails',
      view: 'DetailedMerged',
      decidedBy: 'RELATIONSHIP_LEVEL',
      interval: 30,
      window: { start: new Date(from).toISOString(), end: new Date(end).toISOString() },
      mergedFreeBusy: '00000220002200333300',
    })
    expect(document.lookups.find(({ about }) => about === 'nils@contoso.example')).to.deep.equal({
      from: 'anna@fabrikam.example',
      about: 'nils@contoso.example',
      asked: 'DetailedMerged',
      outcome: 'refuse',
      decidedBy: 'MAILBOX_DEFAULT',
    })
    expect(document.endpoints.map(({ organization }) => organization)).to.deep.equal([
      'contoso.example',
      'fabrikam.example',
      'adatum.example',
    ])
    const { email = '', link = '', ...published } = document.published
    expect(published).to.deep.include({
      from: 'vera@contoso.example',
      to: 'eva@northwind.example',
      level: 'AvailabilityOnly',
      ics: ['10:30-11:30 BUSY Busy', '13:00-14:00 BUSY Busy', '15:00-17:00 OOF Away'],
    })
    expect(published['page']).to.include('10:30–11:30 Busy').and.to.have.length(4)
    expect(link).to.match(/^https:\/\/127\.0\.0\.1:\d+\/published\/[\w-]{43}\/$/)
    expect(email.startsWith(temporary), email).to.equal(true)
    for (const { ews } of document.endpoints) expect(ews).to.match(/^https:.*\/EWS\/Exchange\.asmx$/)
    expect(await remains(servers(told.out + told.err))).to.deep.equal([])
  })

  it('stays up for any EWS client until Ctrl-C, and leaves nothing behind', async () => {
    const day = dayOfDemo()
    const { child, told, ended, said } = start()
    await said('until Ctrl-C')
    expect(told.out).to.contain(' ?? unknown').and.to.contain('each as expected')
    const [, ews = '', username = '', password = ''] =
      /adatum\.example\n +EWS URL +(\S+)\n +user name +(\S+)\n +password +(\S+)/.exec(told.out) ?? []
    const mailboxes = ['vera@contoso.example', 'anna@fabrikam.example', 'lee@adatum.example']
    const { rows } = await askAvailability(
      { ews, username, password },
      {
        mailboxes,
        window: demoWindow(day),
        interval: 30,
        view: 'MergedOnly',
        zone: { windows: 'UTC', iana: 'UTC' },
      },
    )
    expect(rows.map(({ mergedFreeBusy }) => mergedFreeBusy)).to.deep.equal([
      '00000220002200333300',
      '00220000000110002000',
      '20002222000000000000',
    ])
    child.kill('SIGINT')
    expect(await ended).to.equal(0)
    expect(await remains(servers(told.out))).to.deep.equal([])
  })

  it('leads from the e-mail to a calendar that shows more, less and nothing as it says one can try', async () => {
    const day = dayOfDemo()
    const { child, told, ended, said } = start()
    await said('until Ctrl-C')
    const [email = '', link = ''] = / e-mail +(\S+)\n +link +(\S+)/.exec(told.out)?.slice(1) ?? []
    const mail = dirname(email)
    const look = async (address: string | null) => {
      const { status, body } = await exchange({ method: 'GET', url: `${address}?date=${day}` })
      return `${status} ${body.includes('Customer visit') ? 'with' : 'without'} subjects`
    }
    expect((await receivedInvitations(mail)).map((invitation) => invitation.link)).to.deep.equal([link])
    const seen = [await look(link)]
    const commands = told.out.match(/npm run -s ledig -- share .*/g) ?? []
    const [access = ''] = /export .*/.exec(told.out) ?? []
    for (const command of commands) {
      await promisify(exec)(`${access}\n${command}`, { cwd: CHECKOUT })
      seen.push(await look(link))
    }
    expect(seen).to.deep.equal([
      '200 without subjects',
      '200 with subjects',
      '200 without subjects',
      '404 without subjects',
    ])
    const second = (): Promise<string | null | undefined> =>
      receivedInvitations(mail).then((all) => all.find((invitation) => invitation.link !== link)?.link)
    let replaced = await second()
    while (replaced === undefined) replaced = await second()
    expect(await look(replaced)).to.equal('200 without subjects')
    const [own = ''] = /npm run -s ledig -- mailbox link .*/.exec(told.out) ?? []
    const { stdout } = await promisify(exec)(`${access}\n${own}`, { cwd: CHECKOUT })
    const [page = ''] = /http\S+/.exec(stdout) ?? []
    expect((await exchange({ method: 'GET', url: page })).status).to.equal(200)
    child.kill('SIGINT')
    expect(await ended).to.equal(0)
    expect(await remains(servers(told.out))).to.deep.equal([])
  })

  it('opens the console to each sign-in that it prints, and every link there leads to a page', async () => {
    const { child, told, ended, said } = start()
    await said('until Ctrl-C')
    const { url = '', rows = '' } =
      /console in a browser:\n\n +(?<url>\S+)\n\n(?<rows>(?: .*\n)+)/.exec(told.out)?.groups ?? {}
    const { origin } = new URL(url)
    const cookiesOf = (headers: Headers): string =>
      headers
        .getSetCookie()
        .map((cookie) => cookie.split(';', 1)[0] ?? '')
        .join('; ')
    const deadEnds: string[] = []
    const startPage = async (cookie: string): Promise<string> => {
      const answered = await followLinks(url, cookie)
      expect(answered.size).to.be.above(2)
      for (const [link, status] of answered) if (status >= 400) deadEnds.push(`${status} ${link}`)
      return (await fetch(url, { headers: { cookie } })).text()
    }
    for (const [, role = '', name = '', password = ''] of rows.matchAll(/(administrator|auditor) +(\S+) +(\S+)/g)) {
      const body = new URLSearchParams({ name, password, to: '/console/' })
      const sent = { method: 'POST', headers: { origin }, body, redirect: 'manual' as const }
      const signedIn = await fetch(`${url}sign-in`, sent)
      expect(await startPage(cookiesOf(signedIn.headers)), name).to.include(`${name}, ${role}`)
    }
    const [, provider = '', person = ''] = /Sign in with (\w+), as (\w+)/.exec(rows) ?? []
    expect(await (await fetch(`${url}sign-in`)).text()).to.include(`Sign in with ${provider}`)
    const left = await fetch(`${url}sign-in/openid`, { redirect: 'manual' })
    const { back } = await new ProviderVisitor().signIn(new URL(left.headers.get('location') ?? ''), person)
    const landed = await fetch(back, { headers: { cookie: cookiesOf(left.headers) } })
    expect(await startPage(cookiesOf(landed.headers))).to.include(`${person}, calendar owner`)
    expect(deadEnds).to.deep.equal([])
    child.kill('SIGINT')
    expect(await ended).to.equal(0)
    expect(await remains(servers(told.out))).to.deep.equal([])
  })

  it('ends with another code when expectations are flipped, of a lookup and of a published calendar', async () => {
    const flipped = DEMO_SCENARIO.map((lookup, i): ScenarioLookup => {
      const [first, ...others] = lookup.expected
      if (i !== 1 || first?.outcome !== 'refuse') return lookup
      return { ...lookup, expected: [{ ...first, decidedBy: 'GRANT' }, ...others] }
    })
    let out = ''
    const stage = {
      out: (text: string) => void (out += text),
      err: () => {},
      colour: false,
      now: Date.now,
      scenario: flipped,
      publication: { ...DEMO_PUBLICATION, untold: ['Sales round-up', 'vera@contoso.example'] },
      ended: new Promise<void>(() => {}),
    }
    const left = new DemoRemains()
    expect(await playDemo({ once: true, json: false, tls: false }, stage, left)).to.equal(8)
    expect(out).to.contain('NOT AS EXPECTED: nils@contoso.example: decidedBy "MAILBOX_DEFAULT", expected "GRANT"')
    const tells =
      'NOT AS EXPECTED: calendar of vera@contoso.example: tells "vera@contoso.example", expected nothing of it'
    expect(out).to.contain(tells).and.to.contain('2 differences from what was expected')
    expect(await remains(servers(out))).to.deep.equal([])
  })

  it('ends at once at the second Ctrl-C, while everybody is still starting, and leaves nothing behind', async () => {
    const { child, told, ended, said } = start()
    await said('Starting')
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect(await ended).to.be.oneOf([0, 130])
    expect(await remains(servers(told.out))).to.deep.equal([])
  })

  it('removes what it wrote only once the run has ended that still writes', async () => {
    const left = new DemoRemains()
    const written = join(left.folder, 'contoso.example')
    const playing = (async () => {
      await setTimeout(50)
      await mkdir(written, { recursive: true })
      throw new Error('its processes were stopped')
    })()
    await left.clear(playing)
    expect(existsSync(left.folder)).to.equal(false)
  })

  it('tells how it is used, and what it was not asked', async () => {
    const help = start('--help')
    expect(await help.ended).to.equal(0)
    expect(help.told.out).to.contain('--once').and.to.contain('--json').and.to.contain('--tls')
    const wrong = start('--twice')
    expect(await wrong.ended).to.equal(2)
    expect(wrong.told.err).to.contain('--twice')
    expect(wrong.told.out).to.equal('')
  })
})
