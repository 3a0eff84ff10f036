import { expect } from 'chai'
import { NO_ENTRY, sealEntry } from '../../../trust/audit/audit-entry.ts'
import type { AuditEvent } from '../../../trust/audit/audit-entry.ts'
import { rootOf } from '../../../trust/audit/merkle-tree.ts'
import { verifyAudit } from '../../../trust/audit/verify-audit.ts'
import type { AuditReport } from '../../../trust/audit/verify-audit.ts'
import type { StoredEntry } from '../../../trust/stores/state-engine.ts'
import { START } from '../known-organizations.ts'

const SIZE = 200

function logOf(size: number, facts: (index: number) => string = (index) => `fact ${index}`): StoredEntry[] {
  const entries: StoredEntry[] = []
  for (let index = 0; index < size; index++) {
    const personal: AuditEvent['personal'] =
      index % 3 === 0 ? { from: `p${index}@x.example`, about: ['bo@x.example', 'vera@x.example'] } : {}
    const event = {
      event: 'lookup.answered',
      at: START + index,
      actor: 'gateway',
      requestId: null,
      facts: { what: facts(index) },
      personal,
    }
    entries.push(sealEntry(event, index, entries.at(-1)?.leaf ?? NO_ENTRY, () => '00112233445566778899aabbccddeeff'))
  }
  return entries
}

const LOG = logOf(SIZE)
const WHOLE = { size: SIZE, last: LOG.at(-1)?.leaf ?? '' }

const verify = (entries: readonly StoredEntry[], heads: { size: number; root: string }[] = []): Promise<AuditReport> =>
  verifyAudit(entries, { ...WHOLE, heads })

const at = (index: number): StoredEntry => LOG[index] as StoredEntry

/** Where problems were found, each place once. */
async function places(entries: readonly StoredEntry[]): Promise<number[]> {
  return [...new Set((await verify(entries)).problems.map(({ index }) => index))]
}

describe('the verification of an audit log', () => {
  it('finds nothing wrong with a log as it was written', async () => {
    const root = rootOf(LOG.map(({ leaf }) => leaf))
    expect(await verify(LOG)).to.deep.equal({ entries: SIZE, ok: true, problems: [], tree: { size: SIZE, root } })
  })

  it('finds each single changed entry and says which', async () => {
    for (let index = 0; index < SIZE; index++) {
      const text = (at(index).text ?? '').replace('fact', 'fiction')
      const changed = LOG.with(index, { ...at(index), text })
      expect(await places(changed), `entry ${index}`).to.deep.equal([index])
    }
  })

  it('finds each single entry that was changed together with its hash, at the one that follows', async () => {
    for (let index = 0; index < SIZE; index++) {
      const other = logOf(SIZE, (i) => (i === index ? 'fiction' : `fact ${i}`))[index] as StoredEntry
      const found = await places(LOG.with(index, other))
      expect(found, `entry ${index}`).to.deep.equal([Math.min(index + 1, SIZE - 1)])
    }
  })

  it('finds each single entry that was taken out and says which', async () => {
    for (let index = 0; index < SIZE; index++) {
      const { problems } = await verify(LOG.toSpliced(index, 1))
      expect(problems, `entry ${index}`).to.deep.include({ index, problem: 'missing' })
    }
  })

  it('finds each single entry that was put in, also where those after it were moved up', async () => {
    for (let index = 0; index < SIZE; index++) {
      const extra = { ...at((index + 7) % SIZE), index }
      const moved = LOG.slice(index).map((entry) => ({ ...entry, index: entry.index + 1 }))
      const { problems } = await verify([...LOG.slice(0, index), extra, ...moved])
      expect(problems[0]?.index, `entry ${index}`).to.equal(index)
      expect(problems).to.deep.include({ index: SIZE, problem: 'beyond the end' })
    }
  })

  it('finds each two neighbours that changed places', async () => {
    for (let index = 0; index + 1 < SIZE; index++) {
      const swapped = LOG.with(index, { ...at(index + 1), index }).with(index + 1, { ...at(index), index: index + 1 })
      const { problems } = await verify(swapped)
      expect(problems, `entry ${index}`).to.deep.include({ index, problem: 'misplaced' })
      expect(problems).to.deep.include({ index: index + 1, problem: 'misplaced' })
    }
  })

  it('finds each end that was cut off and says from where', async () => {
    for (let length = 0; length < SIZE; length++) {
      const { problems } = await verify(LOG.slice(0, length))
      expect(problems[0], `length ${length}`).to.deep.equal({ index: length, problem: 'missing' })
    }
  })

  it('finds a personal value that was changed or put in, and none that was erased', async () => {
    for (let index = 0; index < SIZE; index += 3) {
      const { personal } = at(index)
      const salted = personal?.['from'] ?? { salt: '', value: '' }
      const changed = { ...personal, from: { ...salted, value: 'eve@x.example' } }
      const added = { ...personal, about1: salted }
      expect((await verify(LOG.with(index, { ...at(index), personal: changed }))).problems).to.deep.equal([
        { index, problem: 'personal value changed' },
      ])
      expect((await verify(LOG.with(index, { ...at(index), personal: added }))).problems).to.deep.equal([
        { index, problem: 'personal value added' },
      ])
      expect((await verify(LOG.with(index, { ...at(index), personal: null }))).ok).to.equal(true)
    }
  })

  it('takes a log whose old texts are gone, and finds nothing but their hashes in their place', async () => {
    const root = rootOf(LOG.map(({ leaf }) => leaf))
    const pruned = LOG.map((entry) => (entry.index < 120 ? { ...entry, text: null, personal: null } : entry))
    expect((await verify(pruned, [{ size: SIZE, root }])).ok).to.equal(true)
    const forged = pruned.with(50, { ...(pruned[50] as StoredEntry), leaf: 'f'.repeat(64) })
    expect((await verify(forged, [{ size: SIZE, root }])).problems).to.deep.equal([
      { index: SIZE - 1, problem: 'rewritten' },
    ])
  })

  it('finds a past that was rewritten with all its hashes by a tree head of before, from the first on', async () => {
    const heads = [50, 100, 150].map((size) => ({ size, root: rootOf(LOG.slice(0, size).map(({ leaf }) => leaf)) }))
    const rewritten = logOf(SIZE, (index) => (index === 70 ? 'fiction' : `fact ${index}`))
    const report = await verifyAudit(rewritten, { size: SIZE, last: rewritten.at(-1)?.leaf ?? '', heads })
    expect(report.problems).to.deep.equal([
      { index: 99, problem: 'rewritten' },
      { index: 149, problem: 'rewritten' },
    ])
  })
})
