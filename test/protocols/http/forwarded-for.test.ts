import { expect } from 'chai'
import { visitorReader } from '../../../protocols/http/forwarded-for.ts'

const NETWORKS = ['10.0.0.0/8', '127.0.0.1/32', '2001:db8:aaaa::/48']
const PROXY = '10.0.0.1'

describe('An address that a proxy tells', () => {
  const list = visitorReader({ networks: NETWORKS, header: 'x-forwarded-for' })
  const pairs = visitorReader({ networks: NETWORKS, header: 'forwarded' })

  for (const [what, remote, header, visitor] of [
    ['of nobody trusted counts for nothing', '192.0.2.9', '198.51.100.1', '192.0.2.9'],
    ['is the one the proxy added', PROXY, '198.51.100.1', '198.51.100.1'],
    ['is not what its client had written before', PROXY, '203.0.113.7, 198.51.100.1', '198.51.100.1'],
    ['is not what its client calls a proxy of ours', PROXY, '10.9.9.9, 198.51.100.1', '198.51.100.1'],
    ['is behind every proxy of ours', PROXY, '198.51.100.1, 10.0.0.2, 10.0.0.3', '198.51.100.1'],
    ['is the first proxy where all are ours', PROXY, '10.0.0.2', '10.0.0.2'],
    ['is the proxy where it tells none', PROXY, '', PROXY],
    ['is the proxy that said something else', PROXY, '198.51.100.1, garbage', PROXY],
    ['is no number in another form', PROXY, '0x7f.1', PROXY],
    ['may have a port', PROXY, '198.51.100.1:4711', '198.51.100.1'],
    ['may be of IPv6', PROXY, '[2001:db8::7]:4711', '2001:db8::7'],
    ['may be IPv4 within IPv6', '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['may come over IPv6', '2001:db8:aaaa::1', '2001:db8::7', '2001:db8::7'],
  ] as const) {
    it(`${what} (X-Forwarded-For)`, () => {
      expect(list(remote, { 'x-forwarded-for': header, forwarded: 'for=203.0.113.99' })).to.equal(visitor)
    })
  }

  // RFC 7239, the examples of section 4 and 6 among them.
  for (const [what, remote, header, visitor] of [
    ['stands in its pair', PROXY, 'for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60'],
    ['in any case', PROXY, 'For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['of several is the last that is none of ours', PROXY, 'for=192.0.2.43, for=198.51.100.17', '198.51.100.17'],
    [
      'is not hidden in what its client wrote',
      PROXY,
      'for="10.0.0.2, for=203.0.113.7", for=198.51.100.17',
      '198.51.100.17',
    ],
    ['that is unknown is the proxy', PROXY, 'for=192.0.2.1, for=unknown', PROXY],
    ['that is hidden is the proxy', PROXY, 'for=192.0.2.1, for="_gazonk"', PROXY],
    ['that is said twice is the proxy', PROXY, 'for=192.0.2.1;for=192.0.2.2', PROXY],
    ['of nobody trusted counts for nothing', '192.0.2.9', 'for=198.51.100.1', '192.0.2.9'],
  ] as const) {
    it(`${what} (Forwarded)`, () => {
      expect(pairs(remote, { forwarded: header, 'x-forwarded-for': '203.0.113.99' })).to.equal(visitor)
    })
  }

  it('is in the one header that our proxies add: the other comes from the client, and counts where that is missing neither', () => {
    for (const said of ['203.0.113.99', 'for=203.0.113.99']) {
      expect(pairs(PROXY, { 'x-forwarded-for': said }), said).to.equal(PROXY)
      expect(list(PROXY, { forwarded: said }), said).to.equal(PROXY)
    }
  })
})
