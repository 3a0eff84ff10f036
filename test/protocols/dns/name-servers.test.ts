import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { expect } from 'chai'
import { isNameServer, nameServers } from '../../../protocols/dns/name-servers.ts'
import type { TextLookup } from '../../../protocols/dns/text-lookup.ts'
import { RCODE, zoneServer } from '../../organizations/zone-server.ts'
import type { Behaviour, ZoneServer } from '../../organizations/zone-server.ts'

const random = { bytes: randomBytes }
const NAME = '_federation-challenge.fabrikam.example'
const TEXT = 'ledig-federation=urn:ledig:1; token=abc'

/** Waits for what a server of this process is about to be told; mocha's own limit is the deadline. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('looking up TXT records over real packets', () => {
  let server: ZoneServer
  beforeEach(async () => {
    server = await zoneServer()
  })
  afterEach(() => server.close())

  async function ask(name = NAME, longestMs = 7_000, tryMs = 1_000): Promise<TextLookup | undefined> {
    const found = await nameServers({ servers: [server.address], random, tryMs, longestMs }).textsOf([name])
    return found[0]?.texts[0]
  }
  const shows = async (behaviour: Behaviour): Promise<TextLookup | undefined> => {
    server.zone.set(NAME, behaviour)
    return ask()
  }
  const texts = (...found: string[]) => ({ outcome: 'texts', texts: found, validated: false, aliases: [] })
  const failed = (because: string, aliases: string[] = []) => ({ outcome: 'failed', because, aliases })

  it('finds one record, and every one among several', async () => {
    expect(await shows({ texts: [TEXT] })).to.deep.equal(texts(TEXT))
    const several = ['v=spf1 -all', TEXT, 'something else']
    const found = await shows({ texts: several })
    expect(found).to.have.property('texts').with.members(several)
  })

  it('joins the strings of one record and of no two (RFC 7208 3.3)', async () => {
    const long = 'x'.repeat(255)
    const strings = [long, long, 'end']
    expect(await shows({ texts: [strings, 'a'] }))
      .to.have.property('texts')
      .with.members([strings.join(''), 'a'])
  })

  it('asks for a name in whatever case, and leaves the text as it is', async () => {
    await shows({ texts: ['Token=AbC'] })
    expect(await ask('_Federation-Challenge.FABRIKAM.example')).to.deep.equal(texts('Token=AbC'))
  })

  it('reads a record of more than a packet holds, over TCP after a truncated answer', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `${i} ${'y'.repeat(200)}`)
    expect(await shows({ texts: many, truncated: 'whole over tcp' }))
      .to.have.property('texts')
      .with.members(many)
  })

  it('takes nothing from a truncated answer whose rest does not come', async () => {
    const found = await shows({ texts: [TEXT], truncated: 'nothing over tcp' })
    expect(found).to.have.property('outcome', 'failed')
    expect(found).to.have.property('because').that.is.oneOf(['unreachable', 'timeout'])
  })

  it('tells a name that is not there from one without text, and both from not knowing', async () => {
    expect(await ask()).to.deep.equal({ outcome: 'no-name', aliases: [] })
    expect(await shows({ texts: [] })).to.deep.equal({ outcome: 'no-text', aliases: [] })
    expect(await shows({ rcode: RCODE.servfail })).to.deep.equal(failed('servfail'))
    expect(await shows({ rcode: RCODE.refused })).to.deep.equal(failed('refused'))
  })

  it('calls a server that says nothing a timeout, and one that is not there unreachable (DP4)', async () => {
    server.zone.set(NAME, { silent: true })
    expect(await ask(NAME, 300)).to.deep.equal(failed('timeout'))
    const nobody = nameServers({ servers: ['127.0.0.1:9'], random })
    expect(await nobody.textsOf([NAME])).to.deep.equal([{ server: '127.0.0.1:9', texts: [failed('unreachable')] }])
  })

  it('takes nothing from bytes that are no DNS message', async () => {
    server.zone.set(NAME, { bytes: Buffer.from('8180000100ff00000000', 'hex') })
    expect(await ask(NAME, 700)).to.have.property('outcome', 'failed')
  })

  it('is over when time is up, however long a try may take, and asks nothing more (DP4)', async () => {
    server.zone.set(NAME, { silent: true })
    const servers = nameServers({ servers: [server.address], random, tryMs: 60_000, longestMs: 1_500 })
    expect(await servers.textsOf([NAME])).to.deep.equal([{ server: server.address, texts: [failed('timeout')] }])
    await until(() => server.asked.length > 0)
    expect(server.asked).to.deep.equal([`${NAME} TXT`])
  })

  it('follows three aliases, tells where they led, and follows no fourth (DP2)', async () => {
    const names = ['one', 'two', 'three', 'four'].map((label) => `${label}.attacker.example`)
    server.zone.set(NAME, { alias: names[0] ?? '' })
    for (let i = 0; i < 2; i++) server.zone.set(names[i] ?? '', { alias: names[i + 1] ?? '' })
    server.zone.set(names[2] ?? '', { texts: [TEXT] })
    expect(await ask()).to.deep.equal({ outcome: 'texts', texts: [TEXT], validated: false, aliases: names.slice(0, 3) })
    server.zone.set(names[2] ?? '', { alias: names[3] ?? '' })
    server.zone.set(names[3] ?? '', { texts: [TEXT] })
    expect(await ask()).to.deep.equal(failed('aliases', names.slice(0, 3)))
  })

  it('gets out of a circle of aliases (DP4)', async () => {
    server.zone.set(NAME, { alias: 'round.example' })
    server.zone.set('round.example', { alias: NAME.toUpperCase() })
    expect(await ask()).to.deep.equal(failed('aliases', ['round.example']))
  })

  it('looks at fifty records and at no more (DP2)', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => (i === 0 ? TEXT : `n${i}`))
    expect(await shows({ texts: many(50) }))
      .to.have.property('texts')
      .with.lengthOf(50)
    expect(await shows({ texts: many(51) })).to.deep.equal(failed('too-much'))
  })

  it('takes an answer of 8 KB and none of 64 KB (DP2, DP4)', async () => {
    const part = 'z'.repeat(255)
    const strings = (count: number): readonly string[] => Array.from({ length: count }, () => part)
    expect(await shows({ texts: [strings(32)] })).to.have.property('texts')
    expect(await shows({ texts: [strings(33)] })).to.deep.equal(failed('too-much'))
    server.zone.set(NAME, { texts: Array.from({ length: 4 }, () => strings(62)) })
    // The server of the tests takes its time for that much.
    expect(await ask(NAME, 50_000, 25_000)).to.deep.equal(failed('too-much'))
  })

  it('asks each server for itself (DP5)', async () => {
    const other = await zoneServer()
    try {
      server.zone.set(NAME, { texts: [TEXT] })
      const found = await nameServers({ servers: [server.address, other.address], random }).textsOf([NAME, 'x.example'])
      const none = { outcome: 'no-name', aliases: [] }
      expect(found).to.deep.equal([
        { server: server.address, texts: [texts(TEXT), none] },
        { server: other.address, texts: [none, none] },
      ])
    } finally {
      await other.close()
    }
  })

  for (const wrong of ['port', 'id', 'letters', 'question'] as const) {
    it(`takes nothing from an answer with another ${wrong}, and waits for the right one (DP5)`, async () => {
      const found = await shows({ texts: [TEXT], forged: { texts: ['forged'], wrong } })
      expect(found).to.deep.equal(texts(TEXT))
    })
  }

  it('names each server as it is configured, the usual port apart', async () => {
    const servers = ['127.0.0.1', '127.0.0.1:9', '[::1]:9', '::1']
    // Over before anything is sent.
    const found = await nameServers({ servers, random, longestMs: 0 }).textsOf([])
    expect(found.map((one) => one.server)).to.deep.equal(servers)
  })

  it('gives up on a server that sends nothing but answers to other questions (DP4)', async () => {
    const flood = createSocket('udp4')
    flood.on('message', (message, { port, address }) => {
      for (let i = 0; i < 100; i++) flood.send(Buffer.from(message).fill(i % 2, 0, 2), port, address)
    })
    await new Promise<void>((resolve) => flood.bind(0, '127.0.0.1', resolve))
    try {
      const servers = [`127.0.0.1:${flood.address().port}`]
      const found = await nameServers({ servers, random: { bytes: (n) => Buffer.alloc(n, 0xff) } }).textsOf([NAME])
      expect(found).to.deep.equal([{ server: servers[0], texts: [failed('malformed')] }])
    } finally {
      flood.close()
    }
  })

  it('asks each question with an id and in letters nobody can guess (DP5)', async () => {
    const heard: Buffer[] = []
    const mute = createSocket('udp4')
    mute.on('message', (message) => void heard.push(message))
    await new Promise<void>((resolve) => mute.bind(0, '127.0.0.1', resolve))
    try {
      const servers = [`127.0.0.1:${mute.address().port}`]
      const asked = nameServers({ servers, random, tryMs: 500 })
      await asked.textsOf(Array.from({ length: 20 }, () => NAME))
      await until(() => heard.length === 40)
      expect(new Set(heard.map((message) => message.readUInt16BE())).size).to.be.above(30)
      expect(new Set(heard.map((message) => message.subarray(12).toString('latin1'))).size).to.be.above(30)
      const names = heard.map((message) => message.subarray(12).toString('latin1').toLowerCase())
      expect(new Set(names).size).to.equal(1)
    } finally {
      mute.close()
    }
  })

  it('says whether DNSSEC vouched for all of what led to the texts (DP5)', async () => {
    expect(await shows({ texts: [TEXT], validated: true })).to.have.property('validated', true)
    expect(await shows({ texts: [TEXT] })).to.have.property('validated', false)
    server.zone.set(NAME, { alias: 'away.example', validated: false })
    server.zone.set('away.example', { texts: [TEXT], validated: true })
    expect(await ask()).to.have.property('validated', false)
  })

  it('is configured by addresses only: a name would have to be looked up', () => {
    const good = ['192.0.2.1', '192.0.2.1:53', '2001:db8::1', '[2001:db8::1]:5353', '127.0.0.1:65535']
    const bad = [
      'dns.example',
      '192.0.2.1:0',
      '192.0.2.1:65536',
      '192.0.2:53',
      '[192.0.2.1]:53',
      '2001:db8::1:',
      '',
      '[::1]',
    ]
    expect(good.filter((text) => !isNameServer(text))).to.deep.equal([])
    expect(bad.filter(isNameServer)).to.deep.equal([])
  })
})
