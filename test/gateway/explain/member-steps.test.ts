import { expect } from 'chai'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import type { Explanation } from '../../../gateway/explain/explanation.ts'
import { address, busy, CONTOSO_POLICY, NOW, policyOf, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

const ANNA = 'anna@fabrikam.example'
const VERA = 'vera@contoso.example'
const LIST = 'list@contoso.example'
const ROOM = 'harbour@contoso.example'

/** A group of these at `LIST`. */
const withGroup = (members: readonly string[], group: object = {}) =>
  policyOf({
    ...CONTOSO_POLICY,
    groups: { list: members },
    mailboxes: [
      ...CONTOSO_POLICY.mailboxes,
      { address: 'tove@contoso.example', default: 'AvailabilityOnly' },
      { address: ROOM, kind: 'room', default: 'LimitedDetails' },
      { address: LIST, kind: 'group', group: 'list', default: 'LimitedDetails', ...group },
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
    explainer(world.broker)(
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
      expect(told.steps.filter(({ step }) => step === 'fetch' || step === 'merge')).to.deep.equal([])
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
      expect(groupSteps(told).at(-1)?.[2]).to.equal(
        `2 of 3: ${VERA}, ${ROOM} (room); unknown: nils@contoso.example (MAILBOX_DEFAULT)`,
      )
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
