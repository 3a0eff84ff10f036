import type { ConsoleSettings, GatewaySettings } from '../../config/read-config.ts'
import { isSecured } from '../../config/read-place.ts'
import { OpenIdProvider } from '../../protocols/openid/openid-provider.ts'
import { PasswordGuard } from '../../trust/credentials/password-guard.ts'
import type { Administration } from '../admin/administration.ts'
import type { Closing } from '../closing.ts'
import { openServer } from '../open-network.ts'
import { soundOnly } from '../server.ts'
import type { ConsoleAccounts } from '../sign-in/console-accounts.ts'
import type { ConsoleSessions } from '../sign-in/console-sessions.ts'
import { PendingSignIns } from '../sign-in/pending-sign-in.ts'
import { RefusedSignIns } from '../sign-in/refused-sign-ins.ts'
import type { ConsoleDoor } from './console-door.ts'
import { CONSOLE_BASE, consoleApplication } from './console-router.ts'
import { BACK_PATH } from './sign-in-by-provider.ts'

interface ConsoleParts {
  readonly administration: Administration
  readonly consoleAccounts: ConsoleAccounts
  readonly consoleSessions: ConsoleSessions
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

/**
 * The console on its own address, so that it can be where only administrators get to.
 *
 * @returns where it is; null where there is none
 */
export async function openConsole(
  { console, limits }: GatewaySettings,
  { administration, consoleAccounts, consoleSessions }: ConsoleParts,
  closing: Closing,
): Promise<string | null> {
  if (console === null) return null
  const { clock, log, random, sealingKey, state } = administration
  const server = closing.add(await openServer(console, limits, { clock, log }), (opened) => opened.close())
  const { url: publicUrl } = server
  const door: ConsoleDoor = {
    ...{ administration, consoleAccounts, consoleSessions, publicUrl },
    guard: new PasswordGuard(clock),
    pending: new PendingSignIns(sealingKey, random, clock, isSecured(console)),
    refused: new RefusedSignIns(state, log),
    openid: providerOf(console, publicUrl, administration),
  }
  server.serve(soundOnly(consoleApplication(door), log))
  const address = `${publicUrl}${CONSOLE_BASE}`
  log.info('console served', { url: address })
  return address
}
