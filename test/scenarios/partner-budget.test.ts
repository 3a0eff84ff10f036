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
