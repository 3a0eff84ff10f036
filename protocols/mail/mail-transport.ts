import type { MailMessage } from './mail-message.ts'

/** What became of an attempt to hand a message on. */
export type Delivery =
  | { readonly handedOn: true }
  | {
      readonly handedOn: false
      /**
       * - `refused`: for good; asking again would get the same
       * - `deferred`: not this message, not now
       * - `unreachable`: no message at all, now
       */
      readonly because: 'refused' | 'deferred' | 'unreachable'
      /** What the server said, one line; for administrators. */
      readonly detail: string
    }

/** Hands messages on, one at a time; never throws. */
export interface MailTransport {
  /** @param signal ends the attempt; whether the server has the message is not known then */
  send(message: MailMessage, signal: AbortSignal): Promise<Delivery>
}

/** Signs what is sent (RFC 6376). */
export interface DkimKey {
  readonly domain: string
  readonly selector: string
  /** RSA, PEM. */
  readonly privateKey: string
}

export function dkimOptions({ domain, selector, privateKey }: DkimKey) {
  return { domainName: domain, keySelector: selector, privateKey }
}
