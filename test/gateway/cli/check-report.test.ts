import { expect } from 'chai'
import { checkReport, describeReport } from '../../../gateway/cli/check-report.ts'
import { problemAt } from '../../../trust/policies/document-problem.ts'
import type { Lint } from '../../../trust/policies/lints/lint.ts'

const lint = (code: Lint['code'], path: string): Lint => ({ code, path, problem: 'It is so.', todo: 'Change it.' })
const found = {
  problems: [problemAt('a', 'x', 'y'), problemAt('b', 'x', 'y')],
  lints: [lint('group-empty', 'g.0'), lint('group-unused', 'g.0'), lint('group-empty', 'g.1')],
}
const place = (path: string) => (path === 'b' ? null : { line: 1, column: path.length })

describe('a report of a check', () => {
  it('has each kind together, with places, and counts what it leaves out', () => {
    const report = checkReport('p.yaml', found, { most: 1, place })
    expect(report).to.deep.include({ errors: 2, warnings: 3, leftOut: { error: 1, 'group-empty': 1 } })
    expect(describeReport(report)).to.equal(
      [
        'error  p.yaml:1:1: a: found x; expected y',
        '  and 1 more error; --most tells more of them',
        'warning group-empty  p.yaml:1:3: g.0: It is so.',
        '  Change it.',
        '  and 1 more of group-empty; --most tells more of them',
        'warning group-unused  p.yaml:1:3: g.0: It is so.',
        '  Change it.',
        '2 errors, 3 warnings',
        '',
      ].join('\n'),
    )
  })

  it('leaves nothing out where there is room, and has no place where none is known', () => {
    const report = checkReport('p.yaml', found, { most: 2, place })
    expect(report.leftOut).to.deep.equal({})
    expect(report.findings.map(({ path }) => path)).to.deep.equal(['a', 'b', 'g.0', 'g.1', 'g.0'])
    expect(describeReport(report)).to.include('error  p.yaml: b: found x; expected y\n')
  })
})
