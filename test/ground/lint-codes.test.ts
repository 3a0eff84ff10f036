import { expect } from 'chai'
import { LINT_CODES } from '../../trust/policies/lints/lint.ts'
import { readText } from '../source-files.ts'

describe('the reference of warnings about a policy', () => {
  it('has every code, and none that is not there', () => {
    const page = readText('docs/reference/codes.md')
    const from = page.indexOf('## Warnings about a policy')
    const section = page.slice(from, page.indexOf('\n## ', from + 1))
    const listed = [...section.matchAll(/^\| `([\w-]+)` /gm)].map(([, code = '']) => code)
    expect(listed).to.deep.equal([...LINT_CODES])
  })
})
