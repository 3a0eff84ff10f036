import type { OpenIdSettings } from '../../config/read-config.ts'
import type { OpenIdProvider } from '../../protocols/openid/openid-provider.ts'
import type { PasswordGuard } from '../../trust/credentials/password-guard.ts'
import type { ConsoleRole } from '../../trust/sign-in/console-role.ts'
import type { Administration } from '../admin/administration.ts'
import type { Directory } from '../broker/directory.ts'
import type { Viewer } from '../console/console-frame.ts'
import type { Locale } from '../console/locale.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import type { ConsoleAccounts } from '../sign-in/console-accounts.ts'
import type { ConsoleSession, ConsoleSessions } from '../sign-in/console-sessions.ts'
import type { PendingSignIns } from '../sign-in/pending-sign-in.ts'
import type { RefusedSignIns } from '../sign-in/refused-sign-ins.ts'
import type { AskingParts } from './schedule/own-mailbox.ts'

/** What the pages of the console stand on. */
export interface ConsoleDoor {
  readonly consoleSessions: ConsoleSessions
  readonly consoleAccounts: ConsoleAccounts
  readonly guard: PasswordGuard
  readonly pending: PendingSignIns
  readonly refused: RefusedSignIns
  /** Null where only accounts kept here sign in. */
  readonly openid: { readonly provider: OpenIdProvider; readonly settings: Omit<OpenIdSettings, 'clientSecret'> } | null
  readonly administration: Administration
  readonly asking: AskingParts
  /** Who is who, and which policy counts for whom. */
  readonly directory: Directory
  /** Of the console, an origin. */
  readonly publicUrl: string
}

/** One request to a page, whoever sends it. */
export interface Guest {
  readonly locale: Locale
  readonly base: string
  readonly query: URLSearchParams
  /** What was sent; empty for a page that is only looked at. */
  readonly form: URLSearchParams
  readonly cookie: string | undefined
  /** The address it came from. */
  readonly source: string
  /** Whether nobody administers under a name of her own, which every page says then. */
  readonly nobodyNamed: boolean
  /** Whether a page of somebody else led here: nothing is done that she did not ask for herself. */
  readonly ledHere: boolean
  /** Where whoever signs in may go on, of a path that was asked for. */
  readonly landing: (to: string | null) => string
}

/** One request of somebody who is signed in, and has the role. */
export interface Visit extends Guest {
  readonly viewer: Viewer
  readonly params: Readonly<Record<string, string>>
}

/** Says in a query that the one that was asked with was left behind, since it could not be kept while she signed in. */
export const LEFT_BEHIND = 'left'

interface Place {
  readonly method: 'get' | 'post'
  /** Below the path of all pages, as Express has it. */
  readonly path: string
}

/** For whoever comes: the way in. */
export interface OpenRoute extends Place {
  readonly admits: 'anybody'
  readonly handle: (
    door: ConsoleDoor,
    guest: Guest & { readonly session: ConsoleSession | null },
  ) => PageAnswer | Promise<PageAnswer>
}

/** For the roles it names, and nobody else. */
export interface RoleRoute extends Place {
  readonly admits: readonly ConsoleRole[]
  /** Whether she has to have shown who she is in the last five minutes. */
  readonly fresh?: true
  /** Whether its query is part of where somebody was going, and is kept while she signs in. */
  readonly keepsQuery?: true
  readonly handle: (door: ConsoleDoor, visit: Visit) => PageAnswer | Promise<PageAnswer>
}

/** One page: what is shown, or done, and for whom. What is in no table is for nobody (threats AD5). */
export type ConsoleRoute = OpenRoute | RoleRoute
