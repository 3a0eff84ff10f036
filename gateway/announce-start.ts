import type { Log } from './log.ts'
import type { Kept } from './open-kept.ts'

interface Announcing {
  readonly log: Log
  readonly tellAdministrator: (line: string) => void
}

/**
 * Says that everything is open, and how somebody becomes its first administrator while there is none: on standard error and
 * not in the log, since the code opens the administration to whoever reads it.
 */
export async function announce(
  url: string,
  organizations: number,
  { tokens, consoleAccounts }: Pick<Kept, 'tokens' | 'consoleAccounts'>,
  { log, tellAdministrator }: Announcing,
): Promise<void> {
  const code = await tokens.firstCode()
  if (code !== null) {
    log.info('first administrator wanted')
    const inConsole = consoleAccounts.list().some(({ role }) => role === 'administrator')
    const nobody = inConsole ? 'Nobody administers this gateway by commands yet' : 'Nobody administers this gateway yet'
    tellAdministrator(`${nobody}. Within a day: ledig administrator claim ${code} --name <you>`)
  }
  log.info('gateway started', { url, organizations })
}
