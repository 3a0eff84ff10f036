import { FederationError } from '../../protocols/federation-error.ts'
import { changedDigest, EMPTY_DIGEST, readRecord } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import type { StateSnapshot } from './state-engine.ts'
import type { HeldRecord } from './state-record.ts'

const DIGESTED_AT_ONCE = 1_000

/**
 * Every record, each checked by itself, and in the end that none is missing and none too many.
 *
 * @throws FederationError `ERR_STORE_DAMAGED`
 */
export async function* checkedRecords(snapshot: StateSnapshot, checksumKey: ChecksumKey): AsyncIterable<HeldRecord> {
  let digest = EMPTY_DIGEST
  let page: string[] = []
  let records = 0
  for await (const { kind, key, text } of snapshot.records()) {
    records++
    page.push(text)
    if (page.length === DIGESTED_AT_ONCE) {
      digest = changedDigest(digest, page, [])
      page = []
    }
    yield readRecord({ kind, key }, text, checksumKey)
  }
  digest = changedDigest(digest, page, [])
  const { head } = snapshot
  if (head === null || (head.digest === digest && head.records === records)) return
  const context = { expected: head.records, found: records }
  const message = `the store is damaged: ${head.records} records were written and ${records} found that differ; restore a backup`
  throw new FederationError('ERR_STORE_DAMAGED', message, context)
}
