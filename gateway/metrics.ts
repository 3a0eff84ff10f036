import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'
import { watchedCertificates } from './watched-certificates.ts'
import type { Administration } from './admin/administration.ts'
import type { Invitations } from './sharing/invitations.ts'
import type { Closing } from './closing.ts'
import type { LookupBudgets } from './limits/lookup-budgets.ts'
import { notListening } from './server.ts'

interface Parts extends Pick<Administration, 'organizations' | 'trusts' | 'clock'> {
  readonly invitations: Pick<Invitations, 'counts'>
  readonly budget: Pick<LookupBudgets, 'used' | 'counts' | 'size'>
}

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
  watchBudgets(registry, parts)
  return registry
}

/** Whose budget of lookups is how far used up, and how often somebody was told less for it, or to come back. */
function watchBudgets(registry: Registry, { budget, clock }: Parts): void {
  const registers = [registry]
  new Gauge({
    name: 'ledig_budget_used_ratio',
    help: 'How much of its budget an organization that asks has used up, from 0 to 1.',
    labelNames: ['account', 'unit'],
    registers,
    collect() {
      this.reset()
      for (const { account, people, slots } of budget.used(clock.now())) {
        this.set({ account, unit: 'people' }, people)
        this.set({ account, unit: 'slots' }, slots)
      }
    },
  })
  new Counter({
    name: 'ledig_budget_answers_total',
    help: 'Lookups that were answered in blocks, or told to come back, since a budget was used up.',
    labelNames: ['told'],
    registers,
    collect() {
      this.reset()
      this.inc({ told: 'blocks' }, budget.counts.coarse)
      this.inc({ told: 'nothing' }, budget.counts.refused)
    },
  })
  new Gauge({
    name: 'ledig_budget_ledgers',
    help: 'Askers, mailboxes and pairs of both of which it is remembered what they used up.',
    registers,
    collect() {
      this.set(budget.size)
    },
  })
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
