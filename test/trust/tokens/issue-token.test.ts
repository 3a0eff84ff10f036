import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { createHash, createPublicKey } from 'node:crypto'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { issueToken } from '../../../trust/tokens/issue-token.ts'
import type { TokenOrder } from '../../../trust/tokens/issue-token.ts'
import {
  activeTrust,
  ANNA,
  idOf,
  known,
  newTokenId,
  QUESTION,
  START,
  URL_OF_US,
  VirtualClock,
} from '../known-organizations.ts'
import { headerOf, Receiver, US } from './token-fixture.ts'

const clock = new VirtualClock()
let fabrikam: Organization

function order(more: Partial<TokenOrder> = {}): TokenOrder {
  const signer = tokenSigner(fabrikam, START)
  const said = { signer, audience: US, subject: ANNA, method: 'POST', url: URL_OF_US, body: QUESTION } as const
  return { ...said, clock, newTokenId, ...more }
}

describe('a token of ours', () => {
  before(async () => {
    fabrikam = await known('Fabrikam')
  })

  it('is accepted by jsonwebtoken with everything pinned', () => {
    const key = createPublicKey(tokenSigner(fabrikam, START).key)
    const pinned = { audience: US, issuer: fabrikam.id, subject: ANNA, clockTimestamp: START / 1000 }
    const options = { ...pinned, algorithms: ['ES256' as const], complete: true as const }
    const { header, payload } = jwt.verify(issueToken(order({ newTokenId: () => 'the-token-id-0001' })), key, options)
    expect(header).to.deep.equal(headerOf(fabrikam))
    expect(payload).to.deep.equal({
      iss: fabrikam.id,
      aud: US,
      sub: 'anna@fabrikam.example',
      action: 'MSExchange.SharingCalendarFreeBusy',
      iat: START / 1000,
      nbf: START / 1000,
      exp: START / 1000 + 300,
      jti: 'the-token-id-0001',
      htm: 'POST',
      htu: URL_OF_US,
      body: createHash('sha256').update(QUESTION).digest('base64url'),
    })
  })

  it('is accepted by the partner', async () => {
    const receiver = new Receiver([activeTrust(US, fabrikam, ['fabrikam.example'], clock)])
    expect(await receiver.outcome(issueToken(order()))).to.equal('verified')
  })

  it('says for whom a gateway asks, over one hop', async () => {
    const brokerFor = [{ domain: 'fabrikam.example', organization: idOf(77) }]
    const receiver = new Receiver([activeTrust(US, fabrikam, [], clock, brokerFor)])
    const verification = await receiver.verify(
      issueToken(order({ act: idOf(77), newTokenId: () => 'the-token-id-0001' })),
    )
    expect(verification).to.deep.equal({
      verified: true,
      requester: {
        issuer: fabrikam.id,
        organization: idOf(77),
        person: 'anna@fabrikam.example',
        audience: US,
        hop: 1,
        tokenId: 'the-token-id-0001',
      },
    })
  })
})
