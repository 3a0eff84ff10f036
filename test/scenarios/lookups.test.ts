import { expect } from 'chai'
import { instantAt, demoWindow } from '../organizations/demo-day.ts'
import { playLookup } from '../organizations/demo-lookups.ts'
import { DEMO_SCENARIO } from '../organizations/demo-scenario.ts'
import type { HttpReply } from '../organizations/http-exchange.ts'
import type { ScenarioLookup } from '../organizations/demo-scenario.ts'
import { collectAnswer } from '../protocols/ews/schema-check.ts'
import { ask, openDemoWorld } from './demo-world.ts'
import type { DemoWorld } from './demo-world.ts'
import { askWithEwsJavascriptApi } from './ews-javascript-api.ts'
import { handWrittenPartner } from './hand-written-partner.ts'
import type { HandWrittenPartner } from './hand-written-partner.ts'

describe('Organizations that federate', function () {
  this.timeout(120_000)
  let world: DemoWorld
  before(async () => void (world = await openDemoWorld()))
  after(() => world.close())

  // One lookup of the scenario needs an organization that is down: that one is a scenario of faults.
  const reachable = DEMO_SCENARIO.filter(({ expected }) =>
    expected.every(({ about }) => !about.endsWith('@wingtip.example')),
  )
  for (const lookup of reachable) {
    it(`${lookup.title}: ${lookup.from} gets what is written in the scenario`, async () => {
      const played = await playLookup(lookup, world.parties, world.day)
      collectAnswer(played.body)
      expect(played.differences).to.deep.equal([])
    })
  }

  it('find a scenario that expects something else not as expected', async () => {
    const first = reachable[0] as ScenarioLookup
    const [expected, ...others] = first.expected
    const flipped = {
      ...first,
      expected: [{ ...expected, mergedFreeBusy: '0'.repeat(20) }, ...others],
    } as ScenarioLookup
    const played = await playLookup(flipped, world.parties, world.day)
    expect(played.differences).to.have.length(1)
  })

  it('answer each address asked, in the order asked, whoever has it and however often it is asked', async () => {
    const mailboxes = [
      'anna@fabrikam.example',
      'bo@contoso.example',
      'eva@northwind.example',
      'lee@adatum.example',
      'anna@fabrikam.example',
    ]
    const lookup = { mailboxes, window: demoWindow(world.day), interval: 30, view: 'MergedOnly' } as const
    const { rows } = await ask(world.contoso, 'vera@contoso.example', lookup)
    expect(rows.map((row) => row.mergedFreeBusy)).to.deep.equal([
      '00220000000110002000',
      '02220000000011100222',
      null,
      '20002222000000000000',
      '00220000000110002000',
    ])
  })

  it('write their times in the zone of whoever asks', async () => {
    const lookup = { mailboxes: ['anna@fabrikam.example'], window: demoWindow(world.day), interval: 30 }
    const { body } = await ask(world.contoso, 'vera@contoso.example', { ...lookup, view: 'FreeBusy' })
    const call = new Date(instantAt(world.day, '09:00')).toISOString().slice(0, 19)
    expect(body.toString()).to.contain(`StartTime>${call}</`)
  })

  it('answer a program nobody here wrote, about people of their own and of a partner', async () => {
    const window = { start: demoWindow(world.day).start - 86_400_000, end: demoWindow(world.day).end + 86_400_000 }
    const account = {
      ews: world.contoso.ewsUrl,
      username: 'vera@contoso.example',
      password: world.contoso.users['vera@contoso.example'] ?? '',
    }
    const answers = await askWithEwsJavascriptApi(
      account,
      ['bo@contoso.example', 'anna@fabrikam.example', 'ines@fabrikam.example'],
      window,
    )
    const { start, end } = demoWindow(world.day)
    const today = answers.map(({ result, events }) => ({
      result,
      events: events.filter((event) => event.end > start && event.start < end),
    }))
    const at = (time: string): number => instantAt(world.day, time)
    expect(today).to.deep.equal([
      {
        result: 'Success',
        events: [
          { start: at('08:30'), end: at('09:00'), status: 'Busy', subject: 'Stand-up', location: null },
          { start: at('09:00'), end: at('10:00'), status: 'Busy', subject: 'Budget', location: null },
          { start: at('14:00'), end: at('15:30'), status: 'Tentative', subject: 'Supplier, perhaps', location: null },
          { start: at('16:30'), end: at('19:00'), status: 'Busy', subject: 'Planning', location: 'Vänern' },
        ],
      },
      {
        result: 'Success',
        events: [
          { start: at('09:00'), end: at('10:00'), status: 'Busy', subject: 'Customer call', location: 'By telephone' },
          { start: at('13:30'), end: at('14:30'), status: 'Tentative', subject: 'Hold for the press', location: null },
          { start: at('16:00'), end: at('16:30'), status: 'Busy', subject: null, location: null },
        ],
      },
      { result: 'Error', events: [] },
    ])
  })

  describe('towards a partner written by hand', () => {
    let partner: HandWrittenPartner
    before(async () => void (partner = await handWrittenPartner('wingtip.example', world.contoso)))
    after(() => partner.close())

    const about = (local: string) => ({
      mailboxes: [`${local}@contoso.example`],
      window: demoWindow(world.day),
      interval: 30,
      view: 'DetailedMerged' as const,
      zone: { windows: 'UTC', iana: 'UTC' },
    })

    it('give what their policy gives that partner', async () => {
      const reply = await partner.ask('mia@wingtip.example', about('vera'))
      collectAnswer(reply.body)
      expect(reply.status).to.equal(200)
      expect(reply.body.toString()).to.contain('>00000220002200333300<').and.to.contain('>FreeBusyMerged<')
      expect(reply.body.toString()).not.to.contain('Uppsala')
    })

    it('answer about somebody hidden and somebody who is not there with the same bytes', async () => {
      // Names of one length, so that the questions do not differ in size either.
      const hidden = await partner.ask('mia@wingtip.example', about('nils'))
      const nobody = await partner.ask('mia@wingtip.example', about('nora'))
      collectAnswer(hidden.body)
      expect(hidden.body.toString()).to.contain('>ErrorMailRecipientNotFound<')
      expect(nobody.body.equals(hidden.body)).to.equal(true)
      const told = ({ status, headers }: HttpReply) => ({ ...headers, status, date: '', 'request-id': '' })
      expect(told(nobody)).to.deep.equal(told(hidden))
    })

    it('pass no question of that partner on to another', async () => {
      const elsewhere = { ...about('vera'), mailboxes: ['anna@fabrikam.example'] }
      const [nowhere, reply] = [
        await partner.ask('mia@wingtip.example', about('nora')),
        await partner.ask('mia@wingtip.example', elsewhere),
      ]
      expect(reply.body.equals(nowhere.body)).to.equal(true)
    })

    it('let that partner ask only for its own people', async () => {
      const reply = await partner.ask('anna@fabrikam.example', about('vera'))
      expect(reply.status).to.equal(401)
    })

    it('take each of its tokens once', async () => {
      const replies = await partner.askTwiceWithOneToken('mia@wingtip.example', about('vera'))
      expect(replies.map(({ status }) => status)).to.deep.equal([200, 401])
    })
  })
})
