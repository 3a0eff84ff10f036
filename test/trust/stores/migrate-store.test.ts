import { expect } from 'chai'
import fc from 'fast-check'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import type { Json, RecordKind } from '../../../trust/stores/state-record.ts'
import { committed, everything } from '../../conformance/state-store.ts'
import { dyingEngine, engineWith, releaseOf, seedFirstRelease } from '../../conformance/state-migration.ts'
import type { SchemaMigration } from '../../../trust/stores/migrations/schema-migrations.ts'

/** One step over each of three kinds: takes some records out, leaves some, changes the others. */
const mark: SchemaMigration['trust'] = ({ value }) => {
  const number = value as number
  return number % 5 === 0 ? null : number % 5 === 1 ? number : ({ number } as Json)
}
const STEP: SchemaMigration = { trust: mark, group: mark, mailbox: mark }

const names = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom<RecordKind>('trust', 'group', 'mailbox', 'relationship'),
    key: fc.string({ unit: 'binary', maxLength: 4 }).filter((key) => !/\p{Surrogate}/u.test(key)),
    value: fc.nat(1_000),
  }),
  { maxLength: 60, selector: ({ kind, key }) => `${kind} ${key}` },
)

describe('a migration of any records', () => {
  it('lists each record of the kinds in question once, over several writes', async () => {
    const engine = new MemoryEngine()
    await seedFirstRelease(engine, 1_500)
    const keys: string[] = []
    let writes = 0
    const counted = engineWith(engine, {
      list: async (kind, page) => {
        const found = await engine.list(kind, page)
        keys.push(...found.map(({ key }) => `${kind} ${key}`))
        return found
      },
      write: (batch) => {
        writes++
        return engine.write(batch)
      },
    })
    await releaseOf(counted, [{ group: () => 1, mailbox: () => 2 }]).open()
    expect(writes).to.be.greaterThan(2)
    expect(keys).to.have.length(3_000)
    expect(new Set(keys).size).to.equal(3_000)
  })

  it('gives what each step makes of each record, however it is interrupted, and nothing more the second time', () =>
    fc.assert(
      fc.asyncProperty(names, fc.array(fc.boolean(), { maxLength: 3 }), async (records, deaths) => {
        const engine = new MemoryEngine()
        const first = releaseOf(engine, [])
        await first.open()
        await committed(first.commit({ writes: records.map((record) => ({ ...record, before: 0 })), audit: [] }))
        for (const before of deaths) {
          const dying = dyingEngine(engine, 0, before ? 'before' : 'after')
          await releaseOf(dying, [STEP])
            .open()
            .catch((error: unknown) => expect((error as Error).message).to.equal('killed'))
        }
        const second = releaseOf(engine, [STEP])
        await second.open()
        await second.follow({
          reload: async (all) => {
            const found = []
            for await (const { kind, key, value } of all) found.push({ kind, key, value })
            const expected = records.flatMap(
              ({ kind, key, value }): { kind: RecordKind; key: string; value: Json }[] => {
                if (kind === 'relationship') return [{ kind, key, value }]
                const next = mark({ kind, key, value, version: 1 }, null as never)
                return next === null ? [] : [{ kind, key, value: next }]
              },
            )
            expect(found).to.have.deep.members(expected)
          },
          changed: () => undefined,
        })
        const once = await everything(engine)
        await releaseOf(engine, [STEP]).open()
        expect(await everything(engine)).to.deep.equal(once)
      }),
      { numRuns: 150 },
    ))
})
