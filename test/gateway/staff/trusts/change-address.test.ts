import { expect } from 'chai'
import { findTrust, trustId } from '../../../../gateway/admin/administration.ts'
import { escapeHtml } from '../../../../gateway/console/html.ts'
import { ADDRESS_SPACE_TEXTS } from '../../../../gateway/console/trusts/address-space-texts.ts'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { TRUST_CHANGE_TEXTS } from '../../../../gateway/console/trusts/trust-change-texts.ts'
import { TRUST_PAGE_TEXTS } from '../../../../gateway/console/trusts/trust-page-texts.ts'
import { activeAddressSpace, put } from '../../../trust/known-organizations.ts'
import { fieldsOf, trustsWorld } from './trusts-world.ts'
import type { TrustsWorld } from './trusts-world.ts'

const TEXTS = ADDRESS_SPACE_TEXTS.en
const TYPO = 'https://mail.litvare.example/EWS/Exchange.asmx'
const RIGHT = 'https://mail.litware.example/EWS/Exchange.asmx'

describe('the address of an address space, on the console', function () {
  this.timeout(30_000)
  let world: TrustsWorld
  let ann: Awaited<ReturnType<TrustsWorld['signedIn']>>
  let id: string

  /** A server somebody said yes to, called and at what is said. */
  async function server(name: string, ews: string): Promise<string> {
    const domain = `${name.toLowerCase()}.example`
    const trust = await activeAddressSpace(world.contoso.id, { name, ews, domain }, world.clock)
    await put(world.trusts, trust, undefined)
    return trustId(trust)
  }

  beforeEach(async () => {
    world = await trustsWorld()
    ann = await world.signedIn('administrator')
    id = await server('Litware', TYPO)
  })
  afterEach(() => world.close())

  const at = (of = id, what = 'address'): string => `/console/trusts/${of}${what === '' ? '' : `/${what}`}`
  const form = async (of = id) => fieldsOf((await ann.get(at(of))).text, /address$/)
  /** As a browser sends the form with this typed. */
  const send = async (typed: string, of = id) => ann.post(at(of), { ...(await form(of)), server: typed })
  const trust = () => findTrust(world.administration, id)

  for (const language of ['en', 'sv'] as const) {
    it(`is changed by one form that says what it does, and back by its undo (${language})`, async () => {
      const texts = ADDRESS_SPACE_TEXTS[language]
      const before = trust()
      expect((await ann.get(at(id, ''), { language })).text).to.include(
        `href="${at()}" aria-label="${TRUST_CHANGE_TEXTS[language].acts.address}: Litware"`,
      )
      const question = await ann.get(at(), { language })
      expect(question.text).to.include(escapeHtml(texts.moveWhy)).and.to.include(`value="${TYPO}"`)
      const done = await ann.post(at(), { ...fieldsOf(question.text, /address$/), server: RIGHT }, { language })
      expect(done.text).to.include(escapeHtml(texts.moved))
      expect([trust().asked.ews, trust().partner]).to.deep.equal([RIGHT, before.partner])
      const { text } = await ann.get(at(id, ''), { language })
      expect(text).to.include(RIGHT).and.to.include(escapeHtml(texts.elsewhere))
      expect(text).to.include(TRUST_PAGE_TEXTS[language].events['trust.address'])
      await ann.post(at(), fieldsOf(done.text, /address$/))
      expect(trust()).to.deep.equal(before)
      expect((await ann.get(at(id, ''), { language })).text).to.not.include(escapeHtml(texts.elsewhere))
      const addresses = world.entries('trust.address').map(({ facts }) => [facts['before'], facts['address']])
      expect(addresses).to.deep.equal([
        [TYPO, RIGHT],
        [RIGHT, TYPO],
      ])
    })
  }

  it('is refused with one sentence at the field, and what was typed stays', async () => {
    await server('Adatum', 'https://mail.adatum.example/EWS/Exchange.asmx')
    for (const [typed, sentence] of [
      ['', TEXTS.noServer],
      ['mail.litware.example', TEXTS.noServer],
      ['http://mail.litware.example/EWS', TEXTS.noServer],
      ['https://us:them@mail.litware.example/EWS', TEXTS.noServer],
      [TYPO, TEXTS.sameServer],
      ['https://mail.adatum.example/EWS/Exchange.asmx', TEXTS.takenServer],
    ] as const) {
      const { status, text } = await send(typed)
      expect(status, typed).to.equal(422)
      expect(text)
        .to.include(`id="server-wrong">${escapeHtml(sentence)}`)
        .and.to.include(`value="${typed}"`)
    }
    expect(world.entries('trust.address')).to.have.length(0)
  })

  it('is not changed without the yes of the form, nor from a form of another address', async () => {
    const { confirmed: _confirmed, ...unasked } = await form()
    expect((await ann.post(at(), { ...unasked, server: RIGHT })).status).to.equal(422)
    for (const from of ['', RIGHT])
      expect((await ann.post(at(), { ...unasked, server: RIGHT, from, confirmed: 'yes' })).status).to.equal(409)
    expect(trust().asked.ews).to.equal(TYPO)
  })

  it('is that of a server with a yes alone: one that signs says itself where it is', async () => {
    for (const of of [world.partner, await world.proposed()]) {
      expect((await ann.get(at(of, ''))).text).to.not.include('/address"')
      expect((await ann.get(at(of))).status).to.equal(409)
      expect((await ann.post(at(of), { server: RIGHT, confirmed: 'yes' })).status).to.equal(409)
    }
    await ann.post(at(id, 'revoke'), { reason: 'over', confirmed: 'yes' })
    expect((await ann.get(at())).status).to.equal(409)
  })

  it('waits for a second administrator where two are asked for: a password goes there', async () => {
    Object.assign(world.administration, { approvals: 2 })
    const waits = await send(RIGHT)
    expect(waits.text).to.include(escapeHtml(APPROVAL_TEXTS.en.operations['trust.address'] ?? 'no words'))
    expect(trust().asked.ews).to.equal(TYPO)
    const bo = await world.signedIn('administrator', {
      by: { kind: 'openid', issuer: 'https://login.example', subject: 'bo' },
    })
    const [approval] = /[0-9a-f]{16,}(?=\/give)/.exec((await bo.get('/console/approvals')).text) ?? []
    const question = await bo.get(`/console/approvals/${approval}/give`)
    expect(question.text).to.include(RIGHT).and.to.include(APPROVAL_TEXTS.en.effects['trust.address'])
    await bo.post(`/console/approvals/${approval}/give`, { confirmed: 'yes' })
    expect(trust().asked.ews).to.equal(RIGHT)
  })

  it('is told as a conflict where somebody ended the trust while the form was open', async () => {
    const open = await form()
    await ann.post(at(id, 'revoke'), { reason: 'over', confirmed: 'yes' })
    const late = await ann.post(at(), { ...open, server: RIGHT })
    expect([late.status, late.text.includes(CHANGE_REFUSALS.en['changed-meanwhile'])]).to.deep.equal([409, true])
  })
})
