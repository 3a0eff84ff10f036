import { FederationError } from '../../protocols/federation-error.ts'
import { plainConsolePage } from '../console/console-frame.ts'
import { CONSOLE_TEXTS } from '../console/console-texts.ts'
import { html } from '../console/html.ts'
import { shown } from '../pages/page-answer.ts'
import type { SignedIn } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor, RoleRoute } from './console-door.ts'

/** Where the provider is told to send people after they signed out there, below the path of all pages. */
export const LEFT_PATH = 'sign-in'

/** Where she signs out at her provider, too; null where it has no such address, or is away: she is signed out here anyway. */
async function atProvider({ openid, publicUrl, administration }: ConsoleDoor, { by }: SignedIn, base: string) {
  if (openid === null || by.kind !== 'openid' || by.issuer !== openid.settings.issuer) return null
  try {
    return await openid.provider.endAddress(`${publicUrl}${base}${LEFT_PATH}`)
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    administration.log.warn('sign-out at the provider not offered', { code: error.code, message: error.message })
    return null
  }
}

const signOut: RoleRoute['handle'] = async (door, { viewer: { session, locale, base } }) => {
  const setCookie = await door.consoleSessions.signOut(session)
  const address = await atProvider(door, session, base)
  const texts = CONSOLE_TEXTS[locale.language]
  const there =
    address !== null &&
    html`<p><a class="button first" href="${address.href}">${texts.leaveProvider(door.openid?.settings.name ?? '')}</a></p>`
  const why = session.by.kind === 'openid' ? texts.leftWhy : texts.leftHereWhy
  const on = html`<p><a class="button" href="${base}">${texts.goOn}</a></p>`
  return { ...shown(plainConsolePage(locale, texts.leftTitle, html`<p>${why}</p>${there}${on}`)), setCookie }
}

/** Signing out here, and on from here at the provider. */
export const SIGN_OUT_ROUTES: readonly RoleRoute[] = [
  { method: 'post', path: '/sign-out', admits: ['administrator', 'auditor', 'owner'], handle: signOut },
]
