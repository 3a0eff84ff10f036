import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { describeStateMigration } from '../../conformance/state-migration.ts'
import { describeStateStore } from '../../conformance/state-store.ts'
import type { StateStoreUnderTest } from '../../conformance/state-store.ts'

const make = async (): Promise<StateStoreUnderTest> => {
  const world = new MemoryWorld()
  return {
    engine: new MemoryEngine(world),
    other: async () => new MemoryEngine(world),
    reopen: async () => new MemoryEngine(world),
    close: async () => {},
  }
}

describeStateStore('MemoryEngine', make)
describeStateMigration('MemoryEngine', make)
