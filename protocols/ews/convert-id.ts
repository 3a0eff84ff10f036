import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { m, t } from './ews-vocabulary.ts'
import { writeResponseMessages } from './response-messages.ts'

const SOURCE_IDS = m('SourceIds')
const KINDS: ReadonlySet<number> = new Set(
  ['AlternateId', 'AlternatePublicFolderId', 'AlternatePublicFolderItemId'].map(t),
)
const REQUEST = new ChildSequence([SOURCE_IDS, 'once'])
const FORMATS: ReadonlySet<string> = new Set(['EwsLegacyId', 'EwsId', 'EntryId', 'HexEntryId', 'StoreId', 'OwaId'])

/** Reads a m:ConvertId and says how many ids it asks about. */
export function readConvertId(reader: XmlReader): number {
  if (!FORMATS.has(reader.attribute('DestinationFormat') ?? '')) reader.refuse('not an id format')
  let place = REQUEST.start
  let count = 0
  while (reader.child()) {
    place = REQUEST.step(reader, place)
    while (reader.child()) {
      if (!KINDS.has(reader.name)) reader.refuse('not an id')
      count++
      reader.skip()
    }
  }
  REQUEST.end(reader, place)
  if (count === 0) reader.refuse('no id to convert')
  return count
}

/** No id is an id of ours, since no item is kept here: clients ask to learn the version, and read the error as an answer. */
export function writeConvertIdAnswer(count: number): Buffer {
  const malformed = { code: 'ErrorInvalidIdMalformed', text: 'Id is malformed.' }
  return writeResponseMessages('ConvertId', new Array<typeof malformed>(count).fill(malformed))
}
