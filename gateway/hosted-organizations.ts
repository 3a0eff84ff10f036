import { join } from 'node:path'
import type { OrganizationSettings } from '../config/read-config.ts'
import { FederationError } from '../protocols/federation-error.ts'
import { openCalendarFolder } from '../protocols/icalendar/icalendar-connector.ts'
import type { Clock } from '../trust/clock.ts'
import { loadOrganization, saveOrganization } from '../trust/keys/key-files.ts'
import { createOrganization } from '../trust/organization/organization.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import { compilePolicy } from '../trust/policies/compile-policy.ts'
import type { HostedOrganization } from './broker/directory.ts'
import type { Log } from './log.ts'

export interface HostingParts {
  /** Folder of all keys; null keeps them in memory, and they die with the process. */
  readonly state: string | null
  /** Entries of one mailbox in one answer. */
  readonly entriesPerMailbox: number
  readonly clock: Clock
  readonly log: Log
}

const keyFolder = (state: string, id: OrganizationId): string => join(state, 'keys', encodeURIComponent(id))

/** Keeps an identity where it outlives the process; without a state folder nothing does. */
export async function keepIdentity(organization: Organization, state: string | null): Promise<void> {
  if (state !== null) await saveOrganization(keyFolder(state, organization.id), organization)
}

/** The identity kept for this id, or a new one. */
export async function openIdentity(id: OrganizationId, name: string, parts: HostingParts): Promise<Organization> {
  const { state, clock, log } = parts
  if (state === null) return createOrganization({ id, name, clock })
  const kept = await loadOrganization(keyFolder(state, id))
  if (kept !== null) return kept
  const made = await createOrganization({ id, name, clock })
  await keepIdentity(made, state)
  log.info('identity made', { organization: id, name })
  return made
}

export interface Hosting {
  readonly organization: HostedOrganization
  readonly settings: OrganizationSettings
  close(): Promise<void>
}

/** Opens one organization: its keys, its calendars and its policy over them. */
export async function hostOrganization(settings: OrganizationSettings, parts: HostingParts): Promise<Hosting> {
  const { id, name, policy: document, calendars: folder, timeZone } = settings
  const domain = document.organization.domains[0]
  if (domain === undefined)
    throw new FederationError('ERR_CONFIG_INVALID', 'an organization without a domain cannot be hosted')
  const listed = new Map(document.mailboxes.map((mailbox) => [mailbox.address, mailbox]))
  const [identity, calendars] = await Promise.all([
    openIdentity(id, name, parts),
    openCalendarFolder({
      folder,
      domain,
      timeZone,
      clock: parts.clock,
      log: (event, fields) => parts.log.info(event, { organization: name, ...fields }),
      limits: { entries: parts.entriesPerMailbox },
      zoneOf: (mailbox) => listed.get(mailbox)?.timeZone,
      workingHoursOf: (mailbox) => policy.mailbox(mailbox)?.workingHours ?? null,
    }),
  ])
  const policy = compilePolicy(document, { calendarMailboxes: () => calendars.mailboxes() })
  for (const notice of policy.notices) parts.log.warn('policy notice', { organization: name, notice })
  return {
    organization: { identity, name, policy, calendars: calendars.connector },
    settings,
    close: () => calendars.close(),
  }
}
