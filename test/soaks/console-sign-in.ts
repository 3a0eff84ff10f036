import { request } from 'node:http'
import type { RequestOptions } from 'node:http'

export interface ConsoleSignIn {
  /** Of the console. */
  readonly origin: string
  readonly name: string
  readonly password: string
}

/** What came of it: the first page, a wrong password, to be tried again later, or anything else. */
export type SignInOutcome = 'in' | 'wrong' | 'put off' | 'other'

function outcomeOf(status: number | undefined, location: string | undefined): SignInOutcome {
  if (status === 303 && location === '/console/') return 'in'
  if (status === 422) return 'wrong'
  return status === 429 ? 'put off' : 'other'
}

/** Sends the form of the console's sign-in as a browser does. @param way how it gets there, and from where */
export function signIn(
  { origin, name, password }: ConsoleSignIn,
  way: Pick<RequestOptions, 'agent' | 'localAddress'>,
): Promise<SignInOutcome> {
  const body = new URLSearchParams({ name, password, to: '/console/' }).toString()
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }
  return new Promise((resolve) => {
    const sent = request(`${origin}/console/sign-in`, { method: 'POST', headers, ...way })
    sent.once('response', (answer) => {
      const outcome = outcomeOf(answer.statusCode, answer.headers.location)
      answer.resume().once('close', () => resolve(answer.complete ? outcome : 'other'))
    })
    sent.once('error', () => resolve('other'))
    sent.end(body)
  })
}
