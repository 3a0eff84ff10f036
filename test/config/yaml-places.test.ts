import { expect } from 'chai'
import { LineCounter, parseDocument } from 'yaml'
import { placeOf } from '../../config/yaml-places.ts'

const TEXT = `organization:
  id: contoso
groups:
  a.b: [x]
  a: { 'c': [y, z] }
base: &base
  level: None
more:
  <<: *base
  again: *base
`

function at(path: string, text = TEXT): string | null {
  const lines = new LineCounter()
  const place = placeOf(parseDocument(text, { merge: true, lineCounter: lines }), lines, path)
  return place === null ? null : `${place.line}:${place.column}`
}

describe('the place of a value in YAML', () => {
  const rows: readonly (readonly [path: string, place: string])[] = [
    ['organization', '1:1'],
    ['organization.id', '2:3'],
    // A name with a dot, and one that it begins with.
    ['groups.a.b', '4:3'],
    ['groups.a.b.0', '4:9'],
    ['groups.a.c.1', '5:17'],
    // By an alias: where it is written.
    ['more.again.level', '7:3'],
    // What is not there: what it is missing in.
    ['organization.domains', '1:1'],
    ['groups.a.c.7', '5:8'],
    ['groups.a.c.x', '5:8'],
  ]
  for (const [path, place] of rows) {
    it(`of ${path} is ${place}`, () => {
      expect(at(path)).to.equal(place)
    })
  }

  it('is none of what nothing is there of', () => {
    expect(['nothing', '(top)', ''].map((path) => at(path))).to.deep.equal([null, null, null])
    expect(at('0', 'text')).to.equal(null)
    expect(at('0', '')).to.equal(null)
  })
})
