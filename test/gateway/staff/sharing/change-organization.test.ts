import { expect } from 'chai'
import { FIELD_TEXTS } from '../../../../gateway/console/sharing/field-texts.ts'
import { LINT_TEXTS } from '../../../../gateway/console/sharing/lint-texts.ts'
import { SHARING_TEXTS } from '../../../../gateway/console/sharing/sharing-texts.ts'
import { WHAT_IF_TEXTS } from '../../../../gateway/console/sharing/what-if-texts.ts'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import type { WrittenPart } from '../../../../gateway/console/sharing/part-fields.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { formIn } from './form-in.ts'
import { sharingWorld } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const [EN, FIELDS, WHAT_IF] = [SHARING_TEXTS.en, FIELD_TEXTS.en.fields, WHAT_IF_TEXTS.en]
const AT = '/console/sharing/contoso'
/** As a browser sends the form while nothing on it was touched. */
const FORM = { federation: 'yes', personalGrants: 'honour', defaultPermission: 'None', smallestGroup: '3' }
const { federation: _federation, ...OFF } = FORM

describe('the switches of an organization on the console', () => {
  let world: SharingWorld
  let administrator: Awaited<ReturnType<SharingWorld['signedIn']>>
  beforeEach(async () => {
    world = await sharingWorld()
    administrator = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const record = () => world.state.get({ kind: 'organization', key: 'contoso' })
  const held = async (): Promise<WrittenPart> => (await record())?.value as WrittenPart
  const version = async (): Promise<string> => String((await record())?.version ?? 0)
  const post = (fields: Readonly<Record<string, string>>, page = 'organization') =>
    administrator.post(`${AT}/${page}`, fields)

  /** Sends the form, then the yes to its question. */
  async function save(fields: Readonly<Record<string, string>>) {
    const asked = await post({ ...fields, version: await version() })
    expect(asked.status, asked.text).to.equal(200)
    const done = await post(formIn(asked.text, `${AT}/organization`))
    return { asked, done, undo: formIn(done.text, `${AT}/organization/back`) }
  }

  for (const language of ['en', 'sv'] as const) {
    it(`are shown to auditors, and to administrators with the way to change them (${language})`, async () => {
      const [texts, { fields }] = [SHARING_TEXTS[language], FIELD_TEXTS[language]]
      const auditor = await world.signedIn('auditor')
      const [read, may] = [await auditor.get(AT, { language }), await administrator.get(AT, { language })]
      for (const { text } of [read, may]) {
        expect(text).to.include(texts.switches).and.to.include(`<dt>${fields.smallestGroup.label}</dt><dd>3</dd>`)
        expect(text).to.include(`<dt>${fields.federation.label}</dt><dd>${texts.on}</dd>`)
        expect(text).to.include(`<dt>${fields.personalGrants.label}</dt><dd>${texts.grantsCount['honour']}</dd>`)
        expect(text).to.include(`<dt>${fields.defaultPermission.label}</dt><dd>${texts.levels.None} (None)</dd>`)
      }
      expect(may.text).to.include(`href="${AT}/organization"`)
      expect(read.text).to.not.include(`href="${AT}/organization"`)
    })
  }

  it('are asked about once: field by field, whom it would have changed something for, what was hardly meant', async () => {
    const before = await version()
    const asked = await post({ ...OFF, version: before, personalGrants: 'ignore', smallestGroup: '5' })
    expect(asked.status).to.equal(200)
    expect(asked.text).to.include(EN.switchesQuestion).and.to.include(FIELDS.federation.label)
    expect(asked.text).to.include(EN.grantsCount['ignore'])
    expect(asked.text).to.match(/<bdi>3<\/bdi>[^]*<bdi>5<\/bdi>/)
    expect(asked.text).to.not.include(FIELDS.defaultPermission.label)
    // Anna asked about Vera and about Bo; with federation off she would have been told nothing.
    expect(asked.text).to.include(`${WHAT_IF.questions(2)}: ${WHAT_IF.effects.nothing}`)
    expect(asked.text)
      .to.include('FEDERATION_OFF')
      .and.to.include(`<li>organization: ${LINT_TEXTS.en['federation-off']}`)
    expect(await version()).to.equal(before)
  })

  it('are changed and put back, to the letter, on record under the session', async () => {
    const before = await held()
    const change = { personalGrants: 'ignore', defaultPermission: 'AvailabilityOnly', smallestGroup: '10' }
    const { done, undo } = await save({ ...OFF, ...change })
    expect(done.text).to.include(EN.done.changed)
    expect(await held()).to.deep.equal({ ...before, ...change, smallestGroup: 10, federationEnabled: false })
    expect(world.door.administration.policies.policyOf('contoso').federationEnabled).to.equal(false)
    expect((await administrator.get(AT)).text).to.include(EN.federationOff)
    const undone = await post(undo, 'organization/back')
    expect(undone.text).to.include(EN.undone)
    expect(await held()).to.deep.equal(before)
    expect(world.entries('organization.changed').map(({ actor }) => actor.split(':')[0])).to.include('session')
  })

  it('are not put back over what somebody else changed meanwhile, nor changed over it', async () => {
    const { undo } = await save({ ...FORM, smallestGroup: '4' })
    const seen = await version()
    const theirs = { ...(await held()), smallestGroup: 6 }
    const order = { organization: 'contoso', kind: 'organization', name: 'contoso', value: theirs } as const
    await world.door.administration.policies.write({ ...order, before: Number(seen) }, BY_ITSELF)
    const late = await post(undo, 'organization/back')
    expect([late.status, late.text.includes(EN.notUndone)]).to.deep.equal([409, true])
    for (const stale of [
      { ...FORM, version: seen, smallestGroup: '9' },
      { ...FORM, version: seen, smallestGroup: '9', confirmed: 'yes' },
      // Without a version nothing is made, and nothing is changed.
      { ...FORM, smallestGroup: '9', confirmed: 'yes' },
    ]) {
      const { status, text } = await post(stale)
      expect(status).to.equal(409)
      expect(text).to.include(EN.staleTitle).and.to.include('value="9"')
    }
    expect(await held()).to.deep.equal(theirs)
  })

  describe('are refused with one sentence to each field, and everything typed stays', () => {
    for (const [name, typed] of [
      ['smallestGroup', '1'],
      ['smallestGroup', '100'],
      ['smallestGroup', '2.5'],
      ['smallestGroup', 'three'],
      ['defaultPermission', 'All'],
      ['personalGrants', 'sometimes'],
    ] as const) {
      it(`${name}: ${typed}`, async () => {
        const before = await version()
        const answer = await post({ ...FORM, [name]: typed, version: before })
        expect(answer.status).to.equal(422)
        const [, said = ''] = new RegExp(`id="${name}-wrong">([^<]*)<`).exec(answer.text) ?? []
        expect(said).to.include(FIELDS[name].wrong)
        expect(answer.text).to.include(`<a href="#${name}">`).and.to.include(`value="${typed}"`)
        expect(answer.text).to.include(CONSOLE_TEXTS.en.errors(1))
        expect(await version()).to.equal(before)
      })
    }
  })

  it('can neither be made nor taken away, and are called as the organization is, whatever a form says', async () => {
    const before = await held()
    const way = { name: 'contoso', version: await version(), confirmed: 'yes', removed: 'yes' }
    expect((await post(way, 'organization/back')).status).to.equal(400)
    for (const page of ['organization/remove', 'organization/switch'])
      expect((await post(way, page)).status, page).to.equal(404)
    const named = await administrator.get(`${AT}/organization?new=yes&name=other`)
    expect(named.text).to.include(EN.switchesOf('contoso')).and.to.not.include('id="name"')
    const { done } = await save({ ...FORM, name: 'other', smallestGroup: '7' })
    expect(done.text).to.include(EN.done.changed)
    expect(await held()).to.deep.equal({ ...before, smallestGroup: 7 })
    expect((await administrator.get('/console/sharing/nobody/organization')).status).to.equal(404)
  })
})
