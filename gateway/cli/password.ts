import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { hashPassword } from '../../trust/credentials/password-hash.ts'

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password (shown as you type): ')
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    lines.close()
    return line
  }
  return ''
}

export function passwordCommand(): Command {
  return new Command('password')
    .description('Read a password from standard input and print its hash for the configuration.')
    .action(async () => {
      const password = await readPassword()
      if (password.length < 8) throw new Error('A password needs at least 8 characters; nothing was printed.')
      process.stdout.write(`${await hashPassword(password)}\n`)
    })
}
