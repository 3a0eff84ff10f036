import express from 'express'
import type { Express } from 'express'
import { adminRouter } from './admin/admin-router.ts'
import type { Administration } from './admin/administration.ts'
import { HEAD_WELL_KNOWN, publishHeads } from './audit/publish-heads.ts'
import type { HeadPublisher } from './audit/publish-heads.ts'
import { answerOffers } from './agreement/answer-offers.ts'
import type { OffersAnswerer } from './agreement/answer-offers.ts'
import { OFFERS, publishMetadata, WELL_KNOWN } from './publish-metadata.ts'
import { AUTODISCOVER_SERVICE, AUTODISCOVER_XML } from '../protocols/autodiscover/autodiscover-endpoint.ts'
import { AUTH_METADATA_PATH } from '../protocols/ms-xoauth/auth-metadata.ts'
import { autodiscoverDoor } from './autodiscover-door.ts'
import type { AutodiscoverDoor } from './autodiscover-door.ts'
import type { AuthMetadataPublisher } from './credentials/publish-auth-metadata.ts'
import { TOKEN_PATH, tokenEndpoint } from './credentials/token-endpoint.ts'
import type { TokenEndpoint } from './credentials/token-endpoint.ts'
import type { OwnerDoor } from './owner/owner-door.ts'
import { ownerRouter } from './owner/owner-router.ts'
import type { MetadataPublisher } from './publish-metadata.ts'
import { reportUnread } from './report-unread.ts'

/**
 * `store away`: changes made elsewhere may be unknown here, so nothing is answered. `clock differs`: ours and the store's
 * are too far apart for times in tokens to mean the same on all instances.
 */
export type Readiness = 'ready' | 'stopping' | 'store away' | 'clock differs'

export interface WebParts {
  readonly administration: Administration
  readonly metadata: MetadataPublisher
  readonly offers: OffersAnswerer
  readonly tokens: TokenEndpoint
  readonly authMetadata: AuthMetadataPublisher
  readonly autodiscover: AutodiscoverDoor
  readonly owner: OwnerDoor
  /** Null where the heads of our audit log are not shown. */
  readonly auditHeads: HeadPublisher | null
  readonly readiness: () => Readiness
}

/** Everything but the lookup: metadata, administration, health. */
export function webApplication(parts: WebParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('etag', false)
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' })
    next()
  })
  const metadata = publishMetadata(parts.metadata)
  app.get(WELL_KNOWN, metadata.bare)
  app.get(`/organizations/:name${WELL_KNOWN}`, metadata.byName)
  app.post([OFFERS, `/organizations/:name${OFFERS}`], answerOffers(parts.offers))
  if (parts.auditHeads !== null) {
    const heads = publishHeads(parts.auditHeads)
    app.get(HEAD_WELL_KNOWN, heads.bare)
    app.get(`/organizations/:name${HEAD_WELL_KNOWN}`, heads.byName)
  }
  app.post(TOKEN_PATH, ...tokenEndpoint(parts.tokens))
  app.get(AUTH_METADATA_PATH, (_request, response) => parts.authMetadata.bare(response))
  app.get(`/organizations/:name${AUTH_METADATA_PATH}`, (request, response) =>
    parts.authMetadata.byName(request.params.name, response),
  )
  app.all([AUTODISCOVER_XML, AUTODISCOVER_SERVICE], autodiscoverDoor(parts.autodiscover))
  app.get('/livez', (_request, response) => void response.type('text').send('live\n'))
  app.get('/readyz', (_request, response) => {
    const readiness = parts.readiness()
    response
      .status(readiness === 'ready' ? 200 : 503)
      .type('text')
      .send(`${readiness}\n`)
  })
  app.use('/admin/v1', adminRouter(parts.administration))
  app.use('/owner', ownerRouter(parts.owner))
  app.use((_request, response) => {
    response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } })
  })
  app.use(reportUnread(parts.administration.log))
  return app
}
