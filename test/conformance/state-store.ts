import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { FederationError } from '../../protocols/federation-error.ts'
import { leafHash, NO_ENTRY } from '../../trust/audit/audit-entry.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import { commitment, valuesOf, withoutValue } from '../../trust/audit/personal.ts'
import { MIGRATIONS, STATE_SCHEMA } from '../../trust/stores/migrations/schema-migrations.ts'
import { SEALED_HEADS } from '../../trust/stores/migrations/sealed-heads.ts'
import { changedDigest, EMPTY_DIGEST } from '../../trust/stores/record-text.ts'
import type { StateEngine, StateHead, StoredEntry } from '../../trust/stores/state-engine.ts'
import type { HeldRecord, Json, RecordName } from '../../trust/stores/state-record.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { StoreSeal } from '../../trust/stores/store-seal.ts'
import type { Change, Commit } from '../../trust/stores/state-change.ts'
import type { ChangedRecord, StateFollower } from '../../trust/stores/state-store.ts'
import { START, VirtualClock } from '../trust/known-organizations.ts'

export interface StateStoreUnderTest {
  /** An engine over an empty place. */
  readonly engine: StateEngine
  /** A second instance over the same place; null where there can be only one. */
  readonly other: (() => Promise<StateEngine>) | null
  /** Closes the engine and opens the same place again. Null where what is kept dies with the engine. */
  readonly reopen: (() => Promise<StateEngine>) | null
  readonly close: () => Promise<void>
}

const parts = (clock: VirtualClock) => ({
  clock,
  random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 },
  checksumKey: Buffer.alloc(32, 7),
})

const seal = new StoreSeal(Buffer.alloc(32, 7))
const secret = seal.digestKeyAt(STATE_SCHEMA)

/** Keys that have to come back as they are, in the order of their UTF-8 bytes. */
const HOSTILE_KEYS = [
  ' ',
  '!',
  '\0',
  '\n',
  '\r\nDEL *',
  '*',
  '../../etc/passwd',
  '/',
  'a',
  'a/b',
  'a0',
  'B',
  '{ledig}',
  '__proto__',
  'constructor',
  'é',
  'e\u0301',
  '\u{1F4C5}',
  '\uFFFD',
  '\uFFFF',
  '\u{10FFFF}',
  'x'.repeat(4_000),
]

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

export const eventOf = (event: string, personal: AuditEvent['personal'] = {}): AuditEvent => ({
  event,
  at: START,
  actor: 'token:test',
  requestId: null,
  facts: {},
  personal,
})

const write = (key: string, value: Json | null, before = 0, more: Partial<Change> = {}): Change => ({
  writes: [{ kind: 'mailbox', key, value, before }],
  audit: [eventOf('mailbox.changed')],
  ...more,
})

export async function committed(commit: Promise<Commit>): Promise<number> {
  const outcome = await commit
  if (!outcome.committed) throw new Error(`refused: ${outcome.because}`)
  return outcome.sequence
}

/** A follower that keeps all it hears, as the gateway's own do. */
class Copy implements StateFollower {
  readonly held = new Map<string, HeldRecord>()
  readonly sequences: number[] = []
  reloads = 0

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.reloads++
    this.held.clear()
    for await (const record of records) this.held.set(`${record.kind} ${record.key}`, record)
  }

  changed(records: readonly ChangedRecord[], sequence: number): void {
    this.sequences.push(sequence)
    for (const { kind, key, held } of records) {
      if (held === null) this.held.delete(`${kind} ${key}`)
      else this.held.set(`${kind} ${key}`, held)
    }
  }

  value(key: string): Json | undefined {
    return this.held.get(`mailbox ${key}`)?.value
  }
}

export async function everything(engine: StateEngine) {
  const snapshot = await engine.snapshot()
  const records: (RecordName & { text: string })[] = []
  const entries: StoredEntry[] = []
  for await (const record of snapshot.records()) records.push(record)
  for await (const entry of snapshot.entries()) entries.push(entry)
  await snapshot.close()
  return { head: snapshot.head, records, entries }
}

/** What every place of state promises (`StateEngine`), seen through `StateStore`. */
export function describeStateStore(name: string, make: (clock: VirtualClock) => Promise<StateStoreUnderTest>): void {
  describe(`${name} as a store of state`, () => {
    let clock: VirtualClock
    let under: StateStoreUnderTest
    let store: StateStore

    beforeEach(async () => {
      clock = new VirtualClock()
      under = await make(clock)
      store = new StateStore(under.engine, parts(clock))
      await store.open()
      await store.follow()
    })
    afterEach(() => under.close())

    it('holds nothing at first, and has an epoch', async () => {
      const head = await store.head()
      expect(head).to.include({ sequence: 0, records: 0, auditSize: 0, auditLast: NO_ENTRY })
      expect(seal.open(head)).to.equal(EMPTY_DIGEST)
      expect(head.epoch).to.equal(store.epoch).and.to.have.length(36)
      expect(await store.get({ kind: 'mailbox', key: 'nobody' })).to.equal(null)
    })

    it('gives back what was written, with the number of the change', async () => {
      const value = { level: 'None', list: [1, -2.5, null, true, 'é\0\u{1F4C5}'], deep: { a: { b: [] } } }
      expect(await committed(store.commit(write('vera', value)))).to.equal(1)
      expect(await store.get({ kind: 'mailbox', key: 'vera' })).to.deep.equal({
        kind: 'mailbox',
        key: 'vera',
        version: 1,
        value,
      })
      expect(await store.get({ kind: 'group', key: 'vera' })).to.equal(null)
    })

    it('takes a change made from what is held, and refuses one made from anything else, saying what is held', async () => {
      await committed(store.commit(write('vera', 1)))
      expect(await store.commit(write('vera', 2))).to.deep.include({
        committed: false,
        because: 'conflict',
        held: { kind: 'mailbox', key: 'vera', version: 1, value: 1 },
      })
      expect(await committed(store.commit(write('vera', 2, 1)))).to.equal(2)
      expect(await store.commit(write('vera', 3, 1))).to.include({ because: 'conflict' })
      expect(await committed(store.commit(write('vera', null, 2)))).to.equal(3)
      expect(await store.commit(write('vera', 4, 2))).to.deep.include({ because: 'conflict', held: null })
      expect(await committed(store.commit(write('vera', 5)))).to.equal(4)
    })

    it('does all of a change or nothing of it', async () => {
      await committed(store.commit(write('there', 1)))
      const both: Change = {
        writes: [
          { kind: 'mailbox', key: 'new', value: 1, before: 0 },
          { kind: 'group', key: 'there', value: 1, before: 0 },
          { kind: 'mailbox', key: 'there', value: 2, before: 0 },
        ],
        audit: [eventOf('a'), eventOf('b')],
      }
      expect(await store.commit(both)).to.include({ committed: false })
      expect(await store.get({ kind: 'mailbox', key: 'new' })).to.equal(null)
      expect(await store.get({ kind: 'group', key: 'there' })).to.equal(null)
      expect((await store.head()).auditSize).to.equal(1)
    })

    it('refuses a change that rests on what is no longer so', async () => {
      await committed(store.commit(write('group', 1)))
      const rests = (version: number) => write('member', 1, 0, { holds: [{ kind: 'mailbox', key: 'group', version }] })
      expect(await store.commit(rests(0))).to.include({ because: 'conflict' })
      expect(await store.commit(rests(2))).to.include({ because: 'conflict' })
      expect(await store.commit(write('x', 1, 0, { sequence: 0 }))).to.include({ because: 'moved', sequence: 1 })
      expect(await committed(store.commit(rests(1)))).to.equal(2)
      expect(await committed(store.commit(write('x', 1, 0, { sequence: 2 })))).to.equal(3)
    })

    it('lets exactly one of fifty simultaneous changes of one record be the next, in each of ten rounds', async () => {
      let version = 0
      for (let round = 0; round < 10; round++) {
        const before = version
        const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => store.commit(write('vera', i, before))))
        const taken = outcomes.filter((outcome) => outcome.committed)
        expect(taken).to.have.length(1)
        version = (await store.get({ kind: 'mailbox', key: 'vera' }))?.version ?? 0
        expect(version).to.be.greaterThan(before)
      }
    })

    it('numbers 300 simultaneous changes from one to 300, each once', async () => {
      const numbers = await Promise.all(
        Array.from({ length: 300 }, (_, i) => committed(store.commit(write(`m${i}`, i)))),
      )
      expect([...numbers].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 300 }, (_, i) => i + 1))
      expect((await store.head()).records).to.equal(300)
    })

    it('keeps hostile keys apart and in the order of their bytes', async () => {
      for (const key of HOSTILE_KEYS) await committed(store.commit(write(key, key)))
      const listed = await store.list('mailbox', { limit: 1_000 })
      expect(listed.map(({ key }) => key)).to.deep.equal([...HOSTILE_KEYS].sort(byBytes))
      expect(listed.every(({ key, value }) => key === value)).to.equal(true)
    })

    it('takes no key that is no Unicode text', async () => {
      const outcome = await store.commit(write('\ud800', 1)).catch((error: unknown) => error)
      expect(outcome).to.be.instanceOf(FederationError)
      expect((await store.head()).records).to.equal(0)
    })

    it('pages through a kind, by prefix too, however the pages fall', async () => {
      const keys = ['a', 'a b', 'a b c', 'a c', 'ab', 'b', 'b a', ...Array.from({ length: 20 }, (_, i) => `c ${i}`)]
      await Promise.all(keys.map((key) => committed(store.commit(write(key, key)))))
      await committed(store.commit({ writes: [{ kind: 'group', key: 'a x', value: 1, before: 0 }], audit: [] }))
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('', 'a', 'a ', 'a b', 'b', 'c ', 'c 1', 'z'),
          fc.integer({ min: 1, max: 30 }),
          async (prefix, limit) => {
            const found: string[] = []
            for (let after: string | undefined; ; after = found.at(-1)) {
              const page = await store.list('mailbox', { prefix, limit, ...(after !== undefined && { after }) })
              expect(page.length).to.be.at.most(limit)
              found.push(...page.map(({ key }) => key))
              if (page.length < limit) break
            }
            expect(found).to.deep.equal(keys.filter((key) => key.startsWith(prefix)).sort(byBytes))
          },
        ),
        { numRuns: 40 },
      )
    })

    it('tells count and digest of everything it holds', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.jsonValue(), { nil: null })), {
            maxLength: 12,
          }),
          async (steps) => {
            for (const [key, value] of steps) {
              const held = await store.get({ kind: 'mailbox', key })
              if (held === null && value === null) continue
              await committed(store.commit(write(key, value as Json, held?.version ?? 0)))
            }
            const { head, records } = await everything(under.engine)
            expect(head?.records).to.equal(records.length)
            const texts = records.map(({ text }) => text)
            expect(head && seal.open(head)).to.equal(changedDigest(EMPTY_DIGEST, texts, [], secret))
          },
        ),
        { numRuns: 15 },
      )
    })

    it('writes an entry for each event, each naming the hash of the one before, personal data apart', async () => {
      await committed(store.commit({ writes: [], audit: [eventOf('a', { from: 'ann@x.example' }), eventOf('b')] }))
      await Promise.all(Array.from({ length: 20 }, (_, i) => store.commit(write(`m${i}`, i))))
      const entries = await under.engine.entries(0, 100)
      expect(entries.map(({ index }) => index)).to.deep.equal(Array.from({ length: 22 }, (_, i) => i))
      let previous = NO_ENTRY
      for (const { index, text, leaf } of entries) {
        expect(leaf).to.equal(leafHash(text ?? ''))
        expect(JSON.parse(text ?? '')).to.deep.include({ index, previous })
        previous = leaf
      }
      expect(await store.head()).to.include({ auditSize: 22, auditLast: previous, sequence: 20 })
      const [first] = entries
      expect(first?.text).not.to.include('ann@x.example')
      const kept = first?.personal?.['from']
      expect(kept && valuesOf(kept)).to.equal('ann@x.example')
      expect(first?.text).to.include(kept && commitment(kept))
    })

    it('puts into an entry what the records of its change were before and are after (AU3)', async () => {
      const name = { kind: 'trust', key: 'us them' } as const
      const change = (value: Json | null, before: number, audit = [eventOf('changed')]): Promise<number> =>
        committed(store.commit({ writes: [{ ...name, value, before }], audit }))
      const held = async (): Promise<string | undefined> => (await under.engine.read([name]))[0]?.slice(0, 32)
      const first = await change({ a: 1 }, 0)
      const one = await held()
      const second = await change({ a: 2 }, first, [eventOf('changed'), eventOf('said beside it')])
      const two = await held()
      await change(null, second)
      await change({ a: 1 }, 0)
      const said = (await under.engine.entries(0, 10)).map(
        ({ text }) => (JSON.parse(text ?? '') as { records?: object }).records,
      )
      expect(one)
        .to.match(/^[0-9a-f]{32}$/)
        .and.to.not.equal(two)
      expect(said).to.deep.equal([
        [{ ...name, before: null, after: one }],
        [{ ...name, before: one, after: two }],
        undefined,
        [{ ...name, before: two, after: null }],
        [{ ...name, before: null, after: await held() }],
      ])
    })

    it('says so of each change of several that share one write (AU3)', async () => {
      const name = { kind: 'relationship', key: 'us them' } as const
      const write = (value: Json, before: number): Change => ({
        writes: [{ ...name, value, before }],
        audit: [eventOf('changed')],
      })
      await Promise.all([1, 2, 3].map((value) => committed(store.commit(write(value, value - 1)))))
      const said = (await under.engine.entries(0, 10)).map(
        ({ text }) => (JSON.parse(text ?? '') as { records: { before: string | null; after: string }[] }).records[0],
      )
      expect(said.map((row) => row?.before)).to.deep.equal([null, said[0]?.after, said[1]?.after])
    })

    it('puts nothing of what holds personal data into an entry, not even a digest (AU3)', async () => {
      await committed(store.commit(write('vera@contoso.example', { level: 'None' })))
      const text = (await under.engine.entries(0, 1))[0]?.text ?? ''
      expect(text).to.not.include('records').and.to.not.include('vera')
    })

    it('reads entries from anywhere', async () => {
      await store.commit({ writes: [], audit: Array.from({ length: 2_500 }, (_, i) => eventOf(`e${i}`)) })
      const indexes = async (from: number, limit: number) =>
        (await under.engine.entries(from, limit)).map(({ index }) => index)
      expect(await indexes(999, 3)).to.deep.equal([999, 1_000, 1_001])
      expect(await indexes(2_498, 10)).to.deep.equal([2_498, 2_499])
      expect(await indexes(2_500, 10)).to.deep.equal([])
      expect(await indexes(0, 2_500)).to.have.length(2_500)
    })

    it('erases personal values for good and leaves the entry as it was', async () => {
      await store.commit({ writes: [], audit: [eventOf('a', { from: 'ann@x.example', about: 'bo@x.example' })] })
      const [before] = await under.engine.entries(0, 1)
      await under.engine.erase(0, { from: null })
      const [after] = await under.engine.entries(0, 1)
      expect(after).to.include({ text: before?.text, leaf: before?.leaf })
      expect(Object.keys(after?.personal ?? {})).to.deep.equal(['about'])
      await under.engine.erase(0, { about: null, nothing: null })
      expect((await under.engine.entries(0, 1))[0]?.personal).to.equal(null)
    })

    it('keeps of a list what is left when one of it is erased, and puts nothing where nothing was', async () => {
      const about = ['ann@x.example', 'bo@x.example']
      await store.commit({ writes: [], audit: [eventOf('a', { about }), eventOf('b')] })
      const [before] = await under.engine.entries(0, 1)
      const list = before?.personal?.['about'] ?? expect.fail('nothing kept')
      const left = withoutValue(list, 'ann@x.example')
      await under.engine.erase(0, { about: left, from: left })
      await under.engine.erase(1, { about: left })
      const [after, other] = await under.engine.entries(0, 2)
      expect(after?.personal).to.deep.equal({ about: left })
      expect(other?.personal).to.equal(null)
      expect(JSON.stringify(await everything(under.engine))).to.not.include('ann@')
      expect(commitment(list)).to.equal(
        (JSON.parse(after?.text ?? '') as { personal: object }).personal['about' as never],
      )
    })

    it('puts nothing back into an entry that was pruned meanwhile', async () => {
      await store.commit({ writes: [], audit: [eventOf('a', { about: ['ann@x.example', 'bo@x.example'] })] })
      const [before] = await under.engine.entries(0, 1)
      const left = withoutValue(before?.personal?.['about'] ?? expect.fail('nothing kept'), 'ann@x.example')
      await Promise.all([under.engine.prune(1), under.engine.erase(0, { about: left })])
      expect((await under.engine.entries(0, 1))[0]).to.include({ text: null, personal: null })
    })

    it('prunes the texts of old entries, and keeps their hashes', async () => {
      await store.commit({ writes: [], audit: Array.from({ length: 10 }, (_, i) => eventOf(`e${i}`, { n: `${i}` })) })
      const before = await under.engine.entries(0, 10)
      await under.engine.prune(7)
      const after = await under.engine.entries(0, 10)
      expect(after.map(({ leaf }) => leaf)).to.deep.equal(before.map(({ leaf }) => leaf))
      expect(after.map(({ text }) => text !== null)).to.deep.equal([...Array<boolean>(7).fill(false), true, true, true])
      expect(after.slice(0, 7).every(({ personal }) => personal === null)).to.equal(true)
      expect(after.slice(7)).to.deep.equal(before.slice(7))
    })

    it('carries a request out once, and answers its repetitions as the first time, until it is forgotten', async () => {
      const until = clock.now() + 60_000
      const request = (digest: string) => ({ id: 'r 1', digest, until, answer: (sequence: number) => ({ sequence }) })
      expect(await store.answered('r 1')).to.equal(null)
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => store.commit(write('once', 1, 0, { request: request('d') }))),
      )
      expect(outcomes.filter((outcome) => outcome.committed)).to.have.length(1)
      for (const outcome of outcomes.filter((one) => !one.committed)) {
        expect(outcome).to.deep.include({ because: 'repeated', digest: 'd', answer: { sequence: 1 } })
      }
      expect(await store.answered('r 1')).to.deep.equal({ digest: 'd', answer: { sequence: 1 } })
      expect(await store.commit(write('other', 1, 0, { request: request('e') }))).to.include({ digest: 'd' })
      clock.pass(60_000)
      expect(await store.answered('r 1')).to.equal(null)
      await under.engine.sweep(clock.now())
      expect((await store.head()).auditSize).to.equal(1)
    })

    it('rehearses a change: says what would come of it and does nothing', async () => {
      const before = await store.head()
      expect(await store.commit(write('vera', 1, 0, { rehearsal: true }))).to.deep.equal({
        committed: true,
        sequence: 1,
      })
      expect(await store.commit(write('vera', 1, 9, { rehearsal: true }))).to.include({ because: 'conflict' })
      expect(await store.head()).to.deep.equal(before)
    })

    it('tells a follower of everything there is, then of each change in order, before it is acknowledged', async () => {
      await committed(store.commit(write('early', 1)))
      const copy = new Copy()
      await store.follow(copy)
      expect(copy.value('early')).to.equal(1)
      for (let i = 0; i < 20; i++) {
        await committed(store.commit(write(`m${i}`, i)))
        expect(copy.value(`m${i}`)).to.equal(i)
      }
      await committed(store.commit(write('early', null, 1)))
      expect(copy.value('early')).to.equal(undefined)
      expect(copy.sequences).to.deep.equal([...copy.sequences].sort((a, b) => a - b))
    })

    it('shows a snapshot as of one moment, whatever is written meanwhile', async () => {
      for (let i = 0; i < 50; i++) await committed(store.commit(write(`m${i}`, 'old')))
      const snapshot = await under.engine.snapshot()
      const writing = Promise.all(Array.from({ length: 50 }, (_, i) => store.commit(write(`m${i}`, 'new', i + 1))))
      const texts: string[] = []
      for await (const { text } of snapshot.records()) texts.push(text)
      await writing
      await snapshot.close()
      expect(snapshot.head?.records).to.equal(texts.length)
      expect(snapshot.head && seal.open(snapshot.head)).to.equal(changedDigest(EMPTY_DIGEST, texts, [], secret))
    })

    it('says so when a record was changed behind its back', async () => {
      await committed(store.commit(write('vera', { level: 'None' })))
      const stranger = new StateStore(under.engine, { ...parts(clock), checksumKey: null })
      const outcome = await stranger.get({ kind: 'mailbox', key: 'vera' }).catch((error: unknown) => error)
      expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_DAMAGED')
    })

    describe('written to by somebody without its key', () => {
      const name = { kind: 'mailbox', key: 'vera' } as const
      let earlier: string
      let before: StateHead

      beforeEach(async () => {
        await committed(store.commit({ ...write('vera', { level: 'LimitedDetails' }), audit: [eventOf('first')] }))
        earlier = (await under.engine.read([name]))[0] ?? ''
        await committed(store.commit({ ...write('vera', { level: 'None' }, 1), audit: [eventOf('second')] }))
        await committed(store.commit(write('bo', { level: 'None' })))
        before = (await under.engine.begin()) as StateHead
      })

      /** What a start says of a store in which the head and the record of vera are these. */
      async function startWith(after: StateHead, text?: string | null): Promise<string> {
        const records = text === undefined ? [] : [{ ...name, text }]
        await under.engine.write({ before, after, records, entries: [], answers: [], changes: [] })
        const again = new StateStore(under.engine, parts(clock))
        return again
          .open()
          .then(() => again.follow(new Copy()))
          .then(
            () => 'starts',
            (error: unknown) => (error instanceof FederationError ? `${error.code} ${error.message}` : String(error)),
          )
      }

      it('starts where nothing was changed', async () => expect(await startWith(before)).to.equal('starts'))

      it('finds a record taken out, whatever the head says of how many there are', async () => {
        expect(await startWith(before, null)).to.match(/ERR_STORE_DAMAGED .* 2 records were written and 1 found/)
        before = (await under.engine.begin()) as StateHead
        expect(await startWith({ ...before, records: 1 })).to.match(
          /ERR_STORE_DAMAGED the head of the store was changed/,
        )
      })

      it('finds an earlier record put back', async () => {
        expect(await startWith(before, earlier)).to.match(/ERR_STORE_DAMAGED .* a record was put in place of another/)
      })

      const wrong: readonly (readonly [string, (head: StateHead) => Partial<StateHead>])[] = [
        ['epoch', () => ({ epoch: randomUUID() })],
        ['sequence', ({ sequence }) => ({ sequence: sequence + 1 })],
        ['records', ({ records }) => ({ records: records + 1 })],
        ['digest', ({ digest }) => ({ digest: `${digest.startsWith('A') ? 'B' : 'A'}${digest.slice(1)}` })],
        ['short digest', () => ({ digest: '' })],
        ['audit log', ({ auditSize }) => ({ auditSize: auditSize - 1 })],
        ['newest entry', () => ({ auditLast: NO_ENTRY })],
      ]
      for (const [what, change] of wrong) {
        it(`finds a head with another ${what}`, async () => {
          // Who has seen the longer log says so first.
          const said = /ERR_STORE_DAMAGED the head of the store was|ERR_STORE_UNAVAILABLE the store went back/
          expect(await startWith({ ...before, ...change(before) })).to.match(said)
        })
      }

      it('takes no head of an earlier schema, which anybody can write, for its own', async () => {
        const { records } = await everything(under.engine)
        const texts = records.map((record) => (record.key === 'vera' ? earlier : record.text))
        const digest = changedDigest(EMPTY_DIGEST, texts, [], null)
        const unsealed = MIGRATIONS.indexOf(SEALED_HEADS) + 1
        expect(await startWith({ ...before, schema: unsealed, digest }, earlier)).to.match(
          /ERR_STORE_DAMAGED the \w+ record \w+ was changed/,
        )
      })

      it('takes no head for its own that says it is of an earlier schema whose heads are sealed too', async () => {
        expect(await startWith({ ...before, schema: STATE_SCHEMA - 1 }, earlier)).to.match(
          /ERR_STORE_DAMAGED the head of the store was changed/,
        )
      })

      it('writes nothing more over a head that was changed while it ran', async () => {
        const after = { ...before, sequence: before.sequence + 5 }
        await under.engine.write({ before, after, records: [], entries: [], answers: [], changes: [] })
        const outcome = await store.commit(write('new', 1)).catch((error: unknown) => error)
        expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_DAMAGED')
      })
    })

    it('has everything again after it was closed and opened', async function () {
      if (under.reopen === null) return
      const value = { level: 'None' }
      for (let i = 0; i < 30; i++) await committed(store.commit(write(`m${i}`, value)))
      const before = await everything(under.engine)
      const again = new StateStore(await under.reopen(), parts(clock))
      await again.open()
      const copy = new Copy()
      await again.follow(copy)
      expect(await everything(again.engine)).to.deep.equal(before)
      expect(copy.value('m7')).to.deep.equal(value)
      expect(await committed(again.commit(write('next', 1)))).to.equal(31)
    })

    it('shares everything between two instances, and lets one of two simultaneous changes be first', async function () {
      if (under.other === null) return
      const engine = await under.other()
      const second = new StateStore(engine, parts(clock))
      await second.open()
      expect(second.epoch).to.equal(store.epoch)
      const copy = new Copy()
      await second.follow(copy)
      await committed(store.commit(write('vera', 1)))
      expect(copy.value('vera')).to.equal(1)
      const stores = [store, second]
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (stores[i % 2] as StateStore).commit(write('vera', i, 1))),
      )
      expect(outcomes.filter((outcome) => outcome.committed)).to.have.length(1)
      const numbers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => committed((stores[i % 2] as StateStore).commit(write(`s${i}`, i)))),
      )
      expect(new Set(numbers).size).to.equal(40)
      const { head, entries } = await everything(under.engine)
      expect(entries).to.have.length(42)
      expect(head?.auditLast).to.equal(entries.at(-1)?.leaf)
      // A change with so many entries lets others go on meanwhile.
      const audit = Array.from({ length: 300 }, (_, i) => eventOf('changed', { who: `${i}` }))
      const slow = store.commit({ ...write('slow', 1), audit })
      const both = await Promise.all([slow, second.commit(write('slow', 2)), second.commit(write('else', 3))])
      expect(both.map((outcome) => outcome.committed).filter(Boolean)).to.have.length(2)
      const { records } = await second.head()
      expect(records).to.equal(43)
      await engine.close()
    })
  })
}
