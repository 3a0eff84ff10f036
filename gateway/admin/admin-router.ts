import { createHash, timingSafeEqual } from 'node:crypto'
import express from 'express'
import type { NextFunction, Request, Response, Router } from 'express'
import type { z } from 'zod'
import type { Secret } from '../../config/secrets.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { AdminError } from './admin-error.ts'
import { acceptTrust, acceptTrustBody } from './accept-trust.ts'
import { allTrusts, findTrust, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { proposeTrust, proposeTrustBody } from './propose-trust.ts'
import { revokeTrust, revokeTrustBody } from './revoke-trust.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Only the bearer of the admin token goes on; digests are compared, so that time tells nothing of the token. */
function onlyAdministrators(token: Secret) {
  const expected = digest(`Bearer ${token.reveal()}`)
  return (request: Request, response: Response, next: NextFunction): void => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return next()
    response
      .status(401)
      .set('WWW-Authenticate', 'Bearer realm="Ledig administration"')
      .json({ error: { code: 'UNAUTHORIZED', message: 'This route needs the admin token.' } })
  }
}

function bodyOf<T>(schema: z.ZodType<T>, request: Request): T {
  const result = schema.safeParse(request.body ?? {})
  if (result.success) return result.data
  const problems = result.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || '(body)'}: ${issue.message}`,
  )
  throw new AdminError(400, 'BODY_INVALID', problems.join('; '))
}

const STATUS: Partial<Record<FederationError['code'], number>> = {
  ERR_PARTNER_UNREACHABLE: 502,
  ERR_ADDRESS_REFUSED: 400,
  ERR_METADATA_REFUSED: 422,
  ERR_STORE_UNAVAILABLE: 503,
}

/** Errors as JSON: an administrator is told what is wrong; what is unexpected goes to the log only. */
function reportErrors(administration: Administration) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error)
    if (error instanceof AdminError) {
      response.status(error.status).json({ error: { code: error.code, message: error.message } })
    } else if (error instanceof FederationError && STATUS[error.code] !== undefined) {
      const message = `${error.message}${error.context['reason'] === undefined ? '' : ` (${String(error.context['reason'])})`}`
      response.status(STATUS[error.code] as number).json({ error: { code: error.code, message } })
    } else if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
      response.status(error.status).json({ error: { code: 'BODY_INVALID', message: 'The body was not read as JSON.' } })
    } else {
      administration.log.error('administration failed', {
        detail: error instanceof Error ? error.stack : String(error),
      })
      response.status(500).json({ error: { code: 'INTERNAL', message: 'Something went wrong; the log has more.' } })
    }
  }
}

export function adminRouter(administration: Administration, token: Secret): Router {
  const router = express.Router()
  router.use(onlyAdministrators(token))
  router.use(express.json({ limit: 65_536, inflate: false, strict: true }))
  router.post('/trusts', async (request, response) => {
    response.status(201).json(await proposeTrust(administration, bodyOf(proposeTrustBody, request)))
  })
  router.get('/trusts', (_request, response) => {
    response.json({ trusts: allTrusts(administration).map((trust) => showTrust(administration, trust)) })
  })
  router.get('/trusts/:id', (request, response) => {
    response.json(showTrust(administration, findTrust(administration, request.params.id)))
  })
  router.post('/trusts/:id/accept', async (request, response) => {
    response.json(await acceptTrust(administration, request.params.id, bodyOf(acceptTrustBody, request)))
  })
  router.post('/trusts/:id/revoke', async (request, response) => {
    response.json(await revokeTrust(administration, request.params.id, bodyOf(revokeTrustBody, request)))
  })
  router.get('/lookups/:requestId', (request, response) => {
    const lookup = administration.lookups.recall(request.params.requestId)
    if (lookup === undefined) throw new AdminError(404, 'LOOKUP_NOT_FOUND', 'There is no recent lookup of this id.')
    response.json(lookup)
  })
  router.use((_request, _response, next) => next(new AdminError(404, 'NOT_FOUND', 'There is no such route.')))
  router.use(reportErrors(administration))
  return router
}
