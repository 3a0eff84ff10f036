import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { runLedig } from '../gateway/cli/run-ledig.ts'
import { testAuthority } from '../protocols/http/test-authority.ts'
import { mailServer } from '../protocols/mail/mail-server.ts'
import type { MailServer } from '../protocols/mail/mail-server.ts'
import { eventually } from '../conformance/redis-group.ts'
import { freePort } from '../conformance/redis-server.ts'
import { questionAbout, ServedGateway } from './served-gateway.ts'

const VERA = 'vera@contoso.example'
const SHARES = `/mailboxes/${VERA}/shares`
const METRICS_TOKEN = 'planted-metrics'

/** Every secret of the run by what it is, so that a failure names the kind and not the value. */
const planted = new Map<string, string>()
function plant(what: string, secret = `planted-${randomBytes(18).toString('base64url')}`): string {
  planted.set(what, secret)
  return secret
}

/** The forms in which a secret could have been written down. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
]

describe('Secrets planted in a gateway and in what it is asked (LG2)', function () {
  this.timeout(120_000)
  const gateway = new ServedGateway()
  const authority = testAuthority()
  let mail: MailServer
  let metrics: string
  /** All that came out of the gateway, but for the answers that give a secret to who asked for it. */
  let out = ''

  async function tell(answer: Response): Promise<string> {
    const text = await answer.text()
    out += `${answer.status} ${JSON.stringify([...answer.headers])}\n${text}\n`
    return text
  }
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> =>
    tell(await fetch(`${gateway.url}${path}`, { headers, redirect: 'manual' }))
  const post = async (path: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> =>
    tell(await fetch(`${gateway.url}${path}`, { method: 'POST', headers, body, redirect: 'manual' }))
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await gateway.ask(method, path, body)
    out += `${answer.status} ${JSON.stringify(answer.body)}\n`
    return answer.body
  }
  const given = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await gateway.ask(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  before(async () => {
    const tls = authority.issue({ names: ['localhost'], addresses: ['127.0.0.1'] })
    mail = await mailServer({ tls, account: { user: 'ledig', password: 'another' } })
    const place = (name: string): string => join(gateway.folder, name)
    writeFileSync(place('mail-password'), plant('the password for the mail server'), { mode: 0o600 })
    writeFileSync(place('mail-authority.pem'), authority.ca)
    const metricsPort = await freePort()
    metrics = `http://127.0.0.1:${metricsPort}/metrics`
    const transport = {
      ...{ kind: 'smtp', host: '127.0.0.1', port: mail.port, security: 'starttls', user: 'ledig' },
      ...{ passwordFile: 'mail-password', authorities: 'mail-authority.pem' },
    }
    const relationship = { name: 'fabrikam', domains: ['fabrikam.example'], requests: { enabled: true } }
    await gateway.configure({
      relationships: [relationship],
      more: {
        log: { level: 'debug' },
        mail: { transport },
        metrics: { host: '127.0.0.1', port: metricsPort },
        outbound: { loopback: true },
        trust: { unprovenDomains: 'allow' },
      },
    })
    plant('the token of the administrator', gateway.token)
    await gateway.start()
  })
  after(async () => {
    await gateway.remove()
    await mail.stop()
  })

  it('are none of them in an answer to somebody else, the output, the metrics or the audit log', async () => {
    // What is typed where it is not right.
    const soap = { 'content-type': 'text/xml; charset=utf-8' }
    const basic = (password: string): string => `Basic ${Buffer.from(`${VERA}:${password}`).toString('base64')}`
    const door = '/EWS/Exchange.asmx'
    await post(door, questionAbout(VERA), { ...soap, authorization: basic(plant('a wrong password')) })
    for (const token of [plant('a token of no form'), `e30.${plant('the claims of a bad token')}.e30`]) {
      await post(door, questionAbout(VERA), { ...soap, authorization: `Bearer ${token}` })
      await get('/admin/v1/trusts', { authorization: `Bearer ${token}` })
    }
    await post('/organizations/contoso/token', `client_assertion=${plant('a wrong assertion')}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    const wrongKey = { file: Buffer.from('no pfx').toString('base64'), passphrase: plant('the passphrase of a file') }
    await ask('POST', '/organizations/contoso/certificate/import', wrongKey)
    await ask('POST', '/organizations/contoso/certificate/import', { file: plant('what is no PEM') })

    // What administrators are given, and give.
    const created = await given('POST', '/access-tokens', { scope: 'read', name: 'reader' })
    plant('an access token', String(created['token']))
    await get('/admin/v1/access-tokens', { authorization: `Bearer ${String(created['token'])}` })
    const exported = await given('POST', '/organizations/contoso/certificate/export', {
      passphrase: plant('the passphrase of an export'),
    })
    expect(exported).to.have.property('pkcs12')
    const addressSpace = { name: 'Fabrikam', ews: `https://127.0.0.1:${await freePort()}/EWS/Exchange.asmx` }
    const { id } = await ask('POST', '/trusts', { organization: 'contoso', addressSpace })
    await ask('POST', `/trusts/${String(id)}/accept`, { domains: ['fabrikam.example'], unproven: true })
    await ask('PUT', `/trusts/${String(id)}/credential`, {
      ...{ kind: 'basic', account: 'free-busy@fabrikam.example', password: plant('the password a partner shows') },
      ours: { name: 'us@fabrikam.example', password: plant('the password we show a partner') },
    })
    await ask('POST', `/trusts/${String(id)}/test`, { as: VERA, about: 'anna@fabrikam.example' })
    out += await gateway.lookup('anna@fabrikam.example')

    // What owners hand on: by mail, to a server that refuses the password of ours.
    const sharing = '/organizations/contoso/sharing'
    const version = (await gateway.ask('GET', sharing)).headers.get('etag') ?? ''
    const choices = { anonymousLevel: 'LimitedDetails', createPolicy: true }
    expect((await gateway.ask('PATCH', sharing, choices, { 'if-match': version })).status).to.equal(200)
    const shared = await given('POST', SHARES, { kind: 'link', to: 'olle@fabrikam.example', mail: true })
    const address = new URL(String(shared['address']))
    plant(
      'the address of a published calendar',
      address.pathname.split('/').find((part) => part.length > 30),
    )
    for (const leaf of ['', '.ics', '.ifb', '.json', '/open', '/nothing']) await get(`${address.pathname}${leaf}`)
    const link = await given('POST', `/mailboxes/${VERA}/owner-link`)
    const opening = new URL(String(link['address'])).pathname
    plant('the link of an owner', opening.split('/').at(-1))
    const opened = await fetch(`${gateway.url}${opening}`, {
      ...{ method: 'POST', redirect: 'manual' },
      headers: { origin: gateway.url, 'content-type': 'application/x-www-form-urlencoded' },
    })
    const cookie = /=([^;]+)/.exec(opened.headers.get('set-cookie') ?? '')?.[1]
    plant('the session of an owner', cookie)
    await post(opening, '', {
      origin: gateway.url,
      'content-type': 'application/x-www-form-urlencoded',
    })
    await get('/owner', { cookie: `ledig-owner=${cookie}` })
    await eventually(() => gateway.said.includes('invitation waits'))

    for (const path of ['/openapi.json', '/trusts', '/organizations', SHARES, '/access-tokens', '/invitations']) {
      await ask('GET', path)
    }
    await ask('GET', `/trusts/${String(id)}`)
    out += await (await fetch(metrics, { headers: { authorization: METRICS_TOKEN } })).text()
    const checked = await runLedig(['config', 'check', '--config', join(gateway.folder, 'ledig.yaml')])
    out += checked.out + checked.err
    const recorded = await gateway.ask('GET', '/audit?limit=1000')
    const record = JSON.stringify(recorded.body)

    const found = [...planted].flatMap(([what, secret]) =>
      formsOf(secret).flatMap((form) =>
        Object.entries({ answers: out, output: gateway.said, record })
          .filter(([, text]) => text.includes(form))
          .map(([where]) => `${what} in ${where}`),
      ),
    )
    expect(found).to.deep.equal([])
    expect([...planted.values()].every((secret) => secret.length >= 16)).to.equal(true)
    // It was looked for where something is.
    expect(gateway.said).to.include('credentials refused').and.to.include('invitation waits')
    expect(record).to.include('trust.credential').and.to.include('owner.link-made')
    expect(out).to.include('ledig_').and.to.include('535 5.7.8').and.to.include('UNAUTHORIZED')
  })

  it('are none of them in what a start says that fails at one', async () => {
    await gateway.kill()
    const file = join(gateway.folder, 'ledig.yaml')
    const configuration = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    const secret = plant('the password of a Redis')
    writeFileSync(join(gateway.folder, 'redis-url'), `redis://ledig:${secret}@127.0.0.1:${await freePort()}/0`, {
      mode: 0o600,
    })
    writeFileSync(join(gateway.folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
    writeFileSync(
      file,
      JSON.stringify({ ...configuration, store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' } }),
    )
    const ended = await runLedig(['serve', '--config', file])
    expect(ended.code).to.not.equal(0)
    expect(ended.out + ended.err)
      .to.match(/127\.0\.0\.1/)
      .and.to.not.include(secret)
  })
})
