import { expect } from 'chai'
import fc from 'fast-check'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseOrganizationId, readOrganizationId } from '../../../trust/organization/organization-id.ts'

const UUID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

describe('an organization id', () => {
  for (const id of [
    `urn:ledig:${UUID}`,
    'https://contoso.example',
    'https://contoso.example:8443/federation/main',
    'https://contoso.example/v1.2',
  ]) {
    it(`is ${id}`, () => {
      expect(parseOrganizationId(id)).to.equal(id)
    })
  }

  for (const [why, text] of [
    ['empty', ''],
    ['another namespace', `urn:uuid:${UUID}`],
    ['upper case', `urn:ledig:${UUID.toUpperCase()}`],
    ['something after it', `urn:ledig:${UUID}\n`],
    ['plain http', 'http://contoso.example'],
    ['a host in upper case', 'https://Contoso.example'],
    ['a user', 'https://a@contoso.example'],
    ['the port everybody leaves out', 'https://contoso.example:443'],
    ['that port before a path', 'https://contoso.example:443/x'],
    ['a slash at the end', 'https://contoso.example/'],
    ['a query', 'https://contoso.example/?a'],
    ['a fragment', 'https://contoso.example#a'],
    ['an escape', 'https://contoso.example/%41'],
    ['steps back', 'https://contoso.example/a/../b'],
    ['a space', 'https://contoso.example/a b'],
    ['256 characters', `https://contoso.example/${'a'.repeat(232)}`],
  ] as const) {
    it(`is not one with ${why}`, () => {
      expect(readOrganizationId(text)).to.equal(undefined)
      expect(() => parseOrganizationId(text))
        .to.throw(FederationError)
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }

  it('is never anything but text', () => {
    for (const input of [null, undefined, 1, [`urn:ledig:${UUID}`], { toString: () => `urn:ledig:${UUID}` }]) {
      expect(readOrganizationId(input)).to.equal(undefined)
    }
  })

  it('that is an https URI has the one spelling every URL parser gives it', () => {
    const piece = fc.stringMatching(/^[A-Za-z0-9._~%:@/?#-]{0,12}$/)
    fc.assert(
      fc.property(piece, piece, (host, path) => {
        const id = readOrganizationId(`https://${host}${path}`)
        if (id === undefined) return
        const parsed = new URL(id)
        // A canonical URL has a slash where the id has no path, and otherwise is the id.
        expect([id, `${id}/`]).to.include(parsed.href)
      }),
    )
  })
})
