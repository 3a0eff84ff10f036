import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { bindsDomain } from '../../trust/organization/domain-proof.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { MinimumSoftware } from '../../trust/organization/version-demand.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { HostedOrganization } from '../broker/directory.ts'
import { checkLookup, checkRelationship, checkToken, unconfirmedServer } from './check-agreement.ts'
import type { Pair } from './check-agreement.ts'
import { checkClock, checkKeys, checkMetadata } from './check-document.ts'
import { Chart } from './examination.ts'
import type { Examination } from './examination.ts'
import { checkConnections, checkDiscovery, checkNames, checkTls, reachServers } from './reach-partner.ts'

export interface ExaminationParts {
  readonly http: OutboundHttp
  readonly clock: Clock
  /** What partners' programs have to be at least. */
  readonly minimumSoftware: MinimumSoftware
  readonly broker: Broker
  readonly newRequestId: () => string
  /** The organization of ours the trust is of. */
  readonly own: Organization
  /** The same as it is hosted; null for the gateway itself, which has no people. */
  readonly hosted: HostedOrganization | null
}

/** Two people for a real lookup. */
export interface NamedPeople {
  readonly person: MailboxAddress
  readonly about: MailboxAddress
}

/** Nobody's name: what a partner is asked about to see whether it takes our tokens. */
const NOBODY = 'ledig-examination'

/** Somebody of ours, or a name nobody has, and a name nobody has of theirs; null where either side has no people. */
function nobodies(trust: FederationTrust, { hosted }: ExaminationParts, named: NamedPeople | null): Pair | null {
  const [ours] = hosted?.domains ?? []
  const theirs = ('domains' in trust.is ? trust.is.domains : []).find(({ proof }) => bindsDomain(proof))?.domain
  if (hosted === null || ours === undefined || theirs === undefined) return null
  const person = named?.person ?? parseMailboxAddress(`${NOBODY}@${ours}`)
  return { organization: hosted, person, about: parseMailboxAddress(`${NOBODY}@${theirs}`) }
}

async function takeAgreement(chart: Chart, trust: FederationTrust, parts: ExaminationParts, named: NamedPeople | null) {
  const { broker, hosted, newRequestId } = parts
  const pair = named === null || hosted === null ? null : { organization: hosted, ...named }
  await chart.take('relationship', () => checkRelationship(broker, trust, pair))
  const nobody = nobodies(trust, parts, named)
  if (nobody === null) chart.leave('token', 'one of both sides has no people to ask for or about')
  else await chart.take('token', () => checkToken(broker, trust, nobody, newRequestId()))
  if (pair === null) chart.leave('lookup', 'no two people were named (as and about)')
  else await chart.take('lookup', () => checkLookup(broker, pair, newRequestId()))
}

const DOCUMENT_STEPS = ['discovery', 'clock', 'metadata', 'keys'] as const

async function takeDocument(chart: Chart, trust: FederationTrust, address: URL, parts: ExaminationParts) {
  const { http, clock, own } = parts
  const document = await chart.take('discovery', () => checkDiscovery(http, address))
  await chart.takeFrom(document, 'clock', (answer) => checkClock(answer, clock))
  const reading = await chart.takeFrom(document, 'metadata', (answer) => checkMetadata(answer, trust, parts))
  await chart.takeFrom(reading, 'keys', (read) => checkKeys(read, trust, own, clock))
}

/** Walks everything between us and a partner, step by step, up to the first that fails. */
export async function examinePartner(
  trust: FederationTrust,
  parts: ExaminationParts,
  named: NamedPeople | null,
): Promise<Examination> {
  const { http, clock } = parts
  const chart = new Chart()
  const address = parseEndpointUrl(trust.metadataUrl)
  // Where it is asked until the host it moved to is confirmed may be there no more: which of both is at fault is said below.
  const ews = unconfirmedServer(trust) === null ? trust.asked.ews : undefined
  const servers = await reachServers(http, [address, ...(ews === undefined ? [] : [parseEndpointUrl(ews)])])
  await chart.take('dns', () => checkNames(servers))
  await chart.take('tcp', () => checkConnections(servers))
  await chart.take('tls', () => checkTls(servers, clock.now()))
  if (isAddressSpace(trust))
    for (const step of DOCUMENT_STEPS) chart.leave(step, 'an address space publishes no document')
  else await takeDocument(chart, trust, address, parts)
  await takeAgreement(chart, trust, parts, named)
  return chart.examination()
}
