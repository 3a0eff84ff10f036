import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import { describeStateStore } from '../../conformance/state-store.ts'

describeStateStore('EmbeddedEngine', async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-store-'))
  let engine = await openEmbeddedEngine({ folder, clock, log: () => {} })
  return {
    engine,
    other: null,
    reopen: async () => {
      await engine.close()
      engine = await openEmbeddedEngine({ folder, clock, log: () => {} })
      return engine
    },
    close: async () => {
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
})
