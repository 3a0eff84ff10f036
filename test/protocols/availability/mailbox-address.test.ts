import { expect } from 'chai'
import { domainOf, parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'

const label63 = 'a'.repeat(63)

describe('a mailbox address', () => {
  const taken: readonly (readonly [what: string, input: string, canonical: string])[] = [
    ['a plain one', 'anna@fabrikam.example', 'anna@fabrikam.example'],
    ['one in capitals', 'Anna.Berg@FABRIKAM.Example', 'anna.berg@fabrikam.example'],
    ['every character a dot-string may have', "!#$%&'*+/=?^_`{|}~-9@a.example", "!#$%&'*+/=?^_`{|}~-9@a.example"],
    ['a domain in Unicode', 'vera@BÜCHER.example', 'vera@xn--bcher-kva.example'],
    ['a domain with the ideographic full stop', 'vera@contoso。example', 'vera@contoso.example'],
    ['a local part of 64 octets', `${'l'.repeat(64)}@a.example`, `${'l'.repeat(64)}@a.example`],
  ]
  for (const [what, input, canonical] of taken) {
    it(`is taken: ${what}`, () => expect(parseMailboxAddress(input)).to.equal(canonical))
  }

  const refused: readonly (readonly [what: string, input: unknown])[] = [
    ['nothing', ''],
    ['no text', 12],
    ['null', null],
    ['a list that prints as an address', ['anna@fabrikam.example']],
    ['no at sign', 'anna.fabrikam.example'],
    ['no local part', '@fabrikam.example'],
    ['no domain', 'anna@'],
    ['two at signs', 'anna@evil.example@fabrikam.example'],
    ['a quoted local part', '"anna"@fabrikam.example'],
    ['a dot at the start', '.anna@fabrikam.example'],
    ['a dot at the end', 'anna.@fabrikam.example'],
    ['two dots', 'anna..berg@fabrikam.example'],
    ['a local part of 65 octets', `${'l'.repeat(65)}@a.example`],
    ['a local part outside ASCII', 'ännä@fabrikam.example'],
    ['a letter that only looks like one (kelvin sign)', '\u212Aim@fabrikam.example'],
    ['a space before it', ' anna@fabrikam.example'],
    ['a line end after it', 'anna@fabrikam.example\n'],
    ['a line in it', 'anna@fabrikam.example\r\nBcc: x@y.example'],
    ['a null character', 'anna\0@fabrikam.example'],
    ['a display name', 'Anna <anna@fabrikam.example>'],
    ['an address literal', 'anna@[127.0.0.1]'],
    ['a domain of one label', 'anna@localhost'],
    ['a source route', '@a.example:anna@fabrikam.example'],
    ['254 octets and one more', `${'l'.repeat(64)}@${label63}.${label63}.${'b'.repeat(54)}.example`],
    ['a megabyte', `${'a'.repeat(1 << 20)}@a.example`],
  ]
  for (const [what, input] of refused) {
    it(`is refused: ${what}`, () => {
      expect(() => parseMailboxAddress(input))
        .to.throw(FederationError)
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }

  it('has the domain after its at sign', () => {
    expect(domainOf(parseMailboxAddress('Anna@Sub.Fabrikam.example'))).to.equal('sub.fabrikam.example')
  })
})

describe('a domain', () => {
  const refused = [
    ['a trailing dot', 'fabrikam.example.'],
    ['a star', '*.fabrikam.example'],
    ['an empty label', 'fabrikam..example'],
    ['a hyphen at the start of a label', '-fabrikam.example'],
    ['a label of 64', `${'a'.repeat(64)}.example`],
    ['an underscore', '_dmarc.fabrikam.example'],
    ['a port', 'fabrikam.example:25'],
    ['a path', 'fabrikam.example/x'],
    ['a path after letters outside ASCII', 'bücher.example/x'],
    ['a line end', 'fabrikam.example\n'],
    ['a line end after letters outside ASCII', 'bücher.example\n'],
    ['a tab in it', 'fabri\tkam.example'],
    ['a user before it', 'x@fabrikam.example'],
    ['an escape', 'fabri%6bam.example'],
    ['a slash in full width', 'fabrikam.example\uFF0Fx'],
    ['an IP address', '127.0.0.1'],
    ['an IP address in full width', '１２７.０.０.１'],
    ['an IP address in hexadecimal', '０x7f.1'],
    ['an invisible character and nothing else', '\u00AD.example'],
    ['an IP address and port', '127.0.0.1:80'],
    ['more than 253 octets', `${`${label63}.`.repeat(4)}example`],
  ] as const
  for (const [what, input] of refused) {
    it(`is refused: ${what}`, () => expect(() => parseDomain(input)).to.throw(FederationError))
  }

  it('is the same domain in every spelling', () => {
    const spellings = [
      'bücher.example',
      'BÜCHER.EXAMPLE',
      'xn--bcher-kva.example',
      'XN--BCHER-KVA.example',
      'bu\u0308cher.example',
    ]
    expect(new Set(spellings.map((spelling) => parseDomain(spelling)))).to.deep.equal(
      new Set(['xn--bcher-kva.example']),
    )
  })
})
