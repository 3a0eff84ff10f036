import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { basicCredentials } from '../../../trust/credentials/basic-credentials.ts'
import type { BasicCredentials } from '../../../trust/credentials/basic-credentials.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'

const vera = parseMailboxAddress('vera@contoso.example')
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

describe('a person signing in with user name and password', () => {
  const clock = { time: 1_000_000, now: () => clock.time }
  let credentials: BasicCredentials

  beforeEach(async () => {
    clock.time = 1_000_000
    credentials = basicCredentials(
      new Map([[vera, await hashPassword('a pass: with colon', randomBytes(16), 10)]]),
      clock,
      randomBytes(32),
    )
  })

  it('is known by the right password, whatever the case of the address', async () => {
    const signIn = await credentials.signIn(basic('VERA@Contoso.example:a pass: with colon'), '127.0.0.1')
    expect(signIn).to.deep.equal({ signedIn: true, person: vera })
  })

  it('is not known by a wrong password, nor under a name nobody has', async () => {
    for (const text of ['vera@contoso.example:wrong', 'nobody@contoso.example:a pass: with colon']) {
      expect(await credentials.signIn(basic(text), '127.0.0.1')).to.deep.equal({ signedIn: false, because: 'wrong' })
    }
  })

  it('is refused for a header that is not of the form of RFC 7617', async () => {
    for (const header of ['', 'Basic', 'Basic !!!', basic('no colon'), basic('not an address:x'), 'Digest abc']) {
      expect(await credentials.signIn(header, '127.0.0.1')).to.deep.equal({ signedIn: false, because: 'malformed' })
    }
  })

  it('is locked out of one place after five failures there, not out of another, and not for ever', async () => {
    for (let i = 0; i < 5; i++) await credentials.signIn(basic(`${vera}:guess ${i}`), '192.0.2.1')
    const right = basic(`${vera}:a pass: with colon`)
    expect(await credentials.signIn(right, '192.0.2.1')).to.deep.equal({ signedIn: false, because: 'locked' })
    expect(await credentials.signIn(right, '192.0.2.2')).to.have.property('signedIn', true)
    clock.time += 60_001
    expect(await credentials.signIn(right, '192.0.2.1')).to.have.property('signedIn', true)
  })

  it('is not known by a remembered password of somebody else', async () => {
    await credentials.signIn(basic(`${vera}:a pass: with colon`), '127.0.0.1')
    const other = await credentials.signIn(basic('nils@contoso.example:a pass: with colon'), '127.0.0.1')
    expect(other).to.have.property('signedIn', false)
  })

  it('is told to come back when too many passwords are being checked', async () => {
    const guesses = Array.from({ length: 30 }, (_, i) =>
      credentials.signIn(basic(`${vera}:guess ${i}`), `192.0.2.${i}`),
    )
    const settled = await Promise.allSettled(guesses)
    const busy = settled.filter((outcome) => outcome.status === 'rejected')
    expect(busy).to.have.lengthOf(22)
    const reason: unknown = busy[0]?.reason
    expect(reason).to.be.instanceOf(FederationError).with.property('code', 'ERR_BUSY')
    expect(reason).to.have.property('context').that.includes({ guard: 'passwords' })
  })
})
