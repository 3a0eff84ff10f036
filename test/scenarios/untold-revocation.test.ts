import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../config/read-config.ts'
import { openLog } from '../../gateway/log.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'
import { makeTrust, readOwnIdentity, simulateOrganization, trustState, untilTrust } from '../organizations/index.ts'
import type { SimulatedOrganization, TrustParty } from '../organizations/index.ts'
import { ServedGateway } from './served-gateway.ts'

const MINUTE_MS = 60_000

/** What gateways started meanwhile do every minute, each time it is told to: a test need not wait for it. */
async function withRounds<T>(start: () => Promise<T>): Promise<{ readonly started: T; readonly round: () => void }> {
  const tasks: (() => void)[] = []
  const real = globalThis.setInterval
  const held = (task: () => void, ms: number): NodeJS.Timeout => {
    if (ms === MINUTE_MS) tasks.push(task)
    // Never in the time of a test.
    return real(ms === MINUTE_MS ? () => undefined : task, ms)
  }
  globalThis.setInterval = held as typeof setInterval
  try {
    const started = await start()
    return { started, round: () => tasks.forEach((task) => task()) }
  } finally {
    globalThis.setInterval = real
  }
}

describe('A gateway that is closed before it could tell of a revocation', function () {
  this.timeout(120_000)
  const place = new ServedGateway()
  let fabrikam: SimulatedOrganization
  let running: RunningGateway | null = null

  before(async () => {
    fabrikam = await simulateOrganization({
      ...{ domain: 'fabrikam.example', calendars: {} },
      policy: { organization: { id: 'fabrikam', domains: ['fabrikam.example'] } },
    })
    await place.configure({ more: { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } } })
  })
  after(async () => {
    await running?.close()
    await fabrikam.close()
    await place.remove()
  })

  /** Over the store in its folder, as the last one left it. */
  const start = async (): Promise<() => void> => {
    const settings = readConfig(join(place.folder, 'ledig.yaml'), {})
    const { started, round } = await withRounds(() => startGateway(settings, { log: openLog('silent') }))
    running = started
    return round
  }

  async function party(): Promise<TrustParty> {
    const metadataUrl = `${place.url}/organizations/contoso/.well-known/federation-metadata`
    const admin = { url: place.url, token: place.token }
    const identity = await readOwnIdentity(metadataUrl)
    return { ...identity, organization: 'contoso', domains: ['contoso.example'], metadataUrl, admin }
  }

  it('tells of it in its first round after it was started anew, and the partner refuses it from then on', async () => {
    await start()
    const contoso = await party()
    const [{ id }] = await makeTrust(contoso, fabrikam.party)
    await fabrikam.setFaults('down')
    expect((await place.ask('POST', `/trusts/${id}/revoke`, { reason: 'key lost' })).status).to.equal(200)
    await running?.close()

    const round = await start()
    await fabrikam.setFaults()
    expect(await trustState(contoso, fabrikam.party), 'kept').to.equal('revoked')
    expect(await trustState(fabrikam.party, contoso), 'told nothing yet').to.equal('active')
    round()
    await untilTrust(fabrikam.party, contoso, 'revoked')
  })
})
