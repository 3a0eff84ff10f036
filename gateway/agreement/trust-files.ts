import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import type { FederationMetadata } from '../../trust/organization/federation-metadata.ts'
import { acceptedOf, isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { refresh } from '../../trust/organization/refresh-trust.ts'
import { LONGEST_OFFER, readOffer } from '../../trust/organization/signed-offer.ts'
import { propose } from '../../trust/organization/trust-transitions.ts'
import { LARGEST_METADATA, readGivenMetadata } from '../admin/fetch-metadata.ts'
import { askForPerson } from '../admin/refresh-trust.ts'
import { findTrust, keep, nameOf, showTrust } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'
import { despiteRaces } from '../admin/change-trust.ts'
import { operation } from '../admin/operation.ts'
import type { Answer, Call, Operation } from '../admin/operation.ts'

/** What one side hands the other where no network leads to it: two documents, each signed under the same certificate. */
const TRUST_FILE = z.strictObject({
  'ledig-trust': z.literal(1),
  metadata: z.string().max(LARGEST_METADATA),
  /** About the organization it is for; null before there is a trust with it. */
  statement: z.string().max(LONGEST_OFFER).nullable(),
})

const importBody = z.strictObject({
  /** Name of the organization of ours it is for, or `gateway`. */
  organization: z.string().max(64),
  file: TRUST_FILE,
})

type ImportBody = z.infer<typeof importBody>

function organizationNamed({ organizations }: Administration, name: string): OrganizationId {
  const id = organizations.get(name)?.id
  if (id === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  return id
}

function exportTrust(administration: Administration, { query }: Call<unknown>): Answer {
  const { trust: id, organization } = query
  if ((id === undefined) === (organization === undefined))
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'Name either a trust or an organization.')
  const trust = id === undefined ? null : findTrust(administration, id)
  const name = trust === null ? (organization ?? '') : nameOf(administration, trust.local)
  const metadata = administration.ownMetadata(organizationNamed(administration, name), name)
  // Before our yes there is nothing to say to the partner, as over the network.
  const says = trust !== null && (acceptedOf(trust) !== null || trust.is.state === 'revoked')
  return { body: { 'ledig-trust': 1, metadata, statement: says ? administration.exchange.statement(trust) : null } }
}

function metadataIn(
  { clock, organizations, minimumSoftware }: Administration,
  { metadata }: ImportBody['file'],
): FederationMetadata {
  const read = readGivenMetadata(metadata, { clock, minimumSoftware })
  if ([...organizations.values()].some(({ id }) => id === read.id))
    throw new FederationError('ERR_CONFLICT', 'This file is of an organization of this gateway, not of a partner.', {
      refused: 'own-organization',
    })
  return read
}

function checkStatement(
  { clock }: Administration,
  local: OrganizationId,
  metadata: FederationMetadata,
  statement: string | null,
): void {
  if (statement === null) return
  const parties = { issuer: metadata.id, audience: local }
  const reading = readOffer(statement, { clock, pinned: metadata.certificate.fingerprint, ...parties })
  if (reading.accepted) return
  throw new FederationError('ERR_METADATA_REFUSED', `the statement in the file was not accepted: ${reading.because}`, {
    reason: reading.because,
  })
}

/** A new proposal, or newer documents of a partner there is a trust with; nothing is trusted for it that was not before. */
async function importTrust(administration: Administration, call: Call<ImportBody>): Promise<Answer> {
  const { organization, file } = call.body
  const local = organizationNamed(administration, organization)
  const metadata = metadataIn(administration, file)
  checkStatement(administration, local, metadata, file.statement)
  const kept = await despiteRaces(() => keepMetadata(administration, call, local, metadata))
  if (file.statement === null || call.dryRun) return { body: showTrust(administration, kept) }
  const taking = await administration.exchange.take(kept, file.statement)
  if (taking.taken) return { body: showTrust(administration, taking.trust) }
  throw new FederationError('ERR_CONFLICT', `The statement in the file was not taken: ${taking.because}.`)
}

async function keepMetadata(
  administration: Administration,
  call: Call<ImportBody>,
  local: OrganizationId,
  metadata: FederationMetadata,
): Promise<FederationTrust> {
  const { clock, trusts } = administration
  const before = trusts.snapshot().trust(local, metadata.id)
  const known = before !== undefined && acceptedOf(before) !== null
  const outcome = known
    ? refresh(before, metadata, clock)
    : propose(local, metadata, clock, metadata.endpoints.trust, before)
  if (known && isRefused(outcome) && outcome.refused === 'certificate-changed' && !call.dryRun) {
    const { actor, requestId } = call.cause(() => ({ body: null }))
    await askForPerson(administration, before, metadata, { actor, requestId })
  }
  const answer = (): Answer => ({ body: 'refused' in outcome ? null : showTrust(administration, outcome) })
  const event = known ? 'trust.refreshed' : 'trust.proposed'
  return keep(administration, outcome, before, { cause: call.cause(answer), event, facts: { by: 'file' } })
}

/** Setting a trust up and keeping it where a firewall is closed. */
export const TRUST_FILE_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'trust.export',
    method: 'get',
    path: '/trust-files',
    scope: 'read',
    summary: 'What a partner needs of us, signed, for where no network leads to it.',
    query: { trust: 'id of a trust', organization: 'name of one of our organizations, before there is a trust' },
    handle: exportTrust,
  }),
  operation({
    id: 'trust.import',
    method: 'post',
    path: '/trust-files',
    scope: 'admin',
    summary: "Take a partner's file: a proposal, or what it says of a trust there is.",
    body: importBody,
    largestBody: 2 * LARGEST_METADATA,
    handle: importTrust,
  }),
]
