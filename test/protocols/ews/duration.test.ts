import { expect } from 'chai'
import { readDuration } from '../../../protocols/ews/duration.ts'
import { codeOf, readerOn } from './ews-requests.ts'

const START = '<t:StartTime>2026-12-01T00:00:00</t:StartTime>'
const END = '<t:EndTime>2026-12-02T00:00:00Z</t:EndTime>'

describe('a window of EWS', () => {
  it('is two times in their order', () => {
    expect(readDuration(readerOn(`<t:TimeWindow>${START}${END}</t:TimeWindow>`))).to.deep.equal({
      start: { wall: Date.UTC(2026, 11, 1), offset: null },
      end: { wall: Date.UTC(2026, 11, 2), offset: 0 },
    })
  })
  for (const inside of ['', START, END, END + START, START + START + END, `${START}${END}<t:Bias>0</t:Bias>`]) {
    it(`is not ${inside.replaceAll(/>[^<]+</g, '><')}`, () => {
      expect(codeOf(() => readDuration(readerOn(`<t:TimeWindow>${inside}</t:TimeWindow>`)))).to.equal(
        'ERR_MESSAGE_MALFORMED',
      )
    })
  }
})
