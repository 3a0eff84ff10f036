import type { SendMailOptions } from 'nodemailer'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import type { Instant } from '../availability/time-window.ts'
import { neutralLine } from './neutral-text.ts'
import type { Recipient } from './recipient.ts'

export interface Attachment {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly content: Buffer
}

/** One message to one recipient. */
export interface MailMessage {
  readonly from: { readonly name: string; readonly address: MailboxAddress }
  readonly to: Recipient
  /** Who gets what the recipient answers; null: `from`. */
  readonly replyTo: MailboxAddress | null
  /** Without angle brackets; the same at each attempt, so that a message that came twice is seen as one (RFC 5322 3.6.4). */
  readonly messageId: string
  readonly date: Instant
  /** Of the text (RFC 3282). */
  readonly language: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachment: Attachment | null
}

/** Nothing in a message is ever the name of a file or an address to be read (ML5). */
export const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const

/**
 * A message as nodemailer takes it: addresses as objects, which it does not parse, and an envelope that names the one
 * recipient whatever the headers say (ML1). `Auto-Submitted` keeps programs from answering (RFC 3834 5).
 */
export function composed(message: MailMessage): SendMailOptions {
  const { from, to, replyTo, attachment, language } = message
  return {
    ...CLOSED,
    envelope: { from: from.address, to: [to] },
    from: { name: neutralLine(from.name), address: from.address },
    to: { name: '', address: to },
    ...(replyTo !== null && { replyTo: { name: '', address: replyTo } }),
    messageId: `<${message.messageId}>`,
    date: new Date(message.date),
    subject: neutralLine(message.subject),
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    text: message.text,
    html: message.html,
    attachments:
      attachment === null
        ? []
        : [{ filename: attachment.name, contentType: attachment.type, content: attachment.content }],
  }
}
