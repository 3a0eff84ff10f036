import { expect } from 'chai'
import type { Done, NotDone, Opened } from '../../../gateway/sharing/sharing-parts.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { granted, put, START } from '../../trust/known-organizations.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { BO, BOS, byOwner, CONTOSO, KeptOrders, sharingWorld, VERA, VERAS } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const INES = parseMailboxAddress('ines@example.org')
const ANNA = parseMailboxAddress('anna@fabrikam.example')

function done<Outcome extends Done>(outcome: Outcome | NotDone): Outcome {
  if (!outcome.done) throw new Error(outcome.because)
  return outcome
}

const secretIn = ({ address }: Opened): string => /\/published\/([^/]+)\/$/.exec(address)?.[1] ?? ''
const link = (over: object = {}) => ({ to: null, mail: undefined, note: undefined, ...over })
const grant = (to: string, over: object = {}) => ({ to, mail: undefined, note: undefined, ...over })

async function open({ sharing }: SharingWorld, over: object = {}): Promise<Opened> {
  return done(await sharing.openLink(VERAS, link(over), byOwner))
}

/** What anna is given of vera now. */
function seenBy(world: SharingWorld, from = ANNA) {
  const ask = { from, about: VERA, view: 'Detailed' as const, at: world.clock.now() }
  const decision = decideAccess(world.policies.policyOf('contoso'), ask, 'answering')
  return decision.outcome === 'answer' ? decision.level : decision.decidedBy
}

describe('A link', () => {
  it('has an address that is told once and kept nowhere', async () => {
    const world = await sharingWorld()
    const opened = await open(world)
    const secret = secretIn(opened)
    expect(secret).to.match(/^[A-Za-z0-9_-]{43}$/)
    expect(world.links.byHash(linkSecretHash(secret))?.mailbox).to.equal(VERA)
    const shown = await world.sharing.sharesOf(VERAS)
    const kept = [...world.world.records.values()].flatMap((records) => [...records.values()])
    const entries = [...world.world.entries.values()].map((entry) => JSON.stringify(entry))
    const told = [JSON.stringify(shown), JSON.stringify(opened.share), ...kept, ...entries]
    expect(told.filter((text) => text.includes(secret))).to.deep.equal([])
    expect(JSON.stringify(shown)).to.not.include(linkSecretHash(secret))
  })

  it('shows time only for ninety days, where nothing else is said', async () => {
    const { share } = await open(await sharingWorld())
    expect(share.kind === 'link' && share.link).to.deep.include({
      ...{ level: 'AvailabilityOnly', until: START + 90 * DAY, searchable: false, codeByMail: false, recipient: null },
    })
  })

  it('says what it is limited to, by the policy of this moment', async () => {
    const world = await sharingWorld()
    await open(world, { level: 'Reviewer' })
    const capped = async () => (await world.sharing.sharesOf(VERAS)).map((share) => share.capped)
    expect(await capped()).to.deep.equal([{ to: 'LimitedDetails', by: 'SHARING_POLICY' }])
    const everyday = { name: 'everyday', default: true, domains: ['Anonymous: CalendarSharingFreeBusyReviewer'] }
    const held = await world.state.get({ kind: 'sharing-policy', key: 'contoso everyday' })
    const change = { organization: 'contoso', kind: 'sharing-policy' as const, name: 'everyday', value: everyday }
    await world.policies.write({ ...change, before: held?.version ?? 0 }, { actor: 'x', requestId: null })
    expect(await capped()).to.deep.equal([null])
  })

  it('is not opened where anonymous users may open nothing', async () => {
    const { sharing } = await sharingWorld()
    const nils = { organization: 'contoso', mailbox: parseMailboxAddress('nils@contoso.example') }
    expect(await sharing.openLink(nils, link(), byOwner)).to.deep.equal({ done: false, because: 'ANONYMOUS_OFF' })
  })

  it('is not opened with an end before its beginning, with hours in no zone, or with a code nobody gets', async () => {
    const { sharing } = await sharingWorld()
    const hours = [{ days: ['Monday' as const], start: 540, end: 1020 }]
    const refused = async (owner: typeof VERAS, over: object) => {
      const outcome = await sharing.openLink(owner, link(over), byOwner)
      return outcome.done ? 'done' : outcome.because
    }
    expect(await refused(VERAS, { from: START, until: START })).to.equal('ENDS_BEFORE_IT_BEGINS')
    expect(await refused(BOS, { hours })).to.equal('NO_TIME_ZONE')
    expect(await refused(VERAS, { hours })).to.equal('done')
    expect(await refused(VERAS, { codeByMail: true })).to.equal('CODE_WITHOUT_RECIPIENT')
    expect(await refused(VERAS, { to: INES })).to.equal('MAIL_OFF')
  })

  it('is mailed to one person where she is named, and to nobody where the owner says so', async () => {
    const invitations = new KeptOrders()
    const world = await sharingWorld({ invitations })
    const opened = await open(world, { to: INES, note: 'As we said.' })
    expect(invitations.orders).to.have.length(1)
    expect(invitations.orders[0]).to.deep.include({
      ...{ recipient: INES, share: opened.share.id, secret: secretIn(opened), note: 'As we said.' },
      timeZone: 'Europe/Stockholm',
    })
    await open(world, { to: INES, mail: false })
    await open(world)
    expect(invitations.orders).to.have.length(1)
  })

  it('has another address after a reset, and the old one is dead on every instance', async () => {
    const world = await sharingWorld()
    const beside = await sharingWorld(world)
    const first = await open(world)
    const second = done(await world.sharing.reset(VERAS, first.share.id, byOwner))
    for (const { links } of [world, beside]) {
      expect(links.byHash(linkSecretHash(secretIn(first)))).to.equal(undefined)
      expect(links.byHash(linkSecretHash(secretIn(second)))?.id).to.equal(first.share.id.slice('link:'.length))
    }
  })

  it('is revoked for good, on every instance, and stays to be seen', async () => {
    const world = await sharingWorld()
    const beside = await sharingWorld(world)
    const { share } = await open(world)
    const revoked = done(await world.sharing.revoke(VERAS, share.id, byOwner))
    expect(revoked.share).to.deep.include({ standing: 'revoked' })
    expect(done(await beside.sharing.revoke(VERAS, share.id, byOwner)).share).to.deep.equal(revoked.share)
    expect(await world.sharing.reset(VERAS, share.id, byOwner)).to.deep.equal({ done: false, because: 'REVOKED' })
    const change = { said: { level: 'Reviewer' as const }, before: revoked.share.version }
    expect(await world.sharing.changeShare(VERAS, share.id, change, byOwner)).to.include({ because: 'REVOKED' })
    expect((await beside.sharing.sharesOf(VERAS)).map(({ id }) => id)).to.deep.equal([share.id])
  })

  it('is changed from the version that was read, of two at once by one', async () => {
    const world = await sharingWorld()
    const { share } = await open(world)
    const change = (level: 'Reviewer' | 'LimitedDetails') =>
      world.sharing.changeShare(VERAS, share.id, { said: { level }, before: share.version }, byOwner)
    const both = await Promise.all([change('Reviewer'), change('LimitedDetails')])
    expect(both.filter((outcome) => outcome.done)).to.have.length(1)
    expect(both.find((outcome) => !outcome.done)).to.deep.equal({ done: false, because: 'CHANGED_MEANWHILE' })
  })

  it('is revoked also where it is changed at that moment', async () => {
    const world = await sharingWorld()
    const { share } = await open(world)
    const change = world.sharing.changeShare(
      VERAS,
      share.id,
      { said: { searchable: true }, before: share.version },
      byOwner,
    )
    const [, revoked] = await Promise.all([change, world.sharing.revoke(VERAS, share.id, byOwner)])
    expect(done(revoked).share).to.deep.include({ standing: 'revoked' })
  })

  it('is a hundred at most at a time', async () => {
    const world = await sharingWorld()
    for (let i = 0; i < 100; i++) await open(world)
    const more = await world.sharing.openLink(VERAS, link(), byOwner)
    expect(more).to.deep.equal({ done: false, because: 'TOO_MANY' })
    const [first] = await world.sharing.sharesOf(VERAS)
    await world.sharing.revoke(VERAS, first?.id ?? '', byOwner)
    await open(world)
  })
})

describe('A grant', () => {
  it('counts from the next question, on every instance, up to what caps it, and says so', async () => {
    const world = await sharingWorld()
    const beside = await sharingWorld(world)
    expect(seenBy(world)).to.equal('MAILBOX_DEFAULT')
    const offered = done(await world.sharing.offerGrant(VERAS, grant(ANNA, { level: 'LimitedDetails' }), byOwner))
    expect(offered.share).to.deep.include({
      id: `grant:${ANNA}`,
      capped: { to: 'AvailabilityOnly', by: 'SHARING_POLICY' },
    })
    expect([seenBy(world), seenBy(beside)]).to.deep.equal(['AvailabilityOnly', 'AvailabilityOnly'])
    done(await beside.sharing.revoke(VERAS, offered.share.id, byOwner))
    expect([seenBy(world), seenBy(beside)]).to.deep.equal(['MAILBOX_DEFAULT', 'MAILBOX_DEFAULT'])
  })

  it('is refused with its reason where it would come to nothing', async () => {
    const world = await sharingWorld()
    const refused = async (to: string, owner = VERAS) => {
      const outcome = await world.sharing.offerGrant(owner, grant(to), byOwner)
      return outcome.done ? 'done' : outcome.because
    }
    expect(await refused('kim@adatum.example')).to.equal('NO_TRUST')
    expect(await refused('@tailspin.example')).to.equal('RELATIONSHIP_DISABLED')
    expect(await refused('ines@example.org')).to.equal('NO_RELATIONSHIP')
    const nils = { organization: 'contoso', mailbox: parseMailboxAddress('nils@contoso.example') }
    expect(await refused(ANNA, nils)).to.equal('SHARING_POLICY')
    expect(await refused(ANNA)).to.equal('done')
    const trust = world.trusts.snapshot().trust(world.contoso.id, world.fabrikam.id)
    if (trust === undefined) throw new Error('no trust')
    await put(world.trusts, granted(suspend(trust, 'a test', world.clock)), trust)
    expect(await refused('@fabrikam.example')).to.equal('NO_TRUST')
    expect((await world.sharing.sharesOf(VERAS))[0]?.capped).to.deep.equal({ to: 'None', by: 'NO_TRUST' })
  })

  it('that was checked can work up to the cap it was told: never more, and that much', async () => {
    const world = await sharingWorld()
    for (const to of [ANNA, '@fabrikam.example', BO, 'kim@adatum.example', '@tailspin.example']) {
      const check = world.sharing.checkOffer(VERAS, to)
      const offered = await world.sharing.offerGrant(VERAS, grant(to, { level: 'Reviewer' }), byOwner)
      expect(offered.done, to).to.equal(check.possible)
      if (!check.possible) continue
      const from = to.startsWith('@') ? parseMailboxAddress(`anybody${to}`) : parseMailboxAddress(to)
      expect(seenBy(world, from), to).to.equal(check.cap.level)
      await world.sharing.revoke(VERAS, `grant:${to}`, byOwner)
    }
  })

  it('of nothing keeps somebody out whom the domain’s would let in, and needs no trust', async () => {
    const world = await sharingWorld()
    done(await world.sharing.offerGrant(VERAS, grant('@fabrikam.example'), byOwner))
    expect(seenBy(world)).to.equal('AvailabilityOnly')
    const none = done(await world.sharing.offerGrant(VERAS, grant(ANNA, { level: 'None' }), byOwner))
    expect(none.share.capped).to.equal(null)
    expect([seenBy(world), seenBy(world, parseMailboxAddress('ola@fabrikam.example'))]).to.deep.equal([
      ...['GRANT', 'AvailabilityOnly'],
    ])
  })

  it('takes the place of what the same name had, and leaves everything else as it was written', async () => {
    const entry = {
      ...{ address: 'Vera@Contoso.example', timeZone: 'Europe/Stockholm', kind: 'user' },
      grants: [
        { to: 'Anna@Fabrikam.example', level: 'None', until: '2026-12-01T00:00:00+01:00' },
        { to: '@fabrikam.example', level: 'AvailabilityOnly' },
        { to: 'anna@fabrikam.example', level: 'LimitedDetails', from: '2026-12-01T00:00:00+01:00' },
      ],
    }
    const world = await sharingWorld({ document: { ...CONTOSO, mailboxes: [entry] as never } })
    const [annas] = await world.sharing.sharesOf(VERAS)
    expect(annas?.kind === 'grant' && annas.terms.map(({ level }) => level)).to.deep.equal(['None', 'LimitedDetails'])
    const hours = [{ days: ['Monday' as const, 'Friday' as const], start: 9 * 60, end: 17 * 60 + 30 }]
    const said = { level: 'AvailabilityOnly' as const, hours, hiddenCategories: ['Family'] }
    done(await world.sharing.offerGrant(VERAS, grant(ANNA, said), byOwner))
    const held = await world.state.get({ kind: 'mailbox', key: 'contoso vera@contoso.example' })
    expect(held?.value).to.deep.equal({
      ...entry,
      grants: [
        { to: '@fabrikam.example', level: 'AvailabilityOnly' },
        {
          ...{ to: ANNA, level: 'AvailabilityOnly', hiddenCategories: ['Family'] },
          hours: [{ days: ['Monday', 'Friday'], start: '09:00', end: '17:30' }],
        },
      ],
    })
  })

  it('is changed from the version that was read, and revoked whatever else is changed at that moment', async () => {
    const world = await sharingWorld()
    const { share } = done(await world.sharing.offerGrant(VERAS, grant(ANNA), byOwner))
    const change = { said: { level: 'None' as const }, before: share.version - 1 }
    expect(await world.sharing.changeShare(VERAS, share.id, change, byOwner)).to.include({
      because: 'CHANGED_MEANWHILE',
    })
    const [, revoked] = await Promise.all([
      world.sharing.offerGrant(VERAS, grant('@fabrikam.example'), byOwner),
      world.sharing.revoke(VERAS, share.id, byOwner),
    ])
    expect(revoked.done).to.equal(true)
    expect(await world.sharing.shareOf(VERAS, share.id)).to.equal(null)
  })

  it('tells a person outside by mail, where there is mail, and a colleague only when asked to', async () => {
    const invitations = new KeptOrders()
    const world = await sharingWorld({ invitations })
    done(await world.sharing.offerGrant(VERAS, grant(ANNA), byOwner))
    done(await world.sharing.offerGrant(VERAS, grant(BO), byOwner))
    done(await world.sharing.offerGrant(VERAS, grant('@fabrikam.example'), byOwner))
    expect(invitations.orders.map(({ recipient, level }) => [recipient, level])).to.deep.equal([
      [ANNA, 'AvailabilityOnly'],
    ])
    done(await world.sharing.offerGrant(VERAS, grant(BO, { mail: true }), byOwner))
    expect(invitations.orders.at(-1)).to.deep.include({ recipient: BO, secret: null })
  })
})

describe('Everything that is shared', () => {
  it('is a mailbox’s own: what is another’s is not there', async () => {
    const world = await sharingWorld()
    const { share } = await open(world)
    const { share: annas } = done(await world.sharing.offerGrant(VERAS, grant(ANNA), byOwner))
    for (const { id, version } of [share, annas]) {
      const nothing = { done: false, because: 'NOT_THERE' }
      expect(await world.sharing.shareOf(BOS, id)).to.equal(null)
      expect(await world.sharing.revoke(BOS, id, byOwner)).to.deep.equal(nothing)
      expect(await world.sharing.changeShare(BOS, id, { said: {}, before: version }, byOwner)).to.deep.equal(nothing)
    }
    expect(await world.sharing.reset(BOS, share.id, byOwner)).to.deep.equal({ done: false, because: 'NOT_THERE' })
    expect(await world.sharing.sharesOf(VERAS)).to.have.length(2)
  })

  it('goes on record: what was done, and whose it is apart', async () => {
    const world = await sharingWorld()
    const { auditSize } = await world.state.head()
    const { share } = await open(world)
    done(await world.sharing.reset(VERAS, share.id, byOwner))
    done(await world.sharing.revoke(VERAS, share.id, byOwner))
    done(await world.sharing.offerGrant(VERAS, grant(ANNA), byOwner))
    done(await world.sharing.revoke(VERAS, `grant:${ANNA}`, byOwner))
    const entries = await world.state.engine.entries(auditSize, 10)
    const told = entries.map(({ text }) => JSON.parse(text ?? '') as { event: string; actor: string })
    expect(told.map(({ event }) => event)).to.deep.equal([
      ...['link.opened', 'link.reset', 'link.revoked', 'grant.offered', 'grant.revoked'],
    ])
    expect(new Set(told.map(({ actor }) => actor))).to.deep.equal(new Set(['owner']))
    expect(entries.map(({ text }) => text).join()).to.not.match(/vera@|anna@/)
  })

  it('is of nobody who is not here', async () => {
    const { sharing } = await sharingWorld()
    for (const nobody of ['nobody@contoso.example', 'vera@elsewhere.example']) {
      expect(() => sharing.ownerOf(parseMailboxAddress(nobody))).to.throw('There is no mailbox of this address here')
    }
    expect(sharing.ownerOf(VERA)).to.deep.equal(VERAS)
  })

  it('comes with when it was last looked through', async () => {
    const world = await sharingWorld()
    const { share } = await open(world)
    world.looks.note({ ...VERAS, share: share.id }, START + 1)
    expect((await world.sharing.sharesOf(VERAS)).map(({ lastLook }) => lastLook)).to.deep.equal([START])
  })
})
