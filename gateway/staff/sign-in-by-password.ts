import { FederationError } from '../../protocols/federation-error.ts'
import { againPage, signInPage } from '../console/sign-in-page.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { visitorOf } from '../sharing/visitor-budget.ts'
import { LONGEST_PASSWORD, readAccountName } from '../sign-in/console-accounts.ts'
import type { ConsoleAccount } from '../sign-in/console-accounts.ts'
import type { ConsoleSession } from '../sign-in/console-sessions.ts'
import type { RefusedSignIn } from '../sign-in/refused-sign-ins.ts'
import type { ConsoleDoor, Guest, OpenRoute, RoleRoute } from './console-door.ts'
import { plainAnswer } from './plain-answer.ts'

const providerOf = ({ openid }: ConsoleDoor): string | null => openid?.settings.name ?? null

async function checked(door: ConsoleDoor, typed: string, form: URLSearchParams, source: string) {
  const name = readAccountName(typed) ?? ''
  const password = (form.get('password') ?? '').slice(0, LONGEST_PASSWORD)
  const place = { account: name, place: visitorOf(source) }
  try {
    return await door.guard.check(door.consoleAccounts.hashOf(name), password, place)
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_BUSY') return 'busy'
    throw error
  }
}

/**
 * What a name and a password come to. An account nobody has is refused as a wrong password is: same answer, same work
 * (threats AD1).
 */
async function accountOf(
  door: ConsoleDoor,
  typed: string,
  { form, source }: Pick<Guest, 'form' | 'source'>,
): Promise<ConsoleAccount | Exclude<RefusedSignIn['because'], 'not taken' | 'no role'>> {
  const name = readAccountName(typed) ?? ''
  // Before the check, which takes a while: what is checked is the password of this version.
  const account = door.consoleAccounts.of(name)
  const outcome = await checked(door, typed, form, source)
  if (outcome === 'right' && account !== null) return account
  const because = outcome === 'right' ? 'wrong' : outcome
  await door.refused.add({ by: 'password', because, name: account?.name ?? null, source })
  return because
}

async function begin(
  { consoleSessions, administration }: ConsoleDoor,
  { name, role, version, mailbox }: ConsoleAccount,
  { source, before }: { readonly source: string; readonly before: ConsoleSession | null },
): Promise<string> {
  const provenAt = administration.state.now()
  const who = { name, role, by: { kind: 'password' as const, version }, provenAt, mailbox }
  const { setCookie } = await consoleSessions.begin(who, { replacing: before?.key ?? null, source })
  administration.log.info('console signed in', { role, by: 'password' })
  return setCookie
}

async function signIn(door: ConsoleDoor, guest: Parameters<OpenRoute['handle']>[1]): Promise<PageAnswer> {
  const { locale, base, form, source, session, landing, nobodyNamed } = guest
  const typed = (form.get('name') ?? '').slice(0, 100)
  const to = landing(form.get('to'))
  const account = await accountOf(door, typed, guest)
  if (account === 'wrong') {
    return shown(signInPage(locale, { base, to, provider: providerOf(door), typed, wrong: true, nobodyNamed }), 422)
  }
  if (typeof account === 'string') return plainAnswer(locale, 'tooMany', base)
  return { ...seeOther(to), setCookie: await begin(door, account, { source, before: session }) }
}

/** Who is signed in shows once more who she is: in a new session, so that the old id is worth no more than before. */
const again: RoleRoute['handle'] = async (door, { viewer, locale, base, form, source, landing }) => {
  const { session } = viewer
  const to = landing(form.get('to'))
  if (session.by.kind !== 'password') return plainAnswer(locale, 'nothing', base)
  const account = await accountOf(door, session.name, { form, source })
  if (account === 'wrong') return shown(againPage(viewer, { to, provider: providerOf(door), wrong: true }), 422)
  if (typeof account === 'string') return plainAnswer(locale, 'tooMany', base)
  return { ...seeOther(to), setCookie: await begin(door, account, { source, before: session }) }
}

export const PASSWORD_ROUTES: readonly [OpenRoute, OpenRoute, RoleRoute, RoleRoute] = [
  {
    ...{ method: 'get', path: '/sign-in', admits: 'anybody' },
    handle: (door, { locale, base, query, landing, nobodyNamed }) => {
      const way = { base, to: landing(query.get('to')), provider: providerOf(door) }
      const state = { ...way, typed: '', wrong: false, nobodyNamed }
      return shown(signInPage(locale, state))
    },
  },
  { method: 'post', path: '/sign-in', admits: 'anybody', handle: signIn },
  {
    ...{ method: 'get', path: '/again', admits: ['administrator', 'auditor', 'owner'] },
    handle: (door, { viewer, query, landing }) =>
      shown(againPage(viewer, { to: landing(query.get('to')), provider: providerOf(door), wrong: false })),
  },
  { method: 'post', path: '/again', admits: ['administrator', 'auditor', 'owner'], handle: again },
]
