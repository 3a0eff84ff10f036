import { FederationError } from '../../../protocols/federation-error.ts'
import { printable } from '../../cli/printable.ts'
import { ACCOUNTS_PATH, accountPath } from '../../console/accounts/accounts-page.ts'
import { ACCOUNTS_TEXTS } from '../../console/accounts/accounts-texts.ts'
import { donePage, isConfirmed, questionPage } from '../../console/change-pages.ts'
import { consoleInstant } from '../../console/console-frame.ts'
import { html } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { isLastNamed, isOwn } from './last-administrator.ts'
import { accountNamed } from './set-account.ts'

const SECTION = 'accounts' as const

async function removeAccount(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, base, form } = visit
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const { name, version } = accountNamed(door, visit)
  const place = { section: SECTION, back: `${base}${ACCOUNTS_PATH}`, title: texts.removeOf(name) }
  if (!isConfirmed(form)) {
    const own = isOwn(visit, name) && html`<p>${texts.signedOutYou}</p>`
    const last = isLastNamed(door, name) && html`<p class="card capped">${texts.last}</p>`
    const says = html`<p>${texts.removeSays(name)} ${texts.signedOut(name)}</p>${own}${last}`
    const fields = [['version', String(version)]] as const
    const action = `${accountPath(viewer, name)}/remove`
    return shown(questionPage(viewer, { ...place, says, action, fields, yes: texts.yesRemove, final: true }))
  }
  if (form.get('version') !== String(version))
    throw new FederationError('ERR_CONFLICT', 'Somebody else changed it meanwhile.')
  await askOperation(door, visit, 'administrator.remove', { params: { name } })
  return shown(donePage(viewer, { ...place, said: texts.saidRemoved(name), undo: null }))
}

async function revokeSession(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, base, form, params } = visit
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const session = door.consoleSessions.list().find(({ key }) => key === params['session'])
  if (session === undefined)
    throw new FederationError('ERR_NOT_FOUND', 'There is no session of this id, or it is over.')
  const { key, name, begun } = session
  const place = { section: SECTION, back: `${base}${ACCOUNTS_PATH}`, title: texts.revokeTitle }
  if (!isConfirmed(form)) {
    const own = key === viewer.session.key && html`<p>${texts.signedOutYou}</p>`
    const says = html`<p><bdi>${texts.revokeSays(printable(name), consoleInstant(viewer, begun))}</bdi></p>${own}`
    const action = `${base}${ACCOUNTS_PATH}/sessions/${key}/revoke`
    return shown(questionPage(viewer, { ...place, says, action, fields: [], yes: texts.revoke }))
  }
  await askOperation(door, visit, 'session.revoke', { params: { session: key } })
  return shown(donePage(viewer, { ...place, said: texts.saidRevoked, undo: null }))
}

export const END_ACCOUNTS: readonly RoleRoute[] = [
  {
    ...{ method: 'post', path: '/accounts/of/:name/remove', admits: ['administrator'], fresh: true },
    handle: removeAccount,
  },
  { method: 'post', path: '/accounts/sessions/:session/revoke', admits: ['administrator'], handle: revokeSession },
]
