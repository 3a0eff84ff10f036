import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { CLIENT } from '../protocols/openid/real-provider.ts'
import { callAdministration } from './admin-access.ts'
import type { AdminAccess } from './admin-access.ts'
import type { DemoGround } from './demo-processes.ts'
import { ownPort } from './own-port.ts'
import { startProcess } from './start-process.ts'

/** Somebody who signs in to the console of the demo with a password. */
export interface DemoAccount {
  readonly name: string
  readonly role: 'administrator' | 'auditor'
  readonly password: string
}

/** The console of the demo, and who gets in. */
export interface DemoConsole {
  /** Its first page. */
  readonly url: string
  readonly accounts: readonly DemoAccount[]
  /** Where people of Contoso sign in without a password, and under which names. */
  readonly provider: { readonly name: string; readonly people: readonly string[] }
}

/** Calendar owners at the provider, and somebody who administers. */
const PEOPLE = ['vera', 'bo'] as const
const PROVIDER_NAME = 'Contoso'
const ready = z.object({ issuer: z.string() })

/**
 * Starts the provider of the demo, and says how the gateway is configured with its console because of it.
 *
 * @param domain of the people who sign in there
 */
export async function startDemoProvider(domain: string, folder: string, ground: DemoGround) {
  // A provider has to be told the address of the console before it is there.
  const { port } = await ownPort()
  const tls = await ground.authority?.serverCertificate('console')
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  const account = (person: string) => ({ groups: ['people'], name: person, email: `${person}@${domain}` })
  const options = {
    redirectUri: `${origin}/console/sign-in/openid/back`,
    host: 'localhost',
    accounts: Object.fromEntries(PEOPLE.map((person) => [person, account(person)])),
  }
  const [file, secretFile] = [join(folder, 'provider.json'), join(folder, 'client-secret')]
  await writeFile(file, JSON.stringify(options), { mode: 0o600 })
  await writeFile(secretFile, CLIENT.secret, { mode: 0o600 })
  const { issuer } = ready.parse((await startProcess('./provider-process.ts', file, ground.spawned)).ready)
  const openid = {
    ...{ name: PROVIDER_NAME, issuer, clientId: CLIENT.id, clientSecretFile: secretFile },
    roles: { claim: 'groups', owner: ['people'] },
  }
  return { publicUrl: origin, listen: { host: '127.0.0.1', port }, ...(tls && { tls }), openid }
}

/** Lets an administrator and an auditor sign in by passwords made for this run. */
export async function openDemoAccounts(access: AdminAccess): Promise<readonly DemoAccount[]> {
  const accounts: DemoAccount[] = [
    { name: 'karin', role: 'administrator', password: secret() },
    { name: 'revisor', role: 'auditor', password: secret() },
  ]
  for (const { name, role, password } of accounts) {
    const passwordHash = await hashPassword(password, randomBytes(16))
    await callAdministration(access, 'PUT', `/administrators/${name}`, { role, passwordHash })
  }
  return accounts
}

const secret = (): string => randomBytes(12).toString('base64url')

export const demoConsole = (origin: string, accounts: readonly DemoAccount[]): DemoConsole => ({
  url: `${origin}/console/`,
  accounts,
  provider: { name: PROVIDER_NAME, people: PEOPLE },
})
