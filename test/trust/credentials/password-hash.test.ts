import { randomBytes, scryptSync } from 'node:crypto'
import { expect } from 'chai'
import { hashPassword, matchesPassword, parsePasswordHash } from '../../../trust/credentials/password-hash.ts'

describe('a password hash', () => {
  it('is the scrypt of RFC 7914 over the password, with its own salt', async () => {
    const salt = Buffer.from('0123456789abcdef')
    const expected = scryptSync('correct horse', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url')
    expect(await hashPassword('correct horse', salt, 10)).to.equal(
      `scrypt$10$8$1$${salt.toString('base64url')}$${expected}`,
    )
  })

  it('differs for the same password each time', async () => {
    expect(await hashPassword('same', randomBytes(16), 10)).to.not.equal(
      await hashPassword('same', randomBytes(16), 10),
    )
  })

  it('matches its own password only, composed or decomposed', async () => {
    const hash = parsePasswordHash(await hashPassword('smörgås', randomBytes(16), 10))
    if (hash === null) throw new Error('unreadable')
    expect(matchesPassword('smörgås'.normalize('NFD'), hash)).to.equal(true)
    expect(matchesPassword('smorgas', hash)).to.equal(false)
  })

  for (const [why, text] of [
    ['another scheme', 'bcrypt$10$8$1$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
    ['a cost that would take gigabytes', 'scrypt$30$8$1$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
    ['a cost that is none', 'scrypt$1$8$1$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
    ['a hash cut short', 'scrypt$15$8$3$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
  ] as const) {
    it(`is not read with ${why}`, () => {
      expect(parsePasswordHash(text)).to.equal(null)
    })
  }
})
