import { FederationError } from '../../protocols/federation-error.ts'
import type { ProvenPerson } from '../../protocols/openid/openid-provider.ts'
import { claimedMailbox, mailboxClaims } from '../../trust/sign-in/claimed-mailbox.ts'
import { roleOf } from '../../trust/sign-in/console-role.ts'
import type { ConsoleRole } from '../../trust/sign-in/console-role.ts'
import { printable, shortened } from '../cli/printable.ts'
import { seeOther } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import type { PendingSignIn } from '../sign-in/pending-sign-in.ts'
import type { ConsoleDoor, OpenRoute } from './console-door.ts'
import { onward, plainAnswer } from './plain-answer.ts'
import type { PlainCase } from './plain-answer.ts'
import { ownMailbox } from './schedule/own-mailbox.ts'

/** Where a provider sends people back to, below the path of all pages. */
export const BACK_PATH = 'sign-in/openid/back'
const LONGEST_NAME = 100

type OpenId = NonNullable<ConsoleDoor['openid']>

/** A refusal of the provider, or its absence, as a page; anything else is no matter of it. */
function caseOf(error: unknown, { administration: { log } }: ConsoleDoor): PlainCase {
  if (!(error instanceof FederationError)) throw error
  const away = error.code === 'ERR_PARTNER_UNREACHABLE' || error.code === 'ERR_ADDRESS_REFUSED'
  if (!away && error.code !== 'ERR_REQUESTER_UNTRUSTED') throw error
  log.warn('sign-in by provider failed', { code: error.code, message: error.message })
  return away ? 'providerAway' : 'notTaken'
}

/** Sends the browser to the provider. */
const leave: OpenRoute['handle'] = async (door, { locale, base, query, session, landing }) => {
  if (door.openid === null) return plainAnswer(locale, 'nothing', base)
  const again = query.get('again') === 'yes'
  const wanted = { to: landing(query.get('to')), again, replacing: session?.key ?? null }
  const { secrets, setCookie } = door.pending.begin(wanted)
  try {
    return { ...seeOther((await door.openid.provider.address(secrets, again)).href), setCookie }
  } catch (error) {
    return plainAnswer(locale, caseOf(error, door), `${base}sign-in`)
  }
}

/** As the provider calls her. */
function nameOf({ subject, claims }: ProvenPerson, { settings }: OpenId): string {
  const said = claims[settings.nameClaim]
  const name = typeof said === 'string' ? printable(said).trim() : ''
  return shortened(name === '' ? printable(subject) : name, LONGEST_NAME)
}

async function begin(
  door: ConsoleDoor,
  openid: OpenId,
  person: ProvenPerson,
  { pending, role, source }: { readonly pending: PendingSignIn; readonly role: ConsoleRole; readonly source: string },
): Promise<string> {
  const { consoleSessions, administration } = door
  const { issuer } = openid.settings
  // A provider whose clock is ahead vouches for nothing that has not been.
  const provenAt = person.provenAt === null ? null : Math.min(person.provenAt, administration.state.now())
  const by = { kind: 'openid' as const, issuer, subject: person.subject }
  const claimed = claimedMailbox(person.claims, openid.settings.mailboxClaim)
  const mailbox = ownMailbox(door.asking, claimed)?.mailbox ?? null
  const who = { name: nameOf(person, openid), role, by, provenAt, mailbox }
  const { setCookie } = await consoleSessions.begin(who, { replacing: pending.replacing, source })
  administration.log.info('console signed in', { role, by: 'openid' })
  return setCookie
}

/** Takes what the browser brings back from the provider. */
async function comeBack(
  door: ConsoleDoor,
  openid: OpenId,
  pending: PendingSignIn,
  { locale, base, query, source }: Parameters<OpenRoute['handle']>[1],
): Promise<PageAnswer> {
  const { roles, mailboxClaim } = openid.settings
  const asked = { wanted: roles.claim, welcome: mailboxClaims(mailboxClaim) }
  const refused = async (what: PlainCase, because: 'not taken' | 'no role'): Promise<PageAnswer> => {
    if (what !== 'providerAway') await door.refused.add({ by: 'openid', because, name: null, source })
    return { ...plainAnswer(locale, what, `${base}sign-in`), setCookie: door.pending.gone }
  }
  let person: ProvenPerson
  try {
    person = await openid.provider.take(`?${query.toString()}`, pending, pending.again, asked)
  } catch (error) {
    return refused(caseOf(error, door), 'not taken')
  }
  const role = roleOf(person.claims, openid.settings.roles)
  if (role === null) return refused('nobody', 'no role')
  const setCookie = [await begin(door, openid, person, { pending, role, source }), door.pending.gone]
  return { ...onward(locale, 'goOn', pending.to), setCookie }
}

export const PROVIDER_ROUTES: readonly OpenRoute[] = [
  { method: 'get', path: '/sign-in/openid', admits: 'anybody', handle: leave },
  {
    ...{ method: 'get', path: `/${BACK_PATH}`, admits: 'anybody' },
    handle: (door, guest) => {
      const pending = door.openid && door.pending.of(guest.cookie)
      if (door.openid !== null && pending !== null) return comeBack(door, door.openid, pending, guest)
      return plainAnswer(guest.locale, door.openid === null ? 'nothing' : 'notTaken', `${guest.base}sign-in`)
    },
  },
]
