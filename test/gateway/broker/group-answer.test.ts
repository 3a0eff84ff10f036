import { expect } from 'chai'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { HostedOrganization } from '../../../gateway/broker/directory.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { address, asking, busy, colleague, NOW, outsider, policyOf, smallWorld } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

const never = new AbortController().signal
const context = { requestId: 'r-1', signal: () => never }
const HOUR = 3_600_000

const gives = (name: string, level: string) => ({
  ...{ name, domains: [`${name}.example`], freeBusyAccessEnabled: true, freeBusyAccessLevel: level },
  requests: { enabled: true, level: 'LimitedDetails' },
})
const GROUPS = {
  sales: ['vera@contoso.example', 'bo@contoso.example', 'tove@contoso.example'],
  pair: ['vera@contoso.example', 'bo@contoso.example'],
  hidden: ['vera@contoso.example', 'bo@contoso.example', 'tove@contoso.example', 'nils@contoso.example'],
  mixed: ['vera@contoso.example', 'bo@contoso.example', 'tove@contoso.example', 'eva@adatum.example'],
  crowd: Array.from({ length: 100 }, (_, i) => `p${i}@contoso.example`),
  rooms: ['harbour@contoso.example'],
}
const PEOPLE = ['vera', 'bo', 'tove']

function contosoPolicy(changes: { groups?: object; organization?: object; people?: object; more?: object[] } = {}) {
  const groups = { ...GROUPS, ...changes.groups }
  const open = (name: string) => ({ address: `${name}@contoso.example`, default: 'LimitedDetails', ...changes.people })
  return policyOf({
    organization: { id: 'contoso', domains: ['contoso.example'], ...changes.organization },
    groups,
    mailboxes: [
      ...PEOPLE.map(open),
      { address: 'nils@contoso.example', default: 'None' },
      { address: 'harbour@contoso.example', kind: 'room', default: 'LimitedDetails' },
      ...Object.keys(groups).map((name) => ({
        ...{ address: `${name}@contoso.example`, kind: 'group', group: name, default: 'LimitedDetails' },
      })),
      { address: 'shut@contoso.example', kind: 'group', group: 'sales', default: 'None' },
      ...(changes.more ?? []),
    ],
    relationships: [
      gives('fabrikam', 'LimitedDetails'),
      gives('adatum', 'AvailabilityOnly'),
      gives('tailspin', 'LimitedDetails'),
    ],
  })
}

describe('an address that is a group', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    world.hosted.policy = contosoPolicy()
    PEOPLE.forEach((name, i) => world.sources.contoso.times.set(address(`${name}@contoso.example`), [busy(i, i + 1)]))
    world.sources.contoso.times.set(address('nils@contoso.example'), [busy(6, 7)])
    world.sources.contoso.times.set(address('harbour@contoso.example'), [busy(5, 6)])
    world.sources.adatum.times.set(address('eva@adatum.example'), [busy(4, 5)])
  })

  const ask = (requester: Requester, ...mailboxes: string[]) =>
    answerAvailability(world.broker, requester, asking(mailboxes), context)
  const anna = () => outsider(world, 'anna@fabrikam.example')
  const vera = () => colleague(world, 'vera@contoso.example')
  /** View, and a digit an hour. */
  const told = (answer: MailboxAnswer | undefined): string => {
    if (answer?.kind !== 'view') return answer?.kind ?? 'nothing'
    const { grantedView, times, window } = answer.view
    return `${grantedView} ${mergedFreeBusy(times, window, 60).join('')}`
  }
  const askedOf = (source: 'contoso' | 'adatum') =>
    world.sources[source].asked.flatMap(({ question }) => question.mailboxes.map((one) => `${one} ${question.view}`))

  it('answers with the merged stream of its members and nothing else, whatever was asked', async () => {
    const [answer] = await ask(anna(), 'sales@contoso.example')
    expect(told(answer)).to.equal('MergedOnly 22200000')
    expect(answer?.kind === 'view' && answer.view).to.include({ details: null, workingHours: null, categories: null })
    expect(askedOf('contoso')).to.deep.equal(PEOPLE.map((name) => `${name}@contoso.example MergedOnly`))
  })

  it('is the same for colleagues', async () => {
    expect((await ask(vera(), 'sales@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22200000'])
  })

  it('stands in its own place beside people, who are asked as they would be alone', async () => {
    const answers = await ask(anna(), 'vera@contoso.example', 'sales@contoso.example', 'vera@contoso.example')
    expect(answers.map(told)).to.deep.equal(['Detailed 20000000', 'MergedOnly 22200000', 'Detailed 20000000'])
    expect(world.finished[0]?.places.map(({ about }) => about)).to.deep.equal([
      'vera@contoso.example',
      'sales@contoso.example',
    ])
  })

  it('asks each member once, however many groups she is in', async () => {
    world.hosted.policy = contosoPolicy({ organization: { smallestGroup: 2 } })
    expect((await ask(anna(), 'sales@contoso.example', 'pair@contoso.example')).map(told)).to.deep.equal([
      'MergedOnly 22200000',
      'MergedOnly 22000000',
    ])
    expect(askedOf('contoso')).to.have.lengthOf(3)
  })

  it('is never free where a member may not be heard, and her calendar is not looked at', async () => {
    expect((await ask(anna(), 'hidden@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22222222'])
    expect(askedOf('contoso').join()).not.to.include('nils')
  })

  it('is the same for a member who is hidden, one who is nobody, and one who cannot be read', async () => {
    const hidden = await ask(anna(), 'hidden@contoso.example')
    world.hosted.policy = contosoPolicy({ groups: { hidden: [...GROUPS.sales, 'nobody@contoso.example'] } })
    const nobody = await ask(anna(), 'hidden@contoso.example')
    world.hosted.policy = contosoPolicy({
      groups: { hidden: [...GROUPS.sales, 'unread@contoso.example'] },
      more: [{ address: 'unread@contoso.example', default: 'AvailabilityOnly' }],
    })
    const unread = await ask(anna(), 'hidden@contoso.example')
    expect(nobody).to.deep.equal(hidden)
    expect(unread).to.deep.equal(hidden)
  })

  it('never has a member of a third organization asked for a partner, and has for a colleague', async () => {
    expect((await ask(anna(), 'mixed@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22222222'])
    expect(askedOf('adatum')).to.deep.equal([])
    expect((await ask(vera(), 'mixed@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22202000'])
    expect(askedOf('adatum')).to.deep.equal(['eva@adatum.example MergedOnly'])
  })

  it('never has a neighbour asked about her own people, nor about those of her partners, for whom it lists', async () => {
    const tailspin = world.directory.hostedDomain(parseDomain('tailspin.example')) as HostedOrganization
    const hans: Requester = { kind: 'inside', organization: tailspin, person: address('hans@tailspin.example') }
    const joint = [...GROUPS.sales, 'tea@tailspin.example']
    world.hosted.policy = contosoPolicy({ groups: { joint } })
    world.sources.tailspin.times.set(address('tea@tailspin.example'), [busy(6, 7)])
    const answers = await ask(hans, 'sales@contoso.example', 'joint@contoso.example', 'tea@tailspin.example')
    expect(answers.map(told)).to.deep.equal([
      'MergedOnly 22200000',
      'MergedOnly 22222222',
      // Whom he may ask about by herself he does.
      'Detailed 00000020',
    ])
    expect(world.sources.tailspin.asked.map(({ question: { view } }) => view)).to.deep.equal(['Detailed'])
    expect(askedOf('contoso')).to.have.lengthOf(3)
  })

  it('of too few people, closed, too large, of rooms, or none at all, is one refusal outside, and nothing is fetched', async () => {
    const names = ['pair', 'shut', 'crowd', 'rooms', 'nobody', 'nils']
    const answers = await ask(anna(), ...names.map((name) => `${name}@contoso.example`))
    expect(answers).to.deep.equal(names.map(() => ({ kind: 'not-found' })))
    expect(askedOf('contoso')).to.deep.equal([])
    const decided = world.finished[0]?.places.map(({ ruling }) => ruling.decision.decidedBy)
    expect(decided).to.deep.equal([
      ...['GROUP_TOO_SMALL', 'MAILBOX_DEFAULT', 'GROUP_LIMIT', 'GROUP_TOO_SMALL'],
      ...['MAILBOX_UNKNOWN', 'MAILBOX_DEFAULT'],
    ])
  })

  it('tells colleagues why', async () => {
    expect(await ask(vera(), 'crowd@contoso.example', 'pair@contoso.example')).to.deep.include({
      ...{ kind: 'refused', decidedBy: 'GROUP_LIMIT' },
    })
    world.sources.contoso.times.clear()
    expect(await ask(vera(), 'pair@contoso.example')).to.deep.equal([{ kind: 'no-data', reason: 'DATA_NOT_FOUND' }])
  })

  it('is refused outside where too few of its people could be read in the end', async () => {
    world.sources.contoso.times.delete(address('tove@contoso.example'))
    expect(await ask(anna(), 'sales@contoso.example')).to.deep.equal([{ kind: 'not-found' }])
    expect(world.finished[0]?.places[0]?.ruling.decision).to.deep.include({
      ...{ outcome: 'refuse', decidedBy: 'GROUP_TOO_SMALL' },
    })
  })

  it('is decided again after the wait, with everybody who is in it then', async () => {
    const joined = { groups: { sales: [...GROUPS.sales, 'late@contoso.example'] } }
    const late = { address: 'late@contoso.example', default: 'AvailabilityOnly' }
    world.sources.contoso.times.set(address('late@contoso.example'), [])
    world.sources.contoso.meanwhile = () => void (world.hosted.policy = contosoPolicy({ ...joined, more: [late] }))
    expect((await ask(anna(), 'sales@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22222222'])
    world.sources.contoso.meanwhile = () =>
      void (world.hosted.policy = contosoPolicy({ groups: { sales: GROUPS.pair } }))
    expect((await ask(anna(), 'sales@contoso.example')).map(told)).to.deep.equal(['not-found'])
    world.hosted.policy = contosoPolicy()
    world.sources.contoso.meanwhile = () => void (world.hosted.policy = contosoPolicy({ people: { default: 'None' } }))
    expect((await ask(anna(), 'sales@contoso.example')).map(told)).to.deep.equal(['not-found'])
  })

  it('knows nothing any more of who closed her calendar while it was under way', async () => {
    const four = { groups: { sales: [...GROUPS.sales, 'ida@contoso.example'] } }
    const ida = { address: 'ida@contoso.example', default: 'AvailabilityOnly' }
    world.sources.contoso.times.set(address('ida@contoso.example'), [{ ...busy(4, 5), status: 'OOF' }])
    world.hosted.policy = contosoPolicy({ ...four, more: [ida] })
    expect((await ask(anna(), 'sales@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22203000'])
    world.sources.contoso.meanwhile = () => {
      world.hosted.policy = contosoPolicy({ ...four, more: [{ ...ida, default: 'None' }] })
    }
    expect((await ask(anna(), 'sales@contoso.example')).map(told)).to.deep.equal(['MergedOnly 22222222'])
  })

  it('is answered ten times in one lookup, and hidden ones are not counted', async () => {
    const more = Array.from({ length: 11 }, (_, i) => ({
      ...{ address: `list${i}@contoso.example`, kind: 'group', group: 'sales', default: 'AvailabilityOnly' },
    }))
    world.hosted.policy = contosoPolicy({ more })
    const lists = more.map(({ address: one }) => one)
    const all = await ask(anna(), 'shut@contoso.example', 'pair@contoso.example', ...lists)
    expect(all.map(({ kind }) => kind)).to.deep.equal([
      ...['not-found', 'not-found'],
      ...lists.map((_, i) => (i < 10 ? 'view' : 'not-found')),
    ])
  })

  it('is in no answer known by what its members hide', async () => {
    const away = { privatePeriods: [{ from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z' }] }
    const more = [{ address: 'ida@contoso.example', default: 'LimitedDetails', ...away }]
    const groups = { hidden: [...GROUPS.sales, 'ida@contoso.example'] }
    world.hosted.policy = contosoPolicy({ groups, more })
    const told = []
    for (const times of [[], [busy(0, 8)], [{ ...busy(1, 2), status: 'OOF' as const }]]) {
      world.sources.contoso.times.set(address('ida@contoso.example'), times)
      told.push(await ask(anna(), 'hidden@contoso.example'))
    }
    expect(told[1]).to.deep.equal(told[0])
    expect(told[2]).to.deep.equal(told[0])
  })
})

describe('a room', () => {
  it('tells an outsider its times and no word of who meets there, and a colleague what Exchange tells', async () => {
    const world = await smallWorld()
    world.hosted.policy = contosoPolicy()
    world.sources.contoso.times.set(address('harbour@contoso.example'), [busy(1, 2)])
    const question = asking(['harbour@contoso.example'])
    const [outside] = await answerAvailability(
      world.broker,
      outsider(world, 'anna@fabrikam.example'),
      question,
      context,
    )
    expect(outside?.kind === 'view' && outside.view).to.deep.include({ grantedView: 'FreeBusy', details: null })
    expect(JSON.stringify(outside)).not.to.include('about ')
    expect(outside?.kind === 'view' && outside.view.times.starts[0]).to.equal(NOW + HOUR)
    const [inside] = await answerAvailability(world.broker, colleague(world, 'bo@contoso.example'), question, context)
    expect(inside?.kind === 'view' && inside.view.details?.subjects).to.deep.equal(['about harbour@contoso.example'])
  })
})
