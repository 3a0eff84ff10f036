import { expect } from 'chai'
import { readSuggestionsOptions } from '../../../protocols/ews/suggestions-options.ts'
import { codeOf, readerOn } from './ews-requests.ts'

const WINDOW =
  '<t:DetailedSuggestionsWindow><t:StartTime>2026-12-01T00:00:00</t:StartTime><t:EndTime>2026-12-02T00:00:00</t:EndTime></t:DetailedSuggestionsWindow>'
const FULL =
  '<t:GoodThreshold>49</t:GoodThreshold><t:MaximumResultsByDay>2</t:MaximumResultsByDay>' +
  '<t:MaximumNonWorkHourResultsByDay>0</t:MaximumNonWorkHourResultsByDay><t:MeetingDurationInMinutes>60</t:MeetingDurationInMinutes>' +
  `<t:MinimumSuggestionQuality>Good</t:MinimumSuggestionQuality>${WINDOW}` +
  '<t:CurrentMeetingTime>2026-12-01T08:00:00</t:CurrentMeetingTime><t:GlobalObjectId>00AA</t:GlobalObjectId>'
const read = (inside: string): unknown =>
  readSuggestionsOptions(readerOn(`<t:SuggestionsViewOptions>${inside}</t:SuggestionsViewOptions>`))

describe('the options of suggestions', () => {
  it('are read whole, and with the window alone', () => {
    expect(read(FULL)).to.equal(true)
    expect(read(WINDOW)).to.equal(true)
  })
  for (const [title, inside] of [
    ['no window', FULL.replace(WINDOW, '')],
    ['a threshold of 50', FULL.replace('>49<', '>50<')],
    ['a meeting of 29 minutes', FULL.replace('>60<', '>29<')],
    ['a quality nobody knows', FULL.replace('>Good<', '>Best<')],
    ['another order', WINDOW + FULL.replace(WINDOW, '')],
    ['a time that is none', FULL.replace('2026-12-01T08:00:00', 'now')],
  ] as const) {
    it(`are refused with ${title}`, () => expect(codeOf(() => read(inside))).to.equal('ERR_MESSAGE_MALFORMED'))
  }
})
