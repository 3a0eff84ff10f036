import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { openLog } from '../../gateway/log.ts'
import { startGateway } from '../../gateway/main.ts'
import { STATE_SCHEMA } from '../../trust/stores/migrations/schema-migrations.ts'
import { openEmbeddedEngine } from '../../trust/stores/state-engine-embedded.ts'
import { runLedig } from '../gateway/cli/run-ledig.ts'

const FIXTURES = fileURLToPath(new URL('../vectors/state/', import.meta.url))
const SCHEMAS = readdirSync(FIXTURES).filter((name) => name.startsWith('schema-'))
const DAY_MS = 86_400_000
/** A day after a fixture was made: its certificates and keys are of then. */
const dayAfter = ({ madeAt = '2026-11-23T12:00:00Z' }: Facts) => ({ now: () => Date.parse(madeAt) + DAY_MS })

interface Facts {
  /** Absent in the first. */
  readonly madeAt?: string
  readonly token: string
  readonly passphrase: string
  readonly readToken: string
  readonly trust: string
  readonly partner: string
  readonly fingerprints: Readonly<Record<string, string>>
  readonly document: object
  /** Path of a published calendar; absent before schema 4. */
  readonly published?: string
}

/** Makes the store in `folder` one of a release to come. */
async function raiseSchema(folder: string, schema: number): Promise<void> {
  const engine = await openEmbeddedEngine({ folder, clock: { now: Date.now }, log: () => undefined })
  const before = await engine.begin()
  if (before === null) throw new Error('no store')
  await engine.write({ before, after: { ...before, schema }, records: [], entries: [], answers: [], changes: [] })
  await engine.close()
}

describe('What earlier releases kept', function () {
  this.timeout(60_000)
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledig-upgrade-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('has a fixture of every schema there was', () => {
    const numbers = SCHEMAS.map((name) => Number(name.slice('schema-'.length))).sort((a, b) => a - b)
    expect(numbers).to.deep.equal(Array.from({ length: STATE_SCHEMA }, (_, i) => i + 1))
  })

  /** Starts this release in the folder and compares what it knows with the facts. */
  async function findAgain(facts: Facts, schema: number): Promise<void> {
    const gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), {
      ...{ log: openLog('silent'), clock: dayAfter(facts) },
    })
    try {
      const ask = async (path: string, token = facts.token): Promise<unknown> => {
        const answer = await fetch(`${gateway.adminUrl}${path}`, { headers: { authorization: `Bearer ${token}` } })
        return answer.json()
      }
      expect(await ask('/organizations/contoso/policy-document')).to.deep.equal(facts.document)
      const trust = (await ask(`/trusts/${facts.trust}`, facts.readToken)) as {
        partner: { endpoints: object; asked: object; hosts: { ground: string | null }[] }
      }
      // Where a partner was asked before hosts were looked at, it goes on being asked (BF1).
      expect(trust).to.deep.include({ state: 'active', needs: [] })
      expect(trust.partner.asked).to.deep.equal(trust.partner.endpoints)
      expect(trust.partner.hosts.filter(({ ground }) => ground === null)).to.deep.equal([])
      const { organizations } = (await ask('/organizations')) as {
        organizations: { name: string; fingerprint: { hex: string } }[]
      }
      const found = Object.fromEntries(organizations.map(({ name, fingerprint }) => [name, fingerprint.hex]))
      expect(found).to.deep.equal(facts.fingerprints)
      if (facts.published !== undefined) {
        expect((await fetch(`${gateway.url}${facts.published}`)).status).to.equal(200)
      }
      expect(await ask('/audit/verification')).to.include({ ok: true })
      const { entries } = (await ask('/audit?limit=1000')) as {
        entries: { entry: { event: string; facts: { from: number; to: number } } }[]
      }
      const migrations = entries.filter(({ entry }) => entry.event === 'store.migrated')
      const steps = migrations.map(({ entry }) => [entry.facts.from, entry.facts.to])
      expect(steps).to.deep.equal(schema === STATE_SCHEMA ? [] : [[schema, STATE_SCHEMA]])
    } finally {
      await gateway.close()
    }
  }

  for (const schema of SCHEMAS) {
    const fixture = join(FIXTURES, schema)
    const number = Number(schema.slice('schema-'.length))
    const facts = JSON.parse(readFileSync(join(fixture, 'facts.json'), 'utf8')) as Facts

    /** The configuration alone, or everything. */
    const copy = (whole: boolean): void => {
      mkdirSync(join(folder, 'calendars'))
      for (const name of ['ledig.yaml', 'policy.yaml', 'token']) cpSync(join(fixture, name), join(folder, name))
      if (!whole) return
      cpSync(join(fixture, 'state'), join(folder, 'state'), { recursive: true })
      chmodSync(join(folder, 'state/store-key'), 0o600)
    }

    it(`is read by this release: ${schema}`, async () => {
      copy(true)
      await findAgain(facts, number)
      await findAgain(facts, number)
    })

    it(`is not touched by an earlier release, which says which of both is newer: ${schema}`, async () => {
      copy(true)
      const later = STATE_SCHEMA + 1
      await raiseSchema(join(folder, 'state/store'), later)
      const served = await runLedig(['serve'], { folder })
      expect(served.code).to.equal(6)
      expect(served.err).to.include(`written by a newer release (schema ${later}, this one knows ${STATE_SCHEMA})`)
    })

    it(`is restored by this release from its backup: ${schema}`, async () => {
      copy(false)
      writeFileSync(join(folder, 'passphrase'), facts.passphrase)
      const args = ['restore', join(fixture, 'state.backup'), '--passphrase-file', 'passphrase', '--revive-trusts']
      const restored = await runLedig(args, { folder })
      expect(restored.code, restored.err).to.equal(0)
      await findAgain(facts, number)
    })
  }
})
