import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { openLog } from '../../gateway/log.ts'
import { startGateway } from '../../gateway/main.ts'
import { HOUR } from '../../protocols/availability/time-window.ts'
import { eventually } from '../conformance/redis-group.ts'
import { outcomeOf, ServedGateway } from './served-gateway.ts'

/** Of ten thousand descriptors, those that are free when the gateway starts: what it needs for itself, and more. */
const LEFT_FOR_CONNECTIONS = 300
const NAMESPACE = ['unshare', '--map-root-user', '--mount'] as const

/** A file system of two megabytes that only the gateway sees, nearly full; null where nobody may make one. */
async function onSmallDisk(gateway: ServedGateway, suite: Mocha.Context): Promise<string> {
  const [command, ...args] = NAMESPACE
  if (spawnSync(command, [...args, 'true']).status !== 0) {
    if (process.env['CI']) throw new Error('unshare is missing: install the Debian package util-linux')
    suite.skip()
  }
  const disk = join(gateway.folder, 'disk')
  mkdirSync(disk)
  await gateway.configure({ state: 'disk/state' })
  const mount = `mount -t tmpfs -o size=2m tmpfs "${disk}" && dd if=/dev/zero of="${disk}/ballast" bs=1k count=1400 2>/dev/null`
  await gateway.run(command, [...args, 'sh', '-c', `${mount} && exec "$@"`, 'sh', ...gateway.serve])
  return disk
}

describe('A gateway whose disk fails', function () {
  this.timeout(120_000)
  let gateway: ServedGateway
  beforeEach(() => (gateway = new ServedGateway()))
  afterEach(() => gateway.remove())

  /** Changes acknowledged until one is not. */
  async function writeUntilRefused(): Promise<string[]> {
    const acknowledged: string[] = []
    const members = Array.from({ length: 200 }, (_, i) => `member${i}-of-a-large-group@contoso.example`)
    for (let i = 0; i < 1_000; i++) {
      const status = await gateway.makeGroup(`g${i}`, members)
      if (status !== 201) {
        expect(status).to.equal(503)
        return acknowledged
      }
      acknowledged.push(`g${i}`)
    }
    throw new Error('the disk was never full')
  }

  async function hasAll(names: readonly string[]): Promise<void> {
    const found = await Promise.all(names.map((name) => gateway.ask('GET', `/organizations/contoso/groups/${name}`)))
    expect(found.filter(({ status }) => status !== 200)).to.deep.equal([])
  }

  it('refuses changes while it is full, answers lookups, and takes changes again by itself when there is room', async function () {
    const disk = await onSmallDisk(gateway, this)
    const acknowledged = await writeUntilRefused()
    expect(acknowledged.length).to.be.greaterThan(2)
    expect(await gateway.lookup()).to.equal('NoError')
    const refused = await gateway.ask('PUT', '/organizations/contoso/groups/other', [], { 'if-none-match': '*' })
    expect([refused.status, refused.headers.get('retry-after') !== null]).to.deep.equal([503, true])
    await hasAll(acknowledged)
    rmSync(`/proc/${gateway.pid}/root${disk}/ballast`)
    await eventually(() => gateway.hasGroupMade('afterwards'))
    await hasAll([...acknowledged, 'afterwards'])
    expect(await gateway.auditVerifies()).to.equal(true)
  })

  it('does not start where it can only be read, and says where and why', async function () {
    const disk = await onSmallDisk(gateway, this)
    await gateway.kill()
    const [command, ...args] = NAMESPACE
    const readOnly = `mount -t tmpfs tmpfs "${disk}" && mount -o remount,ro "${disk}"`
    const ran = spawnSync(command, [...args, 'sh', '-c', `${readOnly} && exec "$@"`, 'sh', ...gateway.serve])
    expect(ran.status).to.equal(6)
    expect(String(ran.stderr)).to.match(/disk\/state.*EROFS|disk\/state.*[Rr]ead-only/)
  })
})

describe('A gateway whose file descriptors are all taken', function () {
  this.timeout(120_000)
  const gateway = new ServedGateway()
  const idle: Socket[] = []
  after(async () => {
    for (const socket of idle) socket.destroy()
    await gateway.remove()
  })

  it('stays up, and serves and keeps everything once they are given back', async () => {
    const most = Math.min(10_000, Number(spawnSync('sh', ['-c', 'ulimit -Hn']).stdout) || 10_000)
    await gateway.configure({ more: { limits: { connections: 2 * most } } })
    // All but a few hundred are open from its first moment on; connections take the rest, quicker than idle ones end.
    await gateway.start(
      `ulimit -n ${most}; for ((i = 0; i < ${most - LEFT_FOR_CONNECTIONS}; i++)); do exec {d}</dev/null; done`,
    )
    expect(await gateway.makeGroup('before')).to.equal(201)
    const port = Number(new URL(gateway.url).port)
    for (let i = 0; i < 2 * LEFT_FOR_CONNECTIONS; i++)
      idle.push(connect(port, '127.0.0.1').on('error', () => undefined))
    await eventually(() => readdirSync(`/proc/${gateway.pid}/fd`).length >= most - 1)
    expect(gateway.ended, gateway.said.slice(-500)).to.equal(false)
    for (const socket of idle.splice(0)) socket.destroy()
    await eventually(async () => (await gateway.lookup().catch(() => '')) === 'NoError')
    await eventually(() => gateway.hasGroupMade('afterwards').catch(() => false))
    const { body } = await gateway.ask('GET', '/organizations/contoso/groups')
    expect((body['items'] as { name: string }[]).map(({ name }) => name)).to.deep.equal(['afterwards', 'before'])
    expect(await gateway.auditVerifies()).to.equal(true)
  })
})

describe('A gateway whose clock jumps', function () {
  this.timeout(60_000)
  const gateway = new ServedGateway()
  after(() => gateway.remove())

  it('by an hour, forward and back, keeps answering, takes changes and loses none', async () => {
    await gateway.configure()
    let offset = 0
    const clock = { now: () => Date.now() + offset }
    const settings = readConfig(join(gateway.folder, 'ledig.yaml'), {})
    const start = () => startGateway(settings, { log: openLog('silent'), clock })
    const names: string[] = []
    let running = await start()
    try {
      for (const [i, jump] of [0, HOUR, -2 * HOUR, HOUR, -HOUR].entries()) {
        offset += jump
        names.push(`g${i}`)
        expect(await gateway.makeGroup(`g${i}`), `after ${jump}`).to.equal(201)
        expect(await outcomeOf(running.ewsUrl), `after ${jump}`).to.equal('NoError')
        expect(await gateway.auditVerifies()).to.equal(true)
        if (i === 2) {
          await running.close()
          running = await start()
        }
      }
      const { body } = await gateway.ask('GET', '/organizations/contoso/groups')
      expect((body['items'] as { name: string }[]).map(({ name }) => name)).to.deep.equal(names)
    } finally {
      await running.close()
    }
  })
})
