import { expect } from 'chai'
import { domainLines } from '../../../gateway/cli/trust-domains.ts'
import type { ShownDomain } from '../../../gateway/cli/trust-domains.ts'

const record = { name: '_federation-challenge.fabrikam.example', value: 'ledig-federation=urn:ledig:1; token=abc' }
const domain = 'fabrikam.example'
const shown = (proof: ShownDomain['proof']): ShownDomain => ({ domain, proof, record })

describe("a partner's domains on the command line", () => {
  it('come with the record to publish until it was seen', () => {
    expect(domainLines({ domains: [shown({ state: 'pending', until: 'then' })] })).to.deep.equal([
      '  domain        fabrikam.example  pending until then, binds nothing yet',
      '                _federation-challenge.fabrikam.example TXT',
      '                "ledig-federation=urn:ledig:1; token=abc"',
    ])
    expect(domainLines({ domains: [shown({ state: 'proven', via: 'dns' })] })).to.deep.equal([
      '  domain        fabrikam.example  proven by dns',
    ])
    expect(domainLines({ domains: [shown({ state: 'lost' })] })).to.have.length(3)
  })

  it('say whether DNSSEC vouched for the record, where that was looked at (DP5)', () => {
    const line = (dnssec: string) => domainLines({ domains: [shown({ state: 'proven', via: 'dns', dnssec })] })[0]
    expect(line('validated')).to.match(/ {2}proven by dns, DNSSEC: validated$/)
    expect(line('not-validated')).to.match(/ {2}proven by dns, DNSSEC: not validated$/)
  })

  it('come with what was found when they were last looked at, and where aliases led', () => {
    const checks = [
      { domain: 'wingtip.example', at: 'now', because: 'PROOF_TIMEOUT', aliases: [] },
      { domain, at: 'now', because: null, aliases: ['a.example', 'b.example'] },
    ]
    expect(domainLines({ domains: [shown({ state: 'proven', via: 'dns' })], checks })).to.deep.equal([
      '  domain        fabrikam.example  proven by dns',
      '                looked at now: the record is there, led to a.example, b.example',
    ])
  })

  it('come with who showed the record in one line, and who did not in one each', () => {
    const servers = [
      { server: '192.0.2.2', kind: 'authority', because: 'PROOF_TIMEOUT' },
      { server: null, kind: 'authority', because: 'PROOF_SERVFAIL' },
      { server: '192.0.2.53', kind: 'resolver', because: null },
      { server: '192.0.2.1', kind: 'authority', because: null },
    ] as const
    const checks = [{ domain, at: 'now', because: null, aliases: [], servers }]
    expect(domainLines({ domains: [shown({ state: 'proven', via: 'dns' })], checks }).slice(2)).to.deep.equal([
      '                shown by 192.0.2.53 (ours), 192.0.2.1',
      '                192.0.2.2: the name server did not answer in time (PROOF_TIMEOUT)',
      '                its own name servers: the name server failed, as it does for broken DNSSEC (PROOF_SERVFAIL)',
    ])
  })

  it('come with their letters beside the A-label, never instead (TH10)', () => {
    const domains = [{ domain: 'xn--80ak6aa92e.example', inLetters: 'аррӏе.example', proof: { state: 'unproven' } }]
    expect(domainLines({ domains })).to.deep.equal(['  domain        xn--80ak6aa92e.example (аррӏе.example)  unproven'])
    expect(domainLines({ domains: [] })).to.deep.equal(['  domains       none yet'])
  })
})
