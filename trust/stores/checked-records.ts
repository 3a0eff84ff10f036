import { FederationError } from '../../protocols/federation-error.ts'
import { DigestSum, readRecord } from './record-text.ts'
import type { StateSnapshot } from './state-engine.ts'
import type { HeldRecord } from './state-record.ts'
import type { StoreSeal } from './store-seal.ts'

/**
 * Every record, each checked by itself, and in the end that none is missing, none too many and none of an earlier moment.
 *
 * @param also sums the same texts up another way
 * @throws FederationError `ERR_STORE_DAMAGED`
 */
export async function* checkedRecords(
  snapshot: StateSnapshot,
  seal: StoreSeal,
  also?: DigestSum,
): AsyncIterable<HeldRecord> {
  const { head } = snapshot
  if (head === null) return
  const said = seal.open(head)
  const sum = new DigestSum(seal.digestKeyAt(head.schema))
  let records = 0
  for await (const { kind, key, text } of snapshot.records()) {
    records++
    sum.add(text)
    also?.add(text)
    yield readRecord({ kind, key }, text, seal.recordKey(head, { kind, key }))
  }
  if (sum.digest === said && head.records === records) return
  throw new FederationError('ERR_STORE_DAMAGED', whatDiffers(head.records, records), {
    expected: head.records,
    found: records,
  })
}

function whatDiffers(written: number, found: number): string {
  const what =
    written === found
      ? 'a record was put in place of another, such as an earlier one of the same name'
      : `${written} records were written and ${found} found`
  return `the store is damaged: ${what}; restore a backup`
}
