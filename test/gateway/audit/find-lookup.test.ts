import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { AuditLog } from '../../../gateway/audit/audit-log.ts'
import { eraseFromLog, pruneLog } from '../../../gateway/audit/audit-operations.ts'
import { findLookup, toldFromMemory } from '../../../gateway/audit/find-lookup.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf, RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import { says } from '../../../gateway/explain/step-finding.ts'
import { openLog } from '../../../gateway/log.ts'
import { requestIdAt } from '../../../gateway/request-id.ts'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { address, asking, busy, colleague, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

const signal = new AbortController().signal
const ANNA = 'anna@fabrikam.example'

describe('a lookup by the id of its answer', () => {
  const clock = { time: NOW, now: () => clock.time }
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  let world: SmallWorld
  let kept: MemoryWorld
  let state: StateStore
  let audit: AuditLog

  async function opened(): Promise<StateStore> {
    const store = new StateStore(new MemoryEngine(kept), { clock, random, checksumKey: null })
    await store.open()
    return store
  }

  beforeEach(async () => {
    clock.time = NOW
    world = await smallWorld()
    for (const name of ['vera', 'bo']) world.sources.contoso.times.set(address(`${name}@contoso.example`), [busy(1, 2)])
    kept = new MemoryWorld()
    state = await opened()
    audit = new AuditLog(state, openLog('silent'))
  })
  afterEach(() => audit.close())

  /** Asked at `clock.time`, and written at once. */
  async function ask(mailboxes: readonly string[], requester = outsider(world, ANNA)) {
    const requestId = requestIdAt(clock.time, randomUUID())
    await answerAvailability(world.broker, requester, asking([...mailboxes]), { requestId, signal: () => signal })
    const lookups = new RecentLookups()
    for (const trace of world.finished.splice(0)) {
      const found = { ...keptOf(trace), at: clock.time }
      lookups.remember(found)
      audit.lookup(found)
    }
    const recent = lookups.recall(requestId)
    return { requestId, remembered: recent && toldFromMemory(recent) }
  }

  const find = async (id: string, days = 14) => findLookup(await opened(), id, clock.time - days * DAY)

  it('is found at another instance and after a start, with all that memory has', async () => {
    world.sources.fabrikam.meanwhile = () => Promise.reject(new Error('broken'))
    const bo = colleague(world, 'bo@contoso.example')
    const mailboxes = ['vera', 'vera', 'nobody'].map((name) => `${name}@contoso.example`)
    const both = [await ask(mailboxes), await ask([...mailboxes, ANNA], bo)]
    await audit.flush()
    for (const { requestId, remembered } of both) {
      expect(remembered?.mailboxes).to.have.length.greaterThan(1)
      expect(await find(requestId)).to.deep.equal({ ...remembered, source: 'audit' })
    }
  })

  it('is found among many by reading a few of them', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3_000; i++) {
      clock.time = NOW + i * MINUTE
      const facts = {
        view: 'Detailed',
        window: [NOW, NOW + DAY],
        mailboxes: [[1, 'refuse', 'NO_RELATIONSHIP', 'answering']],
      }
      const requestId = requestIdAt(clock.time, randomUUID())
      ids.push(requestId)
      const personal = { from: ANNA, about: [`v${i}@contoso.example`] }
      await state.commit({
        writes: [],
        audit: [{ event: 'lookup', at: clock.time, actor: 'lookup', requestId, facts, personal }],
      })
    }
    clock.time = NOW
    const reading = await opened()
    let read = 0
    const entries = reading.engine.entries.bind(reading.engine)
    reading.engine.entries = (from, limit) => {
      read += Math.min(limit, 3_000 - from)
      return entries(from, limit)
    }
    for (const i of [0, 1, 1_500, 2_998, 2_999]) {
      read = 0
      const found = await findLookup(reading, ids[i] ?? '', NOW - DAY)
      expect(found?.mailboxes[0]?.about).to.equal(`v${i}@contoso.example`)
      expect(read).to.be.lessThan(1_020)
    }
  })

  it('is found where the disk took it up to two minutes later, among entries of other times', async () => {
    const early = await ask(['vera@contoso.example'])
    for (let i = 1; i <= 4; i++) {
      clock.time = NOW + i * 25_000
      await state.commit({
        writes: [],
        audit: [{ event: 'other', at: clock.time, actor: 'x', requestId: null, facts: {}, personal: {} }],
      })
    }
    await audit.flush()
    const late = { event: 'other', at: NOW - MINUTE, actor: 'x', requestId: null, facts: {}, personal: {} }
    for (let i = 0; i < 8; i++) await state.commit({ writes: [], audit: [late] })
    expect((await find(early.requestId))?.from).to.equal(ANNA)
  })

  it('is found behind an entry that says that somebody read of it, before it was on record itself', async () => {
    const { requestId } = await ask(['vera@contoso.example'])
    const read = { event: 'audit.read', at: NOW, actor: 'token:x', requestId: 'r', facts: { lookup: requestId } }
    await state.commit({ writes: [], audit: [{ ...read, personal: {} }] })
    await audit.flush()
    expect((await find(requestId))?.from).to.equal(ANNA)
  })

  it('is not looked for once it is older than is said, and not found once it was pruned', async () => {
    const { requestId } = await ask(['vera@contoso.example'])
    await audit.flush()
    clock.time = NOW + 14 * DAY
    expect(await find(requestId)).to.include({ from: ANNA })
    clock.time++
    expect(await find(requestId)).to.equal(null)
    expect(await find(requestId, 15)).to.include({ from: ANNA })
    await pruneLog(state, clock.time)
    expect(await find(requestId, 15)).to.equal(null)
  })

  it('tells nothing of who was erased', async () => {
    const { requestId } = await ask(['vera@contoso.example', 'bo@contoso.example'])
    await audit.flush()
    await eraseFromLog(state, 'vera@contoso.example', () => BY_ITSELF)
    await eraseFromLog(state, ANNA, () => BY_ITSELF)
    const found = await find(requestId)
    expect(found?.from).to.equal(null)
    expect(found?.mailboxes.map(({ about }) => about)).to.deep.equal([null, 'bo@contoso.example'])
  })

  it('says why credentials were refused, where its request got no further', async () => {
    const requestId = requestIdAt(NOW, randomUUID())
    audit.refused({ requestId, because: 'TRUST_KEY_UNKNOWN', detail: null, found: null, requester: null })
    clock.time = NOW + 10_000
    await audit.flush()
    expect(await find(requestId)).to.include({ refused: 'TRUST_KEY_UNKNOWN', from: null, window: null })
  })

  it('says which budget was used up, where a request was refused for it', async () => {
    const requestId = requestIdAt(NOW, randomUUID())
    const found = says('usedUp', { scope: 'pair', unit: 'slots', backOffMs: 250, instances: 1 })
    const requester = outsider(world, ANNA)
    audit.refused({ requestId, because: 'ERR_BUSY', detail: 'used up', found, requester })
    clock.time = NOW + 10_000
    await audit.flush()
    const detail = 'the budget of the pair in slots is used up; again in 250 ms'
    expect((await find(requestId))?.steps?.at(-1)).to.deep.include({ step: 'limits', code: 'ERR_BUSY', detail, found })
  })

  it('says it as an older release wrote it', async () => {
    const requestId = requestIdAt(NOW, randomUUID())
    const detail = 'the budget of the pair in slots is used up'
    const facts = { since: '', refused: {}, samples: [[requestId, 'ERR_BUSY', 'urn:ledig:x', detail]] }
    const event = { event: 'requests.refused', at: NOW, actor: 'gateway', requestId: null, facts, personal: {} }
    await state.commit({ writes: [], audit: [event] })
    expect((await find(requestId))?.steps?.at(-1)).to.include({ code: 'ERR_BUSY', detail, found: null })
  })

  it('is not found by an id that nobody was given', async () => {
    await ask(['vera@contoso.example'])
    await audit.flush()
    for (const id of [
      '',
      'r-1',
      '%',
      randomUUID(),
      requestIdAt(NOW, randomUUID()),
      requestIdAt(NOW + DAY, randomUUID()),
    ])
      expect(await find(id)).to.equal(null)
  })
})
