import { randomBytes, randomUUID } from 'node:crypto'
import { openLog } from '../../../gateway/log.ts'
import type { Log } from '../../../gateway/log.ts'
import type { InvitationOrder } from '../../../gateway/sharing/invitation-order.ts'
import { Invitations } from '../../../gateway/sharing/invitations.ts'
import { KeptInvitations } from '../../../gateway/sharing/kept-invitations.ts'
import type { MailBudget } from '../../../gateway/sharing/mail-budget.ts'
import { Outbox } from '../../../gateway/sharing/outbox.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailTransport } from '../../../protocols/mail/mail-transport.ts'
import { smtpTransport } from '../../../protocols/mail/smtp-transport.ts'
import type { Clock } from '../../../trust/clock.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'

const random = { bytes: randomBytes, uuid: () => randomUUID(), fraction: () => 0 }

export interface InstanceParts {
  readonly clock: Clock
  readonly engine: StateEngine
  readonly sealingKey: Buffer
  /** Of a mail server on 127.0.0.1. */
  readonly port: number
  readonly budget?: Partial<MailBudget>
  readonly log?: Log
  /** Absent: SMTP to `port`. */
  readonly transport?: MailTransport
}

/** One of the gateways that share a state and send mail, as far as mail goes. */
export interface MailInstance {
  readonly state: StateStore
  readonly kept: KeptInvitations
  readonly outbox: Outbox
  readonly invitations: Invitations
}

function smtpAt(port: number): MailTransport {
  const server = { host: '127.0.0.1', port, security: 'none', account: null, authorities: null } as const
  return smtpTransport({ server, dkim: null, ownName: 'gateway.contoso.example' })
}

export async function mailInstance(parts: InstanceParts): Promise<MailInstance> {
  const { clock, engine, sealingKey, port } = parts
  const log = parts.log ?? openLog('silent')
  const state = new StateStore(engine, { clock, random, checksumKey: null })
  await state.open()
  const kept = new KeptInvitations()
  await state.follow(kept)
  const sender = { address: null, name: 'Contoso gateway' }
  const shared = { state, kept, sealingKey, random, log, sender, publicUrl: 'https://gateway.contoso.example' }
  const outbox = new Outbox({ ...shared, transport: parts.transport ?? smtpAt(port) })
  const budget = { organizationPerDay: 500, ownerPerDay: 50, recipientPerDay: 3, ...parts.budget }
  const invitations = new Invitations({ ...shared, outbox, budget, language: 'en' })
  return { state, kept, outbox, invitations }
}

export const VERA = parseMailboxAddress('vera@contoso.example')
/** 32 bytes, base64url, as the secret part of an address is. */
export const SECRET = 'c2VjcmV0LXBhcnQtb2YtYW4tYWRkcmVzcy1vZi0zMg'

export function orderOf(given: Partial<InvitationOrder> = {}): InvitationOrder {
  return {
    ...{ organization: 'contoso', mailbox: VERA, share: 'link:one', recipient: 'olle@fabrikam.example' },
    ...{ language: 'sv', level: 'AvailabilityOnly', from: null, until: null, timeZone: 'Europe/Stockholm' },
    ...{ note: null, secret: SECRET, codeByMail: false },
    ...given,
  }
}

export const NO_CHANGE = { writes: [], audit: [] } as const
