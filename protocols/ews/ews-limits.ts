/** What one EWS request may ask for (reference: EWS availability service, MS-OXWAVLS). */
export interface EwsLimits {
  /** Mailboxes in one question. */
  readonly mailboxes: number
  /** Days of the window: 62 since Exchange 2013, 42 before. */
  readonly windowDays: number
  /** Events of one mailbox in one answer; a mailbox with more gets ErrorResultSetTooBig. */
  readonly events: number
}

export const EWS_LIMITS: EwsLimits = { mailboxes: 100, windowDays: 62, events: 1000 }
