import { createHash } from 'node:crypto'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  ResponseBodyError,
} from 'openid-client'
import type { Configuration, CustomFetch } from 'openid-client'
import { HOUR } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { unreachable } from '../http/outbound-failure.ts'
import type { OutboundHttp } from '../http/outbound-http.ts'

/** Of one request to the provider, while somebody waits for a page. */
const TIMEOUT_MS = 5_000
const LARGEST_ANSWER = 524_288
/** How long what the provider says of itself is good for; its keys are read again whenever one is not known. */
const KNOWN_FOR = HOUR
/** After it was not reached, nobody tries for so long. */
const PAUSE_MS = 5_000

export interface OpenIdClient {
  readonly issuer: string
  readonly clientId: string
  /** Null for a client without a secret, which PKCE alone protects. */
  readonly clientSecret: string | null
  readonly secretIn: 'header' | 'body'
  readonly scopes: readonly string[]
  /** Where the provider sends people back to. */
  readonly redirectUri: string
}

/** What binds a sign-in to the browser it began in; each random, 32 bytes, in base64url. */
export interface SignInSecrets {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
}

/** What the provider says of somebody who has just signed in there. */
export interface ProvenPerson {
  readonly subject: string
  /** When she showed the provider who she is; null where it does not say. */
  readonly provenAt: Instant | null
  readonly claims: Readonly<Record<string, unknown>>
}

type Claims = Readonly<Record<string, unknown>>

/** Empty where the provider has no UserInfo endpoint. */
async function userInfo(configuration: Configuration, accessToken: string, subject: string): Promise<Claims> {
  const there = configuration.serverMetadata().userinfo_endpoint !== undefined
  return there ? fetchUserInfo(configuration, accessToken, subject) : {}
}

/** An answer of a server that is broken, or none of OpenID. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_TIMEOUT',
])

const refused = (message: string, cause: unknown): FederationError =>
  new FederationError('ERR_REQUESTER_UNTRUSTED', message, {}, { cause })

/** Every request goes the one way out, with its rules about addresses; a redirect is a failure. */
function throughOutbound(http: OutboundHttp): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address)
    const limits = {
      signal: signal ?? new AbortController().signal,
      ...{ timeoutMs: TIMEOUT_MS, maxAnswerBytes: LARGEST_ANSWER },
    }
    const text = body instanceof URLSearchParams || typeof body === 'string' ? body.toString() : ''
    const answer =
      method === 'POST'
        ? await http.post(url, headers, Buffer.from(text), limits)
        : await http.get(url, headers, limits)
    const said = Object.entries(answer.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    )
    const empty = answer.status === 204 || answer.status === 205
    return new Response(empty ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: [...said] as [string, string][],
    })
  }
}

/**
 * One OpenID provider, as a client of it (OpenID Connect Core 1.0, section 3.1: the code flow, with PKCE, state and nonce).
 * What it says of itself is read when somebody first signs in, so that a provider that is away keeps no gateway from
 * starting.
 */
export class OpenIdProvider {
  readonly #client: OpenIdClient
  readonly #http: OutboundHttp
  readonly #now: () => Instant
  #known: { readonly configuration: Promise<Configuration>; readonly at: Instant; readonly until: Instant } | null =
    null

  constructor(client: OpenIdClient, http: OutboundHttp, now: () => Instant) {
    this.#client = client
    this.#http = http
    this.#now = now
  }

  /**
   * Where the browser goes to sign in.
   *
   * @param again asks the provider to have her show who she is, whether she is signed in there or not
   * @throws FederationError `ERR_PARTNER_UNREACHABLE`
   */
  async address(secrets: SignInSecrets, again: boolean): Promise<URL> {
    const configuration = await this.#configuration()
    return buildAuthorizationUrl(configuration, {
      redirect_uri: this.#client.redirectUri,
      scope: this.#client.scopes.join(' '),
      response_type: 'code',
      code_challenge: createHash('sha256').update(secrets.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...{ state: secrets.state, nonce: secrets.nonce },
      // Core 3.1.2.1: with max_age the provider says when she did.
      ...(again && { prompt: 'login', max_age: '0' }),
    })
  }

  /**
   * Where the browser goes to sign out at the provider (RP-Initiated Logout 1.0, section 2). No ID token is kept, so the
   * provider knows the client by its id, and asks her whether she means it.
   *
   * @param returnTo where it sends her afterwards; has to be registered there
   * @returns null where it says no such address, or none a browser may be sent to
   * @throws FederationError `ERR_PARTNER_UNREACHABLE`
   */
  async endAddress(returnTo: string): Promise<URL | null> {
    const { end_session_endpoint: endpoint } = (await this.#configuration()).serverMetadata()
    if (endpoint === undefined || !URL.canParse(endpoint)) return null
    const url = new URL(endpoint)
    if (url.protocol !== 'https:' && url.origin !== new URL(this.#client.issuer).origin) return null
    url.searchParams.set('client_id', this.#client.clientId)
    url.searchParams.set('post_logout_redirect_uri', returnTo)
    return url
  }

  /**
   * Takes the answer the browser brought back.
   *
   * @param query of the address it came to
   * @param wanted a claim that is asked for at the UserInfo endpoint, where the ID token has it not
   * @param welcome claims that are asked for there too, and done without where that endpoint fails; all are taken from
   *   where all of them are
   * @throws FederationError `ERR_REQUESTER_UNTRUSTED` where it is not an answer to this sign-in, or says no;
   *   `ERR_PARTNER_UNREACHABLE`
   */
  async take(
    query: string,
    secrets: SignInSecrets,
    again: boolean,
    { wanted, welcome = [] }: { readonly wanted: string; readonly welcome?: readonly string[] },
  ): Promise<ProvenPerson> {
    const configuration = await this.#configuration()
    const { redirectUri } = this.#client
    return this.#asked(async () => {
      const checks = { expectedState: secrets.state, expectedNonce: secrets.nonce, pkceCodeVerifier: secrets.verifier }
      const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}${query}`), {
        ...checks,
        idTokenExpected: true,
        // A clock of ours and one of theirs: half a minute, which openid-client allows by itself.
        ...(again && { maxAge: 60 }),
      })
      const token = tokens.claims()
      if (token === undefined) throw refused('no ID token', null)
      const { auth_time: provenAt } = token
      const lacks = (claim: string): boolean => !Object.hasOwn(token, claim)
      const ask = () => userInfo(configuration, tokens.access_token, token.sub)
      const more: Claims = lacks(wanted) ? await ask() : welcome.some(lacks) ? await ask().catch(() => ({})) : {}
      // One says what the other is worth, so all of them are of one place.
      const together = welcome.some(lacks) ? Object.fromEntries(welcome.map((claim) => [claim, more[claim]])) : {}
      return {
        subject: token.sub,
        provenAt: provenAt === undefined ? null : provenAt * 1_000,
        claims: { ...more, ...token, ...together },
      }
    })
  }

  #configuration(): Promise<Configuration> {
    const now = this.#now()
    if (this.#known !== null && now >= this.#known.at && now < this.#known.until) return this.#known.configuration
    const configuration = this.#discover()
    const known = { configuration, at: now, until: now + KNOWN_FOR }
    this.#known = known
    configuration.catch(() => {
      if (this.#known === known) this.#known = { ...known, until: now + PAUSE_MS }
    })
    return configuration
  }

  /** @throws FederationError `ERR_PARTNER_UNREACHABLE`, `ERR_ADDRESS_REFUSED`: whatever it is, nobody can sign in there */
  async #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, secretIn } = this.#client
    const url = new URL(issuer)
    const shown = secretIn === 'header' ? ClientSecretBasic : ClientSecretPost
    try {
      return await discovery(url, clientId, {}, clientSecret === null ? None() : shown(clientSecret), {
        [customFetch]: throughOutbound(this.#http),
        timeout: TIMEOUT_MS / 1_000,
        // The signature too, though the token comes by TLS (Core 3.1.3.7, 6). Over plain HTTP a provider is only on
        // loopback, which the configuration and the way out both see to.
        execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
      })
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code !== 'ERR_REQUESTER_UNTRUSTED') throw failure
      throw unreachable('REACH_UPSTREAM', `what the provider says of itself is not taken: ${failure.message}`, error)
    }
  }

  /** What went wrong in two kinds: the provider was not there, or what it says is not taken. */
  async #asked<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw failureOf(error)
    }
  }
}

function failureOf(error: unknown): FederationError {
  const cause = error instanceof Error ? error.cause : undefined
  const ours = [error, cause].find((one) => one instanceof FederationError)
  if (ours !== undefined) return ours as FederationError
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return refused(`the provider says ${error.error}`, error)
  const code = error instanceof ClientError ? (error.code ?? '') : ''
  if (NOT_THERE.has(code)) return unreachable('REACH_UPSTREAM', `the provider does not answer as one: ${code}`, error)
  return refused(`what the provider says is not taken: ${code}`, error)
}
