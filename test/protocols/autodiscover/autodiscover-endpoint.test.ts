import { expect } from 'chai'
import { answerAutodiscover, answerNothingAsked } from '../../../protocols/autodiscover/autodiscover-endpoint.ts'
import { elementsOf } from './elements-of.ts'

const REQUEST = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
const SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
const MOBILE = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'
const SERVICE = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const EWS = 'https://gateway.contoso.example/EWS/Exchange.asmx'
const port = { ewsUrlOf: (domain: string) => (domain === 'contoso.example' ? EWS : undefined), now: 0 }

function ask(address: string, schema = SCHEMA) {
  const inside = `<EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${schema}</AcceptableResponseSchema>`
  const body = `<Autodiscover xmlns="${REQUEST}"><Request>${inside}</Request></Autodiscover>`
  return answerAutodiscover(Buffer.from(body), port)
}

function bySoap(operation: string) {
  const body = `<s:Envelope xmlns:s="${SOAP}"><s:Body>${operation}</s:Body></s:Envelope>`
  return answerAutodiscover(Buffer.from(body), port)
}

function userSettings(...addresses: string[]) {
  const users = addresses.map((address) => `<User><Mailbox>${address}</Mailbox></User>`).join('')
  const settings = '<RequestedSettings><Setting>ExternalEwsUrl</Setting></RequestedSettings>'
  return bySoap(
    `<GetUserSettingsRequestMessage xmlns="${SERVICE}"><Request><Users>${users}</Users>${settings}</Request></GetUserSettingsRequestMessage>`,
  )
}

const valueOf = (answer: { body: Buffer }, element: string): string | undefined =>
  elementsOf(answer.body).find(([name]) => name === element)?.[1]

describe('Autodiscover', () => {
  it('tells where the Availability service is for every address of a domain of ours, and the same', () => {
    const known = ask('bo@contoso.example')
    expect(valueOf(known, 'ASUrl')).to.equal(EWS)
    const unknown = ask('no@contoso.example').body.toString().replaceAll('no@', 'bo@')
    expect(unknown).to.equal(known.body.toString())
  })

  for (const [what, address, schema, code] of [
    ['another domain', 'bo@fabrikam.example', SCHEMA, '500'],
    ['a domain below ours', 'bo@sub.contoso.example', SCHEMA, '500'],
    ['no address', 'contoso.example', SCHEMA, '500'],
    ['another form of answer', 'bo@contoso.example', MOBILE, '601'],
    ['another form, whoever it is about', 'bo@fabrikam.example', MOBILE, '601'],
  ] as const) {
    it(`answers ${what} with ${code}`, () => {
      const answer = ask(address, schema)
      expect([answer.status, valueOf(answer, 'ErrorCode')]).to.deep.equal([200, code])
    })
  }

  it('shows a stranger nothing of what it was asked about', () => {
    expect(ask('bo@fabrikam.example').body.toString()).to.equal(ask('x').body.toString())
  })

  it('tells the same by SOAP, a row for each', () => {
    const answer = userSettings('no@contoso.example', 'bo@fabrikam.example', 'BO@Contoso.Example')
    const values = elementsOf(answer.body).filter(([name]) => name === 'ErrorCode' || name === 'Value')
    expect(values.slice(1)).to.deep.equal([
      ...[
        ['ErrorCode', 'NoError'],
        ['Value', EWS],
      ],
      ['ErrorCode', 'InvalidUser'],
      ...[
        ['ErrorCode', 'NoError'],
        ['Value', EWS],
      ],
    ])
  })

  it('says of every domain that no broker federates it, ours or not', () => {
    const about = (domain: string) =>
      bySoap(
        `<GetFederationInformationRequestMessage xmlns="${SERVICE}"><Request><Domain>${domain}</Domain></Request></GetFederationInformationRequestMessage>`,
      )
    expect(valueOf(about('contoso.example'), 'ErrorCode')).to.equal('NotFederated')
    expect(about('fabrikam.example')).to.deep.equal(about('contoso.example'))
  })

  it("answers what it cannot read in the protocol's own words", () => {
    const nonsense = answerAutodiscover(Buffer.from('<x'), port)
    expect([nonsense.status, valueOf(nonsense, 'ErrorCode')]).to.deep.equal([200, '600'])
    for (const inside of ['<x/>', `<GetDomainSettingsRequestMessage xmlns="${SERVICE}"/>`]) {
      const fault = bySoap(inside)
      expect([fault.status, valueOf(fault, 'faultcode')]).to.deep.equal([500, 's:Client'])
    }
    expect(valueOf(answerNothingAsked(0), 'ErrorCode')).to.equal('600')
  })
})
