import { expect } from 'chai'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const VERA = 'vera@contoso.example'
const POLICY = JSON.stringify({
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [{ address: VERA }],
})
const CONSOLE = { publicUrl: 'http://127.0.0.1:0', listen: { host: '127.0.0.1', port: 0 } }
const PASSWORD = 'fifteen letters and more'

interface Listed {
  readonly sessions: readonly { readonly id: string; readonly name: string; readonly role: string }[]
}

describe('the console and its commands', function () {
  this.timeout(120_000)
  let gateway: AdministeredGateway

  before(async () => (gateway = await startAdministeredGateway(POLICY, { console: CONSOLE })))
  after(() => gateway.close())

  const console = (): URL => new URL(gateway.consoleUrl ?? 'http://nowhere.invalid')
  const get = (cookie: string) => fetch(console(), { headers: { cookie }, redirect: 'manual' })

  /** @returns status and the cookie that came */
  async function signIn(name: string, password: string): Promise<readonly [number, string]> {
    const answer = await fetch(new URL('sign-in', console()), {
      ...{ method: 'POST', redirect: 'manual', headers: { origin: console().origin } },
      body: new URLSearchParams({ name, password, to: '/console/' }),
    })
    return [answer.status, (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '']
  }

  it('let somebody sign in by a password, list her, and end her session at once', async () => {
    const short = await gateway.ledigGiven('too short\n', 'administrator', 'set', 'karin')
    expect([short.code, short.err]).to.deep.equal([
      1,
      'A password needs at least 15 characters; nothing was changed.\n',
    ])
    expect((await gateway.ledig('administrator', 'list')).out).to.equal('Nobody signs in by a password kept here.\n')
    const rehearsed = await gateway.ledigGiven(`${PASSWORD}\n`, 'administrator', 'set', 'karin', '--dry-run')
    expect(rehearsed.code, rehearsed.err).to.equal(0)
    expect((await signIn('karin', PASSWORD))[0], 'a rehearsal').to.equal(422)
    const made = await gateway.ledigGiven(`${PASSWORD}\n`, 'administrator', 'set', 'Karin')
    expect(made.out, made.err).to.equal('karin signs in to the console as administrator.\n')
    expect((await gateway.ledig('administrator', 'list')).out).to.match(/^administrator {2}karin, since /)

    expect((await gateway.ledig('session', 'list')).out).to.equal('Nobody is signed in to the console.\n')
    const [status, cookie] = await signIn('karin', PASSWORD)
    expect([status, (await get(cookie)).status]).to.deep.equal([303, 200])
    expect((await gateway.ledig('session', 'list')).out).to.match(
      /^[\w-]{43} {2}administrator {2}karin {2}by password, since /,
    )
    const { sessions } = JSON.parse((await gateway.ledig('session', 'list', '--json')).out) as Listed
    const [id = ''] = sessions.map((session) => session.id)
    expect((await gateway.ledig('session', 'revoke', id, '--dry-run')).code).to.equal(0)
    expect((await get(cookie)).status).to.equal(200)
    expect((await gateway.ledig('session', 'revoke', id)).out).to.equal(`The session ${id} is over.\n`)
    expect((await get(cookie)).status).to.equal(303)
    expect((await gateway.ledig('session', 'revoke', id)).code).to.equal(1)
  })

  it('end a session with its account, and know nobody then', async () => {
    await gateway.ledigGiven(`${PASSWORD}\n`, 'administrator', 'set', 'audrey', '--role', 'auditor')
    const [, cookie] = await signIn('audrey', PASSWORD)
    expect((await get(cookie)).status).to.equal(200)
    expect((await gateway.ledig('administrator', 'remove', 'audrey')).out).to.equal('audrey signs in no more.\n')
    expect((await get(cookie)).status).to.equal(303)
    expect((await signIn('audrey', PASSWORD))[0]).to.equal(422)
    expect((await gateway.ledig('administrator', 'remove', 'audrey')).code).to.equal(1)
  })

  it('are on the console’s own address, and on no other', async () => {
    expect((await fetch(`${gateway.url}/console/`)).status).to.equal(404)
    for (const path of ['/admin/v1/trusts', '/EWS/Exchange.asmx', '/.well-known/federation-metadata', '/owner/']) {
      expect((await fetch(new URL(path, console()), { redirect: 'manual' })).status, path).to.equal(404)
    }
  })

  it('give an account a mailbox of ours, which stays until it is taken away', async () => {
    const set = (...more: readonly string[]) =>
      gateway.ledigGiven(`${PASSWORD}\n`, 'administrator', 'set', 'vera', ...more)
    for (const nobody of ['nobody@contoso.example', 'vera@elsewhere.example', 'vera']) {
      expect((await set('--mailbox', nobody)).code, nobody).to.not.equal(0)
    }
    expect((await gateway.ledig('administrator', 'list')).out).to.not.include('vera')
    const made = await set('--mailbox', 'Vera@Contoso.example')
    expect(made.out, made.err).to.equal(`vera signs in to the console as administrator, and has the mailbox ${VERA}.\n`)
    expect((await set('--role', 'auditor')).out).to.include(VERA)
    expect((await gateway.ledig('administrator', 'list')).out).to.match(
      /^auditor {8}vera, vera@contoso\.example, since /m,
    )
    await signIn('vera', PASSWORD)
    expect((await gateway.ledig('session', 'list', '--json')).out).to.include(`"mailbox": "${VERA}"`)
    expect((await set('--no-mailbox')).out).to.equal('vera signs in to the console as administrator.\n')
  })
})
