import { expect } from 'chai'
import { scoresOf } from './score.ts'

type Result = Parameters<typeof scoresOf>[0][number]

const result = (fileName: string, status: Result['status']): Result => ({
  ...{ id: '1', fileName, status, mutatorName: 'BooleanLiteral', replacement: 'true' },
  location: { start: { line: 0, column: 0 }, end: { line: 0, column: 1 } },
})

describe('a mutation score', () => {
  it('is how many of a hundred were noticed, a mutant that no test comes by not among them', () => {
    const results = [
      ...[result('b.ts', 'Killed'), result('b.ts', 'Timeout'), result('b.ts', 'NoCoverage')],
      ...[result('a.ts', 'Killed'), result('a.ts', 'Survived'), result('a.ts', 'RuntimeError')],
    ]
    expect(scoresOf(results)).to.deep.equal({
      all: { mutants: 6, killed: 2, timeout: 1, survived: 1, noCoverage: 1, errors: 1, score: 60 },
      files: {
        'a.ts': { mutants: 3, killed: 1, timeout: 0, survived: 1, noCoverage: 0, errors: 1, score: 50 },
        'b.ts': { mutants: 3, killed: 1, timeout: 1, survived: 0, noCoverage: 1, errors: 0, score: 66.66 },
      },
    })
  })

  it('is not rounded up to what is wanted', () => {
    const killed = Array.from({ length: 18_999 }, () => result('a.ts', 'Killed'))
    const survived = Array.from({ length: 1_001 }, () => result('a.ts', 'Survived'))
    expect(scoresOf([...killed, ...survived]).all.score).to.equal(94.99)
  })

  it('is nought where there was nothing to notice', () => {
    expect(scoresOf([]).all.score).to.equal(0)
    expect(scoresOf([result('a.ts', 'RuntimeError')]).all.score).to.equal(0)
  })
})
