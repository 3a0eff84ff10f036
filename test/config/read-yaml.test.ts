import { expect } from 'chai'
import { readYaml } from '../../config/read-yaml.ts'

describe('reading YAML', () => {
  it('gives the document, merge keys resolved', () => {
    const reading = readYaml('base: &base { a: 1 }\nmore: { <<: *base, b: 2 }\n')
    expect(reading).to.deep.equal({ read: true, value: { base: { a: 1 }, more: { a: 1, b: 2 } } })
  })

  it('names line and column of what is no YAML', () => {
    const reading = readYaml('a: [1\nb: 2\n')
    expect(reading).to.have.property('read', false)
    expect(reading)
      .to.have.nested.property('problems[0].path')
      .that.matches(/^line 2, column \d+$/)
  })

  it('refuses aliases within aliases that would fill the memory', () => {
    const rows = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    for (const [from, to] of ['ab', 'bc', 'cd'].map((pair) => [...pair])) {
      rows.push(`${to}: &${to} [${`*${from}, `.repeat(9)}*${from}]`)
    }
    expect(readYaml(rows.join('\n'))).to.have.nested.property('problems[0].path', '(aliases)')
  })
})
