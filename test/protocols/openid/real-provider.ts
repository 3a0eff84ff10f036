import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Configuration, Provider as OpenIdProvider } from 'oidc-provider'

export interface Account {
  readonly groups: readonly string[]
  readonly name?: string
  /** Her address; whether the provider saw to it that it is hers stands beside it. */
  readonly email?: string
  readonly emailVerified?: boolean
}

export interface ProviderOptions {
  readonly redirectUri: string
  readonly accounts: Readonly<Record<string, Account>>
  /** Whether groups stand in the ID token; otherwise only the UserInfo endpoint tells them. */
  readonly groupsInToken?: boolean
  /** Where people are sent back to who signed out there; absent: the provider has no such thing. */
  readonly afterSignOut?: string
  /** As browsers call it; another site than `127.0.0.1` is `localhost`. */
  readonly host?: 'localhost'
}

export const CLIENT = { id: 'ledig-console', secret: 'a secret between the two of them' }

/** Changes what the provider answers at a path, byte by byte; null: the connection is cut. */
export type Fault = (path: string, body: string) => string | null

const key = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
})

function configurationOf({
  redirectUri,
  accounts,
  groupsInToken = true,
  afterSignOut,
}: ProviderOptions): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        ...(afterSignOut !== undefined && { post_logout_redirect_uris: [afterSignOut] }),
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [key()] } as NonNullable<Configuration['jwks']>,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: !groupsInToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: afterSignOut !== undefined } },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3_600, Grant: 3_600 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => {
      const account = Object.hasOwn(accounts, id) ? accounts[id] : undefined
      return (
        account && {
          accountId: id,
          claims: () => ({
            ...{ sub: id, preferred_username: account.name ?? id, groups: [...account.groups] },
            ...(account.email !== undefined && { email: account.email, email_verified: account.emailVerified ?? true }),
          }),
        }
      )
    },
    // Nobody is asked whether the console may know who she is.
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  }
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

/** Who she is at the provider: a name is enough there. */
async function interact(provider: OpenIdProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(`<!doctype html><html lang="en"><title>The provider</title><link rel="icon" href="data:,"><main><h1>The provider</h1><form method="post">
<label>Name <input name="login"></label><button>Continue</button></form></main></html>`)
    return
  }
  const accountId = (await formOf(request)).get('login') ?? ''
  const result = accountId === 'nobody' ? { error: 'access_denied' } : { login: { accountId } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function faulty(response: ServerResponse, path: string, fault: Fault): void {
  const end = response.end.bind(response)
  response.end = ((chunk?: unknown) => {
    const text = fault(path, typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : '')
    if (text === null) return void response.destroy()
    response.removeHeader('content-length')
    return end(text)
  }) as typeof response.end
}

/** An OpenID provider, `oidc-provider`, on loopback: people sign in there by their name alone. */
export async function startProvider(options: ProviderOptions) {
  // Loaded where one is started: on Node 20 it says on standard error that it wants a later one.
  const { Provider } = await import('oidc-provider')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configurationOf(options))
  const serve = provider.callback()
  const asked: string[] = []
  let fault: Fault | null = null
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    asked.push(path)
    if (fault !== null) faulty(response, path, fault)
    if (path.startsWith('/interaction/')) void interact(provider, request, response)
    else void serve(request, response)
  })
  return {
    issuer,
    /** Paths, in the order they were asked. */
    asked,
    break: (by: Fault | null) => void (fault = by),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export type RealProvider = Awaited<ReturnType<typeof startProvider>>

/** A browser at the provider: keeps its cookies, follows it around, and types a name where it is asked for one. */
export class ProviderVisitor {
  readonly #cookies = new Map<string, string>()

  /** @returns where the provider sends her back to, and how often she was asked who she is */
  async signIn(address: URL, login: string): Promise<{ readonly back: URL; readonly asked: number }> {
    let url = address
    let asked = 0
    for (let steps = 0; steps < 10; steps++) {
      if (url.origin !== address.origin) return { back: url, asked }
      const interaction = url.pathname.startsWith('/interaction/')
      if (interaction) asked++
      const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      const send = interaction ? { method: 'POST', body: new URLSearchParams({ login }) } : {}
      const answer = await fetch(url, { redirect: 'manual', headers, ...send })
      for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie)
      const location = answer.headers.get('location')
      if (location === null) throw new Error(`${url.pathname}: ${answer.status} ${await answer.text()}`)
      url = new URL(location, url)
    }
    throw new Error('the provider leads nowhere')
  }

  /** Says yes to what the provider asks of whoever signs out. @returns where it sends her back to */
  async signOut(address: URL): Promise<URL> {
    const cookies = () => ({ cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
    const asked = await fetch(address, { redirect: 'manual', headers: cookies() })
    for (const cookie of asked.headers.getSetCookie()) this.#keep(cookie)
    const text = await asked.text()
    const action = /action="([^"]+)"/.exec(text)?.[1]
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1]
    if (action === undefined || xsrf === undefined) throw new Error(`${address.pathname}: ${asked.status} ${text}`)
    const body = new URLSearchParams({ xsrf, logout: 'yes' })
    const answer = await fetch(new URL(action, address), {
      ...{ method: 'POST', redirect: 'manual', headers: cookies(), body },
    })
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie)
    return new URL(answer.headers.get('location') ?? '', address)
  }

  #keep(cookie: string): void {
    const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split(/=(.*)/s)
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
