import type { RoleRoute } from '../console-door.ts'
import { PART_ROUTES } from './change-part.ts'
import { SETTINGS_ROUTES } from './change-settings.ts'
import { END_ROUTES } from './end-part.ts'
import { MAILBOX_ROUTES } from './show-mailboxes.ts'
import { SHOW_ROUTES } from './show-sharing.ts'

/** Who outside sees how much of each organization, and how that is changed. */
export const SHARING_ROUTES: readonly RoleRoute[] = [
  ...SHOW_ROUTES,
  ...MAILBOX_ROUTES,
  ...PART_ROUTES,
  ...END_ROUTES,
  ...SETTINGS_ROUTES,
]
