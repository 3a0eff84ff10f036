import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailMessage } from '../../../protocols/mail/mail-message.ts'
import { readRecipient } from '../../../protocols/mail/recipient.ts'
import type { Recipient } from '../../../protocols/mail/recipient.ts'

export function recipientOf(text: string): Recipient {
  const read = readRecipient(text)
  if (read === null) throw new Error(`${text} is no recipient`)
  return read
}

export function messageOf(given: Partial<MailMessage> = {}): MailMessage {
  return {
    from: { name: 'Contoso gateway', address: parseMailboxAddress('no-reply@contoso.example') },
    to: recipientOf('olle@fabrikam.example'),
    replyTo: parseMailboxAddress('vera@contoso.example'),
    messageId: '0123456789abcdef@contoso.example',
    date: Date.UTC(2026, 10, 26, 8, 30),
    language: 'sv',
    subject: 'vera@contoso.example delar en kalender med dig',
    text: 'Hej\n',
    html: '<p>Hej</p>',
    attachment: null,
    ...given,
  }
}
