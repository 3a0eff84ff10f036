import { createHash, timingSafeEqual } from 'node:crypto'
import express from 'express'
import type { NextFunction, Request, Response, Router } from 'express'
import type { z } from 'zod'
import type { Secret } from '../../config/secrets.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { acceptTrust, acceptTrustBody } from './accept-trust.ts'
import { allTrusts, findTrust, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { listOrganizations } from './list-organizations.ts'
import { proposeTrust, proposeTrustBody } from './propose-trust.ts'
import { reportErrors } from './report-errors.ts'
import { resumeTrust, suspendTrust, suspendTrustBody } from './suspend-trust.ts'
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
  throw new FederationError('ERR_MESSAGE_MALFORMED', problems.join('; '))
}

export function adminRouter(administration: Administration, token: Secret): Router {
  const router = express.Router()
  router.use(onlyAdministrators(token))
  router.use(express.json({ limit: 65_536, inflate: false, strict: true }))
  router.get('/organizations', (_request, response) => {
    response.json({ organizations: listOrganizations(administration) })
  })
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
  router.post('/trusts/:id/suspend', async (request, response) => {
    response.json(await suspendTrust(administration, request.params.id, bodyOf(suspendTrustBody, request)))
  })
  router.post('/trusts/:id/resume', async (request, response) => {
    response.json(await resumeTrust(administration, request.params.id))
  })
  router.post('/trusts/:id/revoke', async (request, response) => {
    response.json(await revokeTrust(administration, request.params.id, bodyOf(revokeTrustBody, request)))
  })
  router.get('/lookups/:requestId', (request, response) => {
    const lookup = administration.lookups.recall(request.params.requestId)
    if (lookup === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no recent lookup of this id.')
    response.json(lookup)
  })
  router.use((_request, _response, next) => next(new FederationError('ERR_NOT_FOUND', 'There is no such route.')))
  router.use(reportErrors(administration.log))
  return router
}
