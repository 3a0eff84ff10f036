import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { fileProblem } from '../../config/file-problem.ts'

describe('a file that cannot be used', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-file-'))
    writeFileSync(join(folder, 'file'), '')
  })
  after(() => rmSync(folder, { recursive: true }))

  const failure = (attempt: () => unknown): unknown => {
    try {
      return attempt()
    } catch (error) {
      return error
    }
  }

  for (const [attempt, words] of [
    [() => readFileSync(join(folder, 'nothing')), 'there is no such file or folder'],
    [() => readFileSync(folder), 'it is a folder'],
    [() => readFileSync(join(folder, 'file', 'below')), 'a part of its path is no folder'],
    [() => writeFileSync(join(folder, 'file'), '', { flag: 'wx' }), 'it is there already'],
  ] as const) {
    it(`is told of in words: ${words}`, () => {
      expect(fileProblem(failure(attempt))).to.equal(words)
    })
  }

  it('keeps the name of what has no words, and says where there is not even a name', () => {
    expect(fileProblem(Object.assign(new Error('x'), { code: 'EMFILE' }))).to.equal('EMFILE')
    expect(fileProblem(new Error('x'))).to.equal('of an unknown error')
    expect(fileProblem(null)).to.equal('of an unknown error')
  })
})
