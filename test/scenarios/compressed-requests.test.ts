import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { simulateOrganization } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'
import { questionAbout } from './served-gateway.ts'

const VERA = 'vera@contoso.example'
const SOAP = { 'Content-Type': 'text/xml; charset=utf-8' }
const ASKED = `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
  <EMailAddress>${VERA}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
  </Request></Autodiscover>`

describe('a compressed request (HT4)', () => {
  let contoso: SimulatedOrganization
  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: { vera: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n' },
      policy: { organization: { id: 'contoso', domains: ['contoso.example'] } },
      users: { [VERA]: 'a password' },
    })
  })
  after(() => contoso.close())

  const basic = { Authorization: `Basic ${Buffer.from(`${VERA}:a password`).toString('base64')}` }
  const admin = (): Record<string, string> => ({
    Authorization: `Bearer ${contoso.admin.token}`,
    'Content-Type': 'application/json',
    'If-None-Match': '*',
  })

  for (const [door, method, path, headers, body, plain] of [
    ['lookup', 'POST', '/EWS/Exchange.asmx', () => ({ ...SOAP, ...basic }), questionAbout(VERA), 200],
    ['Autodiscover', 'POST', '/autodiscover/autodiscover.xml', () => SOAP, ASKED, 200],
    ['administration', 'PUT', '/admin/v1/organizations/contoso/groups/staff', admin, JSON.stringify([VERA]), 201],
    [
      'token endpoint',
      'POST',
      '/organizations/contoso/token',
      () => ({ 'Content-Type': 'application/x-www-form-urlencoded' }),
      'grant_type=client_credentials',
      400,
    ],
  ] as const) {
    it(`is refused by the ${door} with 415, in whatever coding, and nothing comes of it`, async () => {
      const send = async (bytes: Uint8Array | string, coding?: string): Promise<number> => {
        const url = new URL(path, contoso.ewsUrl)
        const told = coding === undefined ? {} : { 'Content-Encoding': coding }
        return (await fetch(url, { method, headers: { ...headers(), ...told }, body: bytes })).status
      }
      for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
        expect(await send(gzipSync(body), coding), coding).to.equal(415)
      }
      // Had one of them been read, the group would be there, and `If-None-Match` would say so.
      expect(await send(body)).to.equal(plain)
    })
  }
})
