import { expect } from 'chai'
import { parseEndpointUrl } from '../../../protocols/http/endpoint-url.ts'

describe('an endpoint URL', () => {
  for (const good of [
    'https://mail.fabrikam.example/EWS/Exchange.asmx',
    'https://mail.fabrikam.example:8443/EWS/Exchange.asmx?a=%20b',
    'http://127.0.0.1:8080/EWS/Exchange.asmx',
    'https://[2001:db8::1]/EWS/Exchange.asmx',
  ]) {
    it(`is read: ${good}`, () => expect(parseEndpointUrl(good).href).to.equal(good))
  }
  for (const [why, bad] of [
    ['a line end', 'https://good.example/\r\nHost: evil.example'],
    ['a line end in the host', 'https://good\n.example/'],
    ['a tab', 'https://good.example/\t'],
    ['a space before', ' https://good.example/'],
    ['NUL', 'https://good.example/\0'],
    ['a backslash', 'https://good.example\\@127.0.0.1/'],
    ['a fragment', 'https://good.example#@127.0.0.1/'],
    ['a user and a password', 'https://user:pw@good.example/'],
    ['a user', 'https://user@good.example/'],
    ['digits of another script', 'https://①②⑦.⓪.⓪.①/'],
    ['a name in other than ASCII', 'https://exämple.example/'],
    ['another scheme', 'file:///etc/passwd'],
    ['gopher', 'gopher://127.0.0.1/'],
    ['an upper-case scheme (nobody writes it; one spelling is enough)', 'HTTPS://good.example/'],
    ['no host', 'https:///EWS'.replace('///', '://?')],
    ['a port that is none', 'https://good.example:99999/'],
    ['more than 2,000 characters', `https://good.example/${'a'.repeat(2000)}`],
    ['no text', 7],
    ['nothing', undefined],
  ] as const) {
    it(`is refused with ${why}`, () => {
      expect(() => parseEndpointUrl(bad))
        .to.throw()
        .with.property('code', 'ERR_ADDRESS_REFUSED')
    })
  }
})
