import { inspect } from 'node:util'
import { expect } from 'chai'
import { Secret } from '../../config/secrets.ts'

describe('a secret', () => {
  const secret = new Secret('hush')

  it('is told only when asked outright', () => {
    expect(secret.reveal()).to.equal('hush')
  })

  it('prints, inspects and serializes as [secret]', () => {
    expect(`${secret}`).to.equal('[secret]')
    expect(inspect({ secret })).to.equal('{ secret: [secret] }')
    expect(JSON.stringify({ secret })).to.equal('{"secret":"[secret]"}')
  })
})
