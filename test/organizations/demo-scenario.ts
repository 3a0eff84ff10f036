import type { View } from '../../protocols/availability/availability-question.ts'
import type { BusyStatus } from '../../protocols/availability/busy-status.ts'
import type { Side } from './lookup-result.ts'

/** Wall clock start and end on the day (see `instantAt`), status, and subject and location where they may be told. */
export type ExpectedEvent = readonly [
  start: string,
  end: string,
  status: BusyStatus,
  subject?: string,
  location?: string,
]

export type Expected =
  | {
      readonly about: string
      readonly outcome: 'answer'
      readonly level: string
      readonly view: View
      readonly decidedBy: string
      readonly side: Side
      /** One digit for each half hour from 08:00 to 18:00; absent for a view without a stream. */
      readonly mergedFreeBusy?: string
      /** Absent for a view without events. */
      readonly events?: readonly ExpectedEvent[]
    }
  | { readonly about: string; readonly outcome: 'refuse'; readonly decidedBy: string; readonly side: Side }
  | { readonly about: string; readonly outcome: 'unknown'; readonly decidedBy: string }

/** One request of an ordinary client to its own organization's server, and what must come out, person by person. */
export interface ScenarioLookup {
  readonly title: string
  readonly from: string
  readonly view: View
  /** All answers must be the same, byte for byte: outside, nobody may tell these people apart. */
  readonly alike?: true
  readonly expected: readonly Expected[]
}

/**
 * What the demo asks and what must come out, worked out by hand from the calendars and policies beside it
 * (`config/demo`) and never from a run. Times are Stockholm's unless they name a zone; Fabrikam's calendars are London's,
 * an hour behind; Adatum's Kim is in New York, whose distance varies over the year, so that her events are expected in
 * her own wall clock and her stream is not asked for.
 */
export const DEMO_SCENARIO: readonly ScenarioLookup[] = [
  {
    title: 'Fabrikam asks about Contoso people',
    from: 'anna@fabrikam.example',
    view: 'DetailedMerged',
    expected: [
      {
        about: 'vera@contoso.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'DetailedMerged',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        mergedFreeBusy: '00000220002200333300',
        events: [
          ['10:30', '11:30', 'Busy', 'Sales round-up, moved', 'Mälaren'],
          ['12:00', '13:00', 'Free', 'Lunch walk'],
          ['13:00', '14:00', 'Busy'],
          ['15:00', '17:00', 'OOF', 'Customer visit', 'Uppsala'],
        ],
      },
      {
        about: 'bo@contoso.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'MAILBOX_DEFAULT',
        side: 'answering',
        mergedFreeBusy: '02220000000011100222',
        events: [
          ['08:30', '10:00', 'Busy'],
          ['14:00', '15:30', 'Tentative'],
          ['16:30', '18:00', 'Busy'],
        ],
      },
      {
        about: 'greta@contoso.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'DetailedMerged',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        mergedFreeBusy: '00000011002220000000',
        events: [
          ['08:00', '12:00', 'WorkingElsewhere', 'A day at the harbour office', 'Harbour office'],
          ['11:00', '12:00', 'Tentative', 'Interview'],
          ['13:00', '14:30', 'Busy', 'Workshop'],
        ],
      },
      {
        about: 'maja@contoso.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'MAILBOX_DEFAULT',
        side: 'answering',
        mergedFreeBusy: '33333333333333333333',
        events: [['08:00', '18:00', 'OOF']],
      },
      { about: 'olle@contoso.example', outcome: 'unknown', decidedBy: 'DATA_UNREADABLE' },
    ],
  },
  {
    title: 'Fabrikam asks about a hidden person, and about nobody: outside, they look the same',
    from: 'anna@fabrikam.example',
    view: 'DetailedMerged',
    alike: true,
    expected: [
      { about: 'nils@contoso.example', outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT', side: 'answering' },
      { about: 'nobody@contoso.example', outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN', side: 'answering' },
    ],
  },
  {
    title: 'Contoso asks about Fabrikam people',
    from: 'vera@contoso.example',
    view: 'DetailedMerged',
    expected: [
      {
        about: 'anna@fabrikam.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'DetailedMerged',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        mergedFreeBusy: '00220000000110002000',
        events: [
          ['09:00', '10:00', 'Busy', 'Customer call', 'By telephone'],
          ['13:30', '14:30', 'Tentative', 'Hold for the press'],
          ['16:00', '16:30', 'Busy'],
        ],
      },
      {
        about: 'ola@fabrikam.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'MAILBOX_DEFAULT',
        side: 'answering',
        mergedFreeBusy: '00000220000000000033',
        events: [
          ['10:30', '11:15', 'Busy'],
          ['17:00', '18:00', 'OOF'],
        ],
      },
      { about: 'ines@fabrikam.example', outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT', side: 'answering' },
    ],
  },
  {
    title: 'Fabrikam asks Adatum, with whom it has no trust of its own, through the gateway',
    from: 'anna@fabrikam.example',
    view: 'Detailed',
    expected: [
      {
        about: 'kim@adatum.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'Detailed',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        events: [
          ['08:30 America/New_York', '09:30 America/New_York', 'Busy', 'Board breakfast', '14th floor'],
          ['11:00 America/New_York', '13:30 America/New_York', 'OOF', 'Flight to Boston'],
        ],
      },
      {
        about: 'lee@adatum.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusy',
        decidedBy: 'MAILBOX_DEFAULT',
        side: 'answering',
        events: [
          ['08:00', '08:30', 'Busy'],
          ['10:00', '12:00', 'Busy'],
          ['13:00', '17:00', 'WorkingElsewhere'],
        ],
      },
    ],
  },
  {
    title:
      'Adatum asks about Contoso people, of whom it may learn only when they are free, and Fabrikam through the gateway',
    from: 'kim@adatum.example',
    view: 'DetailedMerged',
    expected: [
      {
        about: 'vera@contoso.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        mergedFreeBusy: '00000220002200333300',
        events: [
          ['10:30', '11:30', 'Busy'],
          ['13:00', '14:00', 'Busy'],
          ['15:00', '17:00', 'OOF'],
        ],
      },
      {
        about: 'anna@fabrikam.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'DetailedMerged',
        decidedBy: 'RELATIONSHIP_LEVEL',
        side: 'answering',
        mergedFreeBusy: '00220000000110002000',
        events: [
          ['09:00', '10:00', 'Busy', 'Customer call', 'By telephone'],
          ['13:30', '14:30', 'Tentative', 'Hold for the press'],
          ['16:00', '16:30', 'Busy'],
        ],
      },
    ],
  },
  {
    title: 'Contoso asks about Adatum people, and takes in less than Adatum would give',
    from: 'bo@contoso.example',
    view: 'DetailedMerged',
    expected: [
      {
        about: 'lee@adatum.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'REQUESTS_LEVEL',
        side: 'asking',
        mergedFreeBusy: '20002222000000000000',
        events: [
          ['08:00', '08:30', 'Busy'],
          ['10:00', '12:00', 'Busy'],
          ['13:00', '17:00', 'WorkingElsewhere'],
        ],
      },
    ],
  },
  {
    title: 'An organization without a relationship costs nobody else their answer',
    from: 'anna@fabrikam.example',
    view: 'MergedOnly',
    expected: [
      { about: 'eva@northwind.example', outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP', side: 'asking' },
      {
        about: 'vera@contoso.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'MergedOnly',
        decidedBy: 'REQUESTED_VIEW',
        side: 'asking',
        mergedFreeBusy: '00000220002200333300',
      },
    ],
  },
  {
    title: 'An organization that is down: its people are unknown, everybody else is answered',
    from: 'bo@contoso.example',
    view: 'FreeBusyMerged',
    expected: [
      { about: 'mia@wingtip.example', outcome: 'unknown', decidedBy: 'REACH_TCP' },
      {
        about: 'ola@fabrikam.example',
        outcome: 'answer',
        level: 'AvailabilityOnly',
        view: 'FreeBusyMerged',
        decidedBy: 'MAILBOX_DEFAULT',
        side: 'answering',
        mergedFreeBusy: '00000220000000000033',
        events: [
          ['10:30', '11:15', 'Busy'],
          ['17:00', '18:00', 'OOF'],
        ],
      },
    ],
  },
  {
    title: 'Inside Contoso, a colleague sees more than outsiders do',
    from: 'vera@contoso.example',
    view: 'DetailedMerged',
    expected: [
      {
        about: 'bo@contoso.example',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'DetailedMerged',
        decidedBy: 'INSIDE_LEVEL',
        side: 'answering',
        mergedFreeBusy: '02220000000011100222',
        events: [
          ['08:30', '09:00', 'Busy', 'Stand-up'],
          ['09:00', '10:00', 'Busy', 'Budget'],
          ['14:00', '15:30', 'Tentative', 'Supplier, perhaps'],
          ['16:30', '19:00', 'Busy', 'Planning', 'Vänern'],
        ],
      },
    ],
  },
]
