import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import { PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { Organizer } from '../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { SharedView } from '../../../protocols/availability/shared-view.ts'

/** An entry of the tests; times in RFC 3339. */
export interface Told {
  readonly start: string
  readonly end: string
  readonly status?: BusyStatus
  readonly subject?: string | null
  readonly location?: string | null
  readonly description?: string | null
  readonly organizer?: Organizer | null
  readonly isPrivate?: boolean
}

/** A view as the policy hands it on, with or without details. */
export function sharedView(from: string, until: string, entries: readonly Told[], details = true): SharedView {
  const order: number[] = []
  const times = packBusyTimes(
    entries.map(({ start, end, status = 'Busy' }) => {
      const place = { start: Date.parse(start), end: Date.parse(end) }
      return status === 'NoData' ? { ...place, status, reason: 'DATA_WITHHELD' } : { ...place, status }
    }),
    order,
  )
  const sorted = order.map((i) => entries[i] as Told)
  const view = {
    mailbox: parseMailboxAddress('vera@contoso.example'),
    window: { start: Date.parse(from), end: Date.parse(until) },
    times,
    details: details
      ? {
          flags: Uint8Array.from(sorted, ({ isPrivate }) => (isPrivate === true ? PRIVATE : 0)),
          subjects: sorted.map(({ subject }) => subject ?? null),
          locations: sorted.map(({ location }) => location ?? null),
          notes: {
            descriptions: sorted.map(({ description }) => description ?? null),
            organizers: sorted.map(({ organizer }) => organizer ?? null),
          },
        }
      : null,
    categories: null,
    workingHours: null,
    slotMinutes: null,
    asOf: 0,
    grantedView: details ? 'Detailed' : 'FreeBusy',
  }
  return view as unknown as SharedView
}
