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
}

/** A browser at pages of ours: it looks at them, and sends their forms. */
export function browserAt(server: Server, ours: string) {
  const get = (path: string, { cookie = '', language = 'en-GB', site }: Sent = {}): Promise<Response> =>
    Promise.resolve(
      request(server)
        .get(path)
        .set({ cookie, 'accept-language': language, ...(site !== undefined && { 'sec-fetch-site': site }) }),
    )
  const post = async (path: string, fields: Fields, sent: Sent = {}): Promise<Response> => {
    const { cookie = '', language = 'en-GB', origin = ours, site = 'same-origin', type = FORM } = sent
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
    const headers = { cookie, 'accept-language': language, 'content-type': type, 'sec-fetch-site': site }
    return request(server)
      .post(path)
      .set({ ...headers, ...(origin !== null && { origin }) })
      .send(body.toString())
  }
  return { get, post }
}
