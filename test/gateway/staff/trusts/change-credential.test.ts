import { expect } from 'chai'
import { escapeHtml } from '../../../../gateway/console/html.ts'
import { ADDRESS_SPACE_TEXTS } from '../../../../gateway/console/trusts/address-space-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { CREDENTIAL_TEXTS } from '../../../../gateway/console/trusts/credential-texts.ts'
import { TERMS_TEXTS } from '../../../../gateway/console/trusts/terms-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../../../gateway/console/trusts/trust-change-texts.ts'
import { TRUST_PAGE_TEXTS } from '../../../../gateway/console/trusts/trust-page-texts.ts'
import { matchesPassword, parsePasswordHash } from '../../../../trust/credentials/password-hash.ts'
import { openSecret } from '../../../../trust/credentials/sealed-secret.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { trustId } from '../../../../gateway/admin/administration.ts'
import { activeTrust, known, put } from '../../../trust/known-organizations.ts'
import { fieldsOf, trustsWorld } from './trusts-world.ts'
import type { TrustsWorld } from './trusts-world.ts'

const [TEXTS, SERVER, CHANGE] = [CREDENTIAL_TEXTS.en, ADDRESS_SPACE_TEXTS.en, TRUST_CHANGE_TEXTS.en]
const EXCHANGE_SERVICE = '00000002-0000-0ff1-ce00-000000000000'
const ACCOUNT = 'free-busy@fabrikam.example'
const [THEIRS, OURS] = ['sixteen letters they send', 'sixteen letters we send']
const BASIC = { kind: 'basic', account: ACCOUNT, password: THEIRS }
const BOTH = { ...BASIC, ourName: 'free-busy@contoso.example', ourPassword: OURS }

describe('how a partner shows who asks, on the console', function () {
  this.timeout(30_000)
  let world: TrustsWorld
  let ann: Awaited<ReturnType<TrustsWorld['signedIn']>>
  beforeEach(async () => {
    world = await trustsWorld()
    ann = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const at = (id: string, what = 'credential'): string => `/console/trusts/${id}${what === '' ? '' : `/${what}`}`
  const credential = (id = world.partner) => world.trustNow(id).credential
  const form = async (id = world.partner) => fieldsOf((await ann.get(at(id))).text, /credential$/)
  /** As a browser sends the form with these typed. */
  const send = async (typed: Readonly<Record<string, string>>, id = world.partner) =>
    ann.post(at(id), { ...(await form(id)), ...typed })
  const beExchange = () =>
    world.change(world.partner, (trust) => ({
      ...trust,
      metadata: { ...trust.metadata, exchange: { service: EXCHANGE_SERVICE, realm: 'fabrikam.example' } },
      credential: { kind: 'exchange', account: parseMailboxAddress('availability@fabrikam.example') },
    }))

  it('is a kind of token, and back', async () => {
    const done = await send({ kind: 'access-token' })
    expect(done.text).to.include(TEXTS.changed)
    expect(credential()).to.deep.equal({ kind: 'access-token' })
    await ann.post(at(world.partner), fieldsOf(done.text, /credential$/))
    expect(credential()).to.deep.equal({ kind: 'single-use' })
    expect(world.entries('trust.credential').map(({ facts }) => facts['credential'])).to.deep.equal([
      'access-token',
      'single-use',
    ])
  })

  it('is a name and a password, of which a hash is kept, and what we send sealed', async () => {
    expect((await send(BOTH)).text).to.include(TEXTS.changed)
    const kept = credential()
    if (kept.kind !== 'basic') throw new Error('not a password')
    expect(kept.account).to.equal(ACCOUNT)
    const hash = parsePasswordHash(kept.passwordHash)
    expect(hash !== null && matchesPassword(THEIRS, hash)).to.equal(true)
    const { local, partner } = world.trustNow(world.partner)
    expect(kept.ours?.name).to.equal(BOTH.ourName)
    const sealed = kept.ours?.sealedPassword ?? ''
    expect(openSecret(sealed, `${local} ${partner}`, world.administration.sealingKey)).to.equal(OURS)
  })

  it('stands under a heading that says so, with the way to change it for who may, on the page of the trust', async () => {
    const auditor = await world.signedIn('auditor')
    const partOf = async (of: typeof ann, id: string, language: string): Promise<string> => {
      const { text } = await of.get(at(id, ''), { language })
      return /<section class="card" aria-labelledby="credential">.*?<\/section>/s.exec(text)?.[0] ?? ''
    }
    const linkTo = (id: string, spoken: string, label: string): string =>
      `href="${at(id)}" aria-label="${spoken}: Fabrikam">${label}</a>`
    for (const [language, heading, kind, spoken, label] of [
      ['en', 'How it shows who asks', 'a token signed for each', 'Change how it shows who asks', 'Change'],
      ['sv', 'Hur den visar vem som frågar', 'ett intyg', 'Ändra hur den visar vem som frågar', 'Ändra'],
    ] as const) {
      const hers = await partOf(ann, world.partner, language)
      expect(hers)
        .to.include(`>${heading}</h2><p>${kind}`)
        .and.to.include(linkTo(world.partner, spoken, label))
      const read = await partOf(auditor, world.partner, language)
      expect(read).to.include(`>${heading}</h2><p>${kind}`).and.to.not.include('<a ')
    }
    const proposed = await partOf(ann, await world.proposed(), 'en')
    expect(proposed).to.include('How it shows who asks').and.to.not.include('<a ')
    const acts = /<section class="card" aria-labelledby="change">.*?<\/section>/s.exec(
      (await ann.get(at(world.partner, ''))).text,
    )
    expect(acts?.[0]).to.include(CHANGE.acts.suspend).and.to.not.include('who asks')
  })

  it('is shown on the page of the trust, and a password on no page at all', async () => {
    const pages = [await send(BOTH), await ann.get(at(world.partner)), await ann.get(at(world.partner, ''))]
    const kept = JSON.stringify(credential())
    for (const { text } of pages) {
      for (const secret of [THEIRS, OURS]) expect(text).to.not.include(secret)
      for (const [, value = ''] of text.matchAll(/value="([^"]{12,})"/g))
        expect(kept.includes(value) && value !== ACCOUNT && value !== BOTH.ourName, value).to.equal(false)
    }
    const texts = TRUST_PAGE_TEXTS.en
    expect(pages[2]?.text)
      .to.include(texts.credentials.basic)
      .and.to.include(texts.asAccount(ACCOUNT))
      .and.to.include(SERVER.weAsk(BOTH.ourName))
    expect(pages[1]?.text).to.include(`value="${ACCOUNT}"`).and.to.include(TEXTS.notBack)
    const auditor = await world.signedIn('auditor')
    expect((await auditor.get(at(world.partner, ''))).text).to.include(texts.asAccount(ACCOUNT))
    const everything = [...world.world.entries.values()].map(({ text, personal }) => JSON.stringify([text, personal]))
    expect(everything.join()).to.not.include(THEIRS).and.to.not.include(OURS)
  })

  it('is put back only where no password is lost, and never by one', async () => {
    const first = await send(BASIC)
    const back = fieldsOf(first.text, /credential$/)
    expect(Object.keys(back)).to.have.members(['token', 'kind', 'from', 'confirmed'])
    const second = await send({ ...BASIC, password: 'another sixteen letters' })
    expect(second.text).to.include(TEXTS.changed)
    expect(fieldsOf(second.text, /credential$/)).to.deep.equal({})
    // Made from the first password, the way back is none over the second.
    const late = await ann.post(at(world.partner), back)
    expect([late.status, late.text.includes(CHANGE.changedMeanwhile)]).to.deep.equal([409, true])
    expect(credential().kind).to.equal('basic')
    expect((await send({ kind: 'single-use', password: '' })).text).to.not.include('name="from"')
    expect(credential().kind).to.equal('single-use')
  })

  it('of an Exchange organization is its tokens or a password, and put back with its account', async () => {
    await beExchange()
    const { text } = await ann.get(at(world.partner))
    expect(text).to.include('value="exchange" checked').and.to.not.include('value="single-use"')
    expect((await send({ kind: 'single-use' })).status).to.equal(422)
    const done = await send(BASIC)
    expect(credential().kind).to.equal('basic')
    await ann.post(at(world.partner), fieldsOf(done.text, /credential$/))
    expect(credential()).to.deep.equal({ kind: 'exchange', account: 'availability@fabrikam.example' })
    expect((await send({ kind: 'exchange', account: 'role@fabrikam.example' })).text).to.include(TEXTS.changed)
    expect(credential()).to.deep.equal({ kind: 'exchange', account: 'role@fabrikam.example' })
  })

  describe('is refused with one sentence to each field, and nothing typed is lost but passwords', () => {
    const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, string, string])[] = [
      ['no kind', { kind: 'nothing' }, 'kind', TEXTS.noKind],
      ['no kind of this partner', { kind: 'exchange', account: ACCOUNT }, 'kind', TEXTS.noKind],
      ['a password with a token', { kind: 'access-token', password: THEIRS }, 'kind', TEXTS.passwordElsewhere],
      ['our password with a token', { kind: 'single-use', ourPassword: OURS }, 'kind', TEXTS.passwordElsewhere],
      ['no account', { ...BASIC, account: '' }, 'account', TEXTS.noAccount],
      ['no address', { ...BASIC, account: '"><script>' }, 'account', TEXTS.noAccount],
      ['an account elsewhere', { ...BASIC, account: 'a@contoso.example' }, 'account', TEXTS.noAccount],
      ['no password', { ...BASIC, password: '' }, 'password', TEXTS.badPassword(16, 256)],
      ['a short password', { ...BASIC, password: 'fifteen letters' }, 'password', TEXTS.badPassword(16, 256)],
      ['a long password', { ...BASIC, password: 'x'.repeat(257) }, 'password', TEXTS.badPassword(16, 256)],
      ['no name of ours', { ...BASIC, ourPassword: OURS }, 'ourName', TEXTS.noOurName],
      ['no password of ours', { ...BASIC, ourName: 'us' }, 'ourPassword', TEXTS.badPassword(16, 256)],
      ['a short one of ours', { ...BOTH, ourPassword: 'short' }, 'ourPassword', TEXTS.badPassword(16, 256)],
    ]
    for (const [title, typed, name, sentence] of WRONG) {
      it(title, async () => {
        const { status, text } = await send(typed)
        expect(status).to.equal(422)
        expect(text).to.include(`<p class="wrong" id="${name}-wrong">${escapeHtml(sentence)}</p>`)
        expect(text).to.include(`<a href="#${name}">`).and.to.include(escapeHtml(TEXTS.typeAgain))
        expect(text).to.include(`value="${escapeHtml(typed['account'] ?? '')}"`)
        for (const secret of [typed['password'], typed['ourPassword']])
          if (secret !== undefined && secret !== '') expect(text).to.not.include(secret)
        expect(credential()).to.deep.equal({ kind: 'single-use' })
      })
    }

    it('an account of another relationship', async () => {
      await send(BASIC)
      // The same partner is the gateway's too: one account says for which of them it asks.
      const trust = activeTrust((await known('Gateway')).id, await known('Fabrikam'), ['fabrikam.example'], world.clock)
      await put(world.trusts, trust, undefined)
      const other = trustId(trust)
      const { status, text } = await send(BASIC, other)
      expect(status).to.equal(422)
      expect(text).to.include(`id="account-wrong">${CHANGE_REFUSALS.en['credential-taken']}`)
      expect(text).to.not.include(THEIRS)
    })
  })

  it('is not asked about before the yes, and not changed without one, nor from another form', async () => {
    const proposal = await world.proposed()
    expect((await ann.get(at(proposal))).status).to.equal(409)
    const { confirmed: _confirmed, ...unasked } = await form()
    expect((await ann.post(at(world.partner), { ...unasked, ...BASIC })).status).to.equal(422)
    for (const from of ['', 'somewhere else'])
      expect((await ann.post(at(world.partner), { ...unasked, ...BASIC, from, confirmed: 'yes' })).status).to.equal(409)
    expect(credential()).to.deep.equal({ kind: 'single-use' })
  })

  describe('of a server that knows names and passwords only', () => {
    const PROPOSE = '/console/trusts/address-space'
    const TYPED = {
      name: 'Litware <b>',
      typed: 'https://mail.litware.example/EWS/Exchange.asmx',
      organization: 'contoso',
    }

    async function proposed(): Promise<string> {
      const asked = await ann.post(PROPOSE, TYPED)
      expect(asked.text).to.include(SERVER.keepWhy).and.to.include(escapeHtml(TYPED.name))
      expect(world.entries('trust.proposed')).to.have.length(0)
      const kept = await ann.post(PROPOSE, fieldsOf(asked.text, /address-space$/))
      expect(kept.text).to.include(SERVER.next).and.to.include(TERMS_TEXTS.en.kept)
      return /trusts\/([0-9a-f]{16})\/accept/.exec(kept.text)?.[1] ?? ''
    }

    for (const language of ['en', 'sv'] as const) {
      it(`is reached from the way to propose, and shown as what it is (${language})`, async () => {
        const texts = ADDRESS_SPACE_TEXTS[language]
        expect((await ann.get('/console/trusts/propose', { language })).text).to.include(`href="${PROPOSE}"`)
        expect((await ann.get(PROPOSE, { language })).text).to.include(escapeHtml(texts.title))
        const { text } = await ann.get(at(await proposed(), ''), { language })
        expect(text).to.include(`<dt>${texts.addressSpace}</dt>`).and.to.include(TYPED.typed)
        expect(text).to.include(texts.addressSpaceIs)
        expect(text).to.not.include(TRUST_PAGE_TEXTS[language].software).and.to.not.include('<b>')
      })
    }

    it('is agreed on with a name and a password, after the yes, and with nothing else', async () => {
      const id = await proposed()
      const accept = fieldsOf((await ann.get(at(id, 'accept'))).text, /accept$/)
      const terms = { domains: 'litware.example', proof: 'record', offer: 'policy', scope: '', until: '' }
      const theirs = { 'their-offer': 'said', 'their-gives': 'AvailabilityOnly', 'their-asks': 'AvailabilityOnly' }
      const yes = await ann.post(at(id, 'accept'), { ...accept, ...terms, ...theirs })
      expect(yes.status, yes.text).to.equal(200)
      const { text } = await ann.get(at(id))
      expect(text).to.include('value="basic" checked').and.to.not.include('value="access-token"')
      expect((await send({ kind: 'single-use' }, id)).status).to.equal(422)
      const done = await send({ ...BOTH, account: 'role@litware.example' }, id)
      expect(done.text).to.include(TEXTS.changed)
      // It had no way before that it could go back to.
      expect(fieldsOf(done.text, /credential$/)).to.deep.equal({})
      expect(credential(id).kind).to.equal('basic')
    })

    it('is refused with one sentence to each field, and everything typed stays', async () => {
      for (const [typed, name, sentence] of [
        [{ name: '' }, 'name', SERVER.noName],
        [{ name: 'x'.repeat(65) }, 'name', SERVER.noName],
        [{ typed: '' }, 'typed', SERVER.noServer],
        [{ typed: 'mail.litware.example' }, 'typed', SERVER.noServer],
        [{ typed: 'http://mail.litware.example/EWS' }, 'typed', SERVER.noServer],
        [{ typed: 'https://us:them@mail.litware.example/EWS' }, 'typed', SERVER.noServer],
        [{ typed: 'https://mail.litware.example/EWS?x=y z' }, 'typed', SERVER.noServer],
        [{ organization: 'nobody' }, 'organization', TERMS_TEXTS.en.noOrganization],
      ] as const) {
        const { status, text } = await ann.post(PROPOSE, { ...TYPED, ...typed })
        expect(status, JSON.stringify(typed)).to.equal(422)
        expect(text).to.include(`id="${name}-wrong">${escapeHtml(sentence)}`)
        for (const value of Object.values(typed)) if (value !== 'nobody') expect(text).to.include(`value="${value}"`)
      }
      expect(world.entries('trust.proposed')).to.have.length(0)
    })
  })
})
