import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { configSchema } from '../../config/config-schema.ts'
import { NO_MAIL } from '../../config/read-mail.ts'
import type { GatewaySettings } from '../../config/read-config.ts'
import { Secret } from '../../config/secrets.ts'
import { openLog } from '../../gateway/log.ts'
import { startGateway } from '../../gateway/main.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'

const { limits, publishing } = configSchema.parse({
  gateway: {
    id: 'urn:ledig:00000000-0000-4000-8000-000000000001',
    name: 'x',
    publicUrl: 'http://127.0.0.1:1',
    listen: { host: '127.0.0.1', port: 0 },
  },
  admin: { tokenFile: 'x' },
})

const settingsFor = (port: number, state: string | null): GatewaySettings => ({
  gateway: {
    id: parseOrganizationId('urn:ledig:00000000-0000-4000-8000-000000000001'),
    name: 'Gateway',
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    tls: null,
    proxies: null,
    state,
    transit: false,
  },
  adminToken: new Secret('0123456789abcdef0123456789abcdef'),
  store:
    state === null
      ? { kind: 'memory' }
      : { kind: 'embedded', folder: join(state, 'store'), keyFile: join(state, 'store-key') },
  audit: { keepDays: 400, publishHeads: true, lookupDays: 14 },
  dns: { authoritative: 'skip' },
  trust: { unprovenDomains: 'refuse', proofOverHttps: false, minimumSoftware: {}, approvals: 1 },
  metrics: null,
  console: null,
  outbound: { loopback: true, networks: [], ports: [], authorities: null },
  publishing,
  limits,
  mail: NO_MAIL,
  logLevel: 'silent',
  organizations: [],
})

const issuerOf = async (url: string): Promise<{ iss: string; x5c: string }> => {
  const [header = '', payload = ''] = (await (await fetch(`${url}/.well-known/federation-metadata`)).text()).split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  return { iss: String(read(payload)['iss']), x5c: String(read(header)['x5c']) }
}

describe('a gateway', () => {
  const log = openLog('silent')
  let state: string
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'ledig-state-'))
  })
  afterEach(() => rmSync(state, { recursive: true }))

  it('keeps its identity over a restart where it has a state folder', async () => {
    const seen = []
    for (let start = 0; start < 2; start++) {
      const gateway = await startGateway(settingsFor(0, state), { log })
      seen.push(await issuerOf(gateway.url))
      await gateway.close()
    }
    expect(seen[0]).to.deep.equal(seen[1])
  })

  it('names its real port in its public address when it may choose one', async () => {
    const gateway = await startGateway(settingsFor(0, null), { log })
    expect(gateway.url).to.equal(`http://127.0.0.1:${gateway.port}`)
    expect(gateway.ewsUrl).to.equal(`${gateway.url}/EWS/Exchange.asmx`)
    await gateway.close()
  })

  it('does not start on a port in use, and leaves nothing open', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    let caught: unknown
    await startGateway(settingsFor(port, state), { log }).catch((error: unknown) => (caught = error))
    expect(caught).to.have.property('code', 'ERR_CONFIG_INVALID')
    const sentence = `cannot listen on 127.0.0.1, port ${port}: another process listens there already`
    expect(caught).to.have.property('message', sentence)
    await new Promise((resolve) => other.close(resolve))
    // Its store can be opened again; at any port, since somebody else may have that one by now.
    const gateway = await startGateway(settingsFor(0, state), { log })
    await gateway.close()
  })
})
