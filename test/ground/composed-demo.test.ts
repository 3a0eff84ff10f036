import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { startGateway } from '../../gateway/main.ts'
import { openLog } from '../../gateway/log.ts'
import { freePort, startRedis, withoutRedis } from '../conformance/redis-server.ts'
import { COMPOSE_SERVICES, makeComposeGround } from '../organizations/compose-ground.ts'
import type { ComposePlaces } from '../organizations/compose-ground.ts'
import { introduceComposed } from '../organizations/compose-introduce.ts'
import { demoWindow, nextWorkingDay } from '../organizations/demo-day.ts'
import { FABRIKAM } from '../organizations/demo-organizations.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import { startProcess } from '../organizations/start-process.ts'

/** The services of `docker-compose.yml` as processes of this machine, from the same files, over HTTPS and Redis. */
describe('the composed demo', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'ledig-ground-'))
  const ending: (() => Promise<void>)[] = []
  /** Told once, so that calendars and question are of one day, whatever the hour. */
  const begun = Date.now()
  let places: ComposePlaces

  before(async function () {
    const redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
    if (redis === null) return withoutRedis(this)
    ending.push(() => redis.stop())
    const ports = new Map(await Promise.all(COMPOSE_SERVICES.map(async (name) => [name, await freePort()] as const)))
    const port = (name: (typeof COMPOSE_SERVICES)[number]): number => ports.get(name) ?? 0
    const [ground, listen] = [join(folder, 'ground'), '127.0.0.1']
    places = { ground, listen, port, host: () => 'localhost', networks: [], redis: redis.url }
    await makeComposeGround(places, () => begun)
  })

  after(async () => {
    for (const end of ending.reverse()) await end()
    rmSync(folder, { recursive: true })
  })

  const password = (address: string): string => {
    const line = readFileSync(join(places.ground, 'passwords.txt'), 'utf8')
      .split('\n')
      .find((one) => one.includes(address))
    return line?.split('  ')[2] ?? ''
  }

  it('keeps its secrets from everybody else', () => {
    const files = ['gateway.yaml', 'fabrikam.yaml', 'gateway.key', 'gateway-admin-token', 'redis-url', 'passwords.txt']
    for (const file of files) expect(statSync(join(places.ground, file)).mode & 0o077, file).to.equal(0)
  })

  it('is prepared once: a restart finds the keys and passwords it had', async () => {
    const before = readFileSync(join(places.ground, 'passwords.txt'), 'utf8')
    await makeComposeGround(places, () => begun)
    expect(readFileSync(join(places.ground, 'passwords.txt'), 'utf8')).to.equal(before)
    expect(before.trim().split('\n')).to.have.length(5)
  })

  it('answers a Fabrikam person about Contoso and Adatum people once everybody was introduced', async () => {
    const gateway = await startGateway(readConfig(join(places.ground, 'gateway.yaml'), {}), { log: openLog('error') })
    ending.push(() => gateway.close())
    for (const service of ['fabrikam', 'adatum']) {
      const started = await startProcess('./organization-process.ts', join(places.ground, `${service}.yaml`), () => {})
      ending.push(() => started.stop())
    }
    const told: string[] = []
    await introduceComposed(places, (line) => told.push(line))
    expect(told).to.have.length(8)
    await introduceComposed(places, (line) => told.push(line))
    expect(told, 'nobody is introduced twice').to.have.length(8)

    const username = 'anna@fabrikam.example'
    const ca = readFileSync(join(places.ground, 'authority.pem'), 'utf8')
    const ews = `https://localhost:${places.port('fabrikam')}/EWS/Exchange.asmx`
    const { rows } = await askAvailability(
      { ews, username, password: password(username), ca },
      {
        mailboxes: ['vera@contoso.example', 'kim@adatum.example', 'nils@contoso.example'],
        window: demoWindow(nextWorkingDay(begun)),
        interval: 30,
        view: 'DetailedMerged',
        zone: FABRIKAM.zone,
      },
    )
    expect(rows.map((row) => row.code)).to.deep.equal(['NoError', 'NoError', 'ErrorMailRecipientNotFound'])
    expect(rows[0]?.mergedFreeBusy).to.include('2')
  })
})
