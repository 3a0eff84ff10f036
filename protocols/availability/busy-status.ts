/**
 * What a stretch of time is, in the words of the EWS schema (BusyType). `NoData` is *unknown*: it always carries a
 * reason and never becomes `Free`, in no merge, cut or translation.
 */
export const BUSY_STATUSES = ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere', 'NoData'] as const
export type BusyStatus = (typeof BUSY_STATUSES)[number]

/** A status as it stands in a column of `BusyTimes`: the index into `BUSY_STATUSES`. */
export const FREE = 0
export const TENTATIVE = 1
export const BUSY = 2
export const OOF = 3
export const WORKING_ELSEWHERE = 4
export const NO_DATA = 5
export type BusyStatusCode = 0 | 1 | 2 | 3 | 4 | 5

/** Why a time or a whole mailbox is unknown: transport codes as administrators meet them, then our own. */
export type NoDataReason =
  | 'REACH_DNS'
  | 'REACH_TCP'
  | 'REACH_TIMEOUT'
  | 'REACH_UPSTREAM' // the partner's server answered with a failure of its own
  | 'REACH_BUSY' // the partner's server, or our bulkhead before it, asked to come back later
  | 'TLS_REFUSED'
  | 'ROUTE_NONE'
  | 'ROUTE_NO_TRANSIT'
  | 'TRUST_REFUSED' // the partner refused our credentials
  | 'DATA_NOT_FOUND' // the partner says it has no such mailbox, or hides it
  | 'DATA_MALFORMED' // the answer was not the protocol's, or was about something we did not ask
  | 'DATA_UNREADABLE' // a calendar of our own that could not be read
  | 'DATA_TOO_MANY'
  | 'DATA_WITHHELD' // the source itself said NoData for this time
