import express from 'express'
import type { Express } from 'express'
import type { Secret } from '../config/secrets.ts'
import { adminRouter } from './admin/admin-router.ts'
import type { Administration } from './admin/administration.ts'
import { publishMetadata, WELL_KNOWN } from './publish-metadata.ts'
import type { MetadataPublisher } from './publish-metadata.ts'

export interface WebParts {
  readonly administration: Administration
  readonly adminToken: Secret
  readonly metadata: MetadataPublisher
  /** False while stopping. */
  readonly ready: () => boolean
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
  app.get('/livez', (_request, response) => void response.type('text').send('live\n'))
  app.get('/readyz', (_request, response) => {
    const ready = parts.ready()
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready\n' : 'stopping\n')
  })
  app.use('/admin/v1', adminRouter(parts.administration, parts.adminToken))
  app.use((_request, response) => {
    response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } })
  })
  return app
}
