import { CONSOLE_BASE } from '../../gateway/staff/console-router.ts'
import { CONSOLE_ROUTES } from '../../gateway/staff/console-routes.ts'

const KINDS = CONSOLE_ROUTES.filter(({ method }) => method === 'get').map(({ path }) => path)

/** What answers with a file or sends the browser on, and is no page to look at. */
const NO_PAGES = /\.csv$|\/file$|\/document$|^\/trusts\/own-file\/|^\/sign-in\/openid|^\/my-calendar$/

/** Every kind of page of the console: its path in the table of routes, whatever one of them is about. */
export const PAGE_KINDS: readonly string[] = KINDS.filter((path) => !NO_PAGES.test(path))

const fits = (kind: string, parts: readonly string[]): boolean => {
  const wanted = kind.split('/')
  return wanted.length === parts.length && wanted.every((part, i) => part.startsWith(':') || part === parts[i])
}

/** The kind of page at an address; null for what is none of the console's. */
export function kindOf({ pathname }: URL): string | null {
  if (!pathname.startsWith(CONSOLE_BASE)) return null
  const parts = pathname.slice(CONSOLE_BASE.length - 1).split('/')
  return KINDS.find((kind) => fits(kind, parts)) ?? null
}
