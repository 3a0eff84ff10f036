import { createHash, createHmac } from 'node:crypto'
import { expect } from 'chai'
import { recordDigests } from '../../../trust/stores/record-digests.ts'
import type { TouchedRecord } from '../../../trust/stores/record-digests.ts'
import { recordText } from '../../../trust/stores/record-text.ts'
import { RECORD_KINDS } from '../../../trust/stores/state-record.ts'
import type { RecordKind } from '../../../trust/stores/state-record.ts'

const KEY = Buffer.alloc(32, 7)
const text = (kind: RecordKind, key: string, version: number): string =>
  recordText({ kind, key }, version, { v: 1 }, KEY)
const made = (kind: RecordKind, key = 'k'): TouchedRecord => ({ kind, key, before: null, after: text(kind, key, 1) })
const sha = (said: string): string => createHash('sha256').update(said).digest('hex').slice(0, 32)

describe('what an entry says of records (AU3)', () => {
  it('is an HMAC under the key of the store over name, version and value', () => {
    const mac = createHmac('sha256', KEY).update('trust 1:k1 {"v":1}').digest('hex').slice(0, 32)
    expect(recordDigests([made('trust')])).to.deep.equal([{ kind: 'trust', key: 'k', before: null, after: mac }])
  })

  it('is nothing where a record may hold something of a person', () => {
    const told = RECORD_KINDS.filter((kind) => recordDigests([made(kind)]).length > 0)
    expect(told).to.deep.equal(['identity', 'announcement', 'trust', 'organization', 'relationship', 'sharing-policy'])
  })

  it('is one digest for each kind where more than a hundred were written', () => {
    const many = Array.from({ length: 101 }, (_, i) => made('relationship', `k${i}`))
    expect(recordDigests(many.slice(1))).to.have.length(100)
    expect(recordDigests([...many, made('trust')])).to.deep.equal([
      { kind: 'trust', key: 1, before: sha('-'), after: sha(made('trust').after?.slice(0, 32) ?? '') },
      {
        ...{ kind: 'relationship', key: 101, before: sha(Array.from(many, () => '-').join('\n')) },
        after: sha(many.map(({ after }) => after?.slice(0, 32)).join('\n')),
      },
    ])
  })
})
