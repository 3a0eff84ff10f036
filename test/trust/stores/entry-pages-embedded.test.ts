import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ClassicLevel } from 'classic-level'
import { entryKey, personalKey, writePage } from '../../../trust/stores/embedded-layout.ts'
import type { EmbeddedOperation } from '../../../trust/stores/embedded-layout.ts'
import { EntryPages } from '../../../trust/stores/entry-pages-embedded.ts'

describe('what was erased from the pages of an audit log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-pages-'))
  let level: ClassicLevel<string, string>
  let pages: EntryPages
  /** The ranges LevelDB was told to compact, and did. */
  let compacted: (readonly [string, string])[]
  let full: boolean

  beforeEach(async () => {
    compacted = []
    full = false
    level = new ClassicLevel(folder)
    const compact = level.compactRange.bind(level) as (start: string, end: string) => Promise<void>
    const told = async (start: string, end: string): Promise<void> => {
      if (full) throw new Error('disk full')
      compacted.push([start, end])
      await compact(start, end)
    }
    Object.assign(level, { compactRange: told })
    await level.open()
    await level.clear()
    const write = (operations: readonly EmbeddedOperation[]) => level.batch([...operations], { sync: true })
    pages = new EntryPages(level, write)
    for (let index = 0; index < 30; index++) {
      const personal = { who: { salt: '0'.repeat(32), value: `person ${index}` } }
      await write(writePage({ first: index, entries: [{ index, leaf: '0'.repeat(64), text: '{}', personal }] }))
    }
  })
  afterEach(() => level.close())
  after(() => rmSync(folder, { recursive: true }))

  const from = (first: number, last: number) => [entryKey, personalKey].map((key) => [key(first), key(last)] as const)

  it('is put away in pages and personal values, from the first to the last that was touched, once', async () => {
    for (const index of [12, 27, 7]) await pages.erase(index, { who: null })
    await pages.forget()
    expect(compacted).to.deep.equal(from(7, 27))
    await pages.forget()
    expect(compacted).to.have.length(2)
  })

  it('is put away together with what was pruned', async () => {
    await pages.erase(25, { who: null })
    await pages.prune(10)
    await pages.forget()
    expect(compacted).to.deep.equal(from(0, 25))
  })

  it('is still to be put away where that failed, which is said, also with what came meanwhile', async () => {
    await pages.erase(7, { who: null })
    full = true
    const refused = await pages.forget().catch((error: unknown) => error)
    expect(refused).to.include({ code: 'ERR_STORE_UNAVAILABLE' })
    await pages.erase(20, { who: null })
    full = false
    await pages.forget()
    expect(compacted).to.deep.equal(from(7, 20))
  })
})
