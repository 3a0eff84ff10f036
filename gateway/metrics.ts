import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { Gauge, Registry } from 'prom-client'
import { watchedCertificates } from './watched-certificates.ts'
import type { Administration } from './admin/administration.ts'
import type { Invitations } from './sharing/invitations.ts'
import type { Closing } from './closing.ts'
import { notListening } from './server.ts'

type Parts = Pick<Administration, 'organizations' | 'trusts'> & { readonly invitations: Pick<Invitations, 'counts'> }

/** Numbers are read when somebody asks for them: nothing is counted on the way of a lookup. */
export function metricsOf(parts: Parts): Registry {
  const registry = new Registry()
  const labelNames = ['owner', 'organization', 'slot', 'partner'] as const
  new Gauge({
    name: 'ledig_certificate_not_after_seconds',
    help: 'When a federation certificate is over, in seconds since 1970; ours and those of partners.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      for (const { owner, organization, slot, partner, notAfter: until } of watchedCertificates(parts)) {
        this.set({ owner, organization, slot, partner: partner ?? '' }, until / 1_000)
      }
    },
  })
  new Gauge({
    name: 'ledig_invitations',
    help: 'Invitations by what became of them: those that wait, and the others of the last 30 days.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(parts.invitations.counts())) this.set({ state }, count)
    },
  })
  return registry
}

const LONGEST_REQUEST_MS = 5_000

/** `GET /metrics` on a port of its own, so that who watches the gateway needs no way to the public one, nor back. */
export async function openMetrics(
  listen: { readonly host: string; readonly port: number } | null,
  administration: Parts & Pick<Administration, 'log'>,
  closing: Closing,
): Promise<void> {
  if (listen === null) return
  const registry = metricsOf(administration)
  const server = createServer({ requestTimeout: LONGEST_REQUEST_MS }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  closing.add(server, closed)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(notListening(listen, error)))
    server.listen(listen.port, listen.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  administration.log.info('metrics served', { host: listen.host, port })
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
