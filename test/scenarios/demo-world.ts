import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_CONTENT, writeDemoCalendars } from '../organizations/demo-calendars.ts'
import { nextWorkingDay } from '../organizations/demo-day.ts'
import type { Day } from '../organizations/demo-day.ts'
import type { AskedParty } from '../organizations/demo-lookups.ts'
import { ADATUM, CONTOSO, DEMO_GATEWAY_ID, FABRIKAM } from '../organizations/demo-organizations.ts'
import type { DemoOrganization } from '../organizations/demo-organizations.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import type { EwsAnswer, EwsLookup } from '../organizations/ews-client.ts'
import { makeTrust } from '../organizations/make-trust.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization, SimulationOptions } from '../organizations/simulated-organization.ts'
import { collectAnswer } from '../protocols/ews/schema-check.ts'

/** The demo's organizations in this process, with the trusts the demo makes, each over its own port. */
export interface DemoWorld {
  readonly day: Day
  /** The hub: Contoso is its tenant, and it passes questions on. */
  readonly contoso: SimulatedOrganization
  readonly fabrikam: SimulatedOrganization
  readonly adatum: SimulatedOrganization
  readonly parties: readonly AskedParty[]
  close(): Promise<void>
}

const PASSWORD = 'a password of the scenarios'

export async function openDemoWorld(options: Pick<SimulationOptions, 'partnerDeadlineMs'> = {}): Promise<DemoWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'ledig-scenarios-'))
  const day = nextWorkingDay(Date.now())
  const start = async (organization: DemoOrganization, more: Partial<SimulationOptions> = {}) => {
    const { domain, name, id, timeZone, people } = organization
    const calendars = join(folder, domain)
    await writeDemoCalendars(domain, day, calendars)
    const policy = join(DEMO_CONTENT, domain, 'policy.yaml')
    const users = Object.fromEntries(people.map((person) => [person, PASSWORD]))
    return simulateOrganization({ domain, name, id, timeZone, calendars, policy, users, ...options, ...more })
  }
  const hub = { id: DEMO_GATEWAY_ID, transit: true }
  const [contoso, fabrikam, adatum] = await Promise.all([
    start(CONTOSO, { gateway: hub }),
    start(FABRIKAM),
    start(ADATUM),
  ])
  await makeTrusts(contoso, fabrikam, adatum)
  return {
    ...{ day, contoso, fabrikam, adatum },
    parties: [
      { ...contoso, organization: CONTOSO },
      { ...fabrikam, organization: FABRIKAM },
      { ...adatum, organization: ADATUM },
    ],
    close: async () => {
      await Promise.all([contoso, fabrikam, adatum].map((organization) => organization.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeTrusts(
  contoso: SimulatedOrganization,
  fabrikam: SimulatedOrganization,
  adatum: SimulatedOrganization,
) {
  const offer = { level: 'LimitedDetails' } as const
  await makeTrust(contoso.party, fabrikam.party, [{ offer }, { offer }])
  await makeTrust(contoso.party, adatum.party, [{ offer }, { offer }])
  await makeTrust(contoso.gateway, fabrikam.party, [{ offer }, { brokerFor: [adatum.party] }])
  await makeTrust(contoso.gateway, adatum.party, [{ offer }, { brokerFor: [fabrikam.party] }])
}

/** Asks as one of an organization's people; the answer is kept for the check against the schema. */
export async function ask(
  organization: SimulatedOrganization,
  person: string,
  lookup: Omit<EwsLookup, 'zone'>,
): Promise<EwsAnswer> {
  const account = { ews: organization.ewsUrl, username: person, password: organization.users[person] ?? '' }
  const answer = await askAvailability(account, { ...lookup, zone: { windows: 'UTC', iana: 'UTC' } })
  collectAnswer(answer.body)
  return answer
}
