import { BUSY, FREE, OOF, TENTATIVE, WORKING_ELSEWHERE } from '../availability/busy-status.ts'
import type { BusyStatusCode } from '../availability/busy-status.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { paramOf, propertiesOf, propertyOf } from './content-lines.ts'
import type { Component, Property } from './content-lines.ts'

/** MS-OXCICAL 2.1.3.1.1.20.31 and, for the last, what Exchange 2013 and later write. */
const CDO_STATUS: Readonly<Record<string, BusyStatusCode>> = {
  FREE,
  TENTATIVE,
  BUSY,
  OOF,
  WORKINGELSEWHERE: WORKING_ELSEWHERE,
}

/**
 * What a VEVENT makes of its time; null where the event does not take place for the owner (cancelled, or declined), so
 * that nothing of it is listed. An event that is only transparent is listed as free.
 *
 * The order is decided here and nowhere else: X-MICROSOFT-CDO-BUSYSTATUS is the owner's own word and beats everything, a
 * cancellation too; then STATUS:CANCELLED and the owner's DECLINED; then TRANSP:TRANSPARENT; then STATUS:TENTATIVE and the
 * owner's TENTATIVE or NEEDS-ACTION; what is left is busy. Unknown values of any of them count as absent, which is never
 * nearer to free than TRANSP:OPAQUE.
 */
export function statusOf(event: Component, owner: MailboxAddress): BusyStatusCode | null {
  const cdo = valueOf(event, 'X-MICROSOFT-CDO-BUSYSTATUS')
  const said = Object.hasOwn(CDO_STATUS, cdo) ? CDO_STATUS[cdo] : undefined
  if (said !== undefined && said !== FREE) return said
  const status = valueOf(event, 'STATUS')
  const answer = answerOf(event, owner)
  if (status === 'CANCELLED' || answer === 'DECLINED') return null
  if (said === FREE || valueOf(event, 'TRANSP') === 'TRANSPARENT') return FREE
  return status === 'TENTATIVE' || answer === 'TENTATIVE' || answer === 'NEEDS-ACTION' ? TENTATIVE : BUSY
}

/** FBTYPE (RFC 5545 3.2.9): an unknown one is busy. Null is free time, which says nothing. */
export function statusOfFreeBusyType(type: string | undefined): BusyStatusCode | null {
  const known = type?.trim().toUpperCase()
  if (known === 'FREE') return null
  if (known === 'BUSY-TENTATIVE') return TENTATIVE
  return known === 'BUSY-UNAVAILABLE' ? OOF : BUSY
}

/** CLASS (RFC 5545 3.8.1.3): whatever is not PUBLIC is private, an unknown class too. */
export function isPrivate(event: Component): boolean {
  return !['', 'PUBLIC'].includes(valueOf(event, 'CLASS'))
}

/** The owner's PARTSTAT; an organizer who has not answered their own invitation has accepted it. */
function answerOf(event: Component, owner: MailboxAddress): string | undefined {
  const attendee = propertiesOf(event, 'ATTENDEE').find((property) => isAbout(property, owner))
  if (attendee === undefined) return undefined
  const answer = paramOf(attendee, 'partstat')?.trim().toUpperCase() ?? 'NEEDS-ACTION'
  const organizer = propertyOf(event, 'ORGANIZER')
  const invitedBySelf = organizer !== undefined && isAbout(organizer, owner)
  return answer === 'NEEDS-ACTION' && invitedBySelf ? 'ACCEPTED' : answer
}

function isAbout(property: Property, owner: MailboxAddress): boolean {
  const value = property.value.trim().toLowerCase()
  return value === `mailto:${owner}` || value === owner || paramOf(property, 'email')?.trim().toLowerCase() === owner
}

function valueOf(event: Component, name: string): string {
  return propertyOf(event, name)?.value.trim().toUpperCase() ?? ''
}
