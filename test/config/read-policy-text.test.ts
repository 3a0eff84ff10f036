import { expect } from 'chai'
import { problemLine } from '../../config/file-refused.ts'
import { readPolicyText } from '../../config/read-policy-text.ts'

const SOUND = 'organization: { id: contoso, domains: [contoso.example] }\n'

function told(text: string): readonly string[] {
  const reading = readPolicyText(text)
  return reading.accepted ? [] : reading.problems.map((problem) => problemLine('p.yaml', problem))
}

describe('a policy document in a file', () => {
  it('is given as it was written, and with every default in it', () => {
    const reading = readPolicyText(SOUND)
    expect(reading).to.deep.include({
      written: { organization: { id: 'contoso', domains: ['contoso.example'] } },
      accepted: true,
    })
    expect(reading).to.have.nested.property('document.organization.federationEnabled', true)
  })

  it('is refused with every problem, its line and its column', () => {
    expect(told(`${SOUND}groups:\n  board:\n    - bored\n    - 7\n`)).to.deep.equal([
      'p.yaml:5:7: groups.board.1: found 7; expected an address or the name of a group',
      'p.yaml:4:7: groups.board.0: found "bored"; expected the name of a group',
    ])
  })

  it('is refused for a name said twice, beside everything else that is wrong', () => {
    expect(told(`${SOUND}groups: {}\ngroups: { a: [b] }\n`)).to.deep.equal([
      'p.yaml:3:1: (syntax): found a name a second time; expected each name only once',
      'p.yaml:3:15: groups.a.0: found "b"; expected the name of a group',
    ])
    expect(told(`${SOUND}groups: {}\ngroups: {}\n`)).to.have.length(1)
  })

  it('is refused for its syntax alone where a parser can only guess at the rest', () => {
    expect(told(`${SOUND}groups: { board: [\nmailboxes: 7\n`).every((line) => line.includes('(syntax)'))).to.equal(true)
  })
})
