import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { HostedOrganization } from '../../broker/directory.ts'
import { accessPage } from '../../console/access/access-page.ts'
import type { AccessRow, AccessState } from '../../console/access/access-page.ts'
import { ACCESS_TEXTS } from '../../console/access/access-texts.ts'
import type { PairForm, TypedPair } from '../../console/access/access-form.ts'
import type { Direction } from '../../console/access/ceiling.ts'
import type { Faults } from '../../console/form-fields.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { bothDirections, insideDirection, linkDirection, writtenRelationship } from './ceilings.ts'
import { countLevels } from './count-levels.ts'
import type { LevelCounts } from './count-levels.ts'
import { seenOf, shownTo, unnamedOf } from './effective-levels.ts'
import type { EffectiveOf, Pair } from './effective-levels.ts'
import { pickAddresses } from './pick-addresses.ts'
import { hostedOf, isInside, knownOthers, nameOfOther, readPair, typedPairIn } from './read-pair.ts'

/** Mailboxes of one page. */
const LISTED = 50

/** What is decided of one pair, as of one moment. */
interface Decided {
  readonly mailboxes: readonly MailboxAddress[]
  /** Who of the other asks; null: whoever has a link. */
  readonly person: MailboxAddress | null
  readonly shownOf: EffectiveOf
  /** What people of ours may see of the other; null where that is not asked. */
  readonly seenBy: EffectiveOf | null
}

function decide({ directory }: ConsoleDoor, { viewer }: Visit, pair: Pair, outside: boolean): Decided {
  const { organization, other } = pair
  const mailboxes = [...organization.policy.mailboxes()]
  const { now: at } = viewer
  if (other.kind === 'links') {
    return { mailboxes, person: null, shownOf: shownTo(directory, pair, null, at), seenBy: null }
  }
  const person = other.person ?? unnamedOf(directory, organization, other.domain, mailboxes)
  const shownOf = shownTo(directory, pair, person, at)
  // Of who is hosted here too, each mailbox has rules of its own: it has the page the other way round.
  const apart = outside || directory.hostedDomain(other.domain) !== undefined
  const about = parseMailboxAddress(`somebody@${other.domain}`)
  return { mailboxes, person, shownOf, seenBy: apart ? null : seenOf(directory, organization, about, at) }
}

/** How many people of a domain are given something of their own. */
function namedIn({ policy }: HostedOrganization, about: MailboxAddress, domain: Domain): number {
  const grants = policy.mailbox(about)?.grants
  return grants === null || grants === undefined
    ? 0
    : [...grants.keys()].filter((to) => to.endsWith(`@${domain}`) && !to.startsWith('@')).length
}

function rowOf({ organization, other }: Pair, { shownOf, seenBy }: Decided, address: MailboxAddress): AccessRow {
  const { level, decidedBy, side, written, keptBack } = shownOf(address)
  const kind = organization.policy.mailbox(address)?.kind ?? 'user'
  const seen = seenBy !== null && kind === 'user' ? seenBy(address) : null
  return {
    ...{ address, kind, level, decidedBy, side, keptBack, written: written() },
    named: other.kind === 'people' ? namedIn(organization, address, other.domain) : 0,
    seen: seen && { level: seen.level, decidedBy: seen.decidedBy, side: seen.side },
  }
}

interface Named {
  readonly other: string
  readonly directions: readonly Direction[]
  readonly turned: AccessState['turned']
}

/** What lies over both directions, and how the other is called. */
async function named(
  door: ConsoleDoor,
  visit: Visit,
  pair: Pair,
  counts: LevelCounts,
  outside: boolean,
): Promise<Named> {
  const { organization, other } = pair
  const texts = ACCESS_TEXTS[visit.locale.language]
  if (other.kind === 'links') {
    const name = texts.whoeverHasALink
    return { other: name, directions: [await linkDirection(door, visit, { organization, name })], turned: null }
  }
  if (isInside(pair)) return { other: texts.colleagues, directions: [insideDirection(visit, pair)], turned: null }
  const { domain } = other
  const { directory } = door
  const neighbour = directory.hostedDomain(domain) ?? null
  const name = outside ? texts.outside : nameOfOther(door, pair, domain)
  const written = await writtenRelationship(door, organization, domain)
  const read = {
    ...{ organization, name, domain, neighbour, written, counts },
    trust: directory.trusts().trustForDomain(organization.identity.id, domain) ?? null,
    relationship: organization.policy.relationship(domain),
  }
  const [ours] = organization.domains
  const turned = neighbour !== null && ours !== undefined ? { of: neighbour.name, domain: ours } : null
  return { other: name, directions: await bothDirections(door, visit, read), turned }
}

async function stateOf(
  door: ConsoleDoor,
  visit: Visit,
  { pair, outside }: { readonly pair: Pair; readonly outside: boolean },
  typed: TypedPair,
): Promise<AccessState> {
  const decided = decide(door, visit, pair, outside)
  const { mailboxes, person, shownOf, seenBy } = decided
  const { organization, other } = pair
  const after = typed.after === '' ? null : typed.after
  const picked = pickAddresses(mailboxes, { find: typed.find, after, most: LISTED })
  // First the page itself, in one turn: its rows are of one version of every policy.
  const rows = picked.addresses.map((address) => rowOf(pair, decided, address))
  const counts = await countLevels(organization.policy, mailboxes, shownOf, seenBy)
  return {
    ...(await named(door, visit, pair, counts, outside)),
    ...{ ours: organization.name, counts, rows, found: picked.of, more: picked.more },
    person: person && { address: person, named: other.kind === 'people' && other.person !== null },
  }
}

async function formOf(door: ConsoleDoor, typed: TypedPair, faults: Faults): Promise<PairForm> {
  const hosted = hostedOf(door)
  const chosen = hosted.find(({ name }) => name === typed.of) ?? hosted[0]
  const known = chosen === undefined ? { others: [], more: false } : await knownOthers(door, chosen)
  return { organizations: hosted.map(({ name }) => name), ...known, typed, faults }
}

const showAccess: RoleRoute['handle'] = async (door, visit): Promise<PageAnswer> => {
  const { viewer, query } = visit
  const typed = typedPairIn(query)
  const reading = readPair(door, visit, typed)
  const form = await formOf(door, typed, reading.read === 'wrong' ? reading.faults : {})
  if (reading.read === 'wrong') return shown(accessPage(viewer, form, null), 422)
  if (reading.read === 'nothing') return shown(accessPage(viewer, form, null))
  return shown(accessPage(viewer, form, await stateOf(door, visit, reading, typed)))
}

export const ACCESS_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/access/', admits: ['administrator', 'auditor'], handle: showAccess },
]
