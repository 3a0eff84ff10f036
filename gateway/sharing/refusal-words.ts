import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import { REFUSED_INVITATIONS } from './invitation-order.ts'
import type { NotDone, ShareRefusal } from './sharing-parts.ts'

/** Why a share was not made or changed, for who administers. */
export const REFUSAL_WORDS: Readonly<Record<ShareRefusal, string>> = {
  FEDERATION_OFF: 'Sharing with other organizations is switched off for this organization',
  NO_RELATIONSHIP: 'There is no relationship with the organization of this address',
  RELATIONSHIP_DISABLED: 'The relationship with the organization of this address is disabled',
  RELATIONSHIP_EXPIRED: 'The relationship with the organization of this address is over',
  FREEBUSY_DISABLED: 'The relationship gives no free/busy to the organization of this address',
  LEVEL_NONE: 'The relationship gives the organization of this address nothing',
  MAILBOX_UNKNOWN: 'There is no mailbox of this address here',
  INSIDE_LEVEL: 'Colleagues see nothing of this mailbox',
  OUT_OF_SCOPE: 'The relationship is open for other mailboxes only',
  EXCLUDED: 'The relationship leaves this mailbox out',
  REQUESTS_DISABLED: 'The other organization does not let its people ask',
  REQUESTER_OUT_OF_SCOPE: 'The other organization does not let this person ask',
  RELATIONSHIP_LEVEL: 'The relationship gives the organization of this address nothing',
  REQUESTS_LEVEL: 'The other organization does not let its people ask for anything',
  MAILBOX_DEFAULT: 'The organization does not count grants of its people',
  GRANT: 'The owner gives nothing',
  LINK_LEVEL: 'The owner gives nothing',
  SHARING_POLICY: 'The sharing policy lets nothing be given to this address',
  ROOM_OUTSIDE: 'Of rooms and equipment outsiders are told the times only',
  GROUP_MERGED: 'Of a group the merged stream of its members is told, and nothing else',
  GROUP_LIMIT: 'The group has more members than one lookup asks about',
  GROUP_TOO_SMALL: 'Fewer people of the group count than organization.smallestGroup',
  REQUESTED_VIEW: 'Nothing could be asked for',
  ANONYMOUS_OFF: 'The organization does not let anonymous users open calendars (ledig sharing set --anonymous on)',
  NO_TRUST: 'No organization that this one trusts asks for people of this address',
  PARTNER_ASKS_NOTHING: 'The other organization offers to ask for nothing',
  ENDS_BEFORE_IT_BEGINS: 'until: expected an instant after from',
  NO_TIME_ZONE: 'hours: the mailbox names no time zone in which they are told (ledig mailbox set … --set timeZone=…)',
  CODE_WITHOUT_RECIPIENT: 'codeByMail: expected an address in to, where the code is mailed',
  TOO_MANY: 'The mailbox shares with as many as it may; revoke some first',
  CHANGED_MEANWHILE: 'Somebody else changed it meanwhile; look at it again',
  NOT_THERE: 'Nothing this mailbox shares has this id',
  REVOKED: 'It was revoked, which is for good; share anew',
  OTHER_KIND: 'kind: expected that of the share; only a link has an address to reset',
  ...REFUSED_INVITATIONS,
  MAIL_OFF: 'This gateway sends no mail; say mail: false (--no-mail), and hand the address of a link on yourself',
}

const CODES: Partial<Readonly<Record<ShareRefusal, ErrorCode>>> = {
  NOT_THERE: 'ERR_NOT_FOUND',
  ENDS_BEFORE_IT_BEGINS: 'ERR_MESSAGE_MALFORMED',
  NO_TIME_ZONE: 'ERR_MESSAGE_MALFORMED',
  CODE_WITHOUT_RECIPIENT: 'ERR_MESSAGE_MALFORMED',
  OTHER_KIND: 'ERR_MESSAGE_MALFORMED',
  RECIPIENT_REFUSED: 'ERR_MESSAGE_MALFORMED',
  NOTE_TOO_LONG: 'ERR_MESSAGE_MALFORMED',
  NOTE_WITH_ADDRESS: 'ERR_MESSAGE_MALFORMED',
}

export function refusalError({ because }: NotDone): FederationError {
  return new FederationError(CODES[because] ?? 'ERR_CONFLICT', `${REFUSAL_WORDS[because].replace(/\.$/, '')}.`, {
    reason: because,
  })
}
