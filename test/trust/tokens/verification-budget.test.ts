import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { VerificationBudget } from '../../../trust/tokens/verification-budget.ts'
import { activeTrust, idOf, known, VirtualClock } from '../known-organizations.ts'
import { claimsOf, headerOf, keyOf, Receiver, REQUEST, signEs256, US } from './token-fixture.ts'

const FABRIKAM = idOf(1)
const limits = { perSource: 10, perIssuer: 20 }

describe('the budget of bad tokens (TK13)', () => {
  it('lets an address cost so many failures a second, with two seconds at once', () => {
    const budget = new VerificationBudget(limits)
    for (let i = 0; i < 20; i++) {
      expect(budget.allows('a', FABRIKAM, 0), String(i)).to.equal(true)
      budget.failed('a', FABRIKAM, 0)
    }
    expect(budget.allows('a', FABRIKAM, 0)).to.equal(false)
    expect(budget.allows('b', FABRIKAM, 0)).to.equal(true)
    expect(budget.allows('a', FABRIKAM, 99)).to.equal(false)
    expect(budget.allows('a', FABRIKAM, 100)).to.equal(true)
    expect(budget.allows('a', FABRIKAM, 3_600_000)).to.equal(true)
  })

  it('costs whoever sends good tokens nothing', () => {
    const budget = new VerificationBudget(limits)
    for (let i = 0; i < 1_000; i++) {
      expect(budget.allows('a', FABRIKAM, 0)).to.equal(true)
      budget.succeeded('a', FABRIKAM, 0)
    }
  })

  it("shuts out strangers in an issuer's name, not the issuer itself", () => {
    const budget = new VerificationBudget(limits)
    budget.succeeded('own', FABRIKAM, 0)
    for (let i = 0; i < 40; i++) budget.failed(`stranger ${i}`, FABRIKAM, 1_000)
    expect(budget.allows('another stranger', FABRIKAM, 1_000)).to.equal(false)
    expect(budget.allows('another stranger', idOf(2), 1_000)).to.equal(true)
    expect(budget.allows('own', FABRIKAM, 1_000)).to.equal(true)
  })

  it('is asked before a signature is checked, and refuses nobody whose token was not looked at', async () => {
    const fabrikam = await known('Fabrikam')
    const receiver = new Receiver([activeTrust(US, fabrikam, ['fabrikam.example'], new VirtualClock())])
    const budget = new VerificationBudget({ perSource: 1, perIssuer: 100 })
    const offered = (token: string, source: string): Promise<string> =>
      receiver.outcome(token, { ...REQUEST, source }, { budget }).catch((error: unknown) => {
        expect(error).to.be.instanceOf(FederationError)
        const { code, context } = error as FederationError
        return `${code} of ${context['guard']}`
      })
    const good = (): string => signEs256(headerOf(fabrikam), claimsOf(fabrikam), keyOf(fabrikam))
    const bad = good().replace(/[^.]+$/, 'A'.repeat(86))
    expect(await offered(good(), 'a')).to.equal('verified')
    expect(await offered(bad, 'a')).to.equal('TRUST_SIG')
    expect(await offered(bad, 'a')).to.equal('TRUST_SIG')
    expect(await offered(bad, 'a')).to.equal('ERR_BUSY of tokens')
    expect(await offered(good(), 'a')).to.equal('ERR_BUSY of tokens')
    // What is refused before its signature costs nothing and is told as always.
    const unknown = signEs256({ ...headerOf(fabrikam), kid: 'other' }, claimsOf(fabrikam), keyOf(fabrikam))
    expect(await offered(unknown, 'a')).to.equal('TRUST_KEY_UNKNOWN')
    expect(await offered(good(), 'b')).to.equal('verified')
    receiver.clock.pass(1_000)
    expect(await offered(good(), 'a')).to.equal('verified')
  })
})
