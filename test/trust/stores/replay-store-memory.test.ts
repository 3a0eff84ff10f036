import { expect } from 'chai'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { describeReplayStore } from '../../conformance/replay-store.ts'
import { idOf, START, VirtualClock } from '../known-organizations.ts'

describeReplayStore('MemoryReplayStore', (clock) => {
  const store = new MemoryReplayStore({ clock })
  return Promise.resolve({
    store,
    other: store,
    held: () => Promise.resolve(store.size),
    close: () => Promise.resolve(),
  })
})

describe('the memory of spent tokens in one process', () => {
  const issuer = idOf(1)

  it('is refused as unavailable when it is full of live ids, and never forgets one of them', async () => {
    const clock = new VirtualClock()
    const store = new MemoryReplayStore({ clock, capacity: 100 })
    const ids = Array.from({ length: 100 }, (_, at) => `id-${at}`)
    for (const id of ids) expect(await store.firstUse(issuer, id, clock.now() + 6 * MINUTE)).to.equal(true)
    const code = await store.firstUse(issuer, 'one more', clock.now() + 6 * MINUTE).then(
      () => 'taken',
      (error: unknown) => (error as { code: unknown }).code,
    )
    expect(code).to.equal('ERR_STORE_UNAVAILABLE')
    for (const id of ids) expect(await store.firstUse(issuer, id, clock.now() + 6 * MINUTE)).to.equal(false)
  })

  it('has room again when ids are over, a minute later at the latest', async () => {
    const clock = new VirtualClock()
    const store = new MemoryReplayStore({ clock, capacity: 100 })
    for (let round = 0; round < 50; round++) {
      for (let at = 0; at < 10; at++) await store.firstUse(issuer, `${round} ${at}`, clock.now() + 6 * MINUTE)
      expect(store.size).to.be.at.most(80)
      clock.pass(MINUTE)
    }
    clock.pass(7 * MINUTE)
    expect(store.size).to.equal(0)
  })

  it('knows nothing of what came before the second of its making', () => {
    const clock = new VirtualClock()
    clock.pass(999)
    expect(new MemoryReplayStore({ clock }).remembersSince).to.equal(START)
    expect(new MemoryReplayStore({ clock, remembersSince: 0 }).remembersSince).to.equal(0)
  })
})
