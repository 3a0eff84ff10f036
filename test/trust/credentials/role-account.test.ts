import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { signInRole } from '../../../trust/credentials/role-account.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { activeTrust, emptyTrustStore, granted, idOf, known, put, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const clock = new VirtualClock()
const account = parseMailboxAddress('free-busy@fabrikam.example')
const passwordHash = 'scrypt$15$8$3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const basic = { kind: 'basic', account, passwordHash, ours: null } as const

async function trustFor(local = US, name = 'Fabrikam', domain = 'fabrikam.example'): Promise<FederationTrust> {
  return { ...activeTrust(local, await known(name), [domain], clock), credential: basic }
}

function outcome(trust: FederationTrust, secure = true, person?: string): string {
  const found = trustSnapshot([trust], 1).roleAccount(account)
  if (found === undefined) return 'nobody'
  const signIn = signInRole({ account, secure, person }, found, START)
  return signIn.verified ? `${signIn.requester.person} of ${signIn.requester.organization}` : signIn.because
}

describe('a role account', () => {
  it('asks for its organization, or for whom it names', async () => {
    const trust = await trustFor()
    expect(outcome(trust)).to.equal(`${account} of ${trust.partner}`)
    expect(outcome(trust, true, 'anna@fabrikam.example')).to.equal(`anna@fabrikam.example of ${trust.partner}`)
    expect(outcome(trust, true, 'eva@adatum.example')).to.equal('TRUST_SUBJECT')
    expect(outcome(trust, true, 'anna')).to.equal('TRUST_SUBJECT')
  })

  it('is nobody without TLS, without its trust, or once its relationship shows something else', async () => {
    const trust = await trustFor()
    expect(outcome(trust, false)).to.equal('TRUST_CREDENTIAL')
    expect(outcome(granted(suspend(trust, 'x', clock)))).to.equal('TRUST_SUSPENDED')
    expect(outcome({ ...trust, credential: { kind: 'single-use' } })).to.equal('nobody')
    expect(outcome(await trustFor(US, 'Fabrikam', 'other.example'))).to.equal('TRUST_SUBJECT')
  })

  it("is one relationship's, over all organizations of ours", async () => {
    const store = await emptyTrustStore(clock)
    await put(store, await trustFor(), undefined)
    for (const second of [
      await trustFor(idOf(901)),
      await trustFor(US, 'Adatum', 'adatum.example'),
      await trustFor(idOf(901), 'Adatum', 'adatum.example'),
    ]) {
      expect(await put(store, second, undefined)).to.deep.equal({ stored: false, because: 'credential-taken' })
    }
    const mine = store.snapshot().trust(US, (await known('Fabrikam')).id)
    if (mine === undefined) return expect.fail('not kept')
    expect(await put(store, { ...mine, credential: { kind: 'single-use' } }, mine)).to.include({ stored: true })
    const next = await trustFor(idOf(901), 'Adatum', 'adatum.example')
    return expect(await put(store, next, undefined)).to.include({ stored: true })
  })
})
