import type { Flow } from './flow.ts'
import { ADMINISTRATION_PAGE } from './flows/administration-page.ts'
import { PUBLISHED_CALENDAR } from './flows/published-calendar.ts'
import { CERTIFICATE_ROLL } from './flows/certificate-roll.ts'
import { CONSOLE_ACCOUNTS } from './flows/console-accounts.ts'
import { CONSOLE_SHARING } from './flows/console-sharing.ts'
import { CONSOLE_SIGN_IN } from './flows/console-sign-in.ts'
import { CONSOLE_TRUSTS } from './flows/console-trusts.ts'
import { OWNER_SHARES } from './flows/owner-shares.ts'
import { SCHEDULE } from './flows/schedule.ts'
import { RECORD } from './flows/record.ts'
import { SET_UP } from './flows/set-up.ts'

/** Every flow there is. A new one is a file under `flows/` and a line here. */
export const FLOWS: readonly Flow[] = [
  ADMINISTRATION_PAGE,
  PUBLISHED_CALENDAR,
  OWNER_SHARES,
  CONSOLE_SIGN_IN,
  CONSOLE_ACCOUNTS,
  SET_UP,
  SCHEDULE,
  CONSOLE_TRUSTS,
  CERTIFICATE_ROLL,
  CONSOLE_SHARING,
  RECORD,
]
