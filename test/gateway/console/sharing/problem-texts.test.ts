import { expect } from 'chai'
import { problemText } from '../../../../gateway/console/sharing/problem-texts.ts'
import { parsePolicyDocument } from '../../../../trust/policies/policy-document.ts'

const problem = (expected: string, found = 'nothing', path = 'group') => ({ path, found, expected })
const CODE = '<code><bdi>group</bdi></code>: '

/** A document that is wrong in places which no form shows. */
const WRONG = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [
    { address: 'team@contoso.example', kind: 'group' },
    { address: 'vera@contoso.example', group: 'team', more: 1, sharingPolicy: 'none' },
    { address: 'bo@contoso.example', workingHours: [{ days: ['Monday'], start: '10:00', end: '09:00' }] },
    { address: 'nils@contoso.example', grants: 'all' },
  ],
}

describe('what a policy refuses and no field is to blame for', () => {
  it('is said in Swedish, and in English as the policy says it', () => {
    const one = problem('the name of a group, since kind is group')
    expect(String(problemText('sv', one))).to.equal(
      `${CODE}<bdi>ingenting; här ska stå namnet på en grupp, eftersom slaget är grupp</bdi>`,
    )
    expect(String(problemText('en', one))).to.equal(
      `${CODE}<bdi lang="en">nothing; expected the name of a group, since kind is group</bdi>`,
    )
    const used = problem('no policy in use; vera@contoso.example names it', '"everyday"', '(policy)')
    expect(String(problemText('sv', used)))
      .to.include('vera@contoso.example anger den')
      .and.to.not.include('lang="en"')
  })

  it('has words for whatever a document can be wrong in beside its forms', () => {
    const reading = parsePolicyDocument(WRONG)
    const problems = reading.accepted ? [] : reading.problems
    expect(problems).to.have.length.greaterThan(4)
    for (const one of problems) expect(String(problemText('sv', one)), one.problem).to.not.include('lang="en"')
  })

  it('is a quotation where a later policy expects something else', () => {
    expect(String(problemText('sv', problem('a <b>new</b> thing')))).to.equal(
      `${CODE}<bdi lang="en">nothing; expected a &lt;b&gt;new&lt;/b&gt; thing</bdi>`,
    )
  })
})
