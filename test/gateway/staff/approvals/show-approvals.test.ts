import { expect } from 'chai'
import type { Response } from 'supertest'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import { OPERATIONS } from '../../../../gateway/admin/operations.ts'
import { DAY } from '../../../../protocols/availability/time-window.ts'
import { askOperation } from '../../../../gateway/staff/ask-operation.ts'
import type { SignedIn } from '../../../../gateway/sign-in/console-sessions.ts'
import { consoleWorld, visitOf } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'

const EN = APPROVAL_TEXTS.en
const REASON = 'over <b>&"\u202e'
const subject = (who: string): Partial<SignedIn> => ({
  name: `<i>${who}\u202e`,
  by: { kind: 'openid', issuer: 'https://login.example', subject: who },
})

describe('what waits for a second yes, on the console', () => {
  let world: ConsoleWorld
  beforeEach(async () => {
    world = await consoleWorld()
    Object.assign(world.door.administration, { approvals: 2 })
  })
  afterEach(() => world.close())

  type Somebody = Awaited<ReturnType<ConsoleWorld['signedIn']>>

  /** Asked by a page of hers, whichever it is. */
  async function asks({ session }: Somebody, id = 'trust.revoke'): Promise<string> {
    const visit = visitOf(world, session)
    const order = { params: { trust: world.partner }, body: { reason: REASON } }
    const { status, body } = await askOperation(world.door, visit, id, order)
    expect(status).to.equal(202)
    return (body as { approval: { id: string } }).approval.id
  }

  const stateOf = () =>
    world.trusts.snapshot().trusts(world.door.administration.organizations.get('contoso')?.id as never)[0]?.is.state

  const pathOf = (id: string, what: string): string => `/console/approvals/${id}/${what}`
  const yes = { confirmed: 'yes' }

  it('is told in words: what exactly, by whom and until when, to auditors too', async () => {
    const ann = await world.signedIn('administrator', subject('ann'))
    const id = await asks(ann)
    const { text } = await (await world.signedIn('auditor')).get('/console/approvals')
    expect(text).to.include(EN.operations['trust.revoke']).and.to.include('over &lt;b&gt;&amp;&quot;</bdi>')
    expect(text).to.include('<bdi>&lt;i&gt;ann</bdi>').and.to.include('Fabrikam').and.to.include('then it is gone')
    expect(text, 'nor what turns text around').to.not.include('\u202e')
    expect(text, 'nothing for an auditor to do').to.not.include(pathOf(id, 'give'))
    expect((await ann.get('/console/approvals')).text)
      .to.include(EN.own)
      .and.to.not.include(pathOf(id, 'give'))
    const bo = await world.signedIn('administrator', subject('bo'))
    expect((await bo.get('/console/approvals')).text).to.include(pathOf(id, 'give'))
  })

  it('is asked once, and carried out when another person gives it', async () => {
    const [ann, bo] = [
      await world.signedIn('administrator', subject('ann')),
      await world.signedIn('administrator', subject('bo')),
    ]
    const id = await asks(ann)
    const asked = await bo.get(pathOf(id, 'give'))
    expect(asked.text).to.include(EN.effects['trust.revoke']?.split('’')[0])
    expect((await bo.post(pathOf(id, 'give'))).text, 'not before the yes').to.include('name="confirmed"')
    expect(stateOf()).to.equal('active')
    const given = await bo.post(pathOf(id, 'give'), yes)
    expect([given.status, given.text.includes(EN.given), given.text.includes(CONSOLE_TEXTS.en.undo)]).to.deep.equal([
      ...[200, true, false],
    ])
    expect(stateOf()).to.equal('revoked')
    const [entry] = world.entries('trust.revoked')
    expect(entry?.actor).to.equal([ann, bo].map(({ session }) => `session:${session.key.slice(0, 16)}`).join('+'))
    expect((await bo.post(pathOf(id, 'give'), yes)).status).to.equal(404)
  })

  it('is not given by the person who asked, in the same session or another (AD6)', async () => {
    const ann = await world.signedIn('administrator', subject('ann'))
    const id = await asks(ann)
    const again = await world.signedIn('administrator', subject('ann'))
    for (const one of [ann, again]) {
      const answers: Response[] = [await one.get(pathOf(id, 'give')), await one.post(pathOf(id, 'give'), yes)]
      for (const answer of answers) {
        expect([answer.status, answer.text.includes(EN.own)]).to.deep.equal([409, true])
      }
    }
    expect(stateOf()).to.equal('active')
  })

  it('is withdrawn by whoever asked, or by another', async () => {
    for (const who of ['ann', 'bo']) {
      const id = await asks(await world.signedIn('administrator', subject('ann')))
      const one = await world.signedIn('administrator', subject(who))
      expect((await one.get(pathOf(id, 'withdraw'))).text).to.include(EN.withdrawWhy)
      expect((await one.post(pathOf(id, 'withdraw'))).text, 'not before the yes').to.include('name="confirmed"')
      expect((await one.get('/console/approvals')).text).to.include(pathOf(id, 'withdraw'))
      expect((await one.post(pathOf(id, 'withdraw'), yes)).text).to.include(EN.withdrawn)
      expect((await one.get('/console/approvals')).text).to.include(EN.nothing)
    }
    expect(stateOf()).to.equal('active')
    expect(world.entries('approval.withdrawn')).to.have.length(2)
  })

  it('stays, with the reason, where it cannot be carried out any more, and is over after a day', async () => {
    const [ann, bo] = [
      await world.signedIn('administrator', subject('ann')),
      await world.signedIn('administrator', subject('bo')),
    ]
    const [first, second] = [await asks(ann), await asks(ann)]
    await bo.post(pathOf(first, 'give'), yes)
    const refused = await bo.post(pathOf(second, 'give'), yes)
    expect([refused.status, refused.text.includes(EN.refused)]).to.deep.equal([409, true])
    expect((await bo.get('/console/approvals')).text).to.include(pathOf(second, 'give'))
    expect(world.entries('approval.given')).to.have.length(1)
    const swedish = await bo.post(pathOf(second, 'give'), yes, { language: 'sv-SE' })
    expect(swedish.text).to.include(`${APPROVAL_TEXTS.sv.refused} ${CHANGE_REFUSALS.sv.state}`)
    world.clock.pass(DAY)
    const eva = await world.signedIn('administrator', subject('eva'))
    expect((await eva.get(pathOf(second, 'give'))).status).to.equal(404)
    expect((await eva.get('/console/approvals')).text).to.include(EN.nothing)
  })

  it('has words in both languages for every operation that needs two', () => {
    const names = OPERATIONS.filter(({ whenGiven }) => whenGiven !== undefined).map(({ id }) => id)
    expect(names).to.have.members(['trust.accept', 'trust.address', 'trust.revoke', 'roll.switch'])
    for (const texts of [APPROVAL_TEXTS.en, APPROVAL_TEXTS.sv]) {
      expect(
        names.filter((name) => texts.operations[name] === undefined || texts.effects[name] === undefined),
      ).to.deep.equal([])
    }
  })

  it('says that one is enough where the configuration asks for no more', async () => {
    Object.assign(world.door.administration, { approvals: 1 })
    const { get } = await world.signedIn('auditor')
    expect((await get('/console/approvals')).text).to.include(EN.oneIsEnough)
    expect((await get('/console/approvals', { language: 'sv-SE' })).text).to.include(APPROVAL_TEXTS.sv.oneIsEnough)
  })
})
