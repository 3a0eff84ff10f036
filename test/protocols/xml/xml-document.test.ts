import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { REQUEST_LIMITS, scanPrologue } from '../../../protocols/xml/xml-document.ts'

describe('the beginning of a document', () => {
  for (const [start, at] of [
    ['<a/>', 0],
    ['\ufeff<a/>', 3],
    ['<?xml version="1.0"?><a/>', 21],
    ['\ufeff<?xml version=\'1.0\' encoding="utf-8"?>', 41],
  ] as const) {
    it(`of ${JSON.stringify(start)} ends at ${at}`, () =>
      expect(scanPrologue(Buffer.from(start), REQUEST_LIMITS)).to.equal(at))
  }
  for (const start of [
    '<?xml?>',
    '<?xml encoding="utf-8"?>',
    '<?xml version="1.0" encoding="utf-16"?>',
    '<?xml version="1.0" x="y"?>',
    '<?xml-stylesheet?>',
  ]) {
    it(`is not ${start}`, () => expect(scanPrologue(Buffer.from(start), REQUEST_LIMITS)).to.be.a('string'))
  }
  it('is not looked at where the whole is too big', () => {
    expect(() => scanPrologue(Buffer.alloc(11), { ...REQUEST_LIMITS, bytes: 10 })).to.throw(FederationError, 'too big')
  })
})
