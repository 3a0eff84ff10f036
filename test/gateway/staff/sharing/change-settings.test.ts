import { expect } from 'chai'
import { FIELD_TEXTS } from '../../../../gateway/console/sharing/field-texts.ts'
import { SHARING_TEXTS } from '../../../../gateway/console/sharing/sharing-texts.ts'
import type { WrittenPart } from '../../../../gateway/console/sharing/part-fields.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { formIn } from './form-in.ts'
import { sharingWorld } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const EN = SHARING_TEXTS.en
const AT = '/console/sharing/contoso'
const EVERYDAY = 'contoso everyday'

describe('what an organization lets people share, changed on the console', () => {
  let world: SharingWorld
  let administrator: Awaited<ReturnType<SharingWorld['signedIn']>>
  beforeEach(async () => {
    world = await sharingWorld()
    administrator = await world.signedIn('administrator')
  })
  afterEach(() => world.close())

  const held = async (key = EVERYDAY) => {
    const record = await world.state.get({ kind: 'sharing-policy', key })
    return record && { ...record, value: record.value as WrittenPart }
  }

  const put = async (value: WrittenPart | null) => {
    const change = { organization: 'contoso', kind: 'sharing-policy', name: 'everyday', value } as const
    await world.door.administration.policies.write({ ...change, before: (await held())?.version ?? 0 }, BY_ITSELF)
  }

  async function save(fields: Readonly<Record<string, string>>) {
    const asked = await administrator.post(`${AT}/settings`, fields)
    expect(asked.status, asked.text).to.equal(200)
    const done = await administrator.post(`${AT}/settings`, formIn(asked.text, `${AT}/settings`))
    expect(done.text).to.include(EN.done.changed)
    return { asked, undo: formIn(done.text, `${AT}/policy/back`) }
  }

  const choices = async () => ({ version: String((await held())?.version ?? 0), anonymousLevel: 'LimitedDetails' })

  it('says which entries come and go, and puts them back', async () => {
    const before = await held()
    const { asked, undo } = await save({ ...(await choices()), anonymous: 'yes' })
    expect(asked.text).to.include(EN.takenOut).and.to.include(EN.everyOther)
    expect(asked.text).to.include(EN.added).and.to.include(EN.anonymous)
    expect((await held())?.value['domains']).to.deep.equal(['Anonymous: CalendarSharingFreeBusyDetail'])
    expect(world.entries('sharing.set')).to.have.length(1)
    const undone = await administrator.post(`${AT}/policy/back`, undo)
    expect(undone.text).to.include(EN.undone)
    expect((await held())?.value).to.deep.equal(before?.value)
  })

  it('enables a disabled policy only where that is chosen too', async () => {
    const { value = {} } = (await held()) ?? {}
    await put({ ...value, enabled: false })
    const fields = { ...(await choices()), externalUsers: 'yes' }
    const refused = await administrator.post(`${AT}/settings`, fields)
    expect([refused.status, refused.text.includes('id="enablePolicy-wrong"')]).to.deep.equal([422, true])
    expect(refused.text)
      .to.include(EN.needsPolicy)
      .and.to.match(/name="externalUsers" value="yes" checked/)
    const { undo } = await save({ ...fields, enablePolicy: 'yes' })
    expect((await held())?.value).to.deep.include({ enabled: true, domains: ['*: CalendarSharingFreeBusyDetail'] })
    await administrator.post(`${AT}/policy/back`, undo)
    expect((await held())?.value['enabled']).to.equal(false)
  })

  it('makes a default policy only where that is chosen too, and takes it away again', async () => {
    await put(null)
    const fields = { version: '0', anonymousLevel: 'AvailabilityOnly', externalUsers: 'yes' }
    const refused = await administrator.post(`${AT}/settings`, fields)
    expect([refused.status, refused.text.includes('id="createPolicy-wrong"')]).to.deep.equal([422, true])
    const { undo } = await save({ ...fields, createPolicy: 'yes' })
    expect((await held('contoso default'))?.value).to.deep.include({
      default: true,
      domains: ['*: CalendarSharingFreeBusySimple'],
    })
    await administrator.post(`${AT}/policy/back`, undo)
    expect(await held('contoso default')).to.equal(null)
  })

  it('takes no level that is none, and nothing made from a version that is over', async () => {
    const wrong = await administrator.post(`${AT}/settings`, {
      ...(await choices()),
      anonymous: 'yes',
      anonymousLevel: 'All',
    })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include(`id="anonymousLevel-wrong">${FIELD_TEXTS.en.fields.givesLevel.wrong}`)
    const fields = { ...(await choices()), anonymous: 'yes' }
    const { value = {} } = (await held()) ?? {}
    await put({ ...value, domains: [] })
    const late = await administrator.post(`${AT}/settings`, { ...fields, confirmed: 'yes' })
    expect([late.status, late.text.includes(EN.staleTitle)]).to.deep.equal([409, true])
    expect((await held())?.value['domains']).to.deep.equal([])
  })
})
