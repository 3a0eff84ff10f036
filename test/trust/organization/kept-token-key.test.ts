import { createPublicKey } from 'node:crypto'
import { expect } from 'chai'
import { KeptTokenKey } from '../../../trust/organization/kept-token-key.ts'
import { thumbprintOf } from '../../../trust/organization/organization.ts'
import { known } from '../known-organizations.ts'

describe('a token key that was kept', () => {
  it('is the key it was, with the thumbprint of RFC 7638', async () => {
    const [made] = (await known('Fabrikam')).tokenKeys
    if (made === undefined) return expect.fail('no key')
    const { x = '', y = '' } = createPublicKey(made.key).export({ format: 'jwk' })
    const kept = new KeptTokenKey({ kid: 'a', x, y, from: 1, until: 2 })
    expect(kept.key.equals(createPublicKey(made.key))).to.equal(true)
    expect(kept.key).to.equal(kept.key)
    expect(kept.thumbprint).to.equal(thumbprintOf(made.key))
    return expect(kept).to.include({ kid: 'a', algorithm: 'ES256', from: 1, until: 2 })
  })
})
