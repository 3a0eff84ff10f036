import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import type { Attachment } from './mail-message.ts'
import type { Recipient } from './recipient.ts'

/** A calendar at an address, as an invitation tells a program of it. */
export interface PublishedInvitation {
  readonly owner: MailboxAddress
  /** As people know the owner. */
  readonly ownerName: string
  readonly recipient: Recipient
  /** Of the page for people. */
  readonly browseUrl: string
  /** Of the same as iCalendar. */
  readonly icalUrl: string
}

const EXCHANGE = 'xmlns="http://schemas.microsoft.com/exchange/sharing/2008"'

const M = {
  begin: fragment(
    '<?xml version="1.0"?>\n<SharingMessage xmlns="http://schemas.microsoft.com/sharing/2008">' +
      '<DataType>calendar</DataType><Initiator><Name>',
  ),
  address: fragment('</Name><SmtpAddress>'),
  recipient: fragment(
    '</SmtpAddress></Initiator><Invitation><Providers><Provider Type="ms-exchange-publish" TargetRecipients="',
  ),
  browse: fragment(`"><BrowseUrl ${EXCHANGE}>`),
  ical: fragment(`</BrowseUrl><ICalUrl ${EXCHANGE}>`),
  end: fragment('</ICalUrl></Provider></Providers></Invitation></SharingMessage>\n'),
}

/**
 * `sharing_metadata.xml`, by which Outlook and Exchange know an invitation (MS-OXSHRMSG 2.1). Of its two kinds of
 * provider only `ms-exchange-publish` (2.1.8: `BrowseUrl` and `ICalUrl`) can be written by others: `ms-exchange-external`
 * needs a token that Microsoft's own federation service encrypts (MS-OXWSMSHR 2.2.4.4).
 */
export function sharingMetadata(invitation: PublishedInvitation): Attachment {
  const xml = new XmlWriter(1_024)
  xml.markup(M.begin)
  xml.text(invitation.ownerName)
  xml.markup(M.address)
  xml.text(invitation.owner)
  xml.markup(M.recipient)
  xml.text(invitation.recipient)
  xml.markup(M.browse)
  xml.text(invitation.browseUrl)
  xml.markup(M.ical)
  xml.text(invitation.icalUrl)
  xml.markup(M.end)
  return { name: 'sharing_metadata.xml', type: 'application/x-sharing-metadata-xml', content: xml.finish() }
}
