import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { describeStateStore } from '../../conformance/state-store.ts'

describeStateStore('MemoryEngine', async () => {
  const world = new MemoryWorld()
  return {
    engine: new MemoryEngine(world),
    other: async () => new MemoryEngine(world),
    reopen: async () => new MemoryEngine(world),
    close: async () => {},
  }
})
