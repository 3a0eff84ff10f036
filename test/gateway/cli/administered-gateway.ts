import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../../config/read-config.ts'
import { openLog } from '../../../gateway/log.ts'
import { startGateway } from '../../../gateway/main.ts'
import { runLedig } from './run-ledig.ts'
import type { Ended } from './run-ledig.ts'

export interface AdministeredGateway {
  readonly folder: string
  readonly organizationId: string
  readonly url: string
  /** Of the console; null where it is not configured. */
  readonly consoleUrl: string | null
  /** Runs one command against it, in its folder. */
  readonly ledig: (...args: string[]) => Promise<Ended>
  /** The same, with something on its standard input. */
  readonly ledigGiven: (input: string, ...args: string[]) => Promise<Ended>
  readonly write: (name: string, content: string | Buffer) => void
  readonly close: () => Promise<void>
}

const CALENDAR = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'

/**
 * A gateway on a port of loopback that hosts contoso, with the policy given, and commands that administer it.
 *
 * @param more of its configuration
 * @param organization more of contoso's
 * @param calendars local parts of people with a calendar, which is empty, from the start
 */
export async function startAdministeredGateway(
  policy: string,
  more: object = {},
  organization: object = {},
  calendars: readonly string[] = [],
): Promise<AdministeredGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-administered-'))
  const token = randomBytes(32).toString('base64url')
  const organizationId = `urn:ledig:${randomUUID()}`
  mkdirSync(join(folder, 'calendars'))
  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content)
  write('token', token)
  write('policy.yaml', policy)
  for (const name of calendars) write(`calendars/${name}.ics`, CALENDAR)
  const contoso = {
    id: organizationId,
    name: 'contoso',
    policy: 'policy.yaml',
    calendars: 'calendars',
    timeZone: 'Etc/UTC',
    ...organization,
  }
  const gateway = {
    ...{ id: `urn:ledig:${randomUUID()}`, name: 'Gateway', publicUrl: 'http://127.0.0.1:0' },
    ...{ listen: { host: '127.0.0.1', port: 0 } },
  }
  write('ledig.yaml', JSON.stringify({ gateway, admin: { tokenFile: 'token' }, organizations: [contoso], ...more }))
  const running = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
  const ledigGiven = (input: string, ...args: string[]): Promise<Ended> =>
    runLedig([...args, '--gateway', running.url], { folder, env: { LEDIG_TOKEN: token }, input })
  return {
    folder,
    organizationId,
    url: running.url,
    consoleUrl: running.consoleUrl,
    write,
    ledigGiven,
    ledig: (...args) => ledigGiven('', ...args),
    close: async () => {
      await running.close()
      rmSync(folder, { recursive: true })
    },
  }
}
