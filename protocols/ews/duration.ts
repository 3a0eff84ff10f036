import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { readDateTime } from './date-time.ts'
import type { DateTime } from './date-time.ts'
import { t } from './ews-vocabulary.ts'

const START_TIME = t('StartTime')
const END_TIME = t('EndTime')
const DURATION = new ChildSequence([START_TIME, 'once'], [END_TIME, 'once'])

/** A t:Duration: two times, in no order yet checked. */
export interface Duration {
  readonly start: DateTime
  readonly end: DateTime
}

export function readDuration(reader: XmlReader): Duration {
  let place = DURATION.start
  let start: DateTime | null = null
  let end: DateTime | null = null
  while (reader.child()) {
    place = DURATION.step(reader, place)
    if (reader.name === START_TIME) start = readDateTime(reader)
    else end = readDateTime(reader)
  }
  DURATION.end(reader, place)
  return { start: start as DateTime, end: end as DateTime }
}
