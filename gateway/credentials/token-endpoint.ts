import express from 'express'
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { issueAccessToken } from '../../trust/tokens/access-token.ts'
import { verifyAssertion } from '../../trust/tokens/client-assertion.ts'
import { LIFETIME_SECONDS } from '../../trust/tokens/token-claims.ts'
import type { TokenReceiver } from '../../trust/tokens/verify-token.ts'
import type { Identities } from '../identities.ts'
import type { Log } from '../log.ts'
import { unreadStatus } from '../report-unread.ts'
import { addressOf } from '../visitor-address.ts'

export interface TokenEndpoint {
  readonly publicUrl: string
  /** The organization of ours that is called so; `gateway` is the gateway itself. */
  readonly organizationOf: (name: string) => OrganizationId | undefined
  readonly receiver: TokenReceiver
  readonly identities: Identities
  readonly state: StateStore
  readonly random: Randomness
  readonly clock: Clock
  readonly log: Log
}

export const TOKEN_PATH = '/organizations/:name/token'
const LARGEST = '16kb'
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ID_BYTES = 16

/** Where partners of this organization of ours get access tokens. */
export const tokenEndpointUrl = (publicUrl: string, name: string): string => `${publicUrl}/organizations/${name}/token`

type OAuthError = 'invalid_request' | 'unsupported_grant_type' | 'invalid_client' | 'temporarily_unavailable'

// RFC 6749 5.2. All reasons to refuse a client are one answer, byte for byte.
const STATUS: Readonly<Record<OAuthError, number>> = {
  invalid_request: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  temporarily_unavailable: 503,
}

function refuse(response: Response, error: OAuthError, status = STATUS[error]): void {
  response.status(status).set('Pragma', 'no-cache').json({ error })
}

/** The one assertion of a form that asks for an access token; else what is wrong with the form. */
function readForm(body: unknown): { readonly assertion: string } | OAuthError {
  if (typeof body !== 'object' || body === null) return 'invalid_request'
  const form = body as Readonly<Record<string, unknown>>
  if (Object.values(form).some((value) => typeof value !== 'string')) return 'invalid_request'
  if (form['grant_type'] === undefined) return 'invalid_request'
  if (form['grant_type'] !== 'client_credentials') return 'unsupported_grant_type'
  if (form['client_assertion_type'] !== ASSERTION) return 'invalid_request'
  const assertion = form['client_assertion']
  return typeof assertion === 'string' && assertion !== '' ? { assertion } : 'invalid_request'
}

async function issue(
  { clock, identities, random, state }: TokenEndpoint,
  us: OrganizationId,
  partner: OrganizationId,
): Promise<string> {
  const tokenId = random.bytes(ID_BYTES).toString('base64url')
  const token = issueAccessToken({ signer: identities.signer(us), partner, clock, tokenId })
  // On record before it is given: its id, never its text (threats TK15).
  const facts = { tokenId, audience: us, partner, seconds: LIFETIME_SECONDS }
  const entry = { event: 'token.issued', at: clock.now(), actor: 'gateway', requestId: null, facts, personal: {} }
  await state.commit({ writes: [], audit: [entry] })
  return token
}

async function answer(endpoint: TokenEndpoint, request: Request, response: Response): Promise<void> {
  const { log, publicUrl, organizationOf, receiver } = endpoint
  const name = String(request.params['name'])
  const form = readForm(request.body)
  if (typeof form === 'string') return refuse(response, form)
  // An organization that is not here has no partners: the same answer as to a stranger.
  const us = organizationOf(name)
  if (us === undefined) return refuse(response, 'invalid_client')
  const tokenEndpoint = tokenEndpointUrl(publicUrl, name)
  const place = { tokenEndpoint, audience: us, source: addressOf(request) }
  const client = await verifyAssertion(form.assertion, place, receiver)
  if (typeof client === 'string') {
    log.warn('access token refused', { organization: us, because: client })
    return refuse(response, 'invalid_client')
  }
  const access_token = await issue(endpoint, us, client.issuer)
  log.info('access token issued', { organization: us, partner: client.issuer })
  response.set('Pragma', 'no-cache').json({ access_token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS })
}

/** `POST /organizations/<name>/token` (RFC 6749 4.4 with RFC 7523 2.2). */
export function tokenEndpoint(endpoint: TokenEndpoint): (RequestHandler | ErrorRequestHandler)[] {
  return [
    express.urlencoded({ extended: false, limit: LARGEST, parameterLimit: 8, inflate: false }),
    (request: Request, response: Response): void => {
      answer(endpoint, request, response).catch((error: unknown) => {
        const code = error instanceof FederationError ? error.code : 'ERR_INTERNAL'
        endpoint.log.warn('access token not issued', { code, detail: String(error) })
        refuse(response, 'temporarily_unavailable')
      })
    },
    (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
      const status = unreadStatus(error)
      if (status === null) next(error)
      else refuse(response, 'invalid_request', status)
    },
  ]
}
