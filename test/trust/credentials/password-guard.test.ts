import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { PasswordGuard, USUAL_COST } from '../../../trust/credentials/password-guard.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { VirtualClock } from '../known-organizations.ts'

describe('The guard of passwords (AD1, AD2)', () => {
  const clock = new VirtualClock()
  const HERE = { account: 'ann', place: '192.0.2.1' }
  let guard: PasswordGuard
  let hash: string
  before(async () => (hash = await hashPassword('correct horse battery', randomBytes(16), 10)))
  beforeEach(() => (guard = new PasswordGuard(clock)))

  it('knows what is right, what is wrong, and nobody', async () => {
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('right')
    expect(await guard.check(hash, 'correct horse', HERE)).to.equal('wrong')
    expect(await guard.check(undefined, 'correct horse battery', HERE)).to.equal('wrong')
    expect(await guard.check('no hash', 'correct horse battery', HERE)).to.equal('wrong')
  })

  it('spends on nobody what a hash of the usual command costs', async () => {
    expect(await hashPassword('x', randomBytes(16))).to.match(new RegExp(`^${USUAL_COST.replaceAll('$', '\\$')}`))
  })

  it('lets no more than ten guesses of one account from one place be hashed in a minute', async () => {
    let hashed = 0
    for (let second = 0; second < 60; second++) {
      for (let guess = 0; guess < 20; guess++) {
        if ((await guard.check(hash, `guess ${guess}`, HERE)) === 'wrong') hashed++
      }
      clock.pass(1_000)
    }
    // Five at once, then after 2, 4, 8, 16 seconds (and 32: the minute is over).
    expect(hashed).to.equal(9)
  })

  it('locks the account out of that place only, and not for longer than a minute', async () => {
    for (let guess = 0; guess < 40; guess++) {
      await guard.check(hash, 'wrong', HERE)
      clock.pass(MINUTE)
    }
    for (let guess = 0; guess < 2; guess++) await guard.check(hash, 'wrong', HERE)
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('locked')
    expect(await guard.check(hash, 'correct horse battery', { ...HERE, place: '192.0.2.2' })).to.equal('right')
    clock.pass(MINUTE)
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('right')
    expect(await guard.check(hash, 'wrong', HERE)).to.equal('wrong')
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('right')
  })

  it('leaves of the four threads for such work some to others: a file is looked at before one of eight is checked', async () => {
    let checked = 0
    const guesses = Array.from({ length: 8 }, async (_, i) => {
      await guard.check(undefined, 'wrong', { account: `a${i}`, place: 'x' })
      checked++
    })
    await nextTurn()
    await stat('/')
    expect(checked).to.equal(0)
    await Promise.all(guesses)
    expect(checked).to.equal(8)
  })

  it('lets eight wait and sends away who comes after, each told to come back', async () => {
    const guesses = Array.from({ length: 40 }, (_, i) => guard.check(hash, 'wrong', { account: `a${i}`, place: 'x' }))
    const settled = await Promise.allSettled(guesses)
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused).to.have.length(32)
    for (const error of refused) expect(error).to.be.instanceOf(FederationError).with.property('code', 'ERR_BUSY')
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('right')
  })
})
