import { isIP } from 'node:net'
import type { GatewaySettings, MailSettings } from '../../config/read-config.ts'
import { folderTransport } from '../../protocols/mail/folder-transport.ts'
import type { MailTransport } from '../../protocols/mail/mail-transport.ts'
import { smtpTransport } from '../../protocols/mail/smtp-transport.ts'
import type { CodeParts } from './code-door.ts'
import { Invitations } from './invitations.ts'
import type { InvitationsParts } from './invitations.ts'
import type { KeptInvitations } from './kept-invitations.ts'
import { Outbox } from './outbox.ts'
import type { OutboxParts } from './outbox.ts'

export interface Mail {
  readonly invitations: Invitations
  /** Null where nothing is sent. */
  readonly outbox: Outbox | null
  /** Mails a visitor the code of a link; rejects where nothing is sent. */
  readonly sendCode: CodeParts['sendCode']
}

/** How we call ourselves to a mail server: a name, or an address as a literal (RFC 5321 4.1.3). */
function nameOfHost(hostname: string): string {
  const address = hostname.replace(/^\[|\]$/g, '')
  const kind = isIP(address)
  return kind === 0 ? hostname : `[${kind === 6 ? 'IPv6:' : ''}${address}]`
}

function transportOf({ transport, dkim }: MailSettings, publicUrl: string): MailTransport | null {
  const key = dkim && { domain: dkim.domain, selector: dkim.selector, privateKey: dkim.key.reveal() }
  if (transport.kind === 'none') return null
  if (transport.kind === 'folder') return folderTransport(transport.folder, key)
  const { account, ...server } = transport
  const opened = account && { user: account.user, password: account.password.reveal() }
  return smtpTransport({
    server: { ...server, account: opened },
    dkim: key,
    ownName: nameOfHost(new URL(publicUrl).hostname),
  })
}

type Parts = Omit<OutboxParts, 'transport' | 'sender' | 'random' | 'kept'> &
  Pick<InvitationsParts, 'random'> & { readonly keptInvitations: KeptInvitations }

/** How invitations leave, as the configuration decided it. */
export function openMail({ mail, gateway }: Pick<GatewaySettings, 'mail' | 'gateway'>, parts: Parts): Mail {
  const transport = transportOf(mail, parts.publicUrl)
  const sender = { address: mail.from, name: gateway.name }
  const shared = { ...parts, kept: parts.keptInvitations, sender }
  const outbox = transport && new Outbox({ ...shared, transport })
  const { language, budget } = mail
  const invitations = new Invitations({ ...shared, outbox, language, budget })
  return { outbox, invitations, sendCode: (link, code) => invitations.sendCode(link, code) }
}
