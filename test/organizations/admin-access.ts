import { exchange } from './http-exchange.ts'

/** How to reach the administration of one gateway process. */
export interface AdminAccess {
  /** Public address of the process, without a trailing slash. */
  readonly url: string
  readonly token: string
  readonly ca?: string | undefined
}

/**
 * Calls one route of the administration and returns its JSON.
 *
 * @throws Error with the administration's own words where it says no
 */
export async function callAdministration(
  access: AdminAccess,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<unknown> {
  const reply = await exchange({
    method,
    url: `${access.url}/admin/v1${path}`,
    headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ca: access.ca,
  })
  const text = reply.body.toString('utf8')
  if (reply.status >= 400) throw new Error(`${method} ${path} answered ${reply.status}: ${text.slice(0, 1_000)}`)
  return JSON.parse(text)
}
