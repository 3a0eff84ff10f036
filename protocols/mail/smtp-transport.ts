import { createTransport } from 'nodemailer'
import { CLOSED, composed } from './mail-message.ts'
import { dkimOptions } from './mail-transport.ts'
import type { Delivery, DkimKey, MailTransport } from './mail-transport.ts'
import { neutralLine } from './neutral-text.ts'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `starttls` and `tls` send nothing before the connection is secured; `none` is for loopback. */
  readonly security: 'starttls' | 'tls' | 'none'
  readonly account: { readonly user: string; readonly password: string } | null
  /** PEM of authorities to trust instead of the well-known ones; null: those. */
  readonly authorities: string | null
}

export interface SmtpParts {
  readonly server: SmtpServer
  readonly dkim: DkimKey | null
  /** How we call ourselves (RFC 5321 4.1.1.1). */
  readonly ownName: string
  /** For a whole attempt; absent: 60 s. */
  readonly longestMs?: number
}

const LONGEST_MS = 60_000
const LONGEST_STEP_MS = 20_000
const LONGEST_DETAIL = 300

/** By SMTP (RFC 5321) to the server this deployment sends through; STARTTLS (RFC 3207) is no wish but a condition (ML6). */
export function smtpTransport({ server, dkim, ownName, longestMs = LONGEST_MS }: SmtpParts): MailTransport {
  const { host, port, security, account, authorities } = server
  const step = Math.min(LONGEST_STEP_MS, longestMs)
  const transporter = createTransport({
    ...CLOSED,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(authorities !== null && { ca: authorities }) },
    // Without `forceAuth` a server that offers no authentication would be used without.
    ...(account !== null && { auth: { user: account.user, pass: account.password }, forceAuth: true }),
    name: ownName,
    connectionTimeout: step,
    greetingTimeout: step,
    socketTimeout: step,
    dnsTimeout: step,
    ...(dkim !== null && { dkim: dkimOptions(dkim) }),
  })
  return {
    send: async (message, signal) => {
      try {
        const ends = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
        await transporter.sendMail({ ...composed(message), signal: ends })
        return { handedOn: true }
      } catch (error) {
        return failed(error)
      }
    },
  }
}

interface SmtpFailure {
  readonly message: string
  /** Of nodemailer: at which step it failed. */
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

const isFailure = (error: unknown): error is SmtpFailure => error instanceof Error

/**
 * Only what the server said of the recipient or of the message is about them (RFC 5321 4.2.1); its refusal of the
 * sender, of our account or of anything before concerns every message, and the administrator can mend it.
 */
function failed(error: unknown): Delivery {
  const failure: SmtpFailure = isFailure(error) ? error : { message: String(error) }
  const { command = '', responseCode: code = 0 } = failure
  const detail = neutralLine(failure.response ?? failure.message).slice(0, LONGEST_DETAIL)
  if (command !== 'RCPT TO' && command !== 'DATA') return { handedOn: false, because: 'unreachable', detail }
  if (code >= 500 && code < 600) return { handedOn: false, because: 'refused', detail }
  // 421: the server is about to close (RFC 5321 3.8).
  return { handedOn: false, because: code >= 400 && code !== 421 ? 'deferred' : 'unreachable', detail }
}
