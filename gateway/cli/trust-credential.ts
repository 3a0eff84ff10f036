import { createInterface } from 'node:readline/promises'
import { Command, Option } from 'commander'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

interface CredentialOptions extends AdminOptions {
  readonly kind: 'single-use' | 'access-token' | 'exchange' | 'basic'
  readonly account?: string
  readonly ourName?: string
}

/** The first lines of standard input: passwords are in no argument, which other processes see. */
async function readLines(count: number): Promise<readonly string[]> {
  const lines = createInterface({ input: process.stdin })
  const read: string[] = []
  for await (const line of lines) {
    read.push(line)
    if (read.length === count) break
  }
  lines.close()
  return read
}

async function bodyOf({ kind, account, ourName }: CredentialOptions): Promise<object> {
  if (kind !== 'basic') return { kind, ...(account !== undefined && { account }) }
  if (process.stdin.isTTY) process.stderr.write('Password they send, then ours on a second line (shown as you type):\n')
  const [password = '', ours = ''] = await readLines(ourName === undefined ? 1 : 2)
  return { kind, account, password, ...(ourName !== undefined && { ours: { name: ourName, password: ours } }) }
}

/** @param describe a trust as text */
export function credentialCommand<Trust>(describe: (trust: Trust) => string): Command {
  return withChangeOptions(new Command('credential'))
    .description('Say how a partner shows who asks, and how we do; one kind for each relationship.')
    .argument('<trust>', 'id of the trust')
    .addOption(
      new Option('--kind <kind>', 'which kind')
        .choices(['single-use', 'access-token', 'exchange', 'basic'])
        .makeOptionMandatory(),
    )
    .option('--account <address>', 'exchange, basic: as whom the partner asks where it names nobody')
    .option('--our-name <name>', 'basic: the name we show; without it we do not ask this partner')
    .action(async (id: string, options: CredentialOptions) => {
      const body = await bodyOf(options)
      print(options, await callAdmin('PUT', `/trusts/${id}/credential`, options, body), describe)
    })
}
