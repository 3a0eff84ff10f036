import { Command } from 'commander'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { orWaiting } from './approval.ts'

/** @param describe a trust as text */
export function addressCommand<Trust>(describe: (trust: Trust) => string): Command {
  return withChangeOptions(new Command('address'))
    .description('Ask an address space at another address from now on; its domains, terms and passwords stay.')
    .argument('<trust>', 'id of the trust')
    .argument('<url>', 'address of its EWS')
    .action(async (id: string, url: string, options: AdminOptions) => {
      print(options, await callAdmin('PUT', `/trusts/${id}/address`, options, { ews: url }), orWaiting(describe))
    })
}
