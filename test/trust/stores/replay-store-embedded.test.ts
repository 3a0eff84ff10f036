import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { openEmbeddedReplayStore } from '../../../trust/stores/replay-store-embedded.ts'
import type { EmbeddedReplayOptions } from '../../../trust/stores/replay-store-embedded.ts'
import { describeReplayStore } from '../../conformance/replay-store.ts'
import { idOf, newTokenId, VirtualClock } from '../known-organizations.ts'

describeReplayStore('EmbeddedReplayStore', async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-spent-'))
  const store = await openEmbeddedReplayStore({ folder, clock, bootId: 'boot', log: () => {} })
  return {
    store,
    other: store,
    held: async () => (store as unknown as { size: number }).size,
    close: async () => {
      store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

describe('spent tokens of a gateway that restarts', () => {
  const issuer = idOf(1)
  let folder: string
  let clock: VirtualClock
  const errors: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-spent-'))
    clock = new VirtualClock()
    errors.length = 0
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const open = (more: Partial<EmbeddedReplayOptions> = {}) =>
    openEmbeddedReplayStore({ folder, clock, bootId: 'one', log: (_level, event) => errors.push(event), ...more })
  const until = (): number => clock.now() + 6 * MINUTE

  it('remembers what was spent before the process was killed', async () => {
    const killed = await open()
    const ids = Array.from({ length: 100 }, newTokenId)
    for (const id of ids) expect(await killed.firstUse(issuer, id, until())).to.equal(true)
    clock.pass(MINUTE)
    const next = await open()
    expect(next.remembersSince).to.equal(killed.remembersSince)
    for (const id of ids) expect(await next.firstUse(issuer, id, until())).to.equal(false)
    expect(await next.firstUse(issuer, newTokenId(), until())).to.equal(true)
  })

  it('remembers over many restarts and many ten minutes', async () => {
    const live = new Map<string, number>()
    for (let restart = 0; restart < 12; restart++) {
      const store = await open()
      for (const [id, end] of live) {
        if (end > clock.now()) expect(await store.firstUse(issuer, id, until()), `restart ${restart}`).to.equal(false)
      }
      for (let i = 0; i < 10; i++) {
        const id = newTokenId()
        live.set(id, until())
        expect(await store.firstUse(issuer, id, until())).to.equal(true)
        clock.pass(MINUTE)
      }
    }
  })

  it('takes no token from before where the machine was started anew, since the disk was not waited for', async () => {
    await (await open()).firstUse(issuer, newTokenId(), until())
    clock.pass(MINUTE)
    expect((await open({ bootId: 'two' })).remembersSince).to.equal(clock.now())
    expect((await open({ bootId: null })).remembersSince).to.equal(clock.now())
    expect((await open({ bootId: null })).remembersSince).to.equal(clock.now())
  })

  it('remembers after a clean stop, whatever became of the machine', async () => {
    const store = await open()
    const id = newTokenId()
    await store.firstUse(issuer, id, until())
    store.close()
    clock.pass(MINUTE)
    const next = await open({ bootId: 'two' })
    expect(next.remembersSince).to.equal(store.remembersSince)
    expect(await next.firstUse(issuer, id, until())).to.equal(false)
  })

  it('takes no token from before where the log is damaged', async () => {
    for (const damage of [
      (path: string) => truncateSync(path, 25),
      (path: string) => appendFileSync(path, 'x'),
      (path: string) => {
        const bytes = readFileSync(path)
        bytes[22] = (bytes[22] ?? 0) ^ 1
        writeFileSync(path, bytes)
      },
    ]) {
      const store = await open()
      for (let i = 0; i < 5; i++) await store.firstUse(issuer, newTokenId(), until())
      damage(join(folder, 'spent-0.log'))
      clock.pass(MINUTE)
      expect((await open()).remembersSince).to.equal(clock.now())
    }
  })

  it('goes on in memory where the log cannot be written, and trusts no token from before at the next start', async () => {
    const store = await open()
    mkdirSync(join(folder, 'spent-1.log'))
    await store.firstUse(issuer, newTokenId(), until())
    clock.pass(11 * MINUTE)
    const id = newTokenId()
    expect(await store.firstUse(issuer, id, until())).to.equal(true)
    expect(await store.firstUse(issuer, id, until())).to.equal(false)
    expect(errors).to.deep.equal(['spent tokens not written'])
    rmdirSync(join(folder, 'spent-1.log'))
    expect((await open()).remembersSince).to.equal(clock.now())
  })

  it('takes no token at all where a log that cannot be written cannot be disowned either', async () => {
    const store = await open()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file where the folder was')
    clock.pass(11 * MINUTE)
    for (let i = 0; i < 2; i++) {
      const outcome = await store.firstUse(issuer, newTokenId(), until()).catch((error: unknown) => error)
      expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_UNAVAILABLE')
    }
  })
})
