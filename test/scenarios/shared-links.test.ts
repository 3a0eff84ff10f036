import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { openLog } from '../../gateway/log.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'
import { describeWithRedis } from '../conformance/redis-server.ts'

const TOKEN = randomBytes(32).toString('base64url')
const VERA = 'vera@contoso.example'
const SHARES = `/mailboxes/${VERA}/shares`
const CALENDAR = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'

interface Opened {
  readonly share: { readonly id: string; readonly lastLook: string | null }
  readonly address: string
}

async function call(gateway: RunningGateway, method: string, path: string, body?: object): Promise<Opened> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const answer = await fetch(`${gateway.url}/admin/v1${path}`, sent)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Opened
}

/** The same address at one of several gateways, in one of its formats. */
async function look(gateway: RunningGateway, address: string, leaf = ''): Promise<number> {
  const { pathname } = new URL(address)
  return (await fetch(`${gateway.url}${pathname}${leaf}`)).status
}

describeWithRedis('Links on gateways that share a store', function (redis) {
  this.timeout(120_000)
  let folder: string
  let running: RunningGateway[] = []

  const start = () => startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
  const both = (): [RunningGateway, RunningGateway] => running as [RunningGateway, RunningGateway]

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'ledig-links-'))
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'calendars', 'vera.ics'), CALENDAR)
    writeFileSync(join(folder, 'redis-url'), redis.url)
    writeFileSync(join(folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
    writeFileSync(join(folder, 'token'), TOKEN)
    const policy = {
      organization: { id: 'contoso', domains: ['contoso.example'] },
      mailboxes: [{ address: VERA }],
      sharingPolicies: [{ name: 'everyday', default: true, domains: ['Anonymous: CalendarSharingFreeBusySimple'] }],
    }
    writeFileSync(join(folder, 'policy.yaml'), JSON.stringify(policy))
    const contoso = { id: `urn:ledig:${randomUUID()}`, name: 'contoso', policy: 'policy.yaml' }
    const configuration = {
      gateway: {
        ...{ id: `urn:ledig:${randomUUID()}`, name: 'Gateway', publicUrl: 'http://127.0.0.1:0' },
        listen: { host: '127.0.0.1', port: 0 },
      },
      admin: { tokenFile: 'token' },
      store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' },
      organizations: [{ ...contoso, calendars: 'calendars', timeZone: 'Etc/UTC' }],
    }
    writeFileSync(join(folder, 'ledig.yaml'), JSON.stringify(configuration))
    running = [await start(), await start()]
  })
  after(async () => {
    await Promise.all(running.map((gateway) => gateway.close()))
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  it('open at both from the moment they are made, and at neither from the moment they are revoked (PU4)', async () => {
    const [one, other] = both()
    for (let round = 0; round < 5; round++) {
      const { share, address } = await call(one, 'POST', SHARES, {})
      // Looked at before, so that both have something made of it.
      for (const leaf of ['', 'calendar.ics']) {
        expect([await look(one, address, leaf), await look(other, address, leaf)]).to.deep.equal([200, 200])
      }
      // Acknowledged means: in force everywhere.
      await call(round % 2 === 0 ? one : other, 'DELETE', `${SHARES}/${encodeURIComponent(share.id)}`)
      for (const leaf of ['', 'calendar.ics']) {
        expect([await look(one, address, leaf), await look(other, address, leaf)]).to.deep.equal([404, 404])
      }
    }
  })

  it('have at both one address after a reset: the new one', async () => {
    const [one, other] = both()
    const first = await call(one, 'POST', SHARES, {})
    expect(await look(other, first.address)).to.equal(200)
    const second = await call(other, 'POST', `${SHARES}/${encodeURIComponent(first.share.id)}/reset`, {})
    const seen = async (address: string) => [await look(one, address), await look(other, address)]
    expect([await seen(first.address), await seen(second.address)]).to.deep.equal([
      [404, 404],
      [200, 200],
    ])
  })

  it('show less at both once the organization lowers the cap, and nothing once it switches them off (PU6)', async () => {
    const [one, other] = both()
    const { address } = await call(one, 'POST', SHARES, { level: 'Reviewer' })
    expect(await look(other, address)).to.equal(200)
    const path = '/admin/v1/organizations/contoso/sharing'
    const authorization = `Bearer ${TOKEN}`
    const etag = (await fetch(`${one.url}${path}`, { headers: { authorization } })).headers.get('etag') ?? ''
    const headers = { authorization, 'content-type': 'application/json', 'if-match': etag }
    const off = await fetch(`${one.url}${path}`, { method: 'PATCH', headers, body: '{"anonymous":false}' })
    expect(off.status).to.equal(200)
    expect([await look(one, address), await look(other, address)]).to.deep.equal([404, 404])
    const proof = (await call(other, 'GET', `/mailboxes/${VERA}/proof`)) as unknown as { closed: boolean }
    expect(proof.closed).to.equal(true)
  })

  it('are known to have been looked through, at either, after a start', async () => {
    const [one] = both()
    const before = (await call(one, 'GET', SHARES)) as unknown as { shares: Opened['share'][] }
    await Promise.all(running.splice(0).map((gateway) => gateway.close()))
    running = [await start()]
    const after = (await call(running[0] as RunningGateway, 'GET', SHARES)) as unknown as { shares: Opened['share'][] }
    expect(after.shares.map(({ id }) => id)).to.have.members(before.shares.map(({ id }) => id))
    expect(after.shares.every(({ lastLook }) => lastLook !== null)).to.equal(true)
  })
})
