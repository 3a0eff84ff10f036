import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { readLine } from './read-line.ts'

const SHORTEST = 8

export function passwordCommand(): Command {
  return new Command('password')
    .description('Read a password from standard input and print its hash for the configuration.')
    .action(async () => {
      const password = await readLine('Password (shown as you type): ')
      if (password.length < SHORTEST)
        throw new Error(`A password needs at least ${SHORTEST} characters; nothing was printed.`)
      process.stdout.write(`${await hashPassword(password, randomBytes(16))}\n`)
    })
}
