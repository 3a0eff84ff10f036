import { expect } from 'chai'
import fc from 'fast-check'
import { mergeDocuments } from '../../../trust/policies/merge-documents.ts'
import { partsOf } from '../../../trust/policies/policy-parts.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { sameValue } from '../../../trust/policies/same-value.ts'
import { writtenDocument } from './arbitrary-documents.ts'

const organization = { id: 'contoso', domains: ['contoso.example'] }
const vera = (level: string) => ({ address: 'vera@contoso.example', default: level })
const bo = (level: string) => ({ address: 'bo@contoso.example', default: level })
const of = (...mailboxes: ReturnType<typeof vera>[]): WrittenDocument => ({ organization, mailboxes })

const merge = (base: WrittenDocument, yours: WrittenDocument, theirs: WrittenDocument) =>
  mergeDocuments('contoso', { base, yours, theirs })

function valuesOf(document: WrittenDocument): ReadonlyMap<string, unknown> {
  return new Map(partsOf('contoso', document).map(({ kind, name, value }) => [`${kind} ${name}`, value]))
}

describe('a change made from an older document', () => {
  it('leaves what only others changed, and says so', () => {
    const merged = merge(
      of(vera('None'), bo('None')),
      of(vera('AvailabilityOnly'), bo('None')),
      of(vera('None'), bo('LimitedDetails')),
    )
    if (!merged.merged) throw new Error('refused')
    expect(merged.document).to.deep.include({ mailboxes: [vera('AvailabilityOnly'), bo('LimitedDetails')] })
    expect(merged.kept).to.deep.equal([{ kind: 'mailbox', name: 'bo@contoso.example' }])
  })

  it('is refused with every part that both changed, also where one took it away', () => {
    const merged = merge(
      of(vera('None'), bo('None')),
      of(vera('AvailabilityOnly')),
      of(vera('Reviewer'), bo('Reviewer')),
    )
    expect(merged).to.deep.equal({
      merged: false,
      crossed: [
        { kind: 'mailbox', name: 'vera@contoso.example', theirs: vera('Reviewer'), yours: vera('AvailabilityOnly') },
        { kind: 'mailbox', name: 'bo@contoso.example', theirs: bo('Reviewer'), yours: null },
      ],
    })
  })

  it('is taken where both made the same change', () => {
    expect(merge(of(), of(vera('None')), of(vera('None')))).to.deep.include({ merged: true, kept: [] })
  })

  it('has, part by part, what the side that changed it says, whatever the three documents are', () => {
    fc.assert(
      fc.property(writtenDocument, writtenDocument, writtenDocument, (base, yours, theirs) => {
        const merged = merge(base, yours, theirs)
        const [was, mine, there] = [valuesOf(base), valuesOf(yours), valuesOf(theirs)]
        const names = [...new Set([...was.keys(), ...mine.keys(), ...there.keys()])]
        const crossed = names.filter((name) => {
          const sides = [was.get(name), mine.get(name), there.get(name)] as const
          return !sameValue(sides[0], sides[1]) && !sameValue(sides[0], sides[2]) && !sameValue(sides[1], sides[2])
        })
        expect(merged.merged).to.equal(crossed.length === 0)
        if (!merged.merged) return
        const result = valuesOf(merged.document as unknown as WrittenDocument)
        for (const name of names) {
          const wanted = sameValue(was.get(name), mine.get(name)) ? there.get(name) : mine.get(name)
          expect(sameValue(result.get(name), wanted), name).to.equal(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
