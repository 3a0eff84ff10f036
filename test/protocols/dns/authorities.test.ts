import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { authorities } from '../../../protocols/dns/authorities.ts'
import type { ServerPlace } from '../../../protocols/dns/dns-exchange.ts'
import type { TextLookup } from '../../../protocols/dns/text-lookup.ts'
import { RCODE, zoneServer } from '../../organizations/zone-server.ts'
import type { Behaviour, ZoneServer } from '../../organizations/zone-server.ts'

const NAME = '_federation-challenge.fabrikam.example'
const TEXT = 'ledig-federation=urn:ledig:1; token=abc'
const random = { bytes: randomBytes }
/** Addresses for documentation (RFC 5737, RFC 3849): where the servers of the tests are said to be. */
const ONE = '192.0.2.1'
const TWO = '2001:db8::2'
const THREE = '198.51.100.3'

describe('asking the servers that a zone is served from', () => {
  /** The configured server, and the three of the zones. */
  let resolver: ZoneServer
  let servers: Readonly<Record<string, ZoneServer>>
  let refused: readonly string[]
  /** Every address that was to be asked directly. */
  let dialled: string[]

  beforeEach(async () => {
    resolver = await zoneServer()
    servers = { [ONE]: await zoneServer(), [TWO]: await zoneServer(), [THREE]: await zoneServer() }
    refused = []
    dialled = []
    resolver.zone.set('fabrikam.example', { nameServers: ['ns1.fabrikam.example', 'NS2.hoster.example'] })
    resolver.zone.set('ns1.fabrikam.example', { addresses: [ONE] })
    resolver.zone.set('ns2.hoster.example', { addresses: [TWO] })
  })
  afterEach(() => Promise.all([resolver, ...Object.values(servers)].map((server) => server.close())))

  /** An address of the documentation stands for a server on this machine: nothing is sent anywhere else. */
  function placeOf(address: string): ServerPlace {
    dialled.push(address)
    const server = servers[address]
    if (server === undefined) throw new Error(`nobody may be asked at ${address}`)
    return { address: '127.0.0.1', port: server.port }
  }
  const said = (names: readonly string[] = [NAME], others: readonly ZoneServer[] = []) =>
    authorities({
      servers: [resolver, ...others].map(({ address }) => address),
      random,
      permits: (address) => !refused.includes(address),
      placeOf,
      tryMs: 1_000,
    }).textsOf(names)
  const ask = async (...args: Parameters<typeof said>) =>
    (await said(...args)).map((answers) => answers.map(({ text }) => text))
  const at = (address: string, behaviour: Behaviour, name = NAME): void =>
    void servers[address]?.zone.set(name, behaviour)
  const texts = (text: string, aliases: string[] = []): TextLookup => ({
    outcome: 'texts',
    texts: [text],
    validated: false,
    aliases,
  })
  const failed = (because: string, aliases: string[] = []) => ({ outcome: 'failed', because, aliases })

  it('hears every one of them, over IPv4 and IPv6, and not what the configured server has kept (DP5)', async () => {
    resolver.zone.set(NAME, { texts: ['from a poisoned cache'] })
    at(ONE, { texts: [TEXT] })
    at(TWO, { texts: ['another'] })
    expect(await ask()).to.deep.equal([[texts(TEXT), texts('another')]])
    expect(dialled.sort()).to.deep.equal([ONE, TWO].sort())
    expect(resolver.asked).to.not.include(`${NAME} TXT`)
  })

  it('tells who said what, and of servers that are not known that nobody did', async () => {
    at(ONE, { silent: true })
    at(TWO, { texts: [TEXT] })
    expect(await said()).to.deep.equal([
      [
        { server: ONE, text: failed('timeout') },
        { server: TWO, text: texts(TEXT) },
      ],
    ])
    refused = [ONE]
    expect(await said()).to.deep.equal([[{ server: TWO, text: texts(TEXT) }]])
    refused = [ONE, TWO]
    expect(await said()).to.deep.equal([[{ server: null, text: failed('unreachable') }]])
  })

  it('asks the servers of the nearest zone, where the name itself is one (DP5)', async () => {
    resolver.zone.set(NAME, { nameServers: ['ns3.fabrikam.example'] })
    resolver.zone.set('ns3.fabrikam.example', { addresses: [THREE] })
    at(THREE, { texts: [TEXT] })
    at(ONE, { rcode: RCODE.nxdomain }, '_x.fabrikam.example')
    expect(await ask([NAME, '_x.fabrikam.example'])).to.deep.equal([
      [texts(TEXT)],
      [
        { outcome: 'no-name', aliases: [] },
        { outcome: 'no-name', aliases: [] },
      ],
    ])
  })

  it('takes an answer without authority for none: a lame server, or one that answers from a cache (DP5)', async () => {
    at(ONE, { texts: [TEXT], authoritative: false })
    at(TWO, { rcode: RCODE.refused })
    expect(await ask()).to.deep.equal([[failed('refused'), failed('refused')]])
  })

  it('says which of them said nothing, and what the others did (DP5)', async () => {
    at(ONE, { silent: true })
    at(TWO, { texts: [TEXT] })
    expect(await ask()).to.deep.equal([[failed('timeout'), texts(TEXT)]])
  })

  it('hears the servers of every zone that an alias leads to (DP2, DP5)', async () => {
    const alias = 'proofs.hoster.example'
    resolver.zone.set('hoster.example', { nameServers: ['ns3.hoster.example'] })
    resolver.zone.set('ns3.hoster.example', { addresses: [THREE] })
    at(ONE, { alias })
    at(TWO, { alias: alias.toUpperCase() })
    at(THREE, { texts: [TEXT] }, alias)
    expect(await ask()).to.deep.equal([[texts(TEXT, [alias])]])
    // One of two servers that leads elsewhere, or has a text of its own, is heard, too.
    at(TWO, { texts: ['another'] })
    expect(await ask()).to.deep.equal([[texts('another'), texts(TEXT, [alias])]])
  })

  it('follows no circle and no fourth alias (DP4)', async () => {
    at(ONE, { alias: NAME })
    at(TWO, { alias: NAME })
    expect(await ask()).to.deep.equal([[failed('aliases')]])
    const names = [NAME, ...['a', 'b', 'c', 'd'].map((label) => `${label}.fabrikam.example`)]
    for (const [i, name] of names.entries()) {
      for (const server of [ONE, TWO]) at(server, { alias: names[i + 1] ?? 'e.fabrikam.example' }, name)
    }
    const [found] = await ask()
    expect(found).to.deep.equal([failed('aliases', names.slice(1, 4))])
  })

  it('never sends anything to an address that may not be asked, whoever names it (DP5)', async () => {
    resolver.zone.set('ns2.hoster.example', { addresses: ['10.0.0.1', '169.254.169.254'] })
    refused = ['10.0.0.1', '169.254.169.254']
    at(ONE, { texts: [TEXT] })
    expect(await ask()).to.deep.equal([[texts(TEXT)]])
    expect(dialled).to.deep.equal([ONE])
    refused = [...refused, ONE]
    expect(await ask()).to.deep.equal([[failed('unreachable')]])
    expect(dialled).to.deep.equal([ONE])
  })

  it('does not know the servers where the configured one does not say (DP5)', async () => {
    resolver.zone.set('_federation-challenge.fabrikam.example', { rcode: RCODE.servfail })
    expect(await ask()).to.deep.equal([[failed('servfail')]])
    resolver.zone.clear()
    expect(await ask()).to.deep.equal([[failed('unreachable')]])
    expect(dialled).to.deep.equal([])
  })

  it('hears also the servers that only one of two configured ones names (DP5)', async () => {
    const other = await zoneServer()
    try {
      other.zone.set('fabrikam.example', { nameServers: ['ns.attacker.example'] })
      other.zone.set('ns.attacker.example', { addresses: [THREE] })
      for (const server of [ONE, TWO]) at(server, { rcode: RCODE.nxdomain })
      at(THREE, { texts: [TEXT] })
      const none: TextLookup = { outcome: 'no-name', aliases: [] }
      expect(await ask([NAME], [other])).to.deep.equal([[none, none, texts(TEXT)]])
    } finally {
      await other.close()
    }
  })

  it('asks no more servers and addresses than a zone has (DP4)', async () => {
    const many = Array.from({ length: 14 }, (_, i) => `ns${i}.fabrikam.example`)
    resolver.zone.set('fabrikam.example', { nameServers: many })
    expect(await ask()).to.deep.equal([[failed('too-much')]])
    resolver.zone.set('fabrikam.example', { nameServers: ['ns1.fabrikam.example'] })
    resolver.zone.set('ns1.fabrikam.example', { addresses: Array.from({ length: 27 }, (_, i) => `192.0.2.${i + 1}`) })
    expect(await ask()).to.deep.equal([[failed('too-much')]])
    expect(await ask([Array.from({ length: 17 }, () => 'a').join('.')])).to.deep.equal([[failed('too-much')]])
    expect(dialled).to.deep.equal([])
  })
})
