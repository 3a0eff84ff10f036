import type { RoleRoute } from '../console-door.ts'
import { END_ACCOUNTS } from './end-accounts.ts'
import { SET_ACCOUNT } from './set-account.ts'
import { SHOW_ACCOUNTS } from './show-accounts.ts'

/** Who can sign in to the console, and who is signed in. */
export const ACCOUNTS_ROUTES: readonly RoleRoute[] = [SHOW_ACCOUNTS, ...SET_ACCOUNT, ...END_ACCOUNTS]
