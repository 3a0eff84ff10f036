/** Real calendars over which the engines disagree, or are both wrong: how many instances are right, and by what. */
export const DIFFERENCES: Readonly<Record<string, { readonly busy: number; readonly right: string }>> = {
  'ical4j/valid/Christian32Holidays.ics': {
    busy: 57,
    right:
      'RFC 5545 3.8.5.3: DTSTART counts as the first occurrence, so a COUNT of 1 that no rule matches is used up by it',
  },
  'ical4j/valid/korganizer_sample.ics': {
    busy: 24,
    right:
      'RFC 5545 3.8.5.3: DTSTART counts as the first of the 12 occurrences of each of two rules that do not match it',
  },
  'icalendar/parsing_error.ics': {
    busy: 42,
    right: 'RFC 5545 3.3.10: an UNTIL in UTC is an instant, and the 24th begins before it in the zone of the mailbox',
  },
}
