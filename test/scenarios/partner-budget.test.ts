import { expect } from 'chai'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'
import { handWrittenPartner } from './hand-written-partner.ts'
import type { HandWrittenPartner } from './hand-written-partner.ts'

const START = Date.UTC(2026, 10, 23)
const PARTNERS = ['fabrikam', 'wingtip'] as const

describe('A partner that asks about more mailboxes than its budget (BF12)', function () {
  this.timeout(60_000)
  let contoso: SimulatedOrganization
  let partners: ReadonlyMap<string, HandWrittenPartner>

  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: { vera: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n' },
      policy: {
        organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'AvailabilityOnly' },
        mailboxes: [{ address: 'vera@contoso.example' }],
        relationships: PARTNERS.map((name) => ({
          ...{ name, domains: [`${name}.example`], enabled: true },
          ...{ freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
        })),
      },
      partnerMailboxesPerMinute: 5,
    })
    const made = PARTNERS.map(async (name) => [name, await handWrittenPartner(`${name}.example`, contoso)] as const)
    partners = new Map(await Promise.all(made))
  })
  after(async () => {
    await Promise.all([...partners.values()].map((partner) => partner.close()))
    await contoso.close()
  })

  const ask = async (partner: (typeof PARTNERS)[number], mailboxes: readonly string[]) => {
    const [window, zone] = [
      { start: START, end: START + 3_600_000 },
      { windows: 'UTC', iana: 'Etc/UTC' },
    ]
    const lookup = { mailboxes, window, interval: 60, view: 'FreeBusyMerged' as const, zone }
    const reply = await partners.get(partner)?.ask(`anna@${partner}.example`, lookup)
    return { status: reply?.status, body: String(reply?.body) }
  }

  it('is told by the protocol to come back, and when, while another partner is answered', async () => {
    const people = ['vera', 'nobody', 'else'].map((name) => `${name}@contoso.example`)
    const first = await ask('fabrikam', people)
    expect(first.body).to.include('NoError')
    const over = await ask('fabrikam', people)
    expect(over.status).to.equal(500)
    expect(over.body).to.include('ErrorServerBusy')
    // One is missing, and five a minute run in.
    const [, wait = ''] = /BackOffMilliseconds">(\d+)</.exec(over.body) ?? []
    expect(Number(wait)).to.be.within(1, 12_000)
    // Nothing of it was counted: what is left may still be asked.
    expect((await ask('fabrikam', people.slice(0, 2))).body).to.include('NoError')
    expect((await ask('wingtip', people)).body).to.include('NoError')
  })
})

describe('A person who has learned much of another one (PL6)', function () {
  this.timeout(60_000)
  const meeting = ['BEGIN:VEVENT', 'UID:1@contoso.example', 'DTSTAMP:20261101T000000Z', 'SUMMARY:Plan']
  const when = ['DTSTART:20261123T091000Z', 'DTEND:20261123T092000Z', 'END:VEVENT']
  const calendar = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', ...meeting, ...when, 'END:VCALENDAR', '']
  let contoso: SimulatedOrganization
  let fabrikam: HandWrittenPartner

  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: { vera: calendar.join('\r\n') },
      policy: {
        organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'LimitedDetails' },
        mailboxes: [{ address: 'vera@contoso.example' }],
        relationships: [
          {
            ...{ name: 'fabrikam', domains: ['fabrikam.example'], enabled: true },
            ...{ freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
          },
        ],
      },
      pairSlotsPerDay: 900,
    })
    fabrikam = await handWrittenPartner('fabrikam.example', contoso)
  })
  after(async () => {
    await fabrikam.close()
    await contoso.close()
  })

  const ask = async (person: string, mailbox: string, day: number): Promise<string> => {
    const window = { start: START + day * 86_400_000, end: START + (day + 1) * 86_400_000 }
    const lookup = {
      mailboxes: [`${mailbox}@contoso.example`],
      window,
      interval: 30,
      zone: { windows: 'UTC', iana: 'Etc/UTC' },
    }
    const reply = await fabrikam.ask(`${person}@fabrikam.example`, { ...lookup, view: 'DetailedMerged' })
    return String(reply.body)
  }
  const streamOf = (body: string): string => /<(?:\w+:)?MergedFreeBusy[^>]*>(\d+)</.exec(body)?.[1] ?? ''

  it('is told whole hours with the interval she asked for, then to come back; of who is not there she hears just that', async () => {
    const fine = await ask('anna', 'vera', 0)
    expect(fine).to.include('Plan')
    expect(streamOf(fine).slice(16, 22)).to.equal('002000')
    // 608 of 900 are used up, and a second day with subjects would cost as much again.
    await ask('anna', 'vera', 1)
    const coarse = await ask('anna', 'vera', 0)
    expect(coarse).to.include('FreeBusyMerged').and.not.to.include('Plan')
    expect(streamOf(coarse)).to.have.length(48)
    expect(streamOf(coarse).slice(16, 22)).to.equal('002200')
    const nobody = await Promise.all([0, 1, 0].map((day) => ask('otto', 'nobody', day)))
    expect(nobody.every((body) => body.includes('ErrorMailRecipientNotFound'))).to.equal(true)
    let last = ''
    for (let day = 2; day < 80 && !last.includes('ErrorServerBusy'); day++) last = await ask('anna', 'vera', day)
    expect(last).to.match(/BackOffMilliseconds">\d+</)
    expect(await ask('otto', 'vera', 0)).to.include('Plan')
  })
})
