import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../config/read-config.ts'
import { openLog } from '../../../gateway/log.ts'
import { startGateway } from '../../../gateway/main.ts'
import { STATE_SCHEMA } from '../../../trust/stores/migrations/schema-migrations.ts'
import { makeTrust, readOwnIdentity } from '../../organizations/make-trust.ts'
import { simulateOrganization } from '../../organizations/simulated-organization.ts'

/**
 * Writes what a gateway of this release keeps, as later releases will find it: its state folder, a backup, and the facts
 * that have to be found again in both. Run once for each schema, before its release; what was released is never written
 * anew. `schema-1` has each domain of a trust with the proof `"unproven"`, `schema-2` with `{ "state": "unproven" }`,
 * `schema-3` has a sealed head, `schema-4` a published link and its invitation.
 *
 *     node --import tsx test/vectors/state/make-state-fixture.ts
 */
const folder = fileURLToPath(new URL(`schema-${STATE_SCHEMA}/`, import.meta.url))
const token = 'the-token-of-the-fixture-and-of-nothing-else'
const passphrase = 'the passphrase of the fixture'
mkdirSync(join(folder, 'calendars'), { recursive: true })
writeFileSync(join(folder, 'token'), token)
writeFileSync(join(folder, 'policy.yaml'), 'organization: { id: contoso, domains: [contoso.example] }\n')
const ids = { gateway: `urn:ledig:${randomUUID()}`, organization: `urn:ledig:${randomUUID()}` }
/** Written down without a port, since whoever starts it again takes a free one. */
const configurationWith = (port: number) => ({
  gateway: {
    ...{ id: ids.gateway, name: 'Gateway', publicUrl: `http://127.0.0.1:${port}`, state: 'state' },
    listen: { host: '127.0.0.1', port },
  },
  ...{ admin: { tokenFile: 'token' }, outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } },
  organizations: [
    { id: ids.organization, name: 'contoso', policy: 'policy.yaml', calendars: 'calendars', timeZone: 'Etc/UTC' },
  ],
})
const configure = (port: number): void =>
  writeFileSync(join(folder, 'ledig.yaml'), `${JSON.stringify(configurationWith(port), null, 2)}\n`)
const reserved = createServer().listen(0, '127.0.0.1')
await once(reserved, 'listening')
configure((reserved.address() as AddressInfo).port)
reserved.close()
await once(reserved, 'close')

const fabrikam = await simulateOrganization({
  domain: 'fabrikam.example',
  calendars: {},
  policy: { organization: { id: 'fabrikam', domains: ['fabrikam.example'] } },
})
const gateway = await startGateway(readConfig(join(folder, 'ledig.yaml'), {}), { log: openLog('silent') })
try {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await fetch(`${gateway.adminUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-none-match': '*' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const contoso = '/organizations/contoso'
  await call('PUT', `${contoso}/groups/board`, ['vera@contoso.example'])
  await call('PUT', `${contoso}/policies/plain`, { domains: ['*: CalendarSharingFreeBusySimple'], enabled: true })
  await call('PUT', `${contoso}/relationships/fabrikam`, {
    ...{ domains: ['fabrikam.example'], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
  })
  await call('PUT', `${contoso}/mailboxes/vera@contoso.example`, { default: 'AvailabilityOnly' })
  await call('PATCH', `${contoso}/sharing`, { anonymous: true, createPolicy: true })
  const order = { kind: 'link', to: 'ulla@outside.example', level: 'AvailabilityOnly' }
  const shared = (await (await call('POST', '/mailboxes/vera@contoso.example/shares', order)).json()) as {
    address: string
  }
  const reader = (await (await call('POST', '/access-tokens', { name: 'reader', scope: 'read' })).json()) as {
    token: string
  }
  const admin = { url: gateway.url, token }
  const metadataUrl = `${gateway.url}/organizations/contoso/.well-known/federation-metadata`
  const us = { ...(await readOwnIdentity(metadataUrl)), metadataUrl }
  const party = { organization: 'contoso', domains: ['contoso.example'], ...us, admin }
  const [{ id: trust }] = await makeTrust(party, fabrikam.party)
  const { organizations } = (await (await call('GET', '/organizations')).json()) as {
    organizations: { name: string; fingerprint: { hex: string } }[]
  }
  const backup = await call('POST', '/backups', { passphrase })
  writeFileSync(join(folder, 'state.backup'), Buffer.from(await backup.arrayBuffer()))
  const facts = {
    madeAt: new Date().toISOString(),
    ...{ ids, token, passphrase, readToken: reader.token, trust, partner: fabrikam.party.id },
    fingerprints: Object.fromEntries(organizations.map(({ name, fingerprint }) => [name, fingerprint.hex])),
    published: new URL(shared.address).pathname,
    document: await (await call('GET', `${contoso}/policy-document`)).json(),
  }
  writeFileSync(join(folder, 'facts.json'), `${JSON.stringify(facts, null, 2)}\n`)
} finally {
  await gateway.close()
  await fabrikam.close()
}
configure(0)
for (const name of ['LOG', 'LOG.old', 'LOCK']) rmSync(join(folder, 'state/store', name), { force: true })
rmSync(join(folder, 'state/mail'), { recursive: true, force: true })
