/** A calendar that its owner opens to somebody outside, by e-mail, and what they must be shown of the day. */
export interface ExpectedPublication {
  readonly title: string
  readonly owner: string
  /** Of no organization anybody here has heard of, and without an account. */
  readonly recipient: string
  /** What the organization lets anonymous users see at most. */
  readonly anonymousLevel: 'AvailabilityOnly' | 'LimitedDetails' | 'Reviewer'
  /** What the owner chooses of it. */
  readonly level: 'AvailabilityOnly' | 'LimitedDetails' | 'Reviewer'
  /** Lines of the page's agenda, in British English and Stockholm's time. */
  readonly page: readonly string[]
  /** Events of the day in the `.ics`: wall clock, X-MICROSOFT-CDO-BUSYSTATUS, SUMMARY. */
  readonly ics: readonly string[]
  /** Must not stand in any byte of any format: every subject and place of the calendar. */
  readonly untold: readonly string[]
}

/**
 * Worked out by hand from `config/demo/contoso.example/calendars/vera.ics`, as the demo's lookups are: at times only the
 * moved meeting, the private appointment and the visit are told, without a word of what they are; the lunch walk is free
 * time, and free time has no events.
 */
export const DEMO_PUBLICATION: ExpectedPublication = {
  title: 'Vera shares her calendar by e-mail with somebody who has no account anywhere',
  owner: 'vera@contoso.example',
  recipient: 'eva@northwind.example',
  anonymousLevel: 'LimitedDetails',
  level: 'AvailabilityOnly',
  page: [
    '10:30–11:30 Busy',
    '13:00–14:00 Busy',
    '15:00–17:00 Away',
    'Free: 00:00–10:30, 11:30–13:00, 14:00–15:00, 17:00–24:00',
  ],
  ics: ['10:30-11:30 BUSY Busy', '13:00-14:00 BUSY Busy', '15:00-17:00 OOF Away'],
  untold: ['Sales round-up', 'Mälaren', 'Lunch walk', 'Dentist', 'Kungsgatan', 'Customer visit', 'Uppsala'],
}
