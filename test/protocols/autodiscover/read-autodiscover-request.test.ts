import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { FederationError } from '../../../protocols/federation-error.ts'
import { isSoap, readAutodiscoverRequest } from '../../../protocols/autodiscover/read-autodiscover-request.ts'
import { itShared } from '../../shared-material.ts'

const REQUEST = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
const SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
const SERVICE = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'

const read = (text: string) => readAutodiscoverRequest(Buffer.from(text))
const plain = (inside: string): string => `<Autodiscover xmlns="${REQUEST}">${inside}</Autodiscover>`
const soap = (inside: string, header = ''): string =>
  `<s:Envelope xmlns:s="${SOAP}" xmlns="${SERVICE}" xmlns:a="http://www.w3.org/2005/08/addressing">` +
  `<s:Header>${header}</s:Header><s:Body>${inside}</s:Body></s:Envelope>`
const settings = (inside: string): string =>
  `<GetUserSettingsRequestMessage><Request>${inside}</Request></GetUserSettingsRequestMessage>`
const user = (address: string): string => `<User><Mailbox>${address}</Mailbox></User>`
const bodyOf = (capture: string): string => capture.slice(capture.indexOf('\n<') + 1)

describe('a question to Autodiscover', () => {
  // MS-OXDSCLI: the children of Request are in no order.
  for (const inside of [
    `<EMailAddress>bo@fabrikam.example</EMailAddress><AcceptableResponseSchema>${SCHEMA}</AcceptableResponseSchema>`,
    `<AcceptableResponseSchema>${SCHEMA}</AcceptableResponseSchema><EMailAddress> bo@fabrikam.example\n</EMailAddress>`,
    `<LegacyDN>/o=x</LegacyDN><EMailAddress>bo@fabrikam.example</EMailAddress><AcceptableResponseSchema>${SCHEMA}</AcceptableResponseSchema>`,
  ]) {
    it(`in plain XML is read: ${inside.slice(1, 14)} first`, () => {
      expect(read(plain(`<Request>${inside}</Request>`))).to.deep.equal({
        ...{ kind: 'settings', address: 'bo@fabrikam.example', schema: SCHEMA },
      })
    })
  }

  itShared('of exchangelib in plain XML is read', 'captures/other-exch-autod-pox-01-AutodiscoverPOX.http', (path) => {
    expect(read(bodyOf(readFileSync(path, 'utf8')))).to.include({ kind: 'settings', address: 'alice@dummy.test' })
  })

  for (const [of, path] of [
    ['exchangelib', 'captures/other-exch-autod-soap-02-GetUserSettings.http'],
    ["Microsoft's library", 'captures/other-ewsjs-autod-01-GetUserSettings.http'],
  ] as const) {
    itShared(`of ${of} by SOAP is read`, path, (file) => {
      const request = read(bodyOf(readFileSync(file, 'utf8')))
      if (request.kind !== 'user-settings') throw new Error(request.kind)
      expect(request.users).to.deep.equal(['alice@dummy.test'])
      expect(request.settings).to.include('ExternalEwsUrl')
    })
  }

  itShared(
    "of the specification's example is read",
    'samples/federation/01-GetFederationInformation-request.xml',
    (path) => {
      const messageId = 'urn:uuid:6389558d-9e05-465e-ade9-aae14c4bcd10'
      expect(read(readFileSync(path, 'utf8'))).to.deep.equal({ kind: 'federation-information', messageId })
    },
  )

  const found = '<EMailAddress>a@b.example</EMailAddress><AcceptableResponseSchema>s</AcceptableResponseSchema>'
  for (const [what, text] of [
    ['nothing', ''],
    ['a DTD', `<!DOCTYPE Autodiscover [<!ENTITY a "b">]>${plain(`<Request>${found}</Request>`)}`],
    ['another namespace', `<Autodiscover><Request>${found}</Request></Autodiscover>`],
    ['no address', plain('<Request><AcceptableResponseSchema>s</AcceptableResponseSchema></Request>')],
    ['two addresses', plain(`<Request><EMailAddress>a@b.example</EMailAddress>${found}</Request>`)],
    ['two requests', plain(`<Request>${found}</Request><Request>${found}</Request>`)],
    ['something else', plain(`<Request>${found}<Other/></Request>`)],
    ['an address without end', plain(`<Request>${found.replace('a@b', `${'a'.repeat(400)}@b`)}</Request>`)],
    ['nobody to find', soap(settings('<Users/><RequestedSettings/>'))],
    ['a hundred and one to find', soap(settings(`<Users>${user('a@b.example').repeat(101)}</Users>`))],
    ['a user without a mailbox', soap(settings('<Users><User/></Users>'))],
    [
      'a setting that is none',
      soap(
        settings(
          `<Users>${user('a@b.example')}</Users><RequestedSettings><Setting>&lt;x&gt;</Setting></RequestedSettings>`,
        ),
      ),
    ],
    [
      'a header that must be understood',
      soap(settings(`<Users>${user('a@b.example')}</Users>`), '<x s:mustUnderstand="1"/>'),
    ],
    ['another operation', soap('<GetDomainSettingsRequestMessage/>')],
    ['more than an element for each', soap(settings(`<Users>${user('a@b.example').repeat(300)}</Users>`))],
  ] as const) {
    it(`is refused: ${what}`, () => expect(() => read(text)).to.throw(FederationError))
  }

  it('that is cut off or changed anywhere ends in an answer or in a refusal, never otherwise', () => {
    const whole = soap(
      settings(
        `<Users>${user('a@b.example')}</Users><RequestedSettings><Setting>ExternalEwsUrl</Setting></RequestedSettings>`,
      ),
    )
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 4 }), fc.nat(8), (at, put, gone) => {
        try {
          read(whole.slice(0, at) + put + whole.slice(at + gone))
        } catch (error) {
          expect(error).to.be.instanceOf(FederationError)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is SOAP by its root element alone', () => {
    expect([soap(''), plain(''), '<x', ''].map((text) => isSoap(Buffer.from(text)))).to.deep.equal([
      true,
      false,
      false,
      false,
    ])
  })
})
