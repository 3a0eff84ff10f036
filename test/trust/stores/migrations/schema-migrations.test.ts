import { expect } from 'chai'
import { FederationError } from '../../../../protocols/federation-error.ts'
import { MigrationPath, refuseUnknownSchema } from '../../../../trust/stores/migrations/schema-migrations.ts'
import type { MigrationMeans, SchemaMigration } from '../../../../trust/stores/migrations/schema-migrations.ts'
import type { HeldRecord, RecordKind, RecordName } from '../../../../trust/stores/state-record.ts'

const means: MigrationMeans = {
  now: 5,
  random: { bytes: (count) => Buffer.alloc(count, 1), uuid: () => 'u', fraction: () => 0.5 },
  sealingKey: null,
}
/** Each step says that it was taken. */
const TABLE: readonly SchemaMigration[] = [
  { trust: ({ value }) => `${value as string}2`, mailbox: ({ value }) => `${value as string}2` },
  { trust: ({ value }, { now }) => `${value as string}3at${now}` },
]
const record = (kind: RecordKind, key: string): HeldRecord => ({ kind, key, version: 4, value: 'v' })

describe('the path of a record to the newest schema', () => {
  for (const [from, to, kind, value] of [
    [1, 3, 'trust', 'v23at5'],
    [1, 2, 'trust', 'v2'],
    [2, 3, 'trust', 'v3at5'],
    [3, 3, 'trust', 'v'],
    [1, 3, 'mailbox', 'v2'],
    [2, 3, 'mailbox', 'v'],
    [1, 3, 'group', 'v'],
  ] as const) {
    it(`takes each step once: ${kind} from ${from} to ${to}`, () => {
      const path = new MigrationPath({ schema: from, migration: null }, TABLE, means)
      expect(path.follow(record(kind, 'a'), to)).to.deep.equal({ ...record(kind, 'a'), value })
    })
  }

  it('gives back the very record that nothing is done to', () => {
    const path = new MigrationPath({ schema: 1, migration: null }, TABLE, means)
    const group = record('group', 'a')
    expect(path.follow(group, 3)).to.equal(group)
  })

  it('names the kinds it touches in the order it takes them', () => {
    const path = new MigrationPath({ schema: 1, migration: null }, TABLE, means)
    expect(path.kinds(3)).to.deep.equal(['mailbox', 'trust'])
    expect(new MigrationPath({ schema: 2, migration: null }, TABLE, means).kinds(3)).to.deep.equal(['trust'])
  })

  // As UTF-8 U+FFFF comes before U+1F4C5, as UTF-16 after it.
  const done: RecordName = { kind: 'trust', key: '\uFFFF' }
  for (const [kind, key, value] of [
    ['mailbox', 'zzz', 'v'],
    ['trust', 'a', 'v3at5'],
    ['trust', '\uFFFF', 'v3at5'],
    ['trust', '\u{1F4C5}', 'v23at5'],
  ] as const) {
    it(`takes up where the first migration was interrupted: ${kind} ${JSON.stringify(key)}`, () => {
      const path = new MigrationPath({ schema: 2, migration: { from: 1, done, changed: 1 } }, TABLE, means)
      expect(path.follow(record(kind, key), 3)?.value).to.equal(value)
    })
  }
})

describe('a schema number', () => {
  const refusal = (schema: number): unknown => {
    try {
      refuseUnknownSchema({ schema, migration: null }, 2)
      return null
    } catch (error) {
      return error
    }
  }

  for (const known of [1, 2]) {
    it(`is taken: ${known}`, () => expect(refusal(known)).to.equal(null))
  }

  for (const unknown of [0, 3]) {
    it(`is refused: ${unknown}`, () => {
      expect(refusal(unknown)).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_LOCKED')
    })
  }
})
