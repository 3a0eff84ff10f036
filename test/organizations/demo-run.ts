import { join } from 'node:path'
import type { Clock } from '../../trust/clock.ts'
import { makeDemoAuthority } from './demo-authority.ts'
import type { DemoConsole } from './demo-console.ts'
import { nextWorkingDay } from './demo-day.ts'
import { playLookup } from './demo-lookups.ts'
import type { PlayedLookup } from './demo-lookups.ts'
import { ADATUM, FABRIKAM, WINGTIP } from './demo-organizations.ts'
import type { DemoOrganization } from './demo-organizations.ts'
import { startDemoGateway, startDemoOrganization } from './demo-processes.ts'
import type { DemoGround, DemoParty } from './demo-processes.ts'
import type { ExpectedPublication } from './demo-publication.ts'
import type { DemoRemains } from './demo-remains.ts'
import type { ScenarioLookup } from './demo-scenario.ts'
import { makeTrust } from './make-trust.ts'
import type { TrustTerms } from './make-trust.ts'
import { playPublication } from './play-publication.ts'
import type { PlayedPublication } from './play-publication.ts'
import { zoneServer } from './zone-server.ts'
import type { ZoneServer } from './zone-server.ts'

/** What a run tells while it is under way. */
export interface DemoTold {
  /** One line a step. */
  step(text: string): void
  played(lookup: ScenarioLookup, played: PlayedLookup): void
  published(expected: ExpectedPublication, published: PlayedPublication): void
}

export interface DemoRun {
  /** The organizations that are up, the gateway's tenant first. */
  readonly parties: readonly DemoParty[]
  readonly lookups: readonly PlayedLookup[]
  readonly publication: PlayedPublication
  /** File with the access token of the gateway's administrator. */
  readonly tokenFile: string
  readonly console: DemoConsole
  /** File of the authority clients must trust; null over plain HTTP. */
  readonly authority: string | null
}

export interface DemoOptions {
  readonly tls: boolean
  readonly scenario: readonly ScenarioLookup[]
  readonly publication: ExpectedPublication
  readonly clock: Clock
}

/** Starts everybody, makes the trusts, takes one organization down, plays every lookup of the scenario, and publishes a calendar. */
export async function runDemo(options: DemoOptions, remains: DemoRemains, told: DemoTold): Promise<DemoRun> {
  const { folder } = remains
  const day = nextWorkingDay(options.clock.now())
  const authority = options.tls ? await makeDemoAuthority(join(folder, 'tls'), options.clock) : null
  if (authority) told.step(`Made an authority for HTTPS; clients must trust ${authority.file}`)
  const names = await zoneServer()
  remains.add({ stop: () => names.close(), kill: () => undefined })
  const ground: DemoGround = {
    ...{ folder, day, authority, nameServer: names.address },
    spawned: (process) => remains.add(process),
  }
  const { contoso, fabrikam, adatum, wingtip } = await startAll(ground, told)
  await makeTrusts({ contoso, fabrikam, adatum, wingtip }, publishIn(names), told)
  await wingtip.process.stop()
  told.step('Stopped wingtip.example: from now on nobody can reach it')
  const parties = [contoso, fabrikam, adatum]
  const lookups: PlayedLookup[] = []
  for (const lookup of options.scenario) {
    const played = await playLookup(lookup, parties, day)
    told.played(lookup, played)
    lookups.push(played)
  }
  const publication = await playPublication(options.publication, contoso, day)
  told.published(options.publication, publication)
  const { tokenFile, console } = contoso
  return { parties, lookups, publication, tokenFile, console, authority: authority?.file ?? null }
}

async function startAll(ground: DemoGround, told: DemoTold) {
  told.step('Starting a gateway and three organizations on premises, each a process of its own')
  const onPremises = async (organization: DemoOrganization): Promise<DemoParty> => {
    const started = await startDemoOrganization(organization, ground)
    told.step(`${organization.domain} is up on premises: ${started.party.admin.url}, process ${started.process.pid}`)
    return started
  }
  const hub = startDemoGateway(ground).then((started) => {
    told.step(
      `The gateway with its tenant contoso.example is up: ${started.party.admin.url}, process ${started.process.pid}`,
    )
    return started
  })
  const [contoso, fabrikam, adatum, wingtip] = await Promise.all([
    hub,
    onPremises(FABRIKAM),
    onPremises(ADATUM),
    onPremises(WINGTIP),
  ])
  return { contoso, fabrikam, adatum, wingtip }
}

/** What an owner of a domain does: one record more, beside those for other partners. */
function publishIn({ zone }: ZoneServer): NonNullable<TrustTerms['publish']> {
  return ({ name, value }) => {
    const before = zone.get(name)
    zone.set(name, { texts: [...(before !== undefined && 'texts' in before ? before.texts : []), value] })
  }
}

type DemoParties = Awaited<ReturnType<typeof startAll>>

async function makeTrusts(
  { contoso, fabrikam, adatum, wingtip }: DemoParties,
  publish: NonNullable<TrustTerms['publish']>,
  told: DemoTold,
): Promise<void> {
  const offer = { level: 'LimitedDetails' } as const
  const between = async (what: string, ...made: Parameters<typeof makeTrust>): Promise<void> => {
    const [ours, theirs] = await makeTrust(...made)
    told.step(`Trust of ${what}, said yes to on both sides`)
    told.step(`  fingerprints compared: ${firstWords(ours.words)} | ${firstWords(theirs.words)}`)
    told.step('  every domain proven by a TXT record in DNS, looked up over UDP')
  }
  for (const partner of [fabrikam, adatum, wingtip]) {
    await between(`contoso.example and ${partner.organization.domain}`, contoso.party, partner.party, [
      { offer, publish },
      { offer, publish },
    ])
  }
  const { gateway } = contoso
  await between('the gateway and fabrikam.example', gateway, fabrikam.party, [
    { offer, publish },
    { brokerFor: [adatum.party], publish },
  ])
  await between('the gateway and adatum.example', gateway, adatum.party, [
    { offer, publish },
    { brokerFor: [fabrikam.party], publish },
  ])
  told.step('Fabrikam and Adatum name the gateway as broker for each other: it may pass questions on (transit)')
}

const firstWords = (words: string): string =>
  `${words
    .split(/[\s-]+/)
    .slice(0, 4)
    .join(' ')} …`
