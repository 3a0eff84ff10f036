import { expect } from 'chai'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import type { Explanation } from '../../../gateway/explain/explanation.ts'
import { memberSteps as theirMemberSteps } from '../../../gateway/explain/member-steps.ts'
import { rule } from '../../../gateway/broker/rule.ts'
import { address, busy, CONTOSO_POLICY, NOW, outsider, policyOf, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { said, inEnglish } from './said-step.ts'

const memberSteps = inEnglish(theirMemberSteps)

const ANNA = 'anna@fabrikam.example'
const VERA = 'vera@contoso.example'
const LIST = 'list@contoso.example'
const ROOM = 'harbour@contoso.example'

/** A group of these at `LIST`. */
const withGroup = (members: readonly string[], group: object = {}, others: readonly object[] = []) =>
  policyOf({
    ...CONTOSO_POLICY,
    groups: { list: members },
    mailboxes: [
      ...CONTOSO_POLICY.mailboxes,
      { address: 'tove@contoso.example', default: 'AvailabilityOnly' },
      { address: ROOM, kind: 'room', default: 'LimitedDetails' },
      { address: LIST, kind: 'group', group: 'list', default: 'LimitedDetails', ...group },
      ...others,
    ],
  })

const PEOPLE = [VERA, 'bo@contoso.example', 'tove@contoso.example']

describe('an explanation of a group', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    for (const about of [...PEOPLE, 'nils@contoso.example', ROOM])
      world.sources.contoso.times.set(address(about), [busy(1, 2)])
  })

  const explain = (from: string, about: string, dry = false): Promise<Explanation> =>
    inEnglish(explainer(world.broker))(
      {
        ...{ from: address(from), about: address(about), view: 'Detailed', at: null, dry },
        window: { start: NOW, end: NOW + 8 * 3_600_000 },
      },
      'r-1',
    )
  const groupSteps = ({ steps }: Explanation) =>
    steps.filter(({ step }) => step === 'group').map(({ outcome, code, detail }) => [outcome, code, detail])

  for (const dry of [false, true]) {
    it(`says who counted and who is unknown, ${dry ? 'without asking' : 'having asked'}`, async () => {
      world.hosted.policy = withGroup([...PEOPLE, 'nils@contoso.example'])
      const told = await explain(ANNA, LIST, dry)
      expect(told).to.include({ outcome: 'answer', given: 'MergedOnly', decidedBy: 'GROUP_MERGED', endedAt: null })
      // Of a group its members are fetched: what each of their calendars did is no step of its own.
      const after = told.steps.slice(told.steps.findIndex(({ code }) => code === 'GROUP_MEMBERS') + 1)
      expect(after.map(({ step }) => step)).to.deep.equal([dry ? 'limits' : 'answer'])
      expect(groupSteps(told)).to.deep.equal([
        ['cap', 'GROUP_MERGED', null],
        ['pass', 'GROUP_LIMIT', null],
        ['pass', 'GROUP_TOO_SMALL', null],
        ['cap', 'GROUP_MEMBERS', `3 of 4: ${PEOPLE.join(', ')}; unknown: nils@contoso.example (MAILBOX_DEFAULT)`],
      ])
    })

    it(`ends at the step that refuses, with who would have counted, ${dry ? 'dry' : 'asked'}`, async () => {
      world.hosted.policy = withGroup([VERA, 'nils@contoso.example', ROOM])
      const told = await explain(ANNA, LIST, dry)
      expect(told).to.deep.include({
        ...{ outcome: 'refuse', decidedBy: 'GROUP_TOO_SMALL', endedAt: { step: 'group', code: 'GROUP_TOO_SMALL' } },
      })
      const detail = `2 of 3: ${VERA}, ${ROOM} (room); unknown: nils@contoso.example (MAILBOX_DEFAULT)`
      expect(groupSteps(told).at(-1)).to.deep.equal(['cap', 'GROUP_MEMBERS', detail])
    })

    it(`passes where everybody counts, ${dry ? 'dry' : 'asked'}`, async () => {
      world.hosted.policy = withGroup(PEOPLE)
      const detail = `3 of 3: ${PEOPLE.join(', ')}`
      expect(groupSteps(await explain(ANNA, LIST, dry)).at(-1)).to.deep.equal(['pass', 'GROUP_MEMBERS', detail])
    })
  }

  it('says of who is unknown what it is and why: a rule, or a calendar that was not found', async () => {
    world.hosted.policy = withGroup(
      [...PEOPLE, 'cy@contoso.example', 'quiet@contoso.example', 'gone@contoso.example'],
      {},
      [
        { address: 'cy@contoso.example', default: 'AvailabilityOnly' },
        { address: 'quiet@contoso.example', kind: 'room', default: 'None' },
      ],
    )
    const told = await explain(ANNA, LIST)
    expect(groupSteps(told).at(-1)?.[2]).to.equal(
      `3 of 6: ${PEOPLE.join(', ')}; unknown: cy@contoso.example (DATA_NOT_FOUND), ` +
        'quiet@contoso.example (room, MAILBOX_DEFAULT), gone@contoso.example (MAILBOX_UNKNOWN)',
    )
  })

  it('counts a thing as what it is, and somebody elsewhere as unknown', async () => {
    const beamer = 'beamer@contoso.example'
    world.sources.contoso.times.set(address(beamer), [])
    world.hosted.policy = withGroup([...PEOPLE, beamer, 'eva@adatum.example'], {}, [
      { address: beamer, kind: 'equipment', default: 'AvailabilityOnly' },
    ])
    expect(groupSteps(await explain(ANNA, LIST)).at(-1)?.[2]).to.equal(
      `4 of 5: ${PEOPLE.join(', ')}, ${beamer} (equipment); unknown: eva@adatum.example (ROUTE_NO_TRANSIT)`,
    )
  })

  for (const [name, changed] of [
    ['is gone', () => policyOf(CONTOSO_POLICY)],
    ['is somebody now', () => withGroup([], { kind: 'user', group: undefined })],
    [
      'has more than are asked about at once',
      () => withGroup(Array.from({ length: 101 }, (_, i) => `p${i}@contoso.example`)),
    ],
  ] as const) {
    it(`looks at nobody of a group that ${name} since it was refused as too small`, () => {
      world.hosted.policy = withGroup([VERA])
      const requester = outsider(world, ANNA)
      const ask = { from: address(ANNA), about: address(LIST), view: 'Detailed', at: NOW } as const
      const ruling = rule(world.directory, requester, ask.about, ask.view, NOW)
      expect(memberSteps(world.directory, requester, { ruling, ask }, null)).to.have.length(1)
      world.hosted.policy = changed()
      expect(memberSteps(world.directory, requester, { ruling, ask }, null)).to.deep.equal([])
    })
  }

  it('looks at nobody in a group that is closed itself', async () => {
    world.hosted.policy = withGroup(PEOPLE, { default: 'None' })
    const told = await explain(ANNA, LIST)
    expect(told.endedAt).to.deep.equal({ step: 'mailbox', code: 'MAILBOX_DEFAULT' })
    expect(JSON.stringify(told)).not.to.include(VERA)
  })

  it('ends at the group where too few could be read, and where nobody could', async () => {
    world.hosted.policy = withGroup(PEOPLE)
    world.sources.contoso.times.delete(address(VERA))
    const few = await explain(ANNA, LIST)
    expect(few).to.deep.include({ outcome: 'refuse', endedAt: { step: 'group', code: 'GROUP_TOO_SMALL' } })
    const [bo, tove] = ['bo@contoso.example', 'tove@contoso.example']
    const detail = `2 of 3: ${bo}, ${tove}; unknown: ${VERA} (DATA_NOT_FOUND)`
    expect(few.steps.filter(({ outcome }) => outcome === 'deny')).to.deep.equal([
      said('group', 'deny', { code: 'GROUP_TOO_SMALL', side: 'answering', detail }),
    ])
    world.sources.contoso.times.clear()
    const none = await explain('nils@contoso.example', LIST)
    expect(none).to.deep.include({ outcome: 'unknown', endedAt: { step: 'group', code: 'DATA_NOT_FOUND' } })
  })

  it('names the kind of a room as what lowered its answer, and where it is written', async () => {
    world.hosted.policy = withGroup(PEOPLE)
    const told = await explain(ANNA, ROOM)
    const step = told.steps.find(({ code }) => code === 'ROOM_OUTSIDE')
    expect(step).to.deep.include({
      step: 'mailbox',
      outcome: 'cap',
      before: 'LimitedDetails',
      after: 'AvailabilityOnly',
    })
    expect(step?.rule).to.deep.equal({ of: 'contoso', path: `mailboxes.${ROOM}.kind` })
  })
})
