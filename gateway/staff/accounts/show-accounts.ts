import { accountsPage } from '../../console/accounts/accounts-page.ts'
import type { SessionsPage } from '../../console/accounts/accounts-page.ts'
import { shown } from '../../pages/page-answer.ts'
import type { HeldConsoleSession } from '../../sign-in/console-sessions.ts'
import { whoIn } from '../who-in-log.ts'
import type { RoleRoute } from '../console-door.ts'

/** Sessions on one page. */
export const SESSIONS_A_PAGE = 50

/** @param asked number of the page, from 1, as it was asked for; what is none is the first */
export function sessionsPage(sessions: readonly HeldConsoleSession[], asked: string | null): SessionsPage {
  const pages = Math.max(1, Math.ceil(sessions.length / SESSIONS_A_PAGE))
  const wanted = /^[1-9]\d{0,5}$/.test(asked ?? '') ? Number(asked) : 1
  const page = Math.min(wanted, pages)
  const before = (page - 1) * SESSIONS_A_PAGE
  return {
    ...{ shown: sessions.slice(before, before + SESSIONS_A_PAGE), from: before + 1, of: sessions.length },
    ...{ newer: page > 1 ? page - 1 : null, older: page < pages ? page + 1 : null },
  }
}

export const SHOW_ACCOUNTS: RoleRoute = {
  ...{ method: 'get', path: '/accounts', admits: ['administrator', 'auditor'] },
  handle: (door, { viewer, query }) => {
    const { consoleAccounts, consoleSessions } = door
    const sessions = sessionsPage(consoleSessions.list(), query.get('page'))
    return shown(
      accountsPage(viewer, { accounts: consoleAccounts.list(), sessions, whoOf: whoIn(door, viewer.locale.language) }),
    )
  },
}
