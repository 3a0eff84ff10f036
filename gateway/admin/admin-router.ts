import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import type { Request, RequestHandler, Response, Router } from 'express'
import { HOUR } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { FILE_TOKEN } from './access-tokens.ts'
import type { Administration } from './administration.ts'
import { AdmissionLimits } from './admission-limits.ts'
import { apiPages } from './api-pages.ts'
import { bearerOf, SCOPES } from './operation.ts'
import type { Answer, Call, Caller, Operation, Scope } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { reportErrors } from './report-errors.ts'
import { beyondLimits } from './json-limits.ts'
import { readBodyOf } from './read-order.ts'
import { addressOf } from '../visitor-address.ts'

const LARGEST_BODY = 65_536
const BODY_TYPES = ['application/json', 'application/merge-patch+json']
/** A document of the largest size has about so many values, and reading so many takes well under a second. */
const JSON_LIMITS = { depth: 32, values: 65_536 }
const STORE_AWAY_MS = 2_000
/** How long the answer to a request with an idempotency key is kept. */
const ANSWERS_KEPT = 24 * HOUR
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

const NOBODY: Caller = { tokenId: 'nobody', person: bearerOf('nobody'), scope: 'read' }

function includes(held: Scope, wanted: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(wanted)
}

/** Lets the bearer of a token with this scope on. One answer for every reason a token is not one. */
function admit({ tokens, state }: Administration, limits: AdmissionLimits, scope: Scope | null): RequestHandler {
  return async (request, response, next) => {
    const source = addressOf(request)
    const caller = scope === null ? NOBODY : tokens.caller(request.headers.authorization)
    // Made or revoked elsewhere meanwhile: who cannot hear of it takes only the token that no store holds.
    if (scope !== null && caller?.tokenId !== FILE_TOKEN && !state.fresh()) {
      const message = 'The store is away, and with it whether this token is good; try again later.'
      throw new FederationError('ERR_STORE_UNAVAILABLE', message, { backOffMs: STORE_AWAY_MS })
    }
    // Before a proxy everybody has one address: who guesses there must not shut out who has a token.
    if (caller === null || caller === NOBODY) await limits.mayTry(source)
    if (caller === null) {
      await limits.failed(source)
      response.set('WWW-Authenticate', 'Bearer realm="Ledig administration"')
      throw new FederationError(
        'ERR_REQUESTER_UNTRUSTED',
        'This needs an access token that counts: there is none, or it is wrong, over or revoked.',
      )
    }
    if (scope === null) await limits.failed(source)
    else await limits.mayAsk(caller.tokenId)
    if (scope !== null && !includes(caller.scope, scope)) {
      throw new FederationError('ERR_FORBIDDEN', `This needs a token of scope ${scope}; this one has ${caller.scope}.`)
    }
    response.locals['caller'] = caller
    next()
  }
}

/** The version a request was made from; null where it does not say. */
function beforeOf(request: Request): number | null {
  const match = request.headers['if-match']
  if (request.headers['if-none-match'] === '*' && match === undefined) return 0
  if (match === undefined) return null
  const version = /^"(\d{1,15})"$/.exec(match)?.[1]
  if (version !== undefined) return Number(version)
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'If-Match: expected one version in quotes, as in an ETag.')
}

/** Before anything else reads the body: what is nested too deep cannot even be written again. */
const boundBody: RequestHandler = (request, _response, next) => {
  const beyond = beyondLimits(request.body, JSON_LIMITS)
  if (beyond === null) return next()
  throw new FederationError(
    'ERR_MESSAGE_MALFORMED',
    beyond === 'too deep' ? 'The body is nested too deep.' : `The body has more than ${JSON_LIMITS.values} values.`,
  )
}

/**
 * Which request this is, for repetitions: the key belongs to the token, and stands for one method, address and body. Not
 * for the version it was made from: who repeats a command reads first, and finds what the command made.
 */
function repetitionOf(request: Request, caller: Caller) {
  const key = request.get('Idempotency-Key')
  if (key === undefined || caller === NOBODY) return null
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'Idempotency-Key: expected 1 to 255 printable characters.')
  }
  const asked = JSON.stringify([request.method, request.originalUrl, request.body])
  return { id: `${caller.tokenId} ${key}`, digest: createHash('sha256').update(asked).digest('hex') }
}

function queryOf(operation: Operation, request: Request): Readonly<Record<string, string>> {
  const known = new Set([...Object.keys(operation.query ?? {}), ...(operation.method === 'get' ? [] : ['dryRun'])])
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.query)) {
    if (!known.has(name) || typeof value !== 'string') {
      throw new FederationError('ERR_MESSAGE_MALFORMED', `${name}: there is no such parameter, or it is said twice.`)
    }
    query[name] = value
  }
  return query
}

function callOf(
  operation: Operation,
  administration: Administration,
  request: Request,
  response: Response,
): Call<unknown> {
  const caller = response.locals['caller'] as Caller
  const query = queryOf(operation, request)
  const dryRun = query['dryRun'] === 'true'
  const repetition = dryRun ? null : repetitionOf(request, caller)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return {
    params: request.params as Record<string, string>,
    query,
    body: readBodyOf(operation, request.body ?? {}),
    caller,
    source: addressOf(request),
    dryRun,
    signal: gone.signal,
    before: operation.conditional === true ? beforeOf(request) : null,
    cause: (answer) => ({
      actor: caller === NOBODY ? 'first-administrator' : `token:${caller.tokenId}`,
      requestId: response.get('request-id') ?? null,
      ...(dryRun && { rehearsal: true }),
      ...(repetition !== null && {
        request: {
          ...repetition,
          until: administration.clock.now() + ANSWERS_KEPT,
          answer: (sequence: number) => answer(sequence) as unknown as Json,
        },
      }),
    }),
  }
}

async function send(response: Response, { status = 200, body, version, stream, type }: Answer): Promise<void> {
  if (stream !== undefined) {
    response.status(status).type(type ?? 'application/octet-stream')
    return pipeline(Readable.from(stream), response)
  }
  if (version !== undefined) response.set('ETag', `"${version}"`)
  response.status(status).json(body)
}

/** What was answered to this request before; null where it is new. */
async function answeredBefore(
  { state }: Administration,
  repetition: { readonly id: string; readonly digest: string } | null,
): Promise<Answer | null> {
  const known = repetition === null ? null : await state.answered(repetition.id)
  if (known === null || repetition === null) return null
  if (known.digest === repetition.digest) return known.answer as unknown as Answer
  throw new FederationError('ERR_KEY_REUSED', 'This Idempotency-Key was used for another request.')
}

function handler(operation: Operation, administration: Administration): RequestHandler {
  return async (request, response) => {
    const caller = response.locals['caller'] as Caller
    const repetition = operation.method === 'get' ? null : repetitionOf(request, caller)
    const replay = (answer: Answer): Promise<void> => send(response.set('Idempotency-Replayed', 'true'), answer)
    const before = await answeredBefore(administration, repetition)
    if (before !== null) return replay(before)
    const call = callOf(operation, administration, request, response)
    const outcome = await outcomeOf(() => operation.handle(administration, call))
    if (outcome.conflict) {
      // Of two that came at once the other was carried out: this one is told the same.
      const meanwhile = await answeredBefore(administration, repetition)
      if (meanwhile !== null) return replay(meanwhile)
    }
    if ('error' in outcome) throw outcome.error
    if (call.dryRun) response.set('Dry-Run', 'true')
    await send(response, outcome.answer)
  }
}

type Outcome =
  { readonly conflict: boolean; readonly answer: Answer } | { readonly conflict: true; readonly error: FederationError }

/** What came of it; a conflict is looked at before it is told. */
async function outcomeOf(work: () => Answer | Promise<Answer>): Promise<Outcome> {
  try {
    const answer = await work()
    return { conflict: answer.status === 409, answer }
  } catch (error) {
    const gone = error instanceof FederationError && (error.code === 'ERR_CONFLICT' || error.code === 'ERR_NOT_FOUND')
    if (gone) return { conflict: true, error }
    throw error
  }
}

const onExpress = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** Every operation of the table as a route; what is not in the table is not there. */
export function adminRouter(administration: Administration): Router {
  const { log, random } = administration
  const router = express.Router()
  const limits = new AdmissionLimits()
  router.use((_request, response, next) => {
    response.set('request-id', random.uuid())
    next()
  })
  router.use(apiPages(OPERATIONS))
  for (const operation of OPERATIONS) {
    const limit = operation.largestBody ?? LARGEST_BODY
    const reader = express.json({ type: BODY_TYPES, limit, inflate: false, strict: false })
    const steps = [
      admit(administration, limits, operation.scope),
      reader,
      boundBody,
      handler(operation, administration),
    ]
    router[operation.method](onExpress(operation.path), ...steps)
  }
  // Whoever has no token learns of no route that it is not there.
  router.use(admit(administration, limits, 'read'), (_request, _response, next) => {
    next(new FederationError('ERR_NOT_FOUND', 'There is no such route.'))
  })
  router.use(reportErrors(log))
  return router
}
