import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'
import { openLog } from '../../gateway/log.ts'
import { eventually } from '../conformance/redis-group.ts'
import { describeWithRedis } from '../conformance/redis-server.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { makeTrust, untilTrust } from '../organizations/make-trust.ts'
import type { TrustParty } from '../organizations/make-trust.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'
import { handWrittenPartner } from './hand-written-partner.ts'
import { colleague, outcomeOf, questionAbout, VERAS } from './served-gateway.ts'

const TOKEN = randomBytes(32).toString('base64url')
const relationship = (partner: string) => ({
  name: partner,
  domains: [`${partner}.example`],
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'AvailabilityOnly',
  requests: { enabled: true, level: 'AvailabilityOnly' },
})

/** What vera is told of anna through this gateway. */
const told = (gateway: RunningGateway): Promise<string> => outcomeOf(gateway.ewsUrl, 'anna@fabrikam.example')

const codeOf = (answer: Buffer): string => /ResponseCode[^>]*>([A-Za-z]+)</.exec(String(answer))?.[1] ?? ''

describeWithRedis('Gateways that share a store', function (redis) {
  this.timeout(120_000)
  let folder: string
  let fabrikam: SimulatedOrganization
  const running: RunningGateway[] = []

  async function start(): Promise<RunningGateway> {
    const gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
    running.push(gateway)
    return gateway
  }

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'ledig-several-'))
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'redis-url'), redis.url)
    writeFileSync(join(folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
    writeFileSync(join(folder, 'token'), TOKEN)
    const policy = {
      organization: { id: 'contoso', domains: ['contoso.example'] },
      mailboxes: [{ address: 'vera@contoso.example' }],
      relationships: [relationship('fabrikam')],
    }
    writeFileSync(join(folder, 'policy.yaml'), JSON.stringify(policy))
    const users = [await colleague()]
    const configuration = {
      gateway: {
        ...{ id: `urn:ledig:${randomUUID()}`, name: 'Gateway', publicUrl: 'http://127.0.0.1:0' },
        listen: { host: '127.0.0.1', port: 0 },
      },
      admin: { tokenFile: 'token' },
      store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' },
      outbound: { loopback: true },
      trust: { unprovenDomains: 'allow' },
      organizations: [
        {
          id: `urn:ledig:${randomUUID()}`,
          name: 'contoso',
          policy: 'policy.yaml',
          calendars: 'calendars',
          timeZone: 'Etc/UTC',
          users,
        },
      ],
    }
    writeFileSync(join(folder, 'ledig.yaml'), JSON.stringify(configuration))
    fabrikam = await simulateOrganization({
      domain: 'fabrikam.example',
      calendars: { anna: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n' },
      policy: {
        organization: { id: 'fabrikam', domains: ['fabrikam.example'] },
        mailboxes: [{ address: 'anna@fabrikam.example', default: 'AvailabilityOnly' }],
        relationships: [relationship('contoso')],
      },
    })
  })
  after(async () => {
    await Promise.all(running.map((gateway) => gateway.close()))
    await fabrikam?.close()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  const access = (gateway: RunningGateway) => ({ url: gateway.url, token: TOKEN })
  const trustsOf = async (gateway: RunningGateway) =>
    ((await callAdministration(access(gateway), 'GET', '/trusts')) as { trusts: { id: string; state: string }[] })
      .trusts

  it('are one organization from their first start, at once on an empty store', async () => {
    const [one, other] = await Promise.all([start(), start()])
    const listed = await Promise.all(
      [one, other].map(async (gateway) => {
        const { organizations } = (await callAdministration(access(gateway), 'GET', '/organizations')) as {
          organizations: { name: string; id: string; fingerprint: { hex: string } }[]
        }
        return organizations.map(({ name, id, fingerprint }) => [name, id, fingerprint.hex])
      }),
    )
    expect(listed[0]).to.deep.equal(listed[1])
  })

  async function contoso(gateway: RunningGateway): Promise<TrustParty> {
    const listed = (await callAdministration(access(gateway), 'GET', '/organizations')) as {
      organizations: { name: string; id: string; fingerprint: { hex: string } }[]
    }
    const found = listed.organizations.find(({ name }) => name === 'contoso')
    if (found === undefined) throw new Error('no contoso')
    return {
      ...{ id: found.id, organization: 'contoso', domains: ['contoso.example'] },
      metadataUrl: `${gateway.url}/organizations/contoso/.well-known/federation-metadata`,
      ...{ fingerprint: found.fingerprint.hex, admin: access(gateway) },
    }
  }

  it('answer alike from the moment a trust is made on one of them, and refuse alike once it is revoked', async () => {
    const [one, other] = running as [RunningGateway, RunningGateway]
    const us = await contoso(one)
    await makeTrust(us, fabrikam.party)
    // It came into force by the partner's word, which nobody acknowledged: the other gateway hears of it by and by.
    await untilTrust({ ...us, admin: access(other) }, fabrikam.party, 'active')
    expect(await Promise.all([told(one), told(other)])).to.deep.equal(['NoError', 'NoError'])
    const [trust] = await trustsOf(other)
    for (let round = 0; round < 5; round++) {
      await callAdministration(access(round % 2 === 0 ? one : other), 'POST', `/trusts/${trust?.id}/suspend`, {
        reason: 'a test',
      })
      // Acknowledged means: in force everywhere.
      const refused = await Promise.all([told(one), told(other)])
      expect(refused).to.deep.equal(['ErrorNoFreeBusyAccess', 'ErrorNoFreeBusyAccess'])
      // Of which the partner hears by and by: until it has, it gives nothing.
      await untilTrust(fabrikam.party, us, 'suspended')
      await callAdministration(access(round % 2 === 0 ? other : one), 'POST', `/trusts/${trust?.id}/resume`, {})
      await untilTrust(fabrikam.party, us, 'active')
      expect(await Promise.all([told(one), told(other)])).to.deep.equal(['NoError', 'NoError'])
    }
  })

  it('answer on for their lease while the store is away, then nobody, and all again when it is back', async () => {
    const [one] = running as [RunningGateway]
    await redis.kill()
    expect(await told(one)).to.equal('NoError')
    const refused = await callAdministration(access(one), 'POST', '/trusts', {
      organization: 'contoso',
      metadataUrl: fabrikam.party.metadataUrl,
    }).catch((error: Error) => error.message)
    expect(refused).to.match(/409|503/)
    const change = await fetch(`${one.url}/admin/v1/organizations/contoso/groups/g`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'if-none-match': '*' },
      body: '[]',
    })
    expect(change.status).to.equal(503)
    expect(change.headers.get('retry-after')).to.match(/^\d+$/)
    const readiness = async (): Promise<string> => (await (await fetch(`${one.url}/readyz`)).text()).trim()
    while ((await readiness()) === 'ready') await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await told(one)).to.equal('ErrorServerBusy')
    expect(await readiness()).to.equal('store away')
    expect(await (await fetch(`${one.url}/livez`)).text()).to.equal('live\n')
    await redis.start()
    while ((await readiness()) !== 'ready') await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await told(one)).to.equal('NoError')
  })

  it('answer on for their lease while Redis is stopped in its tracks, then say when to try again, and serve all when it goes on', async () => {
    const [one] = running as [RunningGateway]
    const order: string[] = []
    const note = async (): Promise<string> => {
      const answer = await fetch(one.ewsUrl, {
        method: 'POST',
        headers: VERAS,
        body: questionAbout('anna@fabrikam.example'),
      })
      const text = await answer.text()
      const code = /ResponseCode[^>]*>([A-Za-z]+)</.exec(text)?.[1] ?? String(answer.status)
      const waits = /<(?:\w+:)?Value Name="BackOffMilliseconds">\d+</.test(text)
      const said = code === 'ErrorServerBusy' ? `${code}, ${waits ? 'with' : 'without'} BackOffMilliseconds` : code
      if (order.at(-1) !== said) order.push(said)
      return said
    }
    const makeGroup = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'if-none-match': '*' }
      const url = `${one.url}/admin/v1/organizations/contoso/groups/paused`
      return (await fetch(url, { method: 'PUT', headers, body: '[]' })).status
    }
    await note()
    redis.pause()
    try {
      while (!(await note()).startsWith('ErrorServerBusy')) await new Promise((resolve) => setTimeout(resolve, 50))
      expect(await makeGroup()).to.equal(503)
    } finally {
      redis.resume()
    }
    while ((await note()) !== 'NoError') await new Promise((resolve) => setTimeout(resolve, 50))
    expect(order).to.deep.equal(['NoError', 'ErrorServerBusy, with BackOffMilliseconds', 'NoError'])
    expect(await makeGroup()).to.be.oneOf([201, 409])
  })

  it('take no access token that was revoked at another of them a moment ago', async () => {
    const [one, other] = running as [RunningGateway, RunningGateway]
    await eventually(async () => (await fetch(`${other.url}/readyz`)).status === 200)
    for (let round = 0; round < 5; round++) {
      const order = { name: `round ${round}`, scope: 'read' }
      const made = (await callAdministration(access(one), 'POST', '/access-tokens', order)) as {
        id: string
        token: string
      }
      const ask = async (): Promise<number> =>
        (await fetch(`${other.url}/admin/v1/trusts`, { headers: { authorization: `Bearer ${made.token}` } })).status
      expect(await ask()).to.equal(200)
      const headers = { authorization: `Bearer ${TOKEN}` }
      const revoked = await fetch(`${one.url}/admin/v1/access-tokens/${made.id}`, { method: 'DELETE', headers })
      expect(revoked.status).to.equal(200)
      expect(await ask()).to.equal(401)
    }
  })

  it('are not sent requests while their clock is far from that of the store (TK17)', async () => {
    let offMs = 0
    const parts = { log: openLog('silent'), clock: { now: () => Date.now() + offMs } }
    const gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), parts)
    const readiness = async (): Promise<string> => {
      const answer = await fetch(`${gateway.url}/readyz`)
      return `${answer.status} ${(await answer.text()).trim()}`
    }
    try {
      expect(await readiness()).to.equal('200 ready')
      offMs = 6_000
      await eventually(async () => (await readiness()) === '503 clock differs')
      offMs = 4_000
      await eventually(async () => (await readiness()) === '200 ready')
    } finally {
      await gateway.close()
    }
  })

  interface Entry {
    readonly entry: { readonly facts: { readonly refused?: Readonly<Record<string, number>> } }
  }
  /** All of one kind; lookups, of which there are as many as a slow machine takes, would fill a page. */
  const read = async (gateway: RunningGateway, event: string): Promise<Entry[]> =>
    ((await callAdministration(access(gateway), 'GET', `/audit?event=${event}&limit=1000`)) as { entries: Entry[] })
      .entries

  it('put each reading of the audit log on record, once (AU4)', async () => {
    const [one] = running as [RunningGateway]
    const readings = async (): Promise<number> => (await read(one, 'audit.read')).length
    const before = await readings()
    for (let i = 1; i <= 3; i++) expect(await readings()).to.equal(before + i)
  })

  it('put refused credentials on record as one entry that counts them exactly (AU5)', async () => {
    const [one] = running as [RunningGateway]
    const refused = async () => (await read(one, 'credentials.refused')).map(({ entry }) => entry.facts.refused)
    expect(await refused()).to.deep.equal([])
    for (let i = 0; i < 7; i++) {
      const headers = { ...VERAS, authorization: `Bearer wrong${i}` }
      const answer = await fetch(one.ewsUrl, { method: 'POST', headers, body: questionAbout('anna@fabrikam.example') })
      expect(answer.status).to.equal(401)
    }
    while ((await refused()).length === 0) await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await refused()).to.deep.equal([{ TRUST_TOKEN_MALFORMED: 7 }])
  })

  it('take no single-use token of a partner while nobody can say whether it is spent, and take the same once that is known', async () => {
    const [one, other] = running as [RunningGateway, RunningGateway]
    await eventually(async () => (await fetch(`${other.url}/readyz`)).status === 200)
    const host = { party: await contoso(one), ewsUrl: one.ewsUrl, admin: access(one) }
    const partner = await handWrittenPartner('handmade.example', host)
    try {
      const send = partner.signed('ulla@handmade.example', questionAbout('vera@contoso.example'))
      await redis.kill()
      const away = await send()
      expect([away.status, codeOf(away.body), /Name="BackOffMilliseconds">\d+</.test(String(away.body))]).to.deep.equal(
        [...[500, 'ErrorServerBusy', true]],
      )
      // Who needs no such check is answered from what is known: the lease is not over.
      expect(await told(one)).to.equal('NoError')
      await redis.start()
      await eventually(async () => (await fetch(`${one.url}/readyz`)).status === 200)
      await eventually(async () => codeOf((await send()).body) !== 'ErrorServerBusy')
      expect((await send()).status, 'spent by then').to.equal(401)
    } finally {
      await partner.close()
    }
  })

  it('have everything again after all of them were started anew', async () => {
    const before = await trustsOf(running[0] as RunningGateway)
    await Promise.all(running.splice(0).map((gateway) => gateway.close()))
    const again = await start()
    expect(await trustsOf(again)).to.deep.equal(before)
    expect(before[0]?.state).to.equal('active')
  })
})
