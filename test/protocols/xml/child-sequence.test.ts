import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { ChildSequence } from '../../../protocols/xml/child-sequence.ts'
import { ONE_A, ONE_B, ONE_C, readerOf } from './reading.ts'

const SEQUENCE = new ChildSequence([ONE_A, 'optional'], [ONE_B, 'once'], [ONE_C, 'any'])

function follows(children: string): boolean {
  const reader = readerOf(`<r xmlns="urn:one">${children}</r>`)
  reader.root()
  try {
    let place = SEQUENCE.start
    while (reader.child()) {
      place = SEQUENCE.step(reader, place)
      reader.skip()
    }
    SEQUENCE.end(reader, place)
    return true
  } catch (error) {
    if (error instanceof FederationError) return false
    throw error
  }
}

describe('a sequence of children', () => {
  for (const children of ['<b/>', '<a/><b/>', '<b/><c/>', '<a/><b/><c/><c/><c/>']) {
    it(`takes ${children}`, () => expect(follows(children)).to.equal(true))
  }
  for (const children of [
    '',
    '<a/>',
    '<c/>',
    '<b/><a/>',
    '<a/><a/><b/>',
    '<b/><b/>',
    '<b/><c/><b/>',
    '<b/><x/>',
    '<a/><c/>',
  ]) {
    it(`refuses ${children === '' ? 'nothing' : children}`, () => expect(follows(children)).to.equal(false))
  }
})
