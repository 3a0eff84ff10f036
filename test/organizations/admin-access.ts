import { exchange } from './http-exchange.ts'
import type { HttpReply } from './http-exchange.ts'

/** How to reach the administration of one gateway process. */
export interface AdminAccess {
  /** Public address of the process, without a trailing slash. */
  readonly url: string
  readonly token: string
  readonly ca?: string | undefined
}

async function ask(
  access: AdminAccess,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: object | undefined,
  before: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const reply = await exchange({
    method,
    url: `${access.url}/admin/v1${path}`,
    headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json', ...before },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ca: access.ca,
  })
  if (reply.status < 400) return reply
  throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body.toString('utf8').slice(0, 1_000)}`)
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
  const reply = await ask(access, method, path, body)
  return JSON.parse(reply.body.toString('utf8'))
}

/**
 * Changes fields of what stands at `path`, as it was read a moment before (`If-Match`).
 *
 * @throws Error with the administration's own words where it says no, as where somebody else was faster
 */
export async function changeByAdministration(access: AdminAccess, path: string, fields: object): Promise<unknown> {
  const { headers } = await ask(access, 'GET', path, undefined)
  const reply = await ask(access, 'PATCH', path, fields, { 'if-match': headers.etag ?? '' })
  return JSON.parse(reply.body.toString('utf8'))
}
