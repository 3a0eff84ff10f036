import { expect } from 'chai'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import { AS_ASKED } from '../../../gateway/limits/allowance.ts'
import { proveClosed } from '../../../gateway/sharing/prove-closed.ts'
import type { ProofParts } from '../../../gateway/sharing/prove-closed.ts'
import { PublishedCalendars } from '../../../gateway/sharing/published-calendars.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { smallWorld } from '../broker/small-world.ts'
import { byOwner, CONTOSO, random, sharingWorld, VERA, VERAS } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const ANNA = 'anna@fabrikam.example'
const FORMATS = ['page', 'ics', 'ifb', 'json']

async function doorsOf(world: SharingWorld): Promise<ProofParts & { readonly noted: unknown[] }> {
  const { directory, links, policies, clock, calendars } = world
  calendars.times.set(VERA, [])
  const noted: unknown[] = []
  const { broker: other } = await smallWorld()
  const budget = {
    instances: 1,
    check: () => AS_ASKED,
    spend: (...spent: unknown[]) => {
      noted.push(spent)
      return AS_ASKED
    },
  }
  const broker: Broker = { ...other, directory, clock, budget, finished: (trace) => void noted.push(trace) }
  const published = new PublishedCalendars({
    ...{ links, clock, newRequestId: () => random.uuid() },
    decide: (link) =>
      decideAnonymous(policies.policyOf('contoso'), { about: link.mailbox, level: link.level, part: link }),
    sourceOf: () => ({ calendars, timeZone: 'Europe/Stockholm', versionOf: () => 1 }),
  })
  const parts = { broker, state: world.state, newRequestId: () => random.uuid() }
  return { ...parts, calendars: published, sharing: world, noted }
}

/** The doors that stand open to people outside, and how. */
async function openOutside(parts: ProofParts) {
  const { doors, closed } = await proveClosed(parts, VERAS)
  const open = doors.filter((door) => door.open && door.audience === 'outside')
  expect(closed).to.equal(open.length === 0)
  return open.map(({ door, asker, by }) => `${door} ${asker} ${by}`)
}

async function opened(world: SharingWorld, over: object = {}): Promise<string> {
  const outcome = await world.sharing.openLink(VERAS, { to: null, ...over }, byOwner)
  if (!outcome.done) throw new Error(outcome.because)
  return outcome.share.id
}

describe('The proof that nothing is shown', () => {
  it('asks as every named person, one other of each domain, a stranger, and by every link in every format', async () => {
    const world = await sharingWorld()
    await world.sharing.offerGrant(VERAS, { to: ANNA }, byOwner)
    await world.sharing.offerGrant(VERAS, { to: 'kim@adatum.example', level: 'None' }, byOwner)
    const link = await opened(world)
    await world.sharing.revoke(VERAS, link, byOwner)
    const { doors } = await proveClosed(await doorsOf(world), VERAS)
    expect(new Set(doors.map(({ door, asker }) => `${door} ${asker}`))).to.deep.equal(
      new Set([
        ...[ANNA, 'kim@adatum.example', '@contoso.example', '@fabrikam.example', '@adatum.example'].map(
          (asker) => `lookup ${asker}`,
        ),
        ...['lookup @tailspin.example', 'lookup @stranger.invalid'],
        ...FORMATS.map((format) => `${format} ${link}`),
      ]),
    )
    expect(doors.filter(({ audience }) => audience === 'colleague').map(({ asker }) => asker)).to.deep.equal([
      '@contoso.example',
    ])
  })

  it('holds where nothing is shared, and says which step closed each door', async () => {
    const parts = await doorsOf(await sharingWorld())
    expect(await openOutside(parts)).to.deep.equal([])
    const { doors } = await proveClosed(parts, VERAS)
    const by = new Map(doors.map((door) => [door.asker, door.by]))
    expect(by.get('@fabrikam.example')).to.equal('MAILBOX_DEFAULT')
    expect(by.get('@adatum.example')).to.equal('NO_TRUST')
    expect(by.get('@stranger.invalid')).to.equal('NO_TRUST')
  })

  const left: Readonly<Record<string, readonly [(world: SharingWorld) => Promise<unknown>, readonly string[]]>> = {
    'a grant to one person': [
      (world) => world.sharing.offerGrant(VERAS, { to: ANNA }, byOwner),
      [`lookup ${ANNA} GRANT`],
    ],
    'a grant to a domain': [
      (world) => world.sharing.offerGrant(VERAS, { to: '@fabrikam.example' }, byOwner),
      ['lookup @fabrikam.example GRANT'],
    ],
  }
  for (const [what, [leave, found]] of Object.entries(left)) {
    it(`finds ${what} that was left, and nothing else`, async () => {
      const world = await sharingWorld()
      await leave(world)
      expect(await openOutside(await doorsOf(world))).to.deep.equal(found)
    })
  }

  it('finds what a mailbox shows by default', async () => {
    const mailboxes = [{ address: VERA, default: 'AvailabilityOnly' }]
    const document = { ...CONTOSO, mailboxes } as unknown as WrittenDocument
    const parts = await doorsOf(await sharingWorld({ document }))
    expect(await openOutside(parts)).to.deep.equal(['lookup @fabrikam.example MAILBOX_DEFAULT'])
  })

  it('finds a link that is open among others that are not, by all its formats, and none once it is revoked', async () => {
    const world = await sharingWorld()
    const parts = await doorsOf(world)
    await world.sharing.revoke(VERAS, await opened(world), byOwner)
    const id = await opened(world, { level: 'LimitedDetails' })
    expect(await openOutside(parts)).to.have.members(FORMATS.map((format) => `${format} ${id} LINK_LEVEL`))
    await world.sharing.revoke(VERAS, id, byOwner)
    expect(await openOutside(parts)).to.deep.equal([])
    const { doors } = await proveClosed(parts, VERAS)
    expect(new Set(doors.filter(({ asker }) => asker === id).map(({ by }) => by))).to.deep.equal(new Set(['REVOKED']))
  })

  it('finds a page that something keeps and shows without deciding again', async () => {
    const world = await sharingWorld()
    const parts = await doorsOf(world)
    const id = await opened(world)
    const kept = parts.calendars.open(world.links.linksOf('contoso', VERA)[0]?.link.secretHash ?? '')
    await world.sharing.revoke(VERAS, id, byOwner)
    expect(await openOutside(parts)).to.deep.equal([])
    // The door as it would be if it did not look at what a link is now.
    const broken = { open: () => kept, look: () => ({ kind: 'shown', rendered: null as never }) as const }
    expect(await openOutside({ ...parts, calendars: broken })).to.have.members(
      FORMATS.map((format) => `${format} ${id} LINK_LEVEL`),
    )
  })

  it('holds after everything was switched off for the organization, whatever owners share', async () => {
    const world = await sharingWorld()
    const parts = await doorsOf(world)
    await world.sharing.offerGrant(VERAS, { to: '@fabrikam.example' }, byOwner)
    const id = await opened(world)
    expect(await openOutside(parts)).to.have.length(5)
    const held = await world.state.get({ kind: 'sharing-policy', key: 'contoso everyday' })
    const value = { name: 'everyday', default: true, domains: [] }
    const change = { organization: 'contoso', kind: 'sharing-policy' as const, name: 'everyday', value }
    await world.policies.write({ ...change, before: held?.version ?? 0 }, { actor: 'x', requestId: null })
    expect(await openOutside(parts)).to.deep.equal([])
    const { doors } = await proveClosed(parts, VERAS)
    const by = (asker: string) => new Set(doors.filter((door) => door.asker === asker).map((door) => door.by))
    expect([by('@fabrikam.example'), by(id)]).to.deep.equal([new Set(['SHARING_POLICY']), new Set(['ANONYMOUS_OFF'])])
  })

  it('names what shows nothing yet and will by itself', async () => {
    const world = await sharingWorld()
    const from = world.clock.now() + 1_000
    await world.sharing.offerGrant(VERAS, { to: ANNA, from }, byOwner)
    const id = await opened(world, { from })
    const { closed, opensLater } = await proveClosed(await doorsOf(world), VERAS)
    expect([closed, opensLater]).to.deep.equal([true, [`grant:${ANNA}`, id]])
  })

  it('leaves no trace of looks, and spends nobody’s budget', async () => {
    const world = await sharingWorld()
    await world.sharing.offerGrant(VERAS, { to: ANNA }, byOwner)
    const before = await world.state.head()
    const parts = await doorsOf(world)
    await proveClosed(parts, VERAS)
    expect(parts.noted).to.deep.equal([])
    expect(await world.state.head()).to.deep.equal(before)
    expect(world.looks.of({ ...VERAS, share: `grant:${ANNA}` })).to.equal(null)
  })

  it('is of a mailbox that is here', async () => {
    const parts = await doorsOf(await sharingWorld())
    const nobody = { organization: 'contoso', mailbox: parseMailboxAddress('nobody@contoso.example') }
    expect(await proveClosed(parts, nobody).catch((error: Error) => error.message)).to.include('no mailbox')
  })
})
