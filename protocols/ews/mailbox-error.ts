import type { MailboxAnswer } from '../availability/availability-question.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import { TYPES_NAMESPACE } from './ews-vocabulary.ts'

interface MailboxError {
  readonly code: string
  readonly text: string
}

// Texts are the same whatever the address: what is not said cannot tell a hidden mailbox from one that is not there.
const NOT_FOUND: MailboxError = {
  code: 'ErrorMailRecipientNotFound',
  text: 'The e-mail address could not be resolved to a mailbox.',
}
const PROXY_FAILED: MailboxError = {
  code: 'ErrorProxyRequestProcessingFailed',
  text: 'The request to the server of the other organization failed.',
}
const NOT_GENERATED: MailboxError = {
  code: 'ErrorFreeBusyGenerationFailed',
  text: 'The free/busy information of this mailbox could not be read.',
}
export const TOO_MANY_EVENTS: MailboxError = {
  code: 'ErrorResultSetTooBig',
  text: 'The result set contains too many calendar entries.',
}

/** MS-OXWAVLS: a group answers for fewer than 100 members. */
const TOO_MANY_MEMBERS: MailboxError = {
  code: 'ErrorFreeBusyDLLimitReached',
  text: 'The group is too large to be answered for. (GROUP_LIMIT)',
}

/** What each reason is called on this wire (ruling 15: upstream failure, our deadline). */
const OF_REASON: Readonly<Record<NoDataReason, MailboxError>> = {
  REACH_DNS: PROXY_FAILED,
  REACH_TCP: PROXY_FAILED,
  REACH_TIMEOUT: { code: 'ErrorTimeoutExpired', text: 'The request could not be processed in time.' },
  REACH_UPSTREAM: PROXY_FAILED,
  REACH_BUSY: PROXY_FAILED,
  TLS_REFUSED: PROXY_FAILED,
  ROUTE_NONE: { code: 'ErrorAddressSpaceNotFound', text: 'There is no configuration for the domain of this address.' },
  ROUTE_NO_TRANSIT: {
    code: 'ErrorProxyRequestNotAllowed',
    text: 'The cross-organization request is not allowed because the requester is from a different organization.',
  },
  TRUST_REFUSED: PROXY_FAILED,
  DATA_NOT_FOUND: NOT_FOUND,
  DATA_MALFORMED: PROXY_FAILED,
  DATA_UNREADABLE: NOT_GENERATED,
  DATA_TOO_MANY: TOO_MANY_EVENTS,
  DATA_WITHHELD: NOT_GENERATED,
}

/** Clients read these three in this order, or fail on the whole answer. */
function errorEntry({ code, text }: MailboxError): Buffer {
  const writer = new XmlWriter(512)
  writer.markup(fragment('<FreeBusyResponse><ResponseMessage ResponseClass="Error"><MessageText>'))
  writer.text(text)
  writer.markup(
    fragment(
      `</MessageText><ResponseCode>${code}</ResponseCode><DescriptiveLinkKey>0</DescriptiveLinkKey></ResponseMessage>` +
        `<FreeBusyView><FreeBusyViewType xmlns="${TYPES_NAMESPACE}">None</FreeBusyViewType></FreeBusyView>` +
        '</FreeBusyResponse>',
    ),
  )
  return writer.finish()
}

const ENTRIES = new Map<MailboxError, Buffer>()

/** The bytes of one m:FreeBusyResponse that says no, in the default namespace of messages. */
export function mailboxErrorEntry(error: MailboxError): Buffer {
  let entry = ENTRIES.get(error)
  if (entry === undefined) ENTRIES.set(error, (entry = errorEntry(error)))
  return entry
}

/** What an answer without a view says: outsiders learn nothing, our own people the step that refused them. */
export function refusalEntry(answer: Exclude<MailboxAnswer, { readonly kind: 'view' }>): Buffer {
  if (answer.kind === 'not-found') return mailboxErrorEntry(NOT_FOUND)
  if (answer.kind === 'no-data') return mailboxErrorEntry(OF_REASON[answer.reason])
  if (answer.decidedBy === 'GROUP_LIMIT') return mailboxErrorEntry(TOO_MANY_MEMBERS)
  return errorEntry({
    code: 'ErrorNoFreeBusyAccess',
    text: `The caller does not have access to free/busy data. (${answer.decidedBy})`,
  })
}
