import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'

/** Somebody of a domain whom nobody has named: whoever else is there is decided about in the same way. */
export function strangerOf(domain: Domain, named: { has(address: MailboxAddress): boolean }): MailboxAddress {
  for (let number = 1; ; number++) {
    const address = parseMailboxAddress(`somebody${number === 1 ? '' : number}@${domain}`)
    if (!named.has(address)) return address
  }
}
