import type { Server } from 'node:http'
import request from 'supertest'
import type { Response } from 'supertest'

const FORM = 'application/x-www-form-urlencoded'

/** The fields of a form; one that is there several times is a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

/** What a browser says beside what it asks for. */
export interface Sent {
  readonly cookie?: string
  readonly language?: string
  /** Null: the request does not say where it comes from. */
  readonly origin?: string | null
  readonly site?: string
  readonly type?: string
  readonly host?: string
}

/**
 * A browser at pages of ours: it looks at them, and sends their forms.
 *
 * @param usual what it says as `Host`; absent: where the server really listens
 */
export function browserAt(server: Server, ours: string, usual?: string) {
  const named = (host: string | undefined) => (host === undefined ? {} : { host })
  const get = (path: string, { cookie = '', language = 'en-GB', site, host = usual }: Sent = {}): Promise<Response> =>
    Promise.resolve(
      request(server)
        .get(path)
        .set({
          cookie,
          'accept-language': language,
          ...(site !== undefined && { 'sec-fetch-site': site }),
          ...named(host),
        }),
    )
  const post = async (path: string, fields: Fields, sent: Sent = {}): Promise<Response> => {
    const { cookie = '', language = 'en-GB', origin = ours, site = 'same-origin', type = FORM, host = usual } = sent
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
    const headers = { cookie, 'accept-language': language, 'content-type': type, 'sec-fetch-site': site }
    return request(server)
      .post(path)
      .set({ ...headers, ...(origin !== null && { origin }), ...named(host) })
      .send(body.toString())
  }
  return { get, post }
}
