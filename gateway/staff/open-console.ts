import type { ConsoleSettings, GatewaySettings } from '../../config/read-config.ts'
import { isSecured } from '../../config/read-place.ts'
import { OpenIdProvider } from '../../protocols/openid/openid-provider.ts'
import { PasswordGuard } from '../../trust/credentials/password-guard.ts'
import type { Administration } from '../admin/administration.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { Directory } from '../broker/directory.ts'
import type { Closing } from '../closing.ts'
import { oneATurn } from '../one-a-turn.ts'
import { openServer } from '../open-network.ts'
import type { OpenServer } from '../open-network.ts'
import { soundOnly } from '../server.ts'
import { SET_UP_HOST } from '../set-up/set-up-host.ts'
import type { OwnerLinks } from '../sharing/owner-link.ts'
import type { ConsoleAccounts } from '../sign-in/console-accounts.ts'
import type { ConsoleSessions } from '../sign-in/console-sessions.ts'
import { PendingSignIns } from '../sign-in/pending-sign-in.ts'
import { RefusedSignIns } from '../sign-in/refused-sign-ins.ts'
import type { ConsoleDoor } from './console-door.ts'
import { CONSOLE_BASE, consoleApplication } from './console-router.ts'
import type { AskingParts } from './schedule/own-mailbox.ts'
import { BACK_PATH } from './sign-in-by-provider.ts'

/** The server of a console that is listening already, where it is the configured one. */
function serverGiven(
  given: OpenServer | null,
  { listen, tls, proxies, publicUrl }: ConsoleSettings,
): OpenServer | null {
  const { host, port } = listen
  return given !== null &&
    tls === null &&
    proxies === null &&
    host === SET_UP_HOST &&
    port === given.port &&
    publicUrl === given.url
    ? given
    : null
}

interface ConsoleParts {
  readonly administration: Administration
  readonly audit: Pick<AuditLog, 'refused'>
  readonly broker: Broker
  readonly ownerLinks: OwnerLinks
  readonly directory: Directory
  readonly consoleAccounts: ConsoleAccounts
  readonly consoleSessions: ConsoleSessions
  /** On which the set-up was, and the console takes its place; null where there was none. */
  readonly consoleServer: OpenServer | null
}

function providerOf(
  { openid }: ConsoleSettings,
  publicUrl: string,
  { http, clock }: Administration,
): ConsoleDoor['openid'] {
  if (openid === null) return null
  const redirectUri = `${publicUrl}${CONSOLE_BASE}${BACK_PATH}`
  const client = { ...openid, clientSecret: openid.clientSecret?.reveal() ?? null, redirectUri }
  return { settings: openid, provider: new OpenIdProvider(client, http, () => clock.now()) }
}

/** How people with a mailbox here ask: as their calendar programs do, with the same record. */
function askingOf(
  { organizations, limits }: GatewaySettings,
  { administration, audit, broker, ownerLinks }: ConsoleParts,
) {
  const { clock, lookups } = administration
  const zones = new Map(organizations.map(({ name, timeZone }) => [name, timeZone]))
  const refused: AskingParts['refused'] = (request) => {
    lookups.refusals.remember({ ...request, at: clock.now() })
    audit.refused(request)
  }
  return { broker, ownerLinks, refused, limits, timeZoneOf: (name: string) => zones.get(name) ?? 'UTC' }
}

/**
 * The console on its own address, so that it can be where only administrators get to.
 *
 * @returns where it is; null where there is none
 */
export async function openConsole(
  settings: GatewaySettings,
  parts: ConsoleParts,
  closing: Closing,
): Promise<string | null> {
  const { console, limits } = settings
  if (console === null) return null
  const { administration, directory, consoleAccounts, consoleSessions, consoleServer } = parts
  const { clock, log, random, sealingKey, state } = administration
  const listening = serverGiven(consoleServer, console) ?? (await openServer(console, limits, { clock, log }))
  const server = closing.add(listening, (opened) => opened.close())
  const { url: publicUrl } = server
  const door: ConsoleDoor = {
    ...{ administration, directory, consoleAccounts, consoleSessions, publicUrl },
    guard: new PasswordGuard(clock),
    pending: new PendingSignIns(sealingKey, random, clock, isSecured(console)),
    refused: new RefusedSignIns(state, log),
    openid: providerOf(console, publicUrl, administration),
    asking: askingOf(settings, parts),
  }
  server.serve(oneATurn(soundOnly(consoleApplication(door), log)))
  const address = `${publicUrl}${CONSOLE_BASE}`
  log.info('console served', { url: address })
  return address
}
