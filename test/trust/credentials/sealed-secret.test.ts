import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { openSecret, sealSecret } from '../../../trust/credentials/sealed-secret.ts'

const key = randomBytes(32)

describe('a sealed secret', () => {
  it('is opened by its key for its owner, and shows nothing of itself', () => {
    const sealed = sealSecret('a password of ours', 'us them', key, randomBytes(12))
    expect(openSecret(sealed, 'us them', key)).to.equal('a password of ours')
    expect(Buffer.from(sealed, 'base64').toString('latin1')).to.not.contain('password')
  })

  it('is not opened for anybody else, under another key, or changed', () => {
    const sealed = sealSecret('a password of ours', 'us them', key, randomBytes(12))
    const flipped = Buffer.from(sealed, 'base64')
    flipped[20] = (flipped[20] ?? 0) ^ 1
    for (const [text, owner, other] of [
      [sealed, 'us others', key],
      [sealed, 'us them', randomBytes(32)],
      [flipped.toString('base64'), 'us them', key],
      ['', 'us them', key],
    ] as const) {
      expect(() => openSecret(text, owner, other)).to.throw('sealed under another key')
    }
  })
})
