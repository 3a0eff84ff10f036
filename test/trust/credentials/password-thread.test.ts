import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { hashPassword, parsePasswordHash } from '../../../trust/credentials/password-hash.ts'
import type { PasswordHash } from '../../../trust/credentials/password-hash.ts'
import { PasswordThread } from '../../../trust/credentials/password-thread.ts'

describe('The thread that checks passwords (AD2)', () => {
  const thread = new PasswordThread()
  let expected: PasswordHash
  before(async () => {
    const parsed = parsePasswordHash(await hashPassword('smörgås', randomBytes(16), 10))
    if (parsed === null) throw new Error('unreadable')
    expected = parsed
  })

  it('knows what is right and what is wrong, one after the other', async () => {
    expect(await thread.matches('smörgås'.normalize('NFD'), expected)).to.equal(true)
    expect(await thread.matches('smorgas', expected)).to.equal(false)
    expect(await thread.matches('smörgås', expected)).to.equal(true)
  })

  it('says that it could not, where it ends, and begins anew', async () => {
    // What takes more memory than it may have cannot be computed, and ends the thread.
    const unheard = { ...expected, cost: { ...expected.cost, maxmem: 1 } }
    const failed: unknown = await thread.matches('smörgås', unheard).catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(FederationError).with.property('code', 'ERR_INTERNAL')
    expect(await thread.matches('smörgås', expected)).to.equal(true)
  })
})
