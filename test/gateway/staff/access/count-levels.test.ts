import { expect } from 'chai'
import { countLevels, MOST_COUNTED } from '../../../../gateway/staff/access/count-levels.ts'
import type { EffectiveOf } from '../../../../gateway/staff/access/effective-levels.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { policyOf } from '../../broker/small-world.ts'

const ROOM = 'room@contoso.example'
const POLICY = policyOf({
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', default: 'LimitedDetails' },
    { address: 'bo@contoso.example', default: 'None' },
    { address: ROOM, kind: 'room', default: 'AvailabilityOnly' },
  ],
})

describe('levels counted', () => {
  const shownOf: EffectiveOf = (about) => ({
    ...{ level: about.startsWith('bo') ? 'None' : 'AvailabilityOnly', decidedBy: 'MAILBOX_DEFAULT', side: 'answering' },
    ...{ keptBack: false, written: () => null },
  })

  it('are counted by kind, level and what decides; what people may see, and their defaults, of people alone', async () => {
    const mailboxes = ['vera@contoso.example', 'bo@contoso.example', ROOM].map(parseMailboxAddress)
    const counts = await countLevels(POLICY, mailboxes, shownOf, shownOf)
    const common = { decidedBy: 'MAILBOX_DEFAULT', side: 'answering', count: 1 }
    expect(counts.shown).to.have.deep.members([
      { kind: 'user', level: 'AvailabilityOnly', ...common },
      { kind: 'user', level: 'None', ...common },
      { kind: 'room', level: 'AvailabilityOnly', ...common },
    ])
    expect(counts.seen?.reduce((sum, { count }) => sum + count, 0)).to.equal(2)
    expect([...counts.defaults]).to.have.deep.members([
      ['LimitedDetails', 1],
      ['None', 1],
    ])
  })

  it('are counted of so many at most, and say of how many there are', async () => {
    const vera = parseMailboxAddress('vera@contoso.example')
    const mailboxes = Array.from({ length: MOST_COUNTED + 1 }, () => vera)
    let decided = 0
    const counting: EffectiveOf = (about) => (decided++, shownOf(about))
    const counts = await countLevels(POLICY, mailboxes, counting, null)
    expect([counts.counted, counts.of, decided]).to.deep.equal([MOST_COUNTED, MOST_COUNTED + 1, MOST_COUNTED])
    expect(counts.seen).to.equal(null)
  })

  it('are counted in turns, so that others get theirs meanwhile', async () => {
    const vera = parseMailboxAddress('vera@contoso.example')
    let turns = 0
    let done = false
    const others = (): void => {
      if (done) return
      turns++
      setImmediate(others)
    }
    others()
    await countLevels(
      POLICY,
      Array.from({ length: 2_000 }, () => vera),
      shownOf,
      null,
    )
    done = true
    expect(turns).to.be.at.least(7)
  })
})
