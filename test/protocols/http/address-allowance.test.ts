import { expect } from 'chai'
import fc from 'fast-check'
import { addressGuard } from '../../../protocols/http/address-allowance.ts'

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '52.96.0.10',
  '168.63.129.15',
  '2a01:111:f400::1',
  '2620:1ec::10',
  '2001:4860:4860::8888',
]

// IANA IPv4 and IPv6 Special-Purpose Address Registries, multicast, and the clouds' own service addresses.
const NEVER = [
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '169.254.170.2',
  '192.0.0.1',
  '192.0.2.1',
  '192.31.196.1',
  '192.52.193.1',
  '192.88.99.1',
  '192.175.48.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  '::',
  '::1',
  '::127.0.0.1',
  '::7f00:1',
  '::8.8.8.8',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '100:0:0:1::1',
  '2001::1',
  '2001:2::1',
  '2001:3::1',
  '2001:4:112::1',
  '2001:10::1',
  '2001:20::1',
  '2001:30::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:808:808::1',
  '2620:4f:8000::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  '8000::1',
  'fc00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2a01::1%1',
]

const NO_ADDRESS = [
  '',
  'localhost',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1',
  '08.8.8.8',
  '[::1]',
  '8.8.8.8 ',
  '8.8.8',
  ':::',
]

describe('an address guard (BF1)', () => {
  const strict = addressGuard({})

  for (const address of PUBLIC) {
    it(`permits ${address} over TLS on 443, and not otherwise`, () => {
      expect(strict.permitsConnection(address, 443, true)).to.equal(true)
      expect(strict.permitsConnection(address, 443, false)).to.equal(false)
      expect(strict.permitsConnection(address, 22, true)).to.equal(false)
    })
  }
  for (const address of [...NEVER, ...NO_ADDRESS]) {
    it(`refuses '${address}'`, () => expect(strict.permitsConnection(address, 443, true)).to.equal(false))
  }

  it('permits nothing outside 2000::/3, whichever IPv6 address it is', () => {
    const part = fc.integer({ min: 0, max: 0xffff })
    fc.assert(
      fc.property(fc.array(part, { minLength: 8, maxLength: 8 }), (parts) => {
        const address = parts.map((p) => p.toString(16)).join(':')
        if (strict.permitsConnection(address, 443, true)) expect((parts[0] ?? 0) & 0xe000).to.equal(0x2000)
      }),
    )
  })

  it('permits loopback, on any port and without TLS, only where that is configured, and opens nothing else by it', () => {
    const demo = addressGuard({ loopback: true })
    for (const address of ['127.0.0.1', '127.9.9.9', '::1']) {
      expect(demo.permitsConnection(address, 8080, false)).to.equal(true)
      expect(demo.permitsConnection(address, 8443, true)).to.equal(true)
    }
    const others = NEVER.filter((address) => !address.startsWith('127.') && address !== '::1')
    for (const address of others) expect(demo.permitsConnection(address, 443, true), address).to.equal(false)
    expect(demo.permitsConnection('8.8.8.8', 80, false)).to.equal(false)
    expect(demo.permitsConnection('8.8.8.8', 8443, true)).to.equal(false)
  })

  it('permits the private networks that are listed, and their neighbours not', () => {
    const guard = addressGuard({ networks: ['10.20.0.0/16', 'fd12:3456::/32', '100.64.0.0/10'] })
    for (const inside of ['10.20.0.1', '10.20.255.255', 'fd12:3456::1', '100.65.1.1']) {
      expect(guard.permitsConnection(inside, 443, true), inside).to.equal(true)
      expect(guard.permitsConnection(inside, 443, false), inside).to.equal(false)
    }
    for (const outside of ['10.21.0.1', '192.168.0.1', 'fd12:3457::1', '100.100.100.200']) {
      expect(guard.permitsConnection(outside, 443, true), outside).to.equal(false)
    }
  })

  it('keeps link-local, multicast and mapped addresses shut, whatever networks are listed', () => {
    const guard = addressGuard({ networks: ['169.254.0.0/16', '224.0.0.0/4', '::ffff:0:0/96', 'fe80::/10'] })
    for (const address of ['169.254.169.254', '224.0.0.1', '::ffff:10.0.0.1', 'fe80::1']) {
      expect(guard.permitsConnection(address, 443, true), address).to.equal(false)
    }
  })

  it('refuses a configured network that is none, is everything, or is loopback', () => {
    for (const network of ['', '10.0.0.0', '10.0.0.0/33', 'fabrikam.example/8', '0.0.0.0/0', '::/0', '127.0.0.0/8']) {
      expect(() => addressGuard({ networks: [network] }), network)
        .to.throw()
        .with.property('code', 'ERR_CONFIG_INVALID')
    }
  })

  it('permits https on the listed ports, no other scheme, no credentials, and never our own origin', () => {
    const guard = addressGuard({ ports: [8443], ownOrigins: ['https://gateway.example'] })
    const permits = (url: string): boolean => guard.permitsUrl(new URL(url))
    expect(permits('https://mail.fabrikam.example/EWS/Exchange.asmx')).to.equal(true)
    expect(permits('https://mail.fabrikam.example:8443/')).to.equal(true)
    for (const bad of [
      'http://mail.fabrikam.example/',
      'https://mail.fabrikam.example:22/',
      'https://user@mail.fabrikam.example/',
      'https://:pw@mail.fabrikam.example/',
      'https://mail.fabrikam.example/#x',
      'https://gateway.example/EWS/Exchange.asmx',
      'https://GATEWAY.example:443/',
      'ftp://mail.fabrikam.example/',
      'file:///etc/passwd',
      'data:text/xml,x',
    ]) {
      expect(permits(bad), bad).to.equal(false)
    }
  })
})
