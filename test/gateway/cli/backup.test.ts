import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { readConfig } from '../../../config/read-config.ts'
import { startGateway } from '../../../gateway/main.ts'
import { openLog } from '../../../gateway/log.ts'
import { runLedig } from './run-ledig.ts'
import type { Ended } from './run-ledig.ts'
import { startRedis } from '../../conformance/redis-server.ts'

const TOKEN = randomBytes(32).toString('base64url')

const ledig = (folder: string, ...args: string[]): Promise<Ended> =>
  runLedig(args, { folder, env: { LEDIG_TOKEN: TOKEN } })

const ORGANIZATION = `urn:ledig:${randomUUID()}`
const GATEWAY = `urn:ledig:${randomUUID()}`

const PLACE = {
  ...{ id: GATEWAY, name: 'Gateway', publicUrl: 'http://127.0.0.1:0' },
  ...{ listen: { host: '127.0.0.1', port: 0 }, state: 'state' },
}

function configure(folder: string, more: object = {}): void {
  const configuration = {
    gateway: PLACE,
    admin: { tokenFile: 'token' },
    organizations: [
      { id: ORGANIZATION, name: 'contoso', policy: 'policy.yaml', calendars: 'calendars', timeZone: 'Etc/UTC' },
    ],
    ...more,
  }
  writeFileSync(join(folder, 'ledig.yaml'), JSON.stringify(configuration))
}

describe('a backup, a restore and a migration', function () {
  this.timeout(120_000)
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-backup-'))
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'token'), TOKEN)
    writeFileSync(join(folder, 'passphrase'), 'correct horse battery staple\n')
    writeFileSync(join(folder, 'policy.yaml'), 'organization: { id: contoso, domains: [contoso.example] }\n')
    configure(folder)
  })
  after(() => rmSync(folder, { recursive: true }))

  /** Runs a gateway on the configuration of the moment while `work` is done. */
  async function whileRunning<T>(work: (where: string[], url: string) => Promise<T>): Promise<T> {
    const gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
    try {
      return await work(['--gateway', gateway.url], gateway.url)
    } finally {
      await gateway.close()
    }
  }

  const shown = (where: string[]) => ledig(folder, 'group', 'list', 'contoso', '--json', ...where)
  const fingerprint = async (where: string[]): Promise<string> =>
    /"hex": "([^"]+)"/.exec((await ledig(folder, 'organization', 'list', '--json', ...where)).out)?.[1] ?? ''
  let kept: string
  let identity: string

  it('is written while the gateway runs, for its owner alone, and not over another', async () => {
    await whileRunning(async (where) => {
      await ledig(folder, 'group', 'set', 'contoso', 'board', '--set', 'x=1', ...where)
      writeFileSync(join(folder, 'board.yaml'), '[vera@contoso.example]')
      const set = await ledig(folder, 'group', 'set', 'contoso', 'board', '--file', 'board.yaml', ...where)
      expect(set.code, set.err).to.equal(0)
      const args = ['backup', 'ledig.backup', '--passphrase-file', 'passphrase', ...where]
      const made = await ledig(folder, ...args)
      expect(made.code, made.err).to.equal(0)
      expect(statSync(join(folder, 'ledig.backup')).mode & 0o777).to.equal(0o600)
      expect(readFileSync(join(folder, 'ledig.backup')).includes('vera@contoso.example')).to.equal(false)
      expect((await ledig(folder, ...args)).code).to.equal(3)
      kept = (await shown(where)).out
      identity = await fingerprint(where)
      const gone = await ledig(folder, 'group', 'remove', 'contoso', 'board', ...where)
      expect(gone.code, gone.err).to.equal(0)
      const held = await ledig(folder, 'restore', 'ledig.backup', '--passphrase-file', 'passphrase', '--replace')
      expect(held.err).to.match(/held by process/)
    })
  })

  it('is rehearsed without a trace', async () => {
    await whileRunning(async (where) => {
      const dry = ['backup', 'other.backup', '--passphrase-file', 'passphrase', '--dry-run', ...where]
      const rehearsed = await ledig(folder, ...dry)
      expect([rehearsed.code, rehearsed.out]).to.deep.equal([0, 'Nothing was written; other.backup can be.\n'])
      expect((await ledig(folder, 'audit', 'list', '--json', '--limit', '1000', ...where)).out).to.not.match(
        /backup\.made[^]*backup\.made/,
      )
    })
    const before = readdirSync(folder, { recursive: true }).sort()
    const restore = ['restore', 'ledig.backup', '--passphrase-file', 'passphrase', '--replace', '--dry-run', '--json']
    const restored = await ledig(folder, ...restore)
    expect(restored.code, restored.err).to.equal(0)
    const migrate = ['store', 'migrate', '--to', 'elsewhere/store', '--dry-run', '--json']
    const migrated = await ledig(folder, ...migrate)
    expect(migrated.code, migrated.err).to.equal(0)
    for (const { out } of [restored, migrated]) {
      expect((JSON.parse(out) as { records: number }).records).to.be.greaterThan(2)
    }
    const stable = (names: (string | Buffer)[]): string[] =>
      names.map(String).filter((name) => !/store\/[^/]*(\d{6}|LOG)/.test(name))
    expect(stable(readdirSync(folder, { recursive: true }).sort())).to.deep.equal(stable(before))
  })

  it('asks before a trust comes back that may have been revoked since (ST12)', async () => {
    configure(folder, { gateway: { ...PLACE, state: 'new' } })
    const fixture = fileURLToPath(new URL('../../vectors/state/schema-1/', import.meta.url))
    const { passphrase } = JSON.parse(readFileSync(join(fixture, 'facts.json'), 'utf8')) as { passphrase: string }
    writeFileSync(join(folder, 'fixture-passphrase'), passphrase)
    const restore = ['restore', join(fixture, 'state.backup'), '--passphrase-file', 'fixture-passphrase']
    try {
      const asked = await ledig(folder, ...restore)
      expect([
        asked.code,
        /Trusts that come back: 1\. .*nothing was restored.*--revive-trusts/.test(asked.err),
      ]).to.deep.equal([9, true])
      expect(existsSync(join(folder, 'new'))).to.equal(false)
      const done = await ledig(folder, ...restore, '--revive-trusts')
      expect(done.code, done.err).to.equal(0)
      // What is replaced says itself which trusts were revoked in it.
      const again = await ledig(folder, ...restore, '--replace')
      expect(again.code, again.err).to.equal(0)
    } finally {
      configure(folder)
    }
  })

  it('fills no store that is not empty, and none under another passphrase', async () => {
    const restore = ['restore', 'ledig.backup', '--passphrase-file']
    expect((await ledig(folder, ...restore, 'passphrase')).err).to.match(
      /not empty: .*state.store; --replace puts it aside/,
    )
    writeFileSync(join(folder, 'wrong'), 'another passphrase')
    const wrong = await ledig(folder, ...restore, 'wrong', '--replace')
    expect([wrong.code, wrong.err.includes('another passphrase')]).to.deep.equal([6, true])
  })

  it('comes back whole, under the same identity, in the place of what is put aside', async () => {
    const done = await ledig(
      folder,
      'restore',
      'ledig.backup',
      '--passphrase-file',
      'passphrase',
      '--replace',
      '--json',
    )
    expect(done.code, done.err).to.equal(0)
    const { from, to } = JSON.parse(done.out) as { from: { records: number }; to: object }
    expect(from).to.deep.equal(to)
    expect(from.records).to.be.greaterThan(3)
    expect(done.err).to.include('state/store.before-')
    await whileRunning(async (where) => {
      expect((await shown(where)).out).to.equal(kept)
      expect(await fingerprint(where)).to.equal(identity)
      expect((await ledig(folder, 'audit', 'verify', ...where)).code).to.equal(0)
    })
  })

  it('goes into a Redis and back into a folder, with the same counts and digests at each end', async function () {
    const redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
    if (redis === null) {
      if (process.env['CI']) throw new Error('redis-server is missing')
      return
    }
    try {
      writeFileSync(join(folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
      writeFileSync(join(folder, 'redis-url'), redis.url)
      const away = await ledig(folder, 'store', 'migrate', '--to', redis.url, '--to-key-file', 'store-key', '--json')
      expect(away.code, away.err).to.equal(0)
      configure(folder, { store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' } })
      await whileRunning(async (where) => {
        expect((await shown(where)).out).to.equal(kept)
        expect(await fingerprint(where)).to.equal(identity)
      })
      const back = await ledig(folder, 'store', 'migrate', '--to', 'state/other/store', '--json')
      expect(back.code, back.err).to.equal(0)
      for (const { out } of [away, back]) {
        const { from, to } = JSON.parse(out) as { from: object; to: object }
        expect(from).to.deep.equal(to)
      }
      const verified = await ledig(folder, 'audit', 'verify', '--store', 'state/other/store', '--json')
      expect(JSON.parse(verified.out)).to.include({ ok: true })
    } finally {
      await redis.stop()
    }
  })
})
