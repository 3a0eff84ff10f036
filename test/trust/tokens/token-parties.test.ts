import { expect } from 'chai'
import { tokenParties } from '../../../trust/tokens/token-parties.ts'
import { known } from '../known-organizations.ts'
import { claimsOf, encode, headerOf, keyOf, signEs256, US } from './token-fixture.ts'

describe('the parties of a token nobody has verified', () => {
  it('are read from its payload', async () => {
    const fabrikam = await known('Fabrikam')
    const token = signEs256(headerOf(fabrikam), claimsOf(fabrikam), keyOf(fabrikam))
    expect(tokenParties(token)).to.deep.equal({ issuer: fabrikam.id, audience: US })
  })

  for (const [why, token] of [
    ['nothing', ''],
    ['one part', 'e30'],
    ['loose base64', 'e30.e30=.x'],
    ['no JSON', `e30.${encode('hello')}.x`],
    ['no ids', `e30.${encode({ iss: 'Fabrikam', aud: US })}.x`],
    ['a list of receivers', `e30.${encode({ iss: US, aud: [US] })}.x`],
    ['an issuer named twice', `e30.${encode(`{"iss":"${US}","iss":"${US}","aud":"${US}"}`)}.x`],
  ] as const) {
    it(`are unknown in ${why}`, () => {
      expect(tokenParties(token)).to.equal(null)
    })
  }
})
