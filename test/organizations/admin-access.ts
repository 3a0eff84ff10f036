import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { exchange } from './http-exchange.ts'
import type { HttpReply } from './http-exchange.ts'

/** How to reach the administration of one gateway process. */
export interface AdminAccess {
  /** Public address of the process, without a trailing slash. */
  readonly url: string
  readonly token: string
  readonly ca?: string | undefined
}

const TRIES = 4
const PAUSE_MS = 500

/** What the store was away for is asked again under one key, as an administrator would: it is carried out once. */
async function ask(
  access: AdminAccess,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: object | undefined,
  before: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const once = method === 'GET' ? {} : { 'idempotency-key': randomUUID() }
  for (let left = TRIES; ; left--) {
    const reply = await exchange({
      method,
      url: `${access.url}/admin/v1${path}`,
      headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json', ...before, ...once },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ca: access.ca,
    })
    if (reply.status < 400) return reply
    if (reply.status !== 503 || left === 1) {
      throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body.toString('utf8').slice(0, 1_000)}`)
    }
    await pause(PAUSE_MS)
  }
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
