import { randomUUID } from 'node:crypto'
import { requestIdAt } from '../../../../gateway/request-id.ts'
import type { Json } from '../../../../trust/stores/state-record.ts'
import { BY, VERA, WAY } from '../../explain/recorded-lookup.ts'
import type { ConsoleWorld } from '../console-world.ts'

export { VERA }

/** What came of a lookup that is put on record by hand. */
export type Came =
  | readonly ['answer', string, 'answering', 'AvailabilityOnly' | 'LimitedDetails', 'FreeBusy' | 'Detailed']
  | readonly ['refuse', string, 'answering']
  | readonly ['unknown', string, 'answering', string]

/** Puts a lookup of Fabrikam's on record, and says by which id it is found. */
export async function keepLookup(
  { state, clock, door }: Pick<ConsoleWorld, 'state' | 'clock' | 'door'>,
  from: string,
  came: Came,
  about: readonly string[] = [VERA],
): Promise<string> {
  const at = clock.now()
  const requestId = requestIdAt(at, randomUUID())
  const by = door.administration.trusts.snapshot().trusts(door.directory.gateway.id)[0]?.partner ?? ''
  const facts = {
    ...{ by, kind: 'partner', view: 'Detailed', window: [at, at + 3_600_000] },
    mailboxes: [[about.length, ...came]],
    trace: { by: BY, ms: 12, runs: [[about.length, 0]], ways: [WAY] } as unknown as Json,
  }
  const event = { event: 'lookup', at, actor: 'lookup', requestId, facts, personal: { from, about } }
  await state.commit({ writes: [], audit: [event] })
  return requestId
}
