import { domainOf, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { MailMessage } from '../../protocols/mail/mail-message.ts'
import { sharingMetadata } from '../../protocols/mail/sharing-metadata.ts'
import { html } from '../console/html.ts'
import type { Html } from '../console/html.ts'
import type { Invitation, InvitationSecrets } from './invitation-record.ts'
import { PUBLISHED } from './published-address.ts'
import { INVITATION_TEXTS } from './invitation-texts.ts'
import type { InvitationTexts } from './invitation-texts.ts'

/** As whom this deployment writes. */
export interface Sender {
  /** Null: `no-reply` in the owner's domain. */
  readonly address: MailboxAddress | null
  /** Of the gateway, as its configuration says; nothing an owner types is ever a sender's name. */
  readonly name: string
}

export interface MessageParts {
  readonly sender: Sender
  readonly publicUrl: string
}

export const senderAddress = ({ address }: Sender, owner: MailboxAddress): MailboxAddress =>
  address ?? parseMailboxAddress(`no-reply@${domainOf(owner)}`)

/** A paragraph, as text and in HTML. */
interface Paragraph {
  readonly text: string
  readonly html: Html
}

const plain = (text: string): Paragraph => ({ text, html: html`<p>${text}</p>` })

function linked(label: string, address: string): Paragraph {
  return { text: `${label}:\n${address}`, html: html`<p><a href="${address}">${label}</a><br />${address}</p>` }
}

const instantIn = (texts: InvitationTexts, instant: Instant, timeZone: string): string =>
  `${new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(instant)} (${timeZone})`

function whatIsSeen(texts: InvitationTexts, { level, from, until, timeZone }: Invitation): Paragraph[] {
  return [
    plain(texts.level[level]),
    ...(from === null ? [] : [plain(texts.from(instantIn(texts, from, timeZone)))]),
    ...(until === null ? [] : [plain(texts.until(instantIn(texts, until, timeZone)))]),
  ]
}

/** The owner's words, marked as such line by line, so that none of them passes for ours (ML3). */
function noted(texts: InvitationTexts, { mailbox }: Invitation, lines: readonly string[]): Paragraph[] {
  if (lines.length === 0) return []
  const text = [texts.noteFrom(mailbox), ...lines.map((line) => `> ${line}`)].join('\n')
  const quoted = lines.map((line, i) => (i === 0 ? line : html`<br />${line}`))
  return [{ text, html: html`<p>${texts.noteFrom(mailbox)}</p><blockquote>${quoted}</blockquote>` }]
}

const addressesOf = (publicUrl: string, secret: string) => {
  const browseUrl = `${publicUrl}${PUBLISHED}${secret}/`
  return { browseUrl, icalUrl: `${browseUrl}calendar.ics` }
}

function paragraphsOf(invitation: Invitation, { secret, note }: InvitationSecrets, parts: MessageParts): Paragraph[] {
  const texts = INVITATION_TEXTS[invitation.language]
  const { mailbox, purpose } = invitation
  const ending = plain(texts.why(mailbox, parts.sender.name))
  if (purpose === 'code') {
    const code = { text: secret, html: html`<p><strong>${secret}</strong></p>` }
    return [plain(texts.codeIntroduction(mailbox)), code, plain(texts.codeIgnore)]
  }
  const seen = whatIsSeen(texts, invitation)
  const words = noted(texts, invitation, note)
  if (purpose === 'grant') {
    return [plain(texts.grantIntroduction(mailbox)), ...seen, plain(texts.howToLook(mailbox)), ...words, ending]
  }
  const { browseUrl, icalUrl } = addressesOf(parts.publicUrl, secret)
  // A calendar behind a code has no address a program could read by itself.
  const ways = invitation.codeByMail ? [plain(texts.codeByMail)] : [linked(texts.subscribe, icalUrl)]
  const beginning = [plain(texts.linkIntroduction(mailbox)), ...seen, linked(texts.open, browseUrl)]
  return [...beginning, ...ways, plain(texts.keepIt), ...words, ending]
}

function subjectOf({ language, mailbox, purpose }: Invitation): string {
  const texts = INVITATION_TEXTS[language]
  const subjects = { link: texts.linkSubject, grant: texts.grantSubject, code: texts.codeSubject }
  return subjects[purpose](mailbox)
}

/** An invitation as the message it becomes: a fixed text in which only addresses, times and the quoted note differ. */
export function invitationMessage(
  invitation: Invitation,
  secrets: InvitationSecrets,
  parts: MessageParts,
): MailMessage {
  const { mailbox, recipient, language, purpose } = invitation
  const subject = subjectOf(invitation)
  const paragraphs = paragraphsOf(invitation, secrets, parts)
  const body = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body>
        ${paragraphs.map((paragraph) => paragraph.html)}
      </body>
    </html>`
  const described = { owner: mailbox, ownerName: mailbox, recipient, ...addressesOf(parts.publicUrl, secrets.secret) }
  const announced = purpose === 'link' && !invitation.codeByMail
  return {
    from: { name: parts.sender.name, address: senderAddress(parts.sender, mailbox) },
    to: recipient,
    replyTo: mailbox,
    messageId: invitation.messageId,
    date: invitation.createdAt,
    language,
    subject,
    text: `${paragraphs.map(({ text }) => text).join('\n\n')}\n`,
    html: body.toString(),
    attachment: announced ? sharingMetadata(described) : null,
  }
}
