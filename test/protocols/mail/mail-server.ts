import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { freePort } from '../../conformance/redis-server.ts'
import type { IssuedCertificate } from '../http/test-authority.ts'

export interface ReceivedMail {
  readonly from: string
  /** Of the envelope. */
  readonly to: readonly string[]
  readonly raw: string
  readonly secure: boolean
  readonly user: string | null
}

/** What a server says instead of yes. */
export interface Refusal {
  readonly code: number
  readonly text: string
}

export interface MailServerBehaviour {
  /** Offers STARTTLS; null: speaks in the clear only. */
  tls: IssuedCertificate | null
  /** Speaks TLS from the first byte. */
  implicitTls: boolean
  account: { readonly user: string; readonly password: string } | null
  atSender: Refusal | null
  atRecipient: ((address: string) => Refusal | null) | null
  atMessage: Refusal | null
  /** Never answers the message. */
  hangs: boolean
  /** Called once a message is taken, before the client is told. */
  taken: (() => void | Promise<void>) | null
}

/** A mail server of the test's own, on 127.0.0.1. */
export interface MailServer {
  readonly port: number
  readonly received: ReceivedMail[]
  /** Every RCPT that was asked for, taken or not. */
  readonly recipients: string[]
  readonly behaviour: MailServerBehaviour
  stop(): Promise<void>
  /** Again on the same port. */
  start(): Promise<void>
}

const refusal = ({ code, text }: Refusal): Error => Object.assign(new Error(text), { responseCode: code })

export async function mailServer(given: Partial<MailServerBehaviour> = {}): Promise<MailServer> {
  const behaviour: MailServerBehaviour = {
    ...{ tls: null, implicitTls: false, account: null, atSender: null, atRecipient: null, atMessage: null },
    ...{ hangs: false, taken: null },
    ...given,
  }
  const received: ReceivedMail[] = []
  const recipients: string[] = []
  const options: SMTPServerOptions = {
    secure: behaviour.implicitTls,
    ...(behaviour.tls && { cert: behaviour.tls.cert, key: behaviour.tls.key }),
    disabledCommands: [...(behaviour.tls ? [] : ['STARTTLS']), ...(behaviour.account ? [] : ['AUTH'])],
    authOptional: behaviour.account === null,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, callback) {
      const right = username === behaviour.account?.user && password === behaviour.account?.password
      if (right) callback(null, { user: username })
      else callback(refusal({ code: 535, text: '5.7.8 Authentication failed' }))
    },
    onMailFrom(_address, _session, callback) {
      callback(behaviour.atSender && refusal(behaviour.atSender))
    },
    onRcptTo({ address }, _session, callback) {
      recipients.push(address)
      const answer = behaviour.atRecipient?.(address) ?? null
      callback(answer && refusal(answer))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => {
        if (behaviour.hangs) return
        if (behaviour.atMessage) return callback(refusal(behaviour.atMessage))
        const { envelope, secure, user } = session
        received.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          secure,
          user: (user as string | undefined) ?? null,
        })
        void Promise.resolve(behaviour.taken?.()).then(() => callback(null, 'taken'))
      })
    },
  }
  // One that nobody else is given while it is stopped.
  const port = await freePort()
  let server: SMTPServer | null = null
  const start = async (): Promise<void> => {
    server = new SMTPServer(options)
    // A client that goes in the middle of a sentence is part of the tests.
    server.on('error', () => undefined)
    const listening = server.listen(port, '127.0.0.1')
    if (!listening.listening) await once(listening, 'listening')
  }
  const stop = async (): Promise<void> => {
    const ending = server
    server = null
    if (ending !== null) await new Promise<void>((resolve) => ending.close(() => resolve()))
  }
  await start()
  return { port, received, recipients, behaviour, stop, start }
}
