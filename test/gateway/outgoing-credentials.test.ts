import { createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { OutgoingCredentials } from '../../gateway/outgoing-credentials.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { outboundHttp } from '../../protocols/http/outbound-http.ts'
import { tokenSigner } from '../../trust/organization/organization.ts'
import { activeTrust, idOf, known, START } from '../trust/known-organizations.ts'

const US = idOf(900)
const clock = { now: () => START }
const BO = parseMailboxAddress('bo@contoso.example')

describe('what a partner is shown of who asks', () => {
  it('says nothing that stands in a request but its address and the digest of its body (TK16)', async () => {
    const [us, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    const http = outboundHttp({ allow: {} })
    const credentials = new OutgoingCredentials({
      identities: {
        signer: () => ({ ...tokenSigner(us, START), issuer: US }),
        current: () => ({ organization: us, sequence: 1 }),
      },
      ...{ http, clock, sealingKey: Buffer.alloc(32), newTokenId: () => 'a-token-id-of-tests' },
      realmOf: () => undefined,
    })
    const trust = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.webUrl(), async (body, url) => {
        const headers = await credentials.authorize({ trust, acting: US, person: BO }, { method: 'POST', url, body })
        expect(Object.keys(headers)).to.deep.equal(['authorization'])
        const part = headers['authorization']?.split('.')[1] ?? ''
        expect(JSON.parse(Buffer.from(part, 'base64url').toString())).to.deep.equal({
          ...{ iss: US, aud: fabrikam.id, sub: BO, action: 'MSExchange.SharingCalendarFreeBusy' },
          ...{ iat: START / 1000, nbf: START / 1000, exp: START / 1000 + 300, jti: 'a-token-id-of-tests' },
          ...{ htm: 'POST', htu: url, body: createHash('sha256').update(body).digest('base64url') },
        })
      }),
      { numRuns: 50 },
    )
    await http.close()
  })
})
