import { expect } from 'chai'
import { LOOKED_TEXTS } from '../../../gateway/console/looked-texts.ts'
import { OWNER_TEXTS } from '../../../gateway/console/owner-texts.ts'
import { levelNow } from '../../../gateway/owner/lower-look.ts'
import { readNewGrant, readNewLink } from '../../../gateway/sharing/share-orders.ts'
import type { Share } from '../../../gateway/sharing/share.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { BO, byOwner, CONTOSO, VERA, VERAS } from '../sharing/sharing-world.ts'
import { ownerWorld } from './owner-world.ts'
import type { OwnerWorld } from './owner-world.ts'

const EN = LOOKED_TEXTS.en
const { levels, everybodyAt } = OWNER_TEXTS.en
const SAM = 'sam@fabrikam.example'
const ANNA = 'anna@fabrikam.example'
/** Everybody sees details of vera unless she says otherwise. */
const OPEN: WrittenDocument = {
  ...CONTOSO,
  mailboxes: [{ address: VERA, timeZone: 'Europe/Stockholm', default: 'LimitedDetails' }, { address: BO }],
}

describe('lowering what is told, from the page of who looked', function () {
  this.timeout(60_000)
  let world: OwnerWorld
  let cookie: string
  let token: string
  beforeEach(async () => {
    world = await ownerWorld({ document: OPEN })
    const signedIn = await world.signIn()
    cookie = signedIn.cookie
    token = signedIn.token
  })
  afterEach(() => world.close())

  let presses = 0
  const press = (lower: string, once = `press ${presses++}`) =>
    world.post('/owner/lower', { token, once, lower }, { cookie })
  const looks = async () => (await world.get('/owner/looked', { cookie })).text
  const told = (to: string) => levelNow(world.door, VERAS, to)
  const shareOf = (id: string): Promise<Share | null> => world.sharing.shareOf(VERAS, id)
  const fieldsOf = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>
  /** Presses Undo on the page that came. */
  const undo = (text: string) => world.post('/owner/lower/undo', fieldsOf(text), { cookie })

  async function lookedAtBy(...from: readonly string[]): Promise<void> {
    const at = world.clock.now()
    const mailboxes = [[1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed']] as never
    const facts = { by: world.fabrikam.id, kind: 'partner', view: 'Detailed', window: [at, at + HOUR], mailboxes }
    const entry = { event: 'lookup', at, actor: 'lookup', requestId: null, facts }
    const audit = from.map((one) => ({ ...entry, personal: { from: one, about: [VERA] } }))
    await world.state.commit({ writes: [], audit })
  }

  it('offers at each look what is lower than what would be told now, for the person and for her organization', async () => {
    await lookedAtBy(SAM, BO)
    const buttons = [...(await looks()).matchAll(/<button[^>]* name="lower" value="([^"]+)">/g)].map(
      ([, value]) => value,
    )
    expect(buttons).to.have.members([
      ...[`AvailabilityOnly grant:${SAM}`, `None grant:${SAM}`, 'None grant:@fabrikam.example'],
      ...[`AvailabilityOnly grant:${BO}`, `None grant:${BO}`],
    ])
    await press(`AvailabilityOnly grant:${SAM}`)
    const text = await looks()
    expect(text).to.include(EN.now(levels.AvailabilityOnly)).and.to.not.include(`value="AvailabilityOnly grant:${SAM}"`)
  })

  for (const to of [SAM, BO]) {
    it(`is one press for ${to}, and another takes it back`, async () => {
      const { status, text } = await press(`None grant:${to}`)
      expect(status).to.equal(200)
      expect(text).to.include(EN.lowered(to, levels.None)).and.to.include(EN.undo)
      expect(told(to)).to.equal('None')
      const undone = await undo(text)
      expect([undone.status, undone.text.includes(EN.undone)]).to.deep.equal([200, true])
      expect([told(to), await shareOf(`grant:${to}`)]).to.deep.equal(['LimitedDetails', null])
    })
  }

  it('lowers everybody of an organization, but for whom she gives more herself, and says so', async () => {
    const { text } = await press('None grant:@fabrikam.example')
    expect(text).to.include(EN.lowered(everybodyAt('fabrikam.example'), levels.None))
    expect([told(SAM), told(ANNA), told(BO)]).to.deep.equal(['None', 'None', 'LimitedDetails'])
    await undo(text)
    expect(told(SAM)).to.equal('LimitedDetails')
  })

  it('lowers a grant by its level alone, and puts that back', async () => {
    const until = world.clock.now() + 30 * DAY
    await world.sharing.offerGrant(
      VERAS,
      readNewGrant({ to: SAM, level: 'LimitedDetails', until, mail: false }),
      byOwner,
    )
    const { text } = await press(`AvailabilityOnly grant:${SAM}`)
    const [low] = ((await shareOf(`grant:${SAM}`)) as Extract<Share, { kind: 'grant' }>).terms
    expect([low?.level, low?.until]).to.deep.equal(['AvailabilityOnly', until])
    await undo(text)
    const [high] = ((await shareOf(`grant:${SAM}`)) as Extract<Share, { kind: 'grant' }>).terms
    expect([high?.level, high?.until]).to.deep.equal(['LimitedDetails', until])
  })

  it('lowers a link that somebody opened, and puts it back', async () => {
    const opened = await world.sharing.openLink(VERAS, readNewLink({ level: 'LimitedDetails' }), byOwner)
    if (!opened.done) throw new Error(opened.because)
    const { id } = opened.share
    world.looks.note({ ...VERAS, share: id }, world.clock.now())
    expect(await looks())
      .to.include(EN.linksTitle)
      .and.to.include(`value="AvailabilityOnly ${id}"`)
      .and.to.not.include(`value="None ${id}"`)
    const levelOf = async () => ((await shareOf(id)) as Extract<Share, { kind: 'link' }>).link.level
    const { text } = await press(`AvailabilityOnly ${id}`)
    expect([await levelOf(), text.includes(EN.undo)]).to.deep.equal(['AvailabilityOnly', true])
    await undo(text)
    expect(await levelOf()).to.equal('LimitedDetails')
    expect((await press(`None ${id}`)).status, 'a link that shows nothing is ended, and says so first').to.equal(400)
    expect((await press('AvailabilityOnly link:nothing')).status).to.equal(404)
  })

  it('never gives anybody more, whatever was pressed', async () => {
    await press(`None grant:${SAM}`)
    for (const level of ['None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer']) {
      expect((await press(`${level} grant:${SAM}`)).text, level).to.include(EN.already(SAM))
      expect(told(SAM)).to.equal('None')
    }
    expect((await press('AvailabilityOnly grant:somebody@tailspin.example')).text).to.include(EN.alreadyTitle)
  })

  it('gives nobody more details than she is told already', async () => {
    for (const level of ['LimitedDetails', 'Reviewer']) {
      expect((await press(`${level} grant:${SAM}`)).text, level).to.include(EN.already(SAM))
      expect([told(SAM), await shareOf(`grant:${SAM}`)]).to.deep.equal(['LimitedDetails', null])
    }
  })

  it('offers nothing at her own looks at herself', async () => {
    await lookedAtBy(VERA)
    expect(await looks())
      .to.include(VERA)
      .and.to.not.include('name="lower"')
  })

  it('takes back nothing that was changed meanwhile', async () => {
    const { text } = await press(`None grant:${SAM}`)
    await press(`None grant:${ANNA}`)
    const late = await undo(text)
    expect([late.status, late.text.includes(EN.meanwhile)]).to.deep.equal([409, true])
    expect(told(SAM)).to.equal('None')
  })

  it('takes away no link, and nothing of anybody else, with a form that is none of ours', async () => {
    const [hers, his] = [VERAS, { ...VERAS, mailbox: BO }]
    for (const owner of [hers, his]) {
      const opened = await world.sharing.openLink(owner, readNewLink({ level: 'LimitedDetails' }), byOwner)
      if (!opened.done) throw new Error(opened.because)
      const { id, version } = opened.share
      const isHers = owner === hers
      const form = { token, once: `undo ${id}`, share: id, version: String(version) }
      const back = (level: string) => world.post('/owner/lower/undo', { ...form, level }, { cookie })
      expect((await back('')).status, id).to.equal(isHers ? 400 : 409)
      if (!isHers) {
        expect((await back('AvailabilityOnly')).status).to.equal(409)
        expect((await press(`AvailabilityOnly ${id}`)).status).to.equal(404)
      }
      const now = (await world.sharing.shareOf(owner, id)) as Extract<Share, { kind: 'link' }>
      expect([now.standing, now.link.level, now.version]).to.deep.equal(['open', 'LimitedDetails', version])
    }
  })

  it('leaves to the form what takes more than a level to say', async () => {
    await lookedAtBy(SAM)
    const over = { to: SAM, level: 'LimitedDetails', until: world.clock.now() + 1, mail: false } as const
    await world.sharing.offerGrant(VERAS, readNewGrant(over), byOwner)
    world.clock.pass(1)
    expect(await looks()).to.not.include(`grant:${SAM}`)
    expect((await press(`None grant:${SAM}`)).status).to.equal(409)
    expect(told(SAM), 'the rule of her organization').to.equal('LimitedDetails')
  })

  it('says so where her organization does not count what she gives', async () => {
    const { organization, ...rest } = OPEN
    const deaf = await ownerWorld({
      document: { ...rest, organization: { ...organization, personalGrants: 'ignore' } } as never,
    })
    const one = await deaf.signIn()
    const { text } = await deaf.post('/owner/lower', { token: one.token, once: 'x', lower: `None grant:${SAM}` }, one)
    expect(text).to.include(EN.notCounted(SAM, levels.LimitedDetails))
    deaf.close()
  })

  it('counts once, from her own page, and only what is a button of ours', async () => {
    await press(`None grant:${SAM}`, 'one')
    expect((await press(`None grant:${SAM}`, 'one')).text).to.include(EN.already(SAM))
    const foreign = await world.post('/owner/lower', { token: 'x', once: 'y', lower: `None grant:${BO}` }, { cookie })
    expect([foreign.status, told(BO)]).to.deep.equal([403, 'LimitedDetails'])
    for (const lower of [
      '',
      'None',
      `Nothing grant:${BO}`,
      'None grant:',
      'None grant:@',
      'None grant:<b>',
      `None  grant:${BO}`,
      `None grant:${BO.toUpperCase()}`,
    ])
      expect((await press(lower)).status, lower).to.equal(400)
    expect(told(BO)).to.equal('LimitedDetails')
  })
})
