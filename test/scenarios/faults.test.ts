import { expect } from 'chai'
import { demoWindow } from '../organizations/demo-day.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import type { EwsRow } from '../organizations/ews-client.ts'
import type { Fault } from '../organizations/faults.ts'
import { readTraces } from '../organizations/trace-chain.ts'
import { ask, openDemoWorld } from './demo-world.ts'
import type { DemoWorld } from './demo-world.ts'

const PARTNER_DEADLINE_MS = 2_500
const MINUTES = 60_000

describe('An organization with a fault', function () {
  this.timeout(120_000)
  let world: DemoWorld
  /** What bystanders are answered while everybody is sound. */
  let sound: readonly EwsRow[]
  before(async () => {
    world = await openDemoWorld({ partnerDeadlineMs: PARTNER_DEADLINE_MS })
    sound = (await askAll()).rows
  })
  after(() => world.close())
  afterEach(() => world.fabrikam.setFaults())

  const mailboxes = ['anna@fabrikam.example', 'lee@adatum.example', 'ola@fabrikam.example', 'bo@contoso.example']

  async function askAll() {
    const lookup = { mailboxes, window: demoWindow(world.day), interval: 30, view: 'DetailedMerged' } as const
    const { rows, requestId } = await ask(world.contoso, 'vera@contoso.example', lookup)
    const [anna] = await readTraces([world.contoso.admin], requestId, 'anna@fabrikam.example')
    return { rows, anna }
  }
  const bystanders = (rows: readonly EwsRow[]): (string | undefined)[] => [rows[1]?.xml, rows[3]?.xml]

  it('has none to begin with: everybody is answered', () => {
    expect(sound.map(({ code, mergedFreeBusy }) => [code, mergedFreeBusy])).to.deep.equal([
      ['NoError', '00220000000110002000'],
      ['NoError', '20002222000000000000'],
      ['NoError', '00000220000000000033'],
      ['NoError', '02220000000011100222'],
    ])
  })

  it('that only makes it slow is answered for', async () => {
    await world.fabrikam.setFaults({ slow: 100 })
    expect((await askAll()).rows.map(({ xml }) => xml)).to.deep.equal(sound.map(({ xml }) => xml))
  })

  const costly: readonly [string, Fault, string, string][] = [
    ['is down', 'down', 'REACH_TCP', 'ErrorProxyRequestProcessingFailed'],
    ['hangs', 'hung', 'REACH_TIMEOUT', 'ErrorTimeoutExpired'],
    ['answers later than we wait', { slow: 3 * PARTNER_DEADLINE_MS }, 'REACH_TIMEOUT', 'ErrorTimeoutExpired'],
    ['answers garbage', 'garbage', 'DATA_MALFORMED', 'ErrorProxyRequestProcessingFailed'],
    ['answers without end', 'oversized', 'DATA_MALFORMED', 'ErrorProxyRequestProcessingFailed'],
    ['refuses our credentials', 401, 'TRUST_REFUSED', 'ErrorProxyRequestProcessingFailed'],
    ['knows no key of ours', 'stale key', 'TRUST_REFUSED', 'ErrorProxyRequestProcessingFailed'],
    [
      'has a clock ten minutes ahead',
      { clockSkew: 10 * MINUTES },
      'TRUST_REFUSED',
      'ErrorProxyRequestProcessingFailed',
    ],
    ['fails inside', 500, 'REACH_UPSTREAM', 'ErrorProxyRequestProcessingFailed'],
    // Last: it asks to be left alone for half a minute, and is.
    ['is busy', 'ServerBusy', 'REACH_BUSY', 'ErrorProxyRequestProcessingFailed'],
  ]

  it('that mixes up its answers spoils its own people only (BF7)', async () => {
    await world.fabrikam.setFaults('wrong order')
    const { rows } = await askAll()
    expect(bystanders(rows)).to.deep.equal(bystanders(sound))
    // EWS answers by position and repeats no address, so this cannot be seen; it stays among Fabrikam's people.
    expect([rows[0]?.mergedFreeBusy, rows[2]?.mergedFreeBusy]).to.deep.equal([
      '00000220000000000033',
      '00220000000110002000',
    ])
  })

  it('in its clock is not believed when it asks either', async () => {
    await world.fabrikam.setFaults({ clockSkew: 10 * MINUTES })
    const lookup = { mailboxes: ['vera@contoso.example'], window: demoWindow(world.day), interval: 30 }
    const { rows, requestId } = await ask(world.fabrikam, 'anna@fabrikam.example', { ...lookup, view: 'MergedOnly' })
    expect(rows[0]?.code).to.equal('ErrorProxyRequestProcessingFailed')
    const [link] = await readTraces([world.fabrikam.admin], requestId, 'vera@contoso.example')
    expect(link?.decidedBy).to.equal('TRUST_REFUSED')
  })

  for (const [what, fault, reason, code] of costly) {
    it(`that ${what} costs its own people only, who are unknown (${reason}) and never free`, async () => {
      await world.fabrikam.setFaults(fault)
      const { rows, anna } = await askAll()
      expect(bystanders(rows)).to.deep.equal(bystanders(sound))
      for (const row of [rows[0], rows[2]]) {
        expect(row).to.include({ code, view: 'None', mergedFreeBusy: null })
        expect(row?.events).to.be.empty
      }
      expect(anna).to.include({ outcome: 'unknown', decidedBy: reason })
    })
  }

  it('that passes is forgiven', async () => {
    const lookup = { mailboxes: ['lee@adatum.example'], window: demoWindow(world.day), interval: 30 }
    const asking = () => ask(world.contoso, 'vera@contoso.example', { ...lookup, view: 'MergedOnly' })
    await world.adatum.setFaults('down')
    expect((await asking()).rows[0]?.mergedFreeBusy).to.equal(null)
    await world.adatum.setFaults()
    expect((await asking()).rows[0]?.mergedFreeBusy).to.equal('20002222000000000000')
  })

  it('whose trust is revoked while it is asked gives nothing, though its answer still comes in', async () => {
    const trusts = (await callAdministration(world.contoso.admin, 'GET', '/trusts')) as {
      trusts: { id: string; organization: string; partner: { id: string } }[]
    }
    const { id } =
      trusts.trusts.find((one) => one.organization === 'contoso' && one.partner.id === world.adatum.party.id) ?? {}
    let asked = 0
    world.adatum.whenAsked(async () => {
      asked++
      await callAdministration(world.contoso.admin, 'POST', `/trusts/${id ?? ''}/revoke`, { reason: 'key lost' })
    })
    const lookup = {
      mailboxes: ['lee@adatum.example', 'bo@contoso.example'],
      window: demoWindow(world.day),
      interval: 30,
    }
    const { rows } = await ask(world.contoso, 'vera@contoso.example', { ...lookup, view: 'DetailedMerged' })
    expect(asked).to.equal(1)
    expect(rows[0]).to.include({ view: 'None', mergedFreeBusy: null })
    expect(rows[0]?.code).not.to.equal('NoError')
    expect(rows[0]?.events).to.be.empty
    expect(rows[1]?.mergedFreeBusy).to.equal('02220000000011100222')
  })
})
