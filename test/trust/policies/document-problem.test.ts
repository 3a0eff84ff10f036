import { expect } from 'chai'
import { z } from 'zod'
import { describeValue, firstProblems, problemAt, problemsOf } from '../../../trust/policies/document-problem.ts'

const schema = z.strictObject({
  list: z.array(z.number()).min(1),
  choice: z.enum(['on', 'off']),
  inner: z.strictObject({ flag: z.boolean() }),
  text: z.string().max(3),
})

function problems(document: unknown): readonly string[] {
  const result = schema.safeParse(document)
  if (result.success) throw new Error('the document was taken')
  return problemsOf(document, result.error.issues).map(({ path, problem }) => `${path}: ${problem}`)
}

describe('the problems of a document', () => {
  it('are told all at once, each with its place, what is there and what should be', () => {
    expect(
      problems({ list: [], choice: 'maybe', inner: { flag: 'yes', extra: 1 }, text: 'long', more: [1] }),
    ).to.have.members([
      'list: found an empty list; expected at least 1',
      'choice: found "maybe"; expected one of on, off',
      'inner.flag: found "yes"; expected true or false',
      'inner.extra: found 1; expected no field of this name',
      'text: found "long"; expected at most 3 characters',
      'more: found a list; expected no field of this name',
    ])
  })

  it('have what was found and what was expected by itself too, for programs', () => {
    const result = schema.safeParse({ list: [1], choice: 'on', inner: { flag: 'yes' }, text: '' })
    expect(problemsOf({ inner: { flag: 'yes' } }, result.error?.issues ?? [])).to.deep.equal([
      {
        ...{ path: 'inner.flag', problem: 'found "yes"; expected true or false' },
        ...{ found: '"yes"', expected: 'true or false' },
      },
    ])
  })

  it('name what is missing, and a document that is none', () => {
    expect(problems({ list: [null], choice: 'on', text: '' })).to.have.members([
      'list.0: found an empty value; expected a number',
      'inner: found nothing; expected a group of fields',
    ])
    expect(problems('hello')).to.deep.equal(['(top): found "hello"; expected a group of fields'])
  })

  it('show long values in short', () => {
    expect(describeValue('x'.repeat(1000))).to.have.length.below(70)
    expect(describeValue({ a: 1 })).to.equal('a group of fields')
  })

  it('are a hundred at most, and the number of the others', () => {
    const all = Array.from({ length: 65_000 }, (_, i) => problemAt(`list.${i}`, 'nothing', 'something'))
    expect(firstProblems(all.slice(0, 100))).to.deep.equal(all.slice(0, 100))
    const told = firstProblems(all)
    expect(told.slice(0, 100)).to.deep.equal(all.slice(0, 100))
    expect(told.slice(100)).to.deep.equal([problemAt('(more)', '64900 further problems', 'none')])
  })
})
