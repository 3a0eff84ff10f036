import { join } from 'node:path'
import type { OrganizationSettings } from '../config/read-config.ts'
import type { MailboxAddress } from '../protocols/availability/mailbox-address.ts'
import { FederationError } from '../protocols/federation-error.ts'
import { openCalendarFolder } from '../protocols/icalendar/icalendar-connector.ts'
import type { Clock } from '../trust/clock.ts'
import { loadOrganization } from '../trust/keys/key-files.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import type { PolicySurroundings } from '../trust/policies/compile-policy.ts'
import type { StatePolicyStore } from '../trust/policies/state-policy-store.ts'
import { BY_ITSELF } from '../trust/stores/cause.ts'
import type { HostedOrganization } from './broker/directory.ts'
import type { Identities } from './identities.ts'
import type { Log } from './log.ts'

/** Which mailboxes have a calendar, organization by organization: policies are asked before the calendars are open. */
export class CalendarMailboxes {
  readonly #mailboxes = new Map<string, () => ReadonlySet<MailboxAddress>>()

  set(organization: string, mailboxes: () => ReadonlySet<MailboxAddress>): void {
    this.#mailboxes.set(organization, mailboxes)
  }

  of(organization: string): PolicySurroundings {
    return { calendarMailboxes: () => this.#mailboxes.get(organization)?.() ?? NOBODY }
  }
}

const NOBODY: ReadonlySet<MailboxAddress> = new Set()

export interface HostingParts {
  /** Folder in which earlier releases kept keys; null where there was none. */
  readonly stateFolder: string | null
  /** Entries of one mailbox in one answer. */
  readonly entriesPerMailbox: number
  readonly identities: Identities
  readonly policies: StatePolicyStore
  readonly calendarMailboxes: CalendarMailboxes
  readonly clock: Clock
  readonly log: Log
}

/** The identity kept for this id; where none is, the one an earlier release kept in files, or a new one. */
export function openIdentity(
  id: OrganizationId,
  name: string,
  { stateFolder, identities }: Pick<HostingParts, 'stateFolder' | 'identities'>,
): Promise<Organization> {
  const inherited = (): Promise<Organization | null> =>
    stateFolder === null ? Promise.resolve(null) : loadOrganization(join(stateFolder, 'keys', encodeURIComponent(id)))
  return identities.open(id, name, inherited)
}

export interface Hosting {
  readonly organization: HostedOrganization
  readonly settings: OrganizationSettings
  /** Another number once the calendar of a mailbox has been read anew. */
  readonly calendarVersionOf: (mailbox: MailboxAddress) => number
  close(): Promise<void>
}

/** The policy is what the store says; the file is what it began with. */
async function openPolicy(settings: OrganizationSettings, { policies, log }: HostingParts): Promise<void> {
  const { name, policy, policySource } = settings
  if (await policies.seed(name, policySource, BY_ITSELF)) {
    log.info('policy taken from its file', { organization: name })
  } else {
    await policies.adoptDomains(name, policy.organization.domains, BY_ITSELF)
    if (!(await policies.agrees(name, policySource))) {
      log.warn('policy file differs from the store', { organization: name, remedy: 'ledig policy apply' })
    }
  }
  for (const notice of policies.policyOf(name).notices) log.warn('policy notice', { organization: name, notice })
}

/** Opens one organization: its keys, its policy, its calendars. */
export async function hostOrganization(settings: OrganizationSettings, parts: HostingParts): Promise<Hosting> {
  const { id, name, policy: document, calendars: folder, timeZone } = settings
  const { policies, clock, log } = parts
  const domain = document.organization.domains[0]
  if (domain === undefined)
    throw new FederationError('ERR_CONFIG_INVALID', 'an organization without a domain cannot be hosted')
  const [identity] = await Promise.all([openIdentity(id, name, parts), openPolicy(settings, parts)])
  const mailbox = (address: MailboxAddress) => policies.policyOf(name).mailbox(address)
  const calendars = await openCalendarFolder({
    folder,
    domain,
    timeZone,
    clock,
    log: (event, fields) => log.info(event, { organization: name, ...fields }),
    limits: { entries: parts.entriesPerMailbox },
    zoneOf: (address) => mailbox(address)?.timeZone ?? undefined,
    workingHoursOf: (address) => mailbox(address)?.workingHours ?? null,
  })
  parts.calendarMailboxes.set(name, () => calendars.mailboxes())
  const organization: HostedOrganization = {
    identity,
    name,
    domains: document.organization.domains,
    get policy() {
      return policies.policyOf(name)
    },
    calendars: calendars.connector,
  }
  return { organization, settings, calendarVersionOf: calendars.versionOf, close: () => calendars.close() }
}
