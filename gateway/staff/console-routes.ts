import { APPROVALS_ROUTES } from './approvals/show-approvals.ts'
import { ACCOUNTS_ROUTES } from './accounts/accounts-routes.ts'
import { HEALTH_ROUTES } from './health/show-health.ts'
import { KEYS_ROUTES } from './keys/show-keys.ts'
import type { ConsoleRoute } from './console-door.ts'
import { ACCESS_ROUTES } from './access/show-access.ts'
import { EXPLAIN_ROUTES } from './explain/explain-lookups.ts'
import { OWN_PAGES_ROUTES } from './schedule/go-to-own-pages.ts'
import { SCHEDULE_ROUTES } from './schedule/show-schedule.ts'
import { RECORD_ROUTES } from './record/search-record.ts'
import { START_ROUTES } from './show-start.ts'
import { SIGN_OUT_ROUTES } from './sign-out.ts'
import { PASSWORD_ROUTES } from './sign-in-by-password.ts'
import { PROVIDER_ROUTES } from './sign-in-by-provider.ts'
import { SHARING_ROUTES } from './sharing/sharing-routes.ts'
import { TRUST_ROUTES } from './trusts/trust-routes.ts'

/** Every page there is, with whom it is for: what is not in this table is not there (threats AD5). */
export const CONSOLE_ROUTES: readonly ConsoleRoute[] = [
  ...PASSWORD_ROUTES,
  ...PROVIDER_ROUTES,
  ...START_ROUTES,
  ...TRUST_ROUTES,
  ...SCHEDULE_ROUTES,
  ...OWN_PAGES_ROUTES,
  ...KEYS_ROUTES,
  ...HEALTH_ROUTES,
  ...APPROVALS_ROUTES,
  ...SHARING_ROUTES,
  ...ACCOUNTS_ROUTES,
  ...ACCESS_ROUTES,
  ...EXPLAIN_ROUTES,
  ...RECORD_ROUTES,
  ...SIGN_OUT_ROUTES,
]

const patternOf = ({ path }: ConsoleRoute): string => path.slice(1).replaceAll(/:\w+/g, '(?:[\\w.~:-]|%40|%2B){1,200}')

/** Pages somebody may be on her way to while she signs in: those that are only looked at, for a role. */
const LANDINGS = CONSOLE_ROUTES.filter((route) => route.admits !== 'anybody').filter(
  ({ method, path }) => method === 'get' && path !== '/again',
)
const LANDING = new RegExp(`^(?:${LANDINGS.map(patternOf).join('|')})$`)
const WITH_QUERY = LANDINGS.filter(({ keepsQuery }) => keepsQuery === true)
/** What a form of ours writes. */
const QUERIED = new RegExp(`^(?:${WITH_QUERY.map(patternOf).join('|')})\\?([\\w.~%&=+*-]+)$`)
/** Characters of a query: as many as the cookie of a sign-in under way can hold. */
const LONGEST_KEPT = 1_500
/** Where a page of ours goes on by itself, and nothing has to be kept: a question of fifty addresses, and more. */
export const LONGEST_ONWARD = 6_000

/**
 * Where to go on after signing in: a page of the table, or the first one (threats AD7).
 *
 * @param to as it came with a request
 * @param longest characters of a query
 */
export function landingOf(base: string, to: string | null, longest = LONGEST_KEPT): string {
  const rest = to !== null && to.startsWith(base) ? to.slice(base.length) : null
  if (rest === null) return base
  const [, query = ''] = QUERIED.exec(rest) ?? []
  return LANDING.test(rest) || (query !== '' && query.length <= longest) ? `${base}${rest}` : base
}
