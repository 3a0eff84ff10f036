import { expect } from 'chai'
import { readYaml } from '../../config/read-yaml.ts'

describe('reading YAML', () => {
  it('gives the document, merge keys resolved', () => {
    const reading = readYaml('base: &base { a: 1 }\nmore: { <<: *base, b: 2 }\n')
    expect(reading).to.deep.include({ read: true, value: { base: { a: 1 }, more: { a: 1, b: 2 } } })
  })

  it('names line and column of what is no YAML', () => {
    const reading = readYaml('a: [1\nb: 2\n')
    expect(reading).to.have.property('read', false)
    expect(reading).to.have.nested.property('problems[0]').that.includes({ path: '(syntax)', line: 2, column: 1 })
    expect(reading)
      .to.have.nested.property('problems[0].problem')
      .that.matches(/^found no YAML; /)
    expect(reading).to.have.property('repeating', null)
  })

  it('names every place where a name stands again, and gives the rest', () => {
    const reading = readYaml('a: 1\nb: 2\na: 3\nb: 4\n')
    expect(reading.read ? [] : reading.problems.map(({ line }) => line)).to.deep.equal([3, 4])
    expect(reading).to.have.nested.property('repeating.value').that.deep.equals({ a: 3, b: 4 })
  })

  it('says where a value is written', () => {
    const reading = readYaml('a:\n  - b: 1\n')
    if (!reading.read) throw new Error('not read')
    expect(reading.place('a.0.b')).to.deep.equal({ line: 2, column: 5 })
  })

  it('refuses aliases within aliases that would fill the memory', () => {
    const rows = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    for (const [from, to] of ['ab', 'bc', 'cd'].map((pair) => [...pair])) {
      rows.push(`${to}: &${to} [${`*${from}, `.repeat(9)}*${from}]`)
    }
    expect(readYaml(rows.join('\n'))).to.have.nested.property('problems[0].path', '(aliases)')
  })
})
