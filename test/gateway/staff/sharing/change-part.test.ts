import { expect } from 'chai'
import { FIELD_TEXTS } from '../../../../gateway/console/sharing/field-texts.ts'
import { LINT_TEXTS } from '../../../../gateway/console/sharing/lint-texts.ts'
import { SHARING_TEXTS } from '../../../../gateway/console/sharing/sharing-texts.ts'
import { WHAT_IF_TEXTS } from '../../../../gateway/console/sharing/what-if-texts.ts'
import type { WrittenPart } from '../../../../gateway/console/sharing/part-fields.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import type { PolicyKind } from '../../../../trust/policies/policy-store.ts'
import type { Json } from '../../../../trust/stores/state-record.ts'
import { formIn } from './form-in.ts'
import { sharingWorld } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const [EN, FIELDS, WHAT_IF] = [SHARING_TEXTS.en, FIELD_TEXTS.en.fields, WHAT_IF_TEXTS.en]
const AT = '/console/sharing/contoso'
const NAUGHTY = '<script>alert(1)</script>"\'&\u202e/../?#%00'

/** As a browser sends a form that was not touched but for these. */
const FORM = {
  ...{ domains: 'fabrikam.example', enabled: 'yes', validUntil: '', gives: 'yes', givesLevel: 'AvailabilityOnly' },
  ...{ givesScope: '', asksLevel: 'None', asksScope: '', exclude: '', broker: '', joinBlocks: 'yes' },
}

describe('a part of the policy that is changed on the console', () => {
  let world: SharingWorld
  let administrator: Awaited<ReturnType<SharingWorld['signedIn']>>
  beforeEach(async () => {
    world = await sharingWorld()
    administrator = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const held = async (kind: PolicyKind, name: string): Promise<WrittenPart | undefined> =>
    (await world.state.get({ kind, key: `contoso ${name}` }))?.value as WrittenPart | undefined

  const versionOf = async (kind: PolicyKind, name: string): Promise<string> =>
    String((await world.state.get({ kind, key: `contoso ${name}` }))?.version ?? 0)

  const put = (kind: PolicyKind, name: string, value: Json | null, before = 0) =>
    world.door.administration.policies.write({ organization: 'contoso', kind, name, value, before }, BY_ITSELF)

  /** Sends a form, then the yes to its question; the page that says what was done. */
  async function save(kind: string, fields: Readonly<Record<string, string>>, page = kind) {
    const asked = await administrator.post(`${AT}/${page}`, fields)
    expect(asked.status, asked.text).to.equal(200)
    const sent = formIn(asked.text, `${AT}/${page}`)
    expect(sent['confirmed'], asked.text).to.equal('yes')
    const done = await administrator.post(`${AT}/${page}`, sent)
    return { asked, done, undo: formIn(done.text, `${AT}/${kind}/back`) }
  }

  describe('asks once and says what it will do', () => {
    it('field by field, what it is and what it would be, and changes nothing by asking', async () => {
      const version = await versionOf('relationship', 'fabrikam')
      const asked = await administrator.post(`${AT}/relationship`, {
        ...FORM,
        ...{ name: 'fabrikam', version, givesLevel: 'LimitedDetails', validUntil: '2026-12-31T23:00' },
      })
      expect(asked.status).to.equal(200)
      expect(asked.text).to.include(FIELDS.givesLevel.label)
      expect(asked.text)
        .to.include('times only (AvailabilityOnly)')
        .and.to.include('times, subjects and places (LimitedDetails)')
      expect(asked.text).to.include('31 December 2026').and.to.include(EN.withoutEnd)
      expect(asked.text).to.not.include(FIELDS.asks.label)
      expect(await versionOf('relationship', 'fabrikam')).to.equal(version)
    })

    it('and who of those on record would have been told more, less or nothing', async () => {
      const version = await versionOf('relationship', 'fabrikam')
      const { text } = await administrator.post(`${AT}/relationship`, {
        ...FORM,
        ...{ name: 'fabrikam', version, givesLevel: 'LimitedDetails', exclude: 'bo@contoso.example' },
      })
      // Anna asked in detail about Vera (LimitedDetails by default) and Bo, both at AvailabilityOnly so far.
      expect(text).to.include(`${WHAT_IF.questions(1)}: <strong class="told-more">${WHAT_IF.effects.more}`)
      expect(text).to.include(`${WHAT_IF.questions(1)}: ${WHAT_IF.effects.nothing}`)
      const [more, nothing] = [text.indexOf('vera@contoso.example'), text.lastIndexOf('bo@contoso.example')]
      expect(more).to.be.greaterThan(0).and.lessThan(nothing)
      expect(text).to.include(WHAT_IF.tellsMore).and.to.include('EXCLUDED')
      expect(world.entries('audit.read').map(({ facts }) => facts['against'])).to.deep.equal(['a draft'])
    })

    it('and what of it was probably not meant, of what it brings with it alone', async () => {
      await put('group', 'idle', [])
      const version = await versionOf('relationship', 'fabrikam')
      const { text } = await administrator.post(`${AT}/relationship`, {
        ...FORM,
        ...{ name: 'fabrikam', version, givesLevel: 'None' },
      })
      expect(text).to.include(LINT_TEXTS.en['relationship-void'])
      expect(text).to.not.include(LINT_TEXTS.en['group-unused'])
    })

    it('also where another draft is being tried, or it takes too long, or the policy is too large', async () => {
      const ask = async () => {
        const version = await versionOf('relationship', 'fabrikam')
        const fields = { ...FORM, name: 'fabrikam', version, givesLevel: 'None' }
        return (await administrator.post(`${AT}/relationship`, fields)).text
      }
      world.replays('busy')
      expect(await ask())
        .to.include(WHAT_IF.busy)
        .and.to.include('confirmed')
      world.replays('as it does')
      await put(
        'group',
        'everybody',
        Array.from({ length: 50_000 }, (_, i) => `person${i}@contoso.example`),
      )
      expect(await ask())
        .to.include(WHAT_IF.large)
        .and.to.include('confirmed')
    })
  })

  describe('is changed and put back', () => {
    it('a relationship, to the letter, with what the form does not touch', async () => {
      const before = await held('relationship', 'fabrikam')
      const version = await versionOf('relationship', 'fabrikam')
      const { done, undo } = await save('relationship', {
        ...FORM,
        ...{ name: 'fabrikam', version, givesLevel: 'LimitedDetails', asks: 'yes', asksLevel: 'AvailabilityOnly' },
        ...{ exclude: 'bo@contoso.example\r\nboard', validUntil: '2027-01-01T00:00', giveWorkingHours: 'yes' },
      })
      expect(done.text).to.include(EN.done.changed)
      expect(await held('relationship', 'fabrikam')).to.deep.equal({
        ...before,
        ...{ freeBusyAccessLevel: 'LimitedDetails', exclude: ['bo@contoso.example', 'board'] },
        ...{ requests: { enabled: true, level: 'AvailabilityOnly' }, validUntil: '2027-01-01T00:00:00Z' },
        giveWorkingHours: true,
      })
      const undone = await administrator.post(`${AT}/relationship/back`, undo)
      expect(undone.text).to.include(EN.undone)
      expect(await held('relationship', 'fabrikam')).to.deep.equal(before)
      expect(world.entries('relationship.changed').every(({ actor }) => actor.startsWith('session:'))).to.equal(true)
    })

    it('a new one by its end, one that was taken away whole, and one that was switched off', async () => {
      const made = await save('relationship', { ...FORM, name: 'adatum', version: '0', domains: 'adatum.example' })
      expect(made.asked.text).to.include(EN.questions.added.relationship)
      expect(await held('relationship', 'adatum')).to.deep.include({ domains: ['adatum.example'] })
      await administrator.post(`${AT}/relationship/back`, made.undo)
      expect(await held('relationship', 'adatum')).to.equal(undefined)

      const before = await held('relationship', 'fabrikam')
      const named = { name: 'fabrikam', version: await versionOf('relationship', 'fabrikam') }
      const gone = await save('relationship', named, 'relationship/remove')
      expect(gone.done.text).to.include(EN.done.removed)
      expect(await held('relationship', 'fabrikam')).to.equal(undefined)
      await administrator.post(`${AT}/relationship/back`, gone.undo)
      expect(await held('relationship', 'fabrikam')).to.deep.equal(before)

      const again = { name: 'fabrikam', version: await versionOf('relationship', 'fabrikam'), to: 'off' }
      const off = await save('relationship', again, 'relationship/switch')
      expect(await held('relationship', 'fabrikam')).to.deep.equal({ ...before, enabled: false })
      await administrator.post(`${AT}/relationship/back`, off.undo)
      expect(await held('relationship', 'fabrikam')).to.deep.equal(before)
    })

    it('a sharing policy and its rules, and the entry of one mailbox with all its grants', async () => {
      const rules = {
        'who-0': 'fabrikam.example',
        'action-0': 'CalendarSharingFreeBusyDetail',
        'who-1': '  ',
        'action-1': '',
      }
      const made = await save('policy', { name: 'board', version: '0', on: 'yes', ...rules })
      expect(await held('sharing-policy', 'board')).to.deep.include({
        domains: ['fabrikam.example: CalendarSharingFreeBusyDetail'],
      })
      await administrator.post(`${AT}/policy/back`, made.undo)
      expect(await held('sharing-policy', 'board')).to.equal(undefined)

      const before = await held('mailbox', 'vera@contoso.example')
      const named = { name: 'VERA@contoso.example', version: await versionOf('mailbox', 'vera@contoso.example') }
      const changed = await save('mailbox', { ...named, inside: 'AvailabilityOnly', outside: '', sharingPolicy: '' })
      const { default: _default, ...kept } = before ?? {}
      expect(await held('mailbox', 'vera@contoso.example')).to.deep.equal({ ...kept, inside: 'AvailabilityOnly' })
      await administrator.post(`${AT}/mailbox/back`, changed.undo)
      expect(await held('mailbox', 'vera@contoso.example')).to.deep.equal(before)
    })

    it('but never over what somebody else changed meanwhile: both are shown', async () => {
      const version = await versionOf('relationship', 'fabrikam')
      const fields = { ...FORM, name: 'fabrikam', version, givesLevel: 'LimitedDetails' }
      const { undo } = await save('relationship', fields)
      const theirs = { ...(await held('relationship', 'fabrikam')), freeBusyAccessLevel: 'None' }
      await put('relationship', 'fabrikam', theirs, Number(await versionOf('relationship', 'fabrikam')))
      const late = await administrator.post(`${AT}/relationship/back`, undo)
      expect(late.status).to.equal(409)
      expect(late.text).to.include(EN.notUndone).and.to.include('nothing (None)').and.to.include('(AvailabilityOnly)')
      expect(await held('relationship', 'fabrikam')).to.deep.equal(theirs)

      const stale = await administrator.post(`${AT}/relationship`, { ...fields, givesLevel: 'Reviewer' })
      expect(stale.status).to.equal(409)
      expect(stale.text)
        .to.include(EN.staleTitle)
        .and.to.include('everything (Reviewer)')
        .and.to.include('nothing (None)')
      expect(stale.text).to.include('<option value="Reviewer" selected>')
      const confirmed = await administrator.post(`${AT}/relationship`, { ...fields, confirmed: 'yes' })
      expect(confirmed.status).to.equal(409)
      expect(await held('relationship', 'fabrikam')).to.deep.equal(theirs)
    })

    it('but where that is too much for a form to carry, which is final and says so', async () => {
      const exclude = Array.from({ length: 700 }, (_, i) => `${'x'.repeat(50)}${i}@contoso.example`)
      const before = Number(await versionOf('relationship', 'fabrikam'))
      await put('relationship', 'fabrikam', { ...(await held('relationship', 'fabrikam')), exclude } as Json, before)
      const fields = { name: 'fabrikam', version: await versionOf('relationship', 'fabrikam'), confirmed: 'yes' }
      const done = await administrator.post(`${AT}/relationship/remove`, fields)
      expect(done.text).to.include(EN.done.removed).and.to.not.include(`${AT}/relationship/back`)
      expect(done.text.length).to.be.below(40_000)
    })

    it('nor switched off or taken away where somebody else changed it since it was shown', async () => {
      const version = await versionOf('relationship', 'fabrikam')
      const theirs = { ...(await held('relationship', 'fabrikam')), freeBusyAccessLevel: 'LimitedDetails' }
      await put('relationship', 'fabrikam', theirs as Json, Number(version))
      for (const page of ['relationship/switch', 'relationship/remove']) {
        const fields = { name: 'fabrikam', version, to: 'off', confirmed: 'yes' }
        expect((await administrator.post(`${AT}/${page}`, fields)).status, page).to.equal(409)
      }
      expect(await held('relationship', 'fabrikam')).to.deep.equal(theirs)
    })

    it('and by a way back of ours only', async () => {
      const named = { name: 'fabrikam', version: await versionOf('relationship', 'fabrikam'), confirmed: 'yes' }
      for (const way of [{}, { fields: '[1]' }, { fields: '{' }, { whole: 'null' }, { removed: 'no' }]) {
        expect((await administrator.post(`${AT}/relationship/back`, { ...named, ...way })).status).to.equal(400)
      }
      const { confirmed: _confirmed, ...unasked } = named
      expect((await administrator.post(`${AT}/relationship/back`, { ...unasked, removed: 'yes' })).status).to.equal(400)
      expect(await held('relationship', 'fabrikam')).to.not.equal(undefined)
    })
  })

  describe('is refused with one sentence to each field, and everything typed stays', () => {
    const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, string, string])[] = [
      ['no domain', { domains: '' }, 'domains', FIELDS.domains.wrong],
      ['a domain that is none', { domains: 'fabrikam.example\nno domain' }, 'domains', '"no domain"'],
      ['a domain of ours', { domains: 'contoso.example' }, 'domains', 'contoso.example'],
      ['a domain twice', { domains: 'a.example\nA.example' }, 'domains', EN.once('"a.example"')],
      ['a time that is none', { validUntil: 'tomorrow' }, 'validUntil', FIELDS.validUntil.wrong],
      ['a level that is none', { givesLevel: 'All' }, 'givesLevel', FIELDS.givesLevel.wrong],
      ['a level of requests that is none', { asksLevel: 'All' }, 'asksLevel', FIELDS.asksLevel.wrong],
      ['a group there is not', { givesScope: 'nobody' }, 'givesScope', FIELDS.givesScope.wrong],
      ['another group there is not', { asksScope: 'nobody' }, 'asksScope', FIELDS.asksScope.wrong],
      ['nobody to leave out', { exclude: 'a@b@c' }, 'exclude', FIELDS.exclude.wrong],
      ['a broker that is none', { broker: 'gateway' }, 'broker', FIELDS.broker.wrong],
    ]
    for (const [title, fields, name, sentence] of WRONG) {
      it(title, async () => {
        const version = await versionOf('relationship', 'fabrikam')
        const answer = await administrator.post(`${AT}/relationship`, { ...FORM, name: 'fabrikam', version, ...fields })
        expect(answer.status).to.equal(422)
        const [, said = ''] = new RegExp(`id="${name}-wrong">([^<]*)<`).exec(answer.text) ?? []
        expect(said.replaceAll('&quot;', '"')).to.include(sentence)
        expect(answer.text).to.include(`<a href="#${name}">`)
        const [typed = ''] = Object.values(fields)
        if (typed !== '') expect(answer.text).to.include(typed.split('\n')[0])
      })
    }

    it('a name, a rule in its row, a second default and an address elsewhere', async () => {
      const nameless = await administrator.post(`${AT}/relationship`, { ...FORM, name: ' ', version: '0' })
      expect([nameless.status, nameless.text.includes(EN.nameWrong.relationship)]).to.deep.equal([422, true])
      const taken = await administrator.post(`${AT}/relationship`, {
        ...FORM,
        name: 'fabrikam',
        version: '0',
        domains: 'x.example',
      })
      expect([taken.status, taken.text.includes(EN.taken)]).to.deep.equal([422, true])
      const held = await administrator.post(`${AT}/relationship`, { ...FORM, name: 'other', version: '0' })
      expect(held.text.replaceAll('&quot;', '"')).to.include(EN.twice('"fabrikam.example"', 'fabrikam'))
      const rows = {
        'who-0': '*',
        'action-0': 'CalendarSharingFreeBusySimple',
        'who-1': 'no domain',
        'action-1': 'CalendarSharingFreeBusySimple',
      }
      const rule = await administrator.post(`${AT}/policy`, {
        name: 'board',
        version: '0',
        on: 'yes',
        standard: 'yes',
        ...rows,
      })
      expect(rule.text)
        .to.include('id="who-1-wrong"')
        .and.to.include('id="standard-wrong"')
        .and.to.not.include('id="who-0-wrong"')
      for (const name of ['nobody', 'vera@elsewhere.example']) {
        const elsewhere = await administrator.post(`${AT}/mailbox`, {
          name,
          version: '0',
          inside: 'None',
          outside: '',
          sharingPolicy: '',
        })
        expect([elsewhere.status, elsewhere.text.includes(EN.nameWrong.mailbox)], name).to.deep.equal([422, true])
      }
    })

    it('a sharing policy that is in use', async () => {
      const name = 'everyday'
      await put('mailbox', 'nils@contoso.example', { sharingPolicy: name })
      const refused = await administrator.post(`${AT}/policy/remove`, {
        name,
        version: await versionOf('sharing-policy', name),
      })
      expect([refused.status, refused.text.includes(EN.inUse)]).to.deep.equal([422, true])
    })
  })

  it('is shown as text, whatever it is called, and nothing is made of it (UI1)', async () => {
    const made = await save('relationship', { ...FORM, name: NAUGHTY, version: '0', domains: 'naughty.example' })
    expect(made.asked.text).to.not.include('<script')
    const query = new URLSearchParams({ name: NAUGHTY }).toString()
    const pages = [await administrator.get(AT), await administrator.get(`${AT}/relationship?${query}`), made.done]
    for (const { status, text } of pages) {
      expect(status).to.equal(200)
      expect(text).to.include('&lt;script&gt;alert(1)').and.to.not.include('<script')
    }
    // In what is sent it is what it is; in what is shown it turns nothing around.
    expect(pages[0]?.text.replaceAll(/<[^>]*>/g, '')).to.not.include('\u202e')
    await administrator.post(`${AT}/relationship/back`, made.undo)
    expect(await held('relationship', NAUGHTY)).to.equal(undefined)
  })

  it('leads to nothing where nothing has changed, and where it is gone', async () => {
    const version = await versionOf('relationship', 'fabrikam')
    const same = await administrator.post(`${AT}/relationship`, { ...FORM, name: 'fabrikam', version })
    expect([same.status, same.text.includes(EN.nothingChanges)]).to.deep.equal([200, true])
    await put('relationship', 'fabrikam', null, Number(version))
    for (const page of ['relationship', 'relationship/switch', 'relationship/remove']) {
      const gone = await administrator.post(`${AT}/${page}`, { ...FORM, name: 'fabrikam', version, givesLevel: 'None' })
      expect([gone.status, gone.text.includes(EN.gone)], page).to.deep.equal([409, true])
    }
  })
})
