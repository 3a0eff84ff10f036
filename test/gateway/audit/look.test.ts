import { expect } from 'chai'
import { looksIn } from '../../../gateway/audit/look.ts'
import { sealEntry } from '../../../trust/audit/audit-entry.ts'
import type { Personal } from '../../../trust/audit/personal.ts'

const AT = Date.UTC(2026, 10, 26, 12)

function entry(mailboxes: unknown, personal: Record<string, string | readonly string[]>) {
  const window = [AT, AT + 3_600_000]
  const facts = { by: 'urn:ledig:fabrikam', kind: 'partner', view: 'Detailed', window, mailboxes } as never
  return sealEntry({ event: 'lookup', at: AT, actor: 'lookup', requestId: 'r-1', facts, personal }, 7, '00', () => '00')
}

const rowsOf = (read: ReturnType<typeof looksIn>) =>
  read.map(({ from, about, outcome, decidedBy, level, given }) => [from, about, outcome, decidedBy, level, given])

const [ANNA, VERA, BO, NILS] = ['anna@fabrikam.example', 'vera@c.example', 'bo@c.example', 'nils@c.example']

describe('the looks of an entry', () => {
  it('are one for each mailbox of each run', () => {
    const runs = [
      [2, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed'],
      [1, 'refuse', 'MAILBOX_DEFAULT', 'answering'],
    ]
    const looks = looksIn(entry(runs, { from: ANNA, about: [VERA, BO, NILS] }))
    expect(rowsOf(looks)).to.deep.equal([
      [ANNA, VERA, 'answer', 'RELATIONSHIP_LEVEL', 'LimitedDetails', 'Detailed'],
      [ANNA, BO, 'answer', 'RELATIONSHIP_LEVEL', 'LimitedDetails', 'Detailed'],
      [ANNA, NILS, 'refuse', 'MAILBOX_DEFAULT', null, null],
    ])
    expect(looks[0]).to.deep.include({
      ...{ index: 7, at: '2026-11-26T12:00:00.000Z', requestId: 'r-1', organization: 'urn:ledig:fabrikam' },
      ...{ kind: 'partner', asked: 'Detailed', side: 'answering' },
      window: { start: '2026-11-26T12:00:00.000Z', end: '2026-11-26T13:00:00.000Z' },
    })
  })

  it('are read from entries of earlier releases, which had no runs and a name for each mailbox', () => {
    // As commit 93e78ea wrote them.
    const each = [
      ['unknown', 'RELATIONSHIP_LEVEL', 'answering'],
      ['answer', 'GRANT', 'answering', 'AvailabilityOnly', 'FreeBusy'],
    ]
    expect(rowsOf(looksIn(entry(each, { from: ANNA, about0: VERA, about1: BO })))).to.deep.equal([
      [ANNA, VERA, 'unknown', 'RELATIONSHIP_LEVEL', null, null],
      [ANNA, BO, 'answer', 'GRANT', 'AvailabilityOnly', 'FreeBusy'],
    ])
  })

  it('have nobody where an address was erased, in both forms, and where all were', () => {
    const run = entry([[2, 'refuse', 'X', 'answering']], { from: ANNA, about: [VERA, BO] })
    const parts: Personal = { parts: ['00'.repeat(32), { salt: '00', value: BO }] }
    const erased = looksIn({ ...run, personal: { from: { salt: '00', value: ANNA }, about: parts } })
    expect(erased.map(({ from, about }) => [from, about])).to.deep.equal([
      [ANNA, null],
      [ANNA, BO],
    ])
    const gone = looksIn({ ...run, personal: null })
    expect(gone.map(({ from, about }) => [from, about])).to.deep.equal([
      [null, null],
      [null, null],
    ])
    const old = entry(
      [
        ['refuse', 'X', 'answering'],
        ['refuse', 'X', 'answering'],
      ],
      { from: ANNA, about0: VERA, about1: BO },
    )
    const left = looksIn({ ...old, personal: { about1: { salt: '00', value: BO } } })
    expect(left.map(({ from, about }) => [from, about])).to.deep.equal([
      [null, null],
      [null, BO],
    ])
  })

  it('have no level where nothing was given, whatever else their run says', () => {
    const run = [1, 'unknown', 'RELATIONSHIP_LEVEL', 'answering', 'DATA_NOT_FOUND']
    const [look] = looksIn(entry([run], { from: ANNA, about: [VERA] }))
    expect(look).to.deep.include({ outcome: 'unknown', decidedBy: 'RELATIONSHIP_LEVEL', level: null, given: null })
  })

  it('are none of a lookup that an administrator had explained', () => {
    const facts = { dry: false, view: 'Detailed', window: [AT, AT], mailboxes: [[1, 'refuse', 'X', 'answering']] }
    const personal = { from: ANNA, about: [VERA] }
    const explained = { event: 'lookup.explained', at: AT, actor: 'token:1', requestId: 'r', facts, personal }
    expect(looksIn(sealEntry(explained, 0, '00', () => '00'))).to.deep.equal([])
  })

  it('are none of a change, and none of what is no longer kept', () => {
    const change = { event: 'audit.read', at: AT, actor: 'x', requestId: null, facts: {}, personal: { about: VERA } }
    expect(looksIn(sealEntry(change, 0, '00', () => '00'))).to.deep.equal([])
    const lookup = entry([[1, 'refuse', 'X', 'answering']], { from: ANNA, about: [VERA] })
    expect(looksIn({ ...lookup, text: null, personal: null })).to.deep.equal([])
  })
})
