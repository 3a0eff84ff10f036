import type { Dice } from '../dice.ts'
import { anyCalendar, clotheCalendar } from './clothe-calendar.ts'
import type { Event } from './clothe-calendar.ts'
import { bystander, clotheAsked, everybodyIn } from './clothe-asked.ts'
import { documentOf, SHARING_POLICIES } from './clothe-document.ts'
import { atLeast, LEVELS, lowerOf } from './clothe-mailbox.ts'
import type { ClothedMailbox, Fields, Level, Surroundings } from './clothe-mailbox.ts'
import { publication } from './clothe-publication.ts'
import type { Publication } from './clothe-publication.ts'
import { coin } from './entries.ts'
import type { Path, Scene } from './seen.ts'

export interface Offer {
  readonly gives: { readonly freeBusyAccessEnabled: boolean; readonly freeBusyAccessLevel: Level }
  readonly asks: { readonly enabled: boolean; readonly level: Level }
}

/** One organization as it could be. */
export interface ClothedOrganization {
  readonly document: Fields
  readonly mailboxes: readonly ClothedMailbox[]
}

/** Everything that a gateway could have decided on, where `scene` is what is seen of it. */
export interface World {
  readonly contoso: ClothedOrganization
  /** A neighbour on the same gateway; null where there is none. */
  readonly tailspin: ClothedOrganization | null
  /** Partners' offers; null: none. */
  readonly offers: { readonly fabrikam: Offer | null; readonly adatum: Offer | null }
  /** Whether there is a trust with Adatum, of the gateway and of Contoso. */
  readonly trusts: { readonly transit: boolean; readonly own: boolean }
  readonly transit: boolean
  /** What is published of Contoso's; null: nothing that anybody asks for. */
  readonly published: Publication | null
  /** What Adatum's server would tell; absent: not found, null: not readable. */
  readonly adatum: ReadonlyMap<string, readonly Event[] | null>
}

export const ASKERS: Readonly<Record<Path, string>> = {
  partner: 'anna@fabrikam.example',
  neighbour: 'olle@contoso.example',
  colleague: 'olle@contoso.example',
  transit: 'anna@fabrikam.example',
  published: 'nobody@nowhere.example',
}

const seesDetails = ({ asked }: Scene): boolean => asked.some(({ seen }) => seen.tells !== 'nothing' && seen.detailed)
const seesNothing = ({ asked }: Scene): boolean => asked.every(({ seen }) => seen.tells === 'nothing')
const needsGrants = ({ asked }: Scene): boolean =>
  asked.some(({ seen }) => seen.tells === 'calendar' && seen.hours !== null)

/** A ceiling under which what is seen can be seen. */
const ceilingFor = (dice: Dice, scene: Scene): Level =>
  dice.pick(seesDetails(scene) ? atLeast('LimitedDetails') : atLeast('AvailabilityOnly'))

function surroundingsOf(dice: Dice, scene: Scene, ceiling: Level): Surroundings {
  const asker = ASKERS[scene.path]
  const inside = scene.path === 'colleague'
  return {
    ...{ asker, askerDomain: asker.slice(asker.indexOf('@') + 1), inside, ceiling, scoped: coin(dice) },
    honoursGrants: inside || needsGrants(scene) || coin(dice, 3) === false,
    defaultPermission: dice.pick(LEVELS),
    smallestGroup: 2 + dice.throw(3),
  }
}

/** The organization whose mailboxes are asked about, and what its relationship leaves. */
function answering(dice: Dice, scene: Scene, domain: string, asked: { level: Level; ceiling: Level; shut: boolean }) {
  const around = surroundingsOf(dice, scene, asked.ceiling)
  const own = scene.asked.filter(({ address }) => address.endsWith(`@${domain}`))
  const mailboxes = own.map((one) => clotheAsked(dice, scene, one, around))
  // Of a mailbox that is not there nobody can say that it is left out; of others anybody may be.
  const others = coin(dice) ? [bystander(dice, scene, `else@${domain}`, around)] : []
  const all = everybodyIn([...mailboxes, ...others])
  const { level, shut } = asked
  const to = { domain, asker: around.inside ? 'fabrikam.example' : around.askerDomain, around, level, shut }
  return { document: documentOf(dice, scene, all, to), mailboxes: all }
}

/** An organization that has no part in the question: whatever it likes. */
function uninvolved(dice: Dice, scene: Scene, domain: string): ClothedOrganization {
  const around: Surroundings = {
    ...{ asker: ASKERS[scene.path], askerDomain: 'fabrikam.example', inside: false, honoursGrants: true },
    ...{ ceiling: 'Reviewer', defaultPermission: dice.pick(LEVELS), scoped: false, smallestGroup: 3 },
  }
  const own = scene.asked.filter(({ address }) => address.endsWith(`@${domain}`))
  const mailboxes = own.map(({ address }) => bystander(dice, scene, address, around))
  const to = { domain, asker: 'fabrikam.example', around, level: dice.pick(LEVELS), shut: coin(dice) }
  return { document: documentOf(dice, { ...scene, path: 'partner' }, mailboxes, to), mailboxes }
}

const anyOffer = (dice: Dice): Offer => ({
  gives: { freeBusyAccessEnabled: coin(dice), freeBusyAccessLevel: dice.pick(LEVELS) },
  asks: { enabled: coin(dice), level: dice.pick(LEVELS) },
})
const anyOfferOrNone = (dice: Dice): Offer | null => (coin(dice) ? null : anyOffer(dice))
const asking = (dice: Dice, level: Level): Offer => ({ ...anyOffer(dice), asks: { enabled: true, level } })

/** What has no part in who is asked. */
const beside = (dice: Dice): Omit<World, 'contoso' | 'tailspin'> => ({
  offers: { fabrikam: anyOfferOrNone(dice), adatum: anyOfferOrNone(dice) },
  trusts: { transit: coin(dice), own: coin(dice) },
  ...{ transit: coin(dice), adatum: new Map(), published: null },
})

/** Asked by a partner: its offer and our relationship, in whatever shares. */
function partnerWorld(dice: Dice, scene: Scene): World {
  const shut = seesNothing(scene) && coin(dice)
  const offered = coin(dice) ? null : asking(dice, ceilingFor(dice, scene))
  const level = ceilingFor(dice, scene)
  const byOffer = shut && coin(dice, 3)
  const ceiling = offered === null ? level : lowerOf(level, offered.asks.level)
  const contoso = answering(dice, scene, 'contoso.example', { level, ceiling, shut: shut && !byOffer })
  const refused: Offer = { ...anyOffer(dice), asks: { enabled: false, level: 'Reviewer' } }
  return {
    ...{ contoso, tailspin: coin(dice, 3) ? uninvolved(dice, scene, 'tailspin.example') : null, ...beside(dice) },
    offers: { fabrikam: byOffer ? refused : offered, adatum: anyOfferOrNone(dice) },
  }
}

/**
 * The asker's own organization: a colleague of hers, and a way to Adatum. Both may stand in a neighbour's group, of which
 * the neighbour alone tells.
 */
function ownOrganization(dice: Dice, scene: Scene, relationships: readonly Fields[]): ClothedOrganization {
  const pia = { address: 'pia@contoso.example', inside: dice.pick(LEVELS) }
  const adatum = { name: 'adatum', domains: ['adatum.example'], requests: { enabled: coin(dice), level: 'Reviewer' } }
  const mailbox = { ...pia, entry: pia, events: anyCalendar(dice, scene), unreadable: false }
  return {
    document: {
      organization: { id: 'contoso', domains: ['contoso.example'] },
      relationships: [...relationships, adatum],
      mailboxes: [pia],
    },
    mailboxes: [{ ...mailbox, inScope: true, excluded: false }],
  }
}

/** Contoso's own people ask a neighbour: what Contoso lets them ask, and what the neighbour gives. */
function neighbourWorld(dice: Dice, scene: Scene): World {
  const shut = seesNothing(scene) && coin(dice)
  const ourLevel = ceilingFor(dice, scene)
  const level = ceilingFor(dice, scene)
  const byUs = shut && coin(dice)
  const requests = byUs
    ? dice.pick([{ enabled: false, level: 'Reviewer' }, { enabled: true, level: 'None' }, {}])
    : { enabled: true, level: ourLevel }
  const relationship = { name: 'tailspin', domains: ['tailspin.example'], requests }
  const none = byUs && coin(dice, 4)
  const ceiling = lowerOf(level, ourLevel)
  return {
    contoso: ownOrganization(dice, scene, none ? [] : [relationship]),
    tailspin: answering(dice, scene, 'tailspin.example', { level, ceiling, shut: shut && !byUs }),
    ...beside(dice),
    adatum: new Map([['per@adatum.example', anyCalendar(dice, scene)]]),
  }
}

function colleagueWorld(dice: Dice, scene: Scene): World {
  const level = dice.pick(LEVELS)
  return {
    contoso: answering(dice, scene, 'contoso.example', { level, ceiling: 'Reviewer', shut: coin(dice) }),
    tailspin: coin(dice, 3) ? uninvolved(dice, scene, 'tailspin.example') : null,
    ...beside(dice),
  }
}

/** Through the gateway: both partners' offers, and what Adatum's server tells beyond them. */
function transitWorld(dice: Dice, scene: Scene): World {
  const own = scene.asked.filter(({ address }) => address.endsWith('@adatum.example'))
  const open = own.some(({ seen }) => seen.tells !== 'nothing')
  const details = seesDetails(scene)
  const lower = details ? (['LimitedDetails', 'Reviewer'] as const) : (['AvailabilityOnly'] as const)
  const higher = details ? lower : atLeast('AvailabilityOnly')
  const [asks, gives] = coin(dice) ? [dice.pick(lower), dice.pick(higher)] : [dice.pick(higher), dice.pick(lower)]
  const offers: World['offers'] = {
    fabrikam: asking(dice, asks),
    adatum: { ...anyOffer(dice), gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: gives } },
  }
  // Where nothing is seen, it is not told whether that is for want of a way, of an offer, or of the mailbox.
  const shut = !open
  const adatum = new Map<string, readonly Event[] | null>()
  for (const { address, seen } of own) {
    if (seen.tells === 'unreadable') adatum.set(address, null)
    if (seen.tells === 'calendar') adatum.set(address, clotheCalendar(dice, scene, seen, false).events)
  }
  return {
    contoso: uninvolved(dice, scene, 'contoso.example'),
    tailspin: coin(dice, 3) ? uninvolved(dice, scene, 'tailspin.example') : null,
    offers: shut ? { ...offers, ...shutOffers(dice) } : offers,
    trusts: { transit: !shut || coin(dice), own: coin(dice) },
    ...{ transit: !shut || coin(dice), adatum, published: null },
  }
}

function shutOffers(dice: Dice): Partial<World['offers']> {
  const nothing = { freeBusyAccessEnabled: false, freeBusyAccessLevel: 'Reviewer' } as const
  const ways: readonly Partial<World['offers']>[] = [
    { fabrikam: null },
    { adatum: null },
    { fabrikam: { ...anyOffer(dice), asks: { enabled: false, level: 'Reviewer' } } },
    { adatum: { ...anyOffer(dice), gives: nothing } },
  ]
  return dice.pick(ways)
}

/** A link to a calendar: what it shows is the owner's choice and the organization's, whoever else may ask for what. */
function publishedWorld(dice: Dice, scene: Scene): World {
  const around = { ...surroundingsOf(dice, scene, 'Reviewer'), asker: 'anna@fabrikam.example' }
  const { mailbox, policy, published } = publication(dice, scene, around)
  const others = coin(dice) ? [bystander(dice, scene, 'else@contoso.example', around)] : []
  const to = {
    domain: 'contoso.example',
    asker: 'fabrikam.example',
    around,
    level: dice.pick(LEVELS),
    shut: coin(dice),
  }
  const all = everybodyIn([mailbox, ...others])
  const document = documentOf(dice, scene, all, to)
  const sharingPolicies = [...SHARING_POLICIES.map((one) => ({ ...one, default: one.name === 'closed' })), policy]
  return {
    contoso: { document: { ...document, sharingPolicies }, mailboxes: all },
    tailspin: coin(dice, 3) ? uninvolved(dice, scene, 'tailspin.example') : null,
    ...{ ...beside(dice), published },
  }
}

const WAYS: Readonly<Record<Path, (dice: Dice, scene: Scene) => World>> = {
  partner: partnerWorld,
  neighbour: neighbourWorld,
  colleague: colleagueWorld,
  transit: transitWorld,
  published: publishedWorld,
}

/** Draws a world of which no more is seen than `scene` says; two such worlds differ only in what is hidden. */
export function clotheWorld(dice: Dice, scene: Scene): World {
  return WAYS[scene.path](dice, scene)
}
