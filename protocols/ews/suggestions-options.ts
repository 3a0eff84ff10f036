import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { readDateTime } from './date-time.ts'
import { readDuration } from './duration.ts'
import { t, word } from './ews-vocabulary.ts'
import { readInteger } from './simple-values.ts'

const WINDOW = t('DetailedSuggestionsWindow')
const QUALITY = t('MinimumSuggestionQuality')
const CURRENT_TIME = t('CurrentMeetingTime')
const GLOBAL_ID = t('GlobalObjectId')
const QUALITIES = new Set(['Excellent', 'Good', 'Fair', 'Poor'].map(word))
/** Least and most of each number (MS-OXWAVLS, SuggestionsViewOptions). */
const RANGES: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [t('GoodThreshold'), [1, 49]],
  [t('MaximumResultsByDay'), [0, 48]],
  [t('MaximumNonWorkHourResultsByDay'), [0, 48]],
  [t('MeetingDurationInMinutes'), [30, 1440]],
])
const OPTIONS = new ChildSequence(
  ...[...RANGES.keys()].map((name) => [name, 'optional'] as const),
  [QUALITY, 'optional'],
  [WINDOW, 'once'],
  [CURRENT_TIME, 'optional'],
  [GLOBAL_ID, 'optional'],
)

/** Reads a t:SuggestionsViewOptions and checks it; what it asks for is not computed yet. */
export function readSuggestionsOptions(reader: XmlReader): true {
  let place = OPTIONS.start
  while (reader.child()) {
    place = OPTIONS.step(reader, place)
    const range = RANGES.get(reader.name)
    if (range !== undefined) {
      const value = readInteger(reader)
      if (value < range[0] || value > range[1]) reader.refuse('a number outside its range')
    } else if (reader.name === QUALITY) {
      if (!QUALITIES.has(reader.word())) reader.refuse('not a SuggestionQuality')
    } else if (reader.name === WINDOW) readDuration(reader)
    else if (reader.name === CURRENT_TIME) readDateTime(reader)
    else reader.leaf()
  }
  OPTIONS.end(reader, place)
  return true
}
