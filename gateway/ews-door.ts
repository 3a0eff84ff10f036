import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { acceptsEwsContentType, answerEws, ewsFault } from '../protocols/ews/ews-endpoint.ts'
import type { EwsLimits, HttpAnswer } from '../protocols/ews/ews-endpoint.ts'
import { FederationError } from '../protocols/federation-error.ts'
import { DIAGNOSTICS } from '../protocols/ms-xoauth/challenge.ts'
import { PERSON_HEADER } from '../trust/tokens/access-token.ts'
import { answerAvailability } from './broker/answer-availability.ts'
import type { Broker } from './broker/answer-availability.ts'
import type { RefusedRequest } from './broker/refused-request.ts'
import { authenticate } from './authenticate.ts'
import type { Authenticator } from './authenticate.ts'
import { refusalOf } from './explain/refusal-finding.ts'
import type { Log } from './log.ts'
import { discardRest, readBody } from './read-body.ts'
import { addressOf } from './visitor-address.ts'

export interface EwsDoor {
  readonly broker: Broker
  readonly authenticator: Authenticator
  readonly limits: EwsLimits & { readonly requestBytes: number; readonly inFlight: number }
  /** Of a 401: what tokens for us have to name. */
  readonly challenge: string
  /** What a partner's token names as `htu`: the public address of this endpoint, told and compared exactly. */
  readonly publicUrl: string
  readonly newRequestId: () => string
  /** Whether what is held of trusts and policies may still be decided on. */
  readonly fresh: () => boolean
  /** Told of every request that is refused as a whole. */
  readonly refused: (refused: Omit<RefusedRequest, 'at'>) => void
  readonly log: Log
}

// One answer for every reason, byte for byte: why a credential was refused is for our log.
const unauthorized = ({ challenge }: EwsDoor): HttpAnswer => ({
  status: 401,
  headers: {
    'WWW-Authenticate': `Basic realm="Ledig", ${challenge}`,
    'x-ms-diagnostics': DIAGNOSTICS,
    'Content-Type': 'text/plain',
  },
  body: Buffer.from('The request needs credentials that this gateway accepts.\n'),
})

const SMALL = 16_384
const TOO_BIG = 413
/** Of a body that is too big; the server's `requestTimeout` bounds how long that may take. */
const MOST_DISCARDED = 8 * 2 ** 20
const STORE_AWAY_MS = 2_000

const plain = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: { 'Content-Type': 'text/plain', ...headers },
  body: Buffer.from(`${text}\n`),
})

function send(request: IncomingMessage, response: ServerResponse, requestId: string, answer: HttpAnswer): void {
  if (response.destroyed || response.headersSent) return
  response.writeHead(answer.status, {
    ...answer.headers,
    'Content-Length': answer.body.byteLength,
    'Cache-Control': 'no-store',
    'request-id': requestId,
  })
  if (answer.status === TOO_BIG) return sendLingering(request, response, answer.body)
  // Node sends a text together with the headers in one write, and a buffer apart from them in two.
  if (answer.body.byteLength <= SMALL) response.end(answer.body.toString('latin1'), 'latin1')
  else response.end(answer.body)
}

/** The answer at once, and the end of the connection once the rest has come: who sends too much is still sending. */
function sendLingering(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.write(body)
  void discardRest(request, MOST_DISCARDED).then((ended) => (ended ? response.end() : response.destroy()))
}

/** No credentials, or the empty Bearer of a server that asks what to sign for (MS-XOAUTH 3.2.5.4). */
const asksForCredentials = ({ headers: { authorization } }: IncomingMessage): boolean =>
  authorization === undefined || /^bearer\s*$/i.test(authorization)

/** What can be refused before anything is read: method, type, size, and a request that brings no credentials at all. */
function refuseUnread(request: IncomingMessage, door: EwsDoor, inFlight: number): HttpAnswer | null {
  if (request.method !== 'POST') return plain(405, 'This address takes POST.', { Allow: 'POST' })
  if (asksForCredentials(request)) return unauthorized(door)
  if (request.headers['content-encoding'] !== undefined) return plain(415, 'A compressed request is not read.')
  if (!acceptsEwsContentType(request.headers['content-type']))
    return plain(415, 'The request must be text/xml in UTF-8.')
  if (Number(request.headers['content-length'] ?? 0) > door.limits.requestBytes) return tooBig(door)
  if (inFlight >= door.limits.inFlight) {
    return ewsFault(new FederationError('ERR_BUSY', 'too many requests in flight', { backOffMs: 1_000 }))
  }
  return null
}

/** A fault of a busy gateway is the only one that is SOAP. */
const unreadCode = (status: number): string => {
  if (status === 401) return 'NO_CREDENTIALS'
  return status === 500 ? 'ERR_BUSY' : `HTTP_${status}`
}

const tooBig = (door: EwsDoor): HttpAnswer =>
  plain(TOO_BIG, `The request is larger than ${door.limits.requestBytes} bytes.`, { Connection: 'close' })

/** Aborted when the connection goes away before the answer was sent. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}

/** Undefined also where it was sent twice: then nobody knows which one is meant. */
function personOf({ headers }: IncomingMessage): string | undefined {
  const person = headers[PERSON_HEADER]
  return typeof person === 'string' ? person : undefined
}

/** What may have been revoked without our hearing of it is not decided on (threats, section 4). */
function requireFresh(door: EwsDoor): void {
  if (!door.fresh()) {
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'no news of changes', { away: 'news', backOffMs: STORE_AWAY_MS })
  }
}

async function answer(door: EwsDoor, request: IncomingMessage, response: ServerResponse, requestId: string) {
  const body = await readBody(request, door.limits.requestBytes)
  if (body === 'too big') {
    door.refused({ requestId, because: `HTTP_${TOO_BIG}`, detail: null, found: null, requester: null })
    return tooBig(door)
  }
  requireFresh(door)
  const authentication = await authenticate(door.authenticator, {
    authorization: request.headers.authorization,
    url: door.publicUrl,
    body,
    source: addressOf(request),
    secure: (request.socket as Partial<TLSSocket>).encrypted === true || door.publicUrl.startsWith('https:'),
    person: personOf(request),
  })
  if (!authentication.authenticated) {
    door.log.warn('credentials refused', { requestId, because: authentication.because })
    door.refused({ requestId, because: authentication.because, detail: null, found: null, requester: null })
    return unauthorized(door)
  }
  const { requester } = authentication
  const context = { requestId, signal: () => signalOf(response) }
  const ready = await answerEws(body, {
    limits: door.limits,
    caller: { address: requester.person },
    availability: (question) => answerAvailability(door.broker, requester, question, context),
    refused: (error) => {
      door.log.warn('request refused', { requestId, code: error.code, detail: error.message })
      door.refused({ requestId, ...refusalOf(error), requester })
    },
  })
  // Again, since an answer may have taken longer than what it was decided on lasts.
  requireFresh(door)
  return ready
}

function failure(door: EwsDoor, requestId: string, error: unknown): HttpAnswer {
  if (error instanceof FederationError) {
    door.log.warn('request failed', { requestId, code: error.code, detail: error.message })
    door.refused({ requestId, ...refusalOf(error), requester: null })
    return ewsFault(error)
  }
  door.log.error('request failed unexpectedly', {
    requestId,
    detail: error instanceof Error ? error.stack : 'no error',
  })
  door.refused({ requestId, because: 'ERR_INTERNAL', detail: 'unexpected failure', found: null, requester: null })
  return ewsFault(new FederationError('ERR_INTERNAL', 'unexpected failure'))
}

/** `POST /EWS/Exchange.asmx`: one request from its first byte to its last. Never throws, never leaves one unanswered. */
export function ewsDoor(door: EwsDoor): (request: IncomingMessage, response: ServerResponse) => void {
  let inFlight = 0
  return (request, response) => {
    const requestId = door.newRequestId()
    const refusal = refuseUnread(request, door, inFlight)
    if (refusal !== null) {
      request.resume()
      // No credentials is how most clients begin, so that is no warning.
      const fields = { requestId, status: refusal.status }
      if (refusal.status === 401) door.log.debug('credentials missing', fields)
      else door.log.warn('request refused', fields)
      door.refused({ requestId, because: unreadCode(refusal.status), detail: null, found: null, requester: null })
      send(request, response, requestId, refusal)
      return
    }
    inFlight++
    answer(door, request, response, requestId)
      .catch((error: unknown) => failure(door, requestId, error))
      .then((ready) => {
        inFlight--
        send(request, response, requestId, ready)
      })
      .catch((error: unknown) => door.log.error('answer could not be sent', { requestId, detail: String(error) }))
  }
}
