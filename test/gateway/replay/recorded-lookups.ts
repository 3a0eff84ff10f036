import fc from 'fast-check'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { VIEWS } from '../../../protocols/availability/view.ts'
import type { View } from '../../../protocols/availability/view.ts'
import type { AuditEvent } from '../../../trust/audit/audit-entry.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { OUR_MAILBOXES, OUTSIDERS, writtenDocument } from '../../trust/policies/arbitrary-documents.ts'

/** Of `recorded-looks`, whose store this is kept in. */
export const TODAY = Date.UTC(2026, 10, 26, 12)
/** Somebody whose address is erased afterwards. */
export const GONE = 'gone@fabrikam.example'

/** What was decided then, as it stands in an entry. */
export const THEN: readonly (readonly string[])[] = [
  ['refuse', 'MAILBOX_UNKNOWN', 'answering'],
  ['unknown', 'RELATIONSHIP_LEVEL', 'answering', 'DATA_NOT_FOUND'],
  ['answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed'],
  ['answer', 'REQUESTED_VIEW', 'asking', 'AvailabilityOnly', 'FreeBusy'],
]

export interface MadeLookup {
  readonly at: Instant
  readonly from: string
  readonly view: View
  readonly window: TimeWindow
  readonly places: readonly { readonly about: string; readonly then: readonly string[] }[]
}

const isOurs = (address: string): boolean => address.endsWith('@contoso.example')

/** Questions of the last month, and about the times at which something of an arbitrary document begins or ends. */
export const madeLookups: fc.Arbitrary<readonly MadeLookup[]> = fc.array(
  fc
    .record({
      at: fc.oneof(
        fc.integer({ min: TODAY - 30 * DAY, max: TODAY - 1 }),
        fc
          .constantFrom('2026-11-01', '2026-11-20')
          .chain((turn) => fc.constantFrom(-1, 0, 1).map((ms) => Date.parse(turn) + ms)),
      ),
      from: fc.constantFrom(...OUR_MAILBOXES, ...OUTSIDERS, ...OUTSIDERS, GONE),
      view: fc.constantFrom(...VIEWS),
      start: fc.integer({ min: -48, max: 48 }),
      length: fc.integer({ min: 1, max: 500 }),
      places: fc.array(
        fc.record({
          about: fc.constantFrom(...OUR_MAILBOXES, ...OUR_MAILBOXES, ...OUTSIDERS, 'nobody@contoso.example'),
          then: fc.constantFrom(...THEN),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    })
    .map(({ start, length, ...rest }) => {
      const from = Math.floor(rest.at / HOUR) * HOUR + start * HOUR
      // A partner asks the organization that has the mailbox, and no other.
      const places = isOurs(rest.from) ? rest.places : rest.places.filter(({ about }) => isOurs(about))
      return { ...rest, places, window: { start: from, end: from + length * HOUR } }
    })
    .filter(({ places }) => places.length > 0),
  { minLength: 5, maxLength: 40, size: 'max' },
)

/** As it goes on record. @param by id of the organization that asks */
export function eventOf({ at, from, view, window, places }: MadeLookup, by: string): AuditEvent {
  const kind = isOurs(from) ? 'inside' : 'partner'
  const mailboxes = places.map(({ then }): Json => [1, ...then])
  return {
    ...{ event: 'lookup', at, actor: 'lookup', requestId: null },
    facts: { by, kind, view, window: [window.start, window.end], mailboxes },
    personal: { from, about: places.map(({ about }) => about) },
  }
}

type Fields = Readonly<Record<string, unknown>>

/** What of the time and of the manner a document may say besides the levels. */
const fine = fc.record({
  hours: fc.constantFrom(
    null,
    [{ days: ['Monday', 'Wednesday', 'Thursday'], start: '08:00', end: '12:00' }],
    [{ days: ['Monday', 'Friday'], start: '10:00', end: '17:00' }],
  ),
  hiddenCategories: fc.constantFrom([], ['doctor'], ['union']),
  privatePeriods: fc.constantFrom(
    [],
    [{ from: '2026-11-10T00:00:00Z', until: '2026-11-19T00:00:00Z' }],
    [{ from: '2026-11-15T00:00:00Z', until: '2026-11-25T08:00:00Z' }],
  ),
  /** Nothing is closed and everybody listed, at this level or above: of other documents most refuse almost everything. */
  open: fc.constantFrom(null, 'AvailabilityOnly', 'LimitedDetails'),
  joinBlocks: fc.boolean(),
  giveWorkingHours: fc.boolean(),
  requests: fc.constantFrom(
    undefined,
    { enabled: true, level: 'LimitedDetails' },
    { enabled: true, level: 'AvailabilityOnly' },
  ),
})

const OPEN = { enabled: true, freeBusyAccessEnabled: true, freeBusyAccessScope: null, exclude: [], validUntil: null }

/** The mailboxes with everybody in them, each at `level` where nothing more is said. */
function everybodyOpen(mailboxes: readonly Fields[], level: string): readonly Fields[] {
  return OUR_MAILBOXES.map((address) => {
    const listed = mailboxes.find((one) => one['address'] === address)
    return { ...(listed ?? { address }), default: level }
  })
}

/** Sound documents of contoso.example that say something of everything that is decided. */
const fineDocument: fc.Arbitrary<WrittenDocument> = fc.tuple(writtenDocument, fine).map(([document, said]) => {
  const { hours, hiddenCategories, privatePeriods, open, joinBlocks, giveWorkingHours, requests } = said
  const partly = { ...(hours !== null && { hours }), hiddenCategories }
  const {
    mailboxes = [],
    relationships = [],
    ...rest
  } = document as unknown as Readonly<Record<string, readonly Fields[]>>
  return {
    ...rest,
    mailboxes: (open === null ? mailboxes : everybodyOpen(mailboxes, open)).map(({ grants = [], ...mailbox }) => ({
      ...{ ...mailbox, timeZone: 'Europe/Stockholm', privatePeriods },
      grants: (grants as readonly Fields[]).map((grant) => ({ ...grant, ...partly })),
    })),
    relationships: relationships.map((one) => ({
      ...{
        ...one,
        ...(open !== null && { ...OPEN, freeBusyAccessLevel: 'LimitedDetails' }),
        joinBlocks,
        giveWorkingHours,
      },
      ...(requests !== undefined && { requests }),
    })),
  } as unknown as WrittenDocument
})

/** A document and a draft: another one, or the same with some of its parts from another. */
export const twoDocuments: fc.Arbitrary<readonly [now: WrittenDocument, draft: WrittenDocument]> = fc
  .tuple(
    fineDocument,
    fineDocument,
    fc.subarray(['mailboxes', 'relationships', 'sharingPolicies', 'groups', 'organization'] as const),
  )
  .map(([now, other, parts]) => [now, { ...now, ...Object.fromEntries(parts.map((part) => [part, other[part]])) }])

export const parsed = parseMailboxAddress
