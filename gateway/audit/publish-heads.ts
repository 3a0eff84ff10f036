import type { RequestHandler, Response } from 'express'
import { LRUCache } from 'lru-cache'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { AuditTree } from '../../trust/audit/audit-tree.ts'
import { consistencyProof } from '../../trust/audit/merkle-tree.ts'
import { readTreeHead, signersOf, signTreeHead } from '../../trust/audit/tree-head.ts'
import type { TreeHead } from '../../trust/audit/tree-head.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Identity } from '../../trust/keys/sealed-identity.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import type { ChangedRecord, StateFollower } from '../../trust/stores/state-store.ts'
import type { Directory } from '../broker/directory.ts'
import { hostedFor } from '../publish-metadata.ts'

/** Beside the metadata of an organization. */
export const HEAD_WELL_KNOWN = '/.well-known/federation-audit-head'

const PROOFS_KEPT = 1_000
const KINDS: ReadonlySet<RecordKind> = new Set(['tree-head'])

/** The tree heads of our own log, in memory: at most one an hour, whoever signed it. */
export class KeptHeads implements StateFollower {
  readonly kinds = KINDS
  readonly #jwts = new Map<number, string>()
  #newest = 0

  /** Whether a head of this size was ever shown. */
  has(size: number): boolean {
    return this.#jwts.has(size)
  }

  /** The newest; null before the first. */
  newest(gateway: Organization): TreeHead | null {
    const jwt = this.#jwts.get(this.#newest)
    return jwt === undefined ? null : readTreeHead(jwt, signersOf(gateway))
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#jwts.clear()
    this.#newest = 0
    for await (const record of records) this.#keep(record)
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { held } of records) if (held !== null) this.#keep(held)
  }

  #keep({ key, value }: HeldRecord): void {
    const size = Number(key)
    this.#jwts.set(size, (value as { jwt: string }).jwt)
    this.#newest = Math.max(this.#newest, size)
  }
}

export interface HeadPublisher {
  readonly heads: KeptHeads
  readonly tree: AuditTree
  readonly directory: Pick<Directory, 'gateway'> & Hosts
  readonly identities: { current(id: OrganizationId): Identity }
}

/** Who is at an address of ours. */
interface Hosts {
  hostedByName(name: string): { readonly identity: Organization } | undefined
  hostedDomain(domain: Domain): { readonly identity: Organization } | undefined
}

/** The newest head as this organization says it: the log is the gateway's, each partner knows one certificate. */
function signedHeads({ identities }: HeadPublisher): (id: OrganizationId, head: TreeHead) => string {
  const kept = new Map<OrganizationId, { readonly jwt: string; readonly said: string }>()
  return (id, head) => {
    const { organization, sequence } = identities.current(id)
    const said = `${head.log} ${head.size} ${sequence}`
    const last = kept.get(id)
    if (last?.said === said) return last.jwt
    const jwt = signTreeHead(organization, head)
    kept.set(id, { jwt, said })
    return jwt
  }
}

/**
 * What partners read once an hour of our audit log: how long it is and the root of its tree, signed, and that what they
 * saw before is its beginning (`?after=<size>`). Proofs exist only between heads that were shown, so that nobody can have
 * the tree computed at will.
 */
export function publishHeads(publisher: HeadPublisher): { byName: RequestHandler; bare: RequestHandler } {
  const { heads, tree, directory } = publisher
  const sign = signedHeads(publisher)
  const proofs = new LRUCache<string, string[]>({ max: PROOFS_KEPT })
  async function proofFrom(earlier: number, { log, size }: TreeHead): Promise<string[]> {
    const key = `${log} ${earlier} ${size}`
    const proof = proofs.get(key) ?? (await consistencyProof(tree.hashOf, earlier, size))
    proofs.set(key, proof)
    return proof
  }
  async function send(response: Response, of: Organization | undefined, after: unknown): Promise<void> {
    const head = heads.newest(directory.gateway)
    const earlier = after === undefined ? null : Number(after)
    if (of === undefined || head === null) return notThere(response, 'There is no audit head here.')
    if (earlier !== null && !heads.has(earlier)) return notThere(response, 'No audit head of this size was published.')
    const proof = earlier === null ? null : await proofFrom(earlier, head)
    response.set('Cache-Control', 'public, max-age=60').json({ head: sign(of.id, head), proof })
  }
  return {
    byName: (request, response) =>
      send(response, directory.hostedByName(String(request.params['name']))?.identity, request.query['after']),
    bare: (request, response) => {
      const { domain, after } = request.query
      const of = domain === undefined ? directory.gateway : hostedFor(directory, domain)?.identity
      return send(response, of, after)
    },
  }
}

function notThere(response: Response, message: string): void {
  response.status(404).json({ error: { code: 'NOT_FOUND', message } })
}
