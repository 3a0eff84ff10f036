import { expect } from 'chai'
import { fileRefused, problemLine } from '../../config/file-refused.ts'
import { problemAt } from '../../trust/policies/document-problem.ts'

describe('a file', () => {
  it('is told of by its line and column where they are known', () => {
    const problem = problemAt('a', 'x', 'y')
    expect(problemLine('p.yaml', problem)).to.equal('p.yaml: a: found x; expected y')
    expect(problemLine('p.yaml', { ...problem, line: 3, column: 7 })).to.equal('p.yaml:3:7: a: found x; expected y')
  })

  it('is refused with a hundred problems at most, and the number of the others', () => {
    const problems = Array.from({ length: 250 }, (_, i) => ({
      ...problemAt(`a.${i}`, 'x', 'y'),
      line: i + 1,
      column: 1,
    }))
    const lines = fileRefused('p.yaml', problems).message.split('\n')
    expect(lines).to.have.length(101)
    expect(lines[0]).to.equal('p.yaml:1:1: a.0: found x; expected y')
    expect(lines[100]).to.equal('p.yaml: (more): found 150 further problems; expected none')
  })
})
