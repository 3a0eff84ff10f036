import { randomBytes, randomUUID } from 'node:crypto'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import { describeAddressSpace } from '../../trust/organization/address-space.ts'
import { UNPROVEN } from '../../trust/organization/domain-proof.ts'
import { readMetadata, signMetadata } from '../../trust/organization/federation-metadata.ts'
import type { FederationMetadata, MetadataOrder } from '../../trust/organization/federation-metadata.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import { accept, propose } from '../../trust/organization/trust-transitions.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import { createOrganization, withNewTokenKey } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { parseFingerprint } from '../../trust/keys/fingerprint.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { MemoryEngine } from '../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../trust/stores/trust-store.ts'
import type { TrustPut, TrustStore } from '../../trust/stores/trust-store.ts'

/** 2026-11-23T09:00:00Z, the time of every trust test until it moves the clock. */
export const START = Date.UTC(2026, 10, 23, 9)

export class VirtualClock implements Clock {
  time: Instant = START

  now(): Instant {
    return this.time
  }

  pass(milliseconds: number): void {
    this.time += milliseconds
  }
}

const made = new Map<string, Promise<Organization>>()

/** An organization whose keys are a day old, made once in a test run (an RSA key takes a second). */
export function known(name: string): Promise<Organization> {
  const organization =
    made.get(name) ?? createOrganization({ id: idOf(made.size + 1), name, clock: { now: () => START - DAY } })
  made.set(name, organization)
  return organization
}

export function idOf(number: number): OrganizationId {
  return parseOrganizationId(`urn:ledig:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)
}

/** Another organization under the same certificate: for tests of tokens, which never look at it. */
export async function sibling(of: Organization, id: OrganizationId, name: string): Promise<Organization> {
  const { tokenKeys } = await withNewTokenKey(
    { ...of, tokenKeys: [] },
    { clock: { now: () => START }, announcedFor: 0 },
  )
  return { ...of, id, name, tokenKeys }
}

export function orderOf(name: string, clock: Clock, more: Partial<MetadataOrder> = {}): MetadataOrder {
  const host = `https://gateway.${name}.example`
  const endpoints = { ews: `${host}/EWS/Exchange.asmx`, trust: `${host}/.well-known/federation-metadata` }
  return { endpoints, sequence: 1, clock, software: { name: 'ledig', version: '0.1.0' }, ...more }
}

export function metadataOf(
  organization: Organization,
  clock: Clock,
  more: Partial<MetadataOrder> = {},
): FederationMetadata {
  const reading = readMetadata(signMetadata(organization, orderOf('partner', clock, more)), { clock })
  if (!reading.accepted) throw new Error(reading.because)
  return reading.metadata
}

export function granted(outcome: FederationTrust | TransitionRefused): FederationTrust {
  if (isRefused(outcome)) throw new Error(`${outcome.refused} from ${outcome.from}`)
  return outcome
}

export interface BrokeredNames {
  readonly domain: string
  readonly organization: OrganizationId
}

export function activeTrust(
  local: OrganizationId,
  partner: Organization,
  domains: readonly string[],
  clock: Clock,
  brokerFor: readonly BrokeredNames[] = [],
): FederationTrust {
  const metadata = metadataOf(partner, clock)
  const yes = {
    fingerprint: parseFingerprint(partner.certificate.fingerprint256),
    domains: domains.map(parseDomain),
    prove: () => UNPROVEN,
    brokerFor: brokerFor.map(({ domain, organization }) => ({ domain: parseDomain(domain), organization })),
  }
  return granted(accept(granted(propose(local, metadata, clock)), yes, clock))
}

/** A server that knows names and passwords only, to which somebody said yes. */
export async function activeAddressSpace(
  local: OrganizationId,
  { name, ews, domain }: { readonly name: string; readonly ews: string; readonly domain: string },
  clock: Clock,
): Promise<FederationTrust> {
  const metadata = await describeAddressSpace({ name, ews: new URL(ews) }, clock.now())
  const { fingerprint } = metadata.certificate
  const yes = { fingerprint, domains: [parseDomain(domain)], prove: () => UNPROVEN }
  return granted(accept(granted(propose(local, metadata, clock, ews)), yes, clock))
}

export const ANNA = parseMailboxAddress('anna@fabrikam.example')
export const URL_OF_US = 'https://gateway.contoso.example/EWS/Exchange.asmx'
export const QUESTION = Buffer.from('<GetUserAvailabilityRequest/>')

export function newTokenId(): string {
  return randomUUID()
}

/** An empty store of trusts, in memory. */
export async function emptyTrustStore(clock: Clock): Promise<StateTrustStore> {
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  const state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
  await state.open()
  const store = new StateTrustStore(state)
  await state.follow(store)
  return store
}

export function put(store: TrustStore, trust: FederationTrust, before: FederationTrust | undefined): Promise<TrustPut> {
  return store.put(trust, before, BY_ITSELF, { name: 'trust.changed' })
}
