import { expect } from 'chai'
import { parseBoolean, readBoolean, readInteger } from '../../../protocols/ews/simple-values.ts'
import { codeOf, readerOn } from './ews-requests.ts'

describe('an integer of EWS', () => {
  for (const [text, value] of [
    ['30', 30],
    [' -60\n', -60],
    ['+5', 5],
    ['007', 7],
    ['2147483647', 2147483647],
  ] as const) {
    it(`is ${JSON.stringify(text)}`, () => expect(readInteger(readerOn(`<t:Bias>${text}</t:Bias>`))).to.equal(value))
  }
  for (const text of ['', '3.0', '0x10', '1e3', '2147483648', '-', '٣', '1 2', '99999999999999999999']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(codeOf(() => readInteger(readerOn(`<t:Bias>${text}</t:Bias>`)))).to.equal('ERR_MESSAGE_MALFORMED')
    })
  }
})

describe('a boolean of EWS', () => {
  it('is a word or a digit', () => {
    expect(['true', '1', 'false', '0', 'TRUE', '', 'yes'].map(parseBoolean)).to.deep.equal([
      true,
      true,
      false,
      false,
      null,
      null,
      null,
    ])
    expect(readBoolean(readerOn('<t:ExcludeConflicts> 1 </t:ExcludeConflicts>'))).to.equal(true)
    expect(codeOf(() => readBoolean(readerOn('<t:ExcludeConflicts>no</t:ExcludeConflicts>')))).to.equal(
      'ERR_MESSAGE_MALFORMED',
    )
  })
})
