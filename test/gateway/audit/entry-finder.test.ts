import { expect } from 'chai'
import { EntryFinder } from '../../../gateway/audit/entry-finder.ts'
import type { EntrySearch } from '../../../gateway/audit/entry-finder.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { sealEntry } from '../../../trust/audit/audit-entry.ts'
import type { StoredEntry } from '../../../trust/stores/state-engine.ts'
import { ASKERS, NOW, recorded } from './recorded-looks.ts'

const SIZE = 20_000
const RARE = 'rare@contoso.example'
/** Where the rare one was asked about. */
const THERE = [1, 64, 5_000, 19_998]

/** A hundred days of lookups about two hundred people in turn. */
function log(): readonly StoredEntry[] {
  const verdict = { outcome: 'refuse', decidedBy: 'X', side: 'answering', level: null, given: null } as const
  return Array.from({ length: SIZE }, (_, i) => {
    const about = THERE.includes(i) ? RARE : `person-${i % 200}@contoso.example`
    const at = NOW - 100 * DAY + Math.floor((i * 100 * DAY) / SIZE) - (i % 97 === 0 ? DAY / 2 : 0)
    const question = { at, from: ASKERS[0] ?? '', organization: 'urn:ledig:fabrikam', requestId: `r-"${i}`, old: false }
    return sealEntry(recorded({ ...question, places: [{ about, verdict }] }).event, i, '0'.repeat(64), () => '00')
  })
}

const SEARCH: EntrySearch = {
  addresses: [RARE],
  requestId: null,
  since: -Infinity,
  until: Infinity,
  newestFirst: false,
  start: null,
}

describe('the finder of entries', () => {
  const entries = log()
  let read: number
  let finder: EntryFinder

  beforeEach(() => {
    read = 0
    finder = new EntryFinder({
      entries: (from, limit) => {
        const found = entries.slice(from, from + limit)
        read += found.length
        return Promise.resolve(found)
      },
    })
  })

  async function find(search: Partial<EntrySearch>): Promise<readonly number[]> {
    const found: number[] = []
    for await (const { index } of finder.find({ ...SEARCH, ...search }, SIZE)) found.push(index)
    return found
  }

  it('reads the log once, and from then on little more than what is looked for', async () => {
    expect(await find({})).to.deep.equal(THERE)
    expect(read).to.equal(SIZE)
    read = 0
    expect(await find({ newestFirst: true })).to.deep.equal([...THERE].reverse())
    // Four blocks of 64, the end of the log, and of some 300 other blocks about one in fifty.
    expect(read).to.be.lessThan(1_500)
    read = 0
    expect(await find({ addresses: ['nobody@contoso.example'] })).to.deep.equal([])
    expect(read).to.be.lessThan(1_500)
  })

  it('reads little for one request, too', async () => {
    await find({})
    read = 0
    expect(await find({ addresses: [], requestId: 'r-"4242' })).to.deep.equal([4_242])
    expect(await find({ addresses: [], requestId: 'r-"424' })).to.deep.equal([424])
    expect(read).to.be.lessThan(2 * 1_500)
  })

  it('reads no further back than it was told, the first time too', async () => {
    expect(await find({ newestFirst: true, since: NOW - 10 * DAY })).to.deep.equal([19_998])
    // Ten days are 2,000 entries; a day more may have come late, and a span is read whole.
    expect(read).to.be.lessThan(2_000 + 200 + 2 * 1_024)
  })

  it('reads no further on than it was told', async () => {
    expect(await find({ until: NOW - 90 * DAY })).to.deep.equal([1, 64])
    expect(read).to.be.lessThan(2_000 + 200 + 2 * 1_024)
  })

  it('finds everything of a time, wherever it cuts what is remembered, and what was put on record half a day late', async () => {
    const at = (i: number): number => Date.parse((JSON.parse(entries[i]?.text ?? '') as { at: string }).at)
    const instants = entries.map((_, i) => at(i))
    await find({})
    for (let i = 0; i < 60; i++) {
      const since = NOW - 100 * DAY + i * 1.61 * DAY
      const until = since + (i % 7) * 0.83 * DAY
      const expected = instants.flatMap((instant, index) => (instant >= since && instant < until ? [index] : []))
      expect(await find({ addresses: [], since, until }), `${i}`).to.deep.equal(expected)
      const newest = await find({ addresses: [], since, until, newestFirst: true })
      expect(newest, `${i}, newest first`).to.deep.equal(expected.reverse())
    }
  })

  it('learns the newest first, so much at once, and then nobody waits for it', async () => {
    await finder.learn(SIZE, 4_096)
    expect(read).to.be.at.most(5 * 1_024)
    for (let i = 0; i < 10; i++) await finder.learn(SIZE, 4_096)
    read = 0
    await find({ newestFirst: true })
    expect(read).to.be.lessThan(1_500)
  })

  it('begins where it is told', async () => {
    expect(await find({ start: 64 })).to.deep.equal([64, 5_000, 19_998])
    expect(await find({ start: 65 })).to.deep.equal([5_000, 19_998])
    expect(await find({ start: 64, newestFirst: true })).to.deep.equal([64, 1])
    expect(await find({ start: 10 ** 9 })).to.deep.equal([])
    expect(await find({ start: 10 ** 9, newestFirst: true })).to.deep.equal([...THERE].reverse())
  })
})
