import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { PasswordGuard, USUAL_COST } from '../../../trust/credentials/password-guard.ts'
import { hashPassword, matchesPassword } from '../../../trust/credentials/password-hash.ts'
import { HeldThread } from './held-thread.ts'
import { VirtualClock } from '../known-organizations.ts'

/** As many turns of what is under way as it takes. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('The guard of passwords (AD1, AD2)', () => {
  const clock = new VirtualClock()
  const HERE = { account: 'ann', place: '192.0.2.1' }
  let guard: PasswordGuard
  let hash: string
  before(async () => (hash = await hashPassword('correct horse battery', randomBytes(16), 10)))
  beforeEach(() => {
    guard = new PasswordGuard(clock, {
      matches: (password, expected) => Promise.resolve(matchesPassword(password, expected)),
    })
  })

  it('checks in a thread of its own where nothing else is said', async () => {
    expect(await new PasswordGuard(clock).check(hash, 'correct horse battery', HERE)).to.equal('right')
  })

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

  it('lets eight wait and sends away who comes after, each told to come back', async () => {
    const guesses = Array.from({ length: 40 }, (_, i) => guard.check(hash, 'wrong', { account: `a${i}`, place: 'x' }))
    const settled = await Promise.allSettled(guesses)
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused).to.have.length(32)
    for (const error of refused) expect(error).to.be.instanceOf(FederationError).with.property('code', 'ERR_BUSY')
    expect(await guard.check(hash, 'correct horse battery', HERE)).to.equal('right')
  })

  it('checks one at a time, however many come', async () => {
    const thread = new HeldThread()
    const held = new PasswordGuard(clock, thread)
    const checks = ['ann', 'bob', 'eve'].map((account) => held.check(hash, 'wrong', { account, place: 'x' }))
    for (const left of [2, 1, 0]) {
      await settle()
      expect([thread.held.length, thread.most]).to.deep.equal([1, 1])
      thread.answer(false)
      expect(thread.asked).to.equal(3 - left)
    }
    expect(await Promise.all(checks)).to.deep.equal(['wrong', 'wrong', 'wrong'])
  })

  it('hashes five of any number of guesses sent at the same moment', async () => {
    const guesses = Array.from({ length: 8 }, (_, i) => guard.check(hash, `guess ${i}`, HERE))
    const outcomes = await Promise.all(guesses)
    expect(outcomes.filter((outcome) => outcome === 'wrong')).to.have.length(5)
    expect(outcomes.filter((outcome) => outcome === 'locked')).to.have.length(3)
  })

  it('has somebody from another place wait for one guess of each place, and refuses her for none of them', async () => {
    const thread = new HeldThread()
    const held = new PasswordGuard(clock, thread)
    const order: string[] = []
    const check = (account: string, place: string): Promise<unknown> =>
      held.check(hash, `${account} ${place}`, { account, place }).then(
        () => order.push(`${account} ${place}`),
        (error: FederationError) => order.push(`${account} ${place} ${error.code}`),
      )
    const all = [...'abcdefghij'].map((account) => check(account, '192.0.2.1'))
    all.push(check('ann', '192.0.2.2'), check('bob', '192.0.2.3'), check('eve', '192.0.2.2'))
    while (order.length < all.length) {
      await settle()
      if (thread.held.length > 0) thread.answer(true)
    }
    // Eight at first: two more are sent away at once, and three for the three others.
    const busy = ['i', 'j', 'h', 'g', 'f'].map((account) => `${account} 192.0.2.1 ERR_BUSY`)
    expect(order.slice(0, 5)).to.deep.equal(busy)
    const one = (account: string): string => `${account} 192.0.2.1`
    const [ann, bob, eve] = ['ann 192.0.2.2', 'bob 192.0.2.3', 'eve 192.0.2.2']
    expect(order.slice(5)).to.deep.equal([one('a'), ann, bob, one('b'), eve, one('c'), one('d'), one('e')])
  })
})
