import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { fillState } from '../../../trust/stores/fill-state.ts'
import { migratedContent } from '../../../trust/stores/migrate-content.ts'
import { contentOf, dumpState } from '../../../trust/stores/state-dump.ts'
import type { DumpedItem, StateContent } from '../../../trust/stores/state-dump.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { dyingEngine, releaseOf, seedFirstRelease, STEPS } from '../../conformance/state-migration.ts'
import { START } from '../known-organizations.ts'

const checksumKey = Buffer.alloc(32, 7)
const random = { bytes: (count: number) => Buffer.alloc(count, 1), uuid: () => 'u', fraction: () => 0.5 }
const means = { now: START, random, sealingKey: null }

async function itemsOf(content: StateContent): Promise<readonly DumpedItem[]> {
  const found: DumpedItem[] = []
  for await (const item of content.items()) found.push(item)
  return found
}

async function contentIn(engine: StateEngine): Promise<StateContent> {
  return contentOf(await engine.snapshot(), checksumKey, null, STEPS)
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'done'
  } catch (error) {
    return error instanceof FederationError ? error.code : String(error)
  }
}

describe('a content of an earlier schema on its way to another place', () => {
  let engine: StateEngine

  beforeEach(async () => {
    engine = new MemoryEngine()
    await seedFirstRelease(engine, 1_205)
  })

  it('is what the migration of the store in its own place gives, with the same entry of it', async () => {
    const copied = await itemsOf(migratedContent(await contentIn(engine), means, STEPS))
    await releaseOf(engine).open()
    expect(copied).to.deep.equal(await itemsOf(await contentIn(engine)))
  })

  it('is the same where the store was left half migrated', async () => {
    const whole = await itemsOf(migratedContent(await contentIn(engine), means, STEPS))
    await releaseOf(dyingEngine(engine, 1, 'before'))
      .open()
      .catch(() => undefined)
    const half = await contentIn(engine)
    expect(half.migration).to.not.equal(null)
    // Nobody could tell from a backup how far the migration had come.
    expect(await codeOf(async () => dumpState(half)[Symbol.asyncIterator]().next())).to.equal('ERR_STORE_UNAVAILABLE')
    expect(await itemsOf(migratedContent(half, means, STEPS))).to.deep.equal(whole)
  })

  it('is not touched when it is of the newest schema', async () => {
    await releaseOf(engine).open()
    const content = await contentIn(engine)
    expect(migratedContent(content, means, STEPS)).to.equal(content)
  })

  it('fills no store unmigrated', async () => {
    const content = await contentIn(engine)
    const filling = { epoch: 'e', checksumKey, random }
    expect(await codeOf(() => fillState(new MemoryEngine(), content, filling))).to.equal('ERR_INTERNAL')
  })

  for (const [what, schema] of [
    ['a newer release', 4],
    ['a store that was never filled to its end', 0],
  ] as const) {
    it(`is refused when it is of ${what}`, async () => {
      const content = { ...(await contentIn(engine)), schema }
      expect(await codeOf(async () => migratedContent(content, means, STEPS))).to.equal('ERR_STORE_LOCKED')
    })
  }
})
