import { createPrivateKey } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { MailboxAddress } from '../protocols/availability/mailbox-address.ts'
import type { Language } from '../trust/sharing/published-link.ts'
import type { ConfigDocument } from './config-schema.ts'
import type { Secret } from './secrets.ts'

export interface MailSettings {
  /** Null: `no-reply` in the domain of the calendar's owner. */
  readonly from: MailboxAddress | null
  readonly language: Language
  readonly transport:
    | {
        readonly kind: 'smtp'
        readonly host: string
        readonly port: number
        readonly security: 'starttls' | 'tls' | 'none'
        readonly account: { readonly user: string; readonly password: Secret } | null
        readonly authorities: string | null
      }
    | { readonly kind: 'folder'; readonly folder: string }
    /** Nothing is sent. */
    | { readonly kind: 'none' }
  readonly dkim: { readonly domain: string; readonly selector: string; readonly key: Secret } | null
  readonly budget: ConfigDocument['mail']['budget']
}

/** For a gateway that invites nobody. */
export const NO_MAIL: MailSettings = {
  ...{ from: null, language: 'en', transport: { kind: 'none' }, dkim: null },
  budget: { organizationPerDay: 1, ownerPerDay: 1, recipientPerDay: 1 },
}

type WrittenTransport = NonNullable<ConfigDocument['mail']['transport']>

/** What reads files beside a configuration, and collects what is wrong with them. */
interface Reading {
  refuse(path: string, problem: string): void
  locate(name: string): string
  text(path: string, name: string): string
  secret(path: string, name: string): Secret
}

const OTHERS = 0o077
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])
const SHORTEST_KEY = 2_048

/** A secret others can read is no longer one (threats KM1). */
export function ownSecret(reading: Reading, path: string, name: string): Secret {
  const { mode } = statSync(reading.locate(name), { throwIfNoEntry: false }) ?? { mode: 0 }
  if ((mode & OTHERS) !== 0) reading.refuse(path, `${name} must be readable by its owner only`)
  return reading.secret(path, name)
}

function accountOf(reading: Reading, { user, passwordFile }: Extract<WrittenTransport, { kind: 'smtp' }>) {
  if (user === undefined && passwordFile === undefined) return null
  if (user === undefined || passwordFile === undefined) {
    const missing = user === undefined ? 'user' : 'passwordFile'
    reading.refuse(`mail.transport.${missing}`, 'found nothing; expected user and passwordFile, or neither')
    return null
  }
  return { user, password: ownSecret(reading, 'mail.transport.passwordFile', passwordFile) }
}

function transportOf(reading: Reading, { mail, gateway }: ConfigDocument): MailSettings['transport'] {
  const { transport } = mail
  if (transport === undefined) {
    const state = gateway.state === undefined ? null : reading.locate(gateway.state)
    return state === null ? { kind: 'none' } : { kind: 'folder', folder: join(state, 'mail') }
  }
  if (transport.kind === 'folder') return { kind: 'folder', folder: reading.locate(transport.folder) }
  const { kind, host, port, security, authorities } = transport
  if (security === 'none' && !LOOPBACK.has(host)) {
    reading.refuse('mail.transport.security', 'found none; expected starttls or tls, since the host is not loopback')
  }
  return {
    ...{ kind, host, port, security, account: accountOf(reading, transport) },
    authorities: authorities === undefined ? null : reading.text('mail.transport.authorities', authorities),
  }
}

/** A key that cannot sign would leave every message unsigned, in silence. */
function dkimOf(reading: Reading, dkim: ConfigDocument['mail']['dkim']): MailSettings['dkim'] {
  if (dkim === undefined) return null
  const path = 'mail.dkim.keyFile'
  const key = ownSecret(reading, path, dkim.keyFile)
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(key.reveal())
    const bits = asymmetricKeyDetails?.modulusLength ?? 0
    if (asymmetricKeyType !== 'rsa' || bits < SHORTEST_KEY) {
      reading.refuse(path, `${dkim.keyFile} holds another key; expected RSA of ${SHORTEST_KEY} bits or more`)
    }
  } catch {
    if (key.reveal() !== '') reading.refuse(path, `${dkim.keyFile} holds no private key in PEM`)
  }
  return { domain: dkim.domain, selector: dkim.selector, key }
}

/** How invitations leave. */
export function readMail(reading: Reading, document: ConfigDocument): MailSettings {
  const { from = null, language, dkim, budget } = document.mail
  return { from, language, budget, transport: transportOf(reading, document), dkim: dkimOf(reading, dkim) }
}
