import { expect } from 'chai'
import { hostLines } from '../../../gateway/cli/trust-hosts.ts'
import type { ShownHost } from '../../../gateway/cli/trust-hosts.ts'

const shown = (ground: ShownHost['ground'], state = 'active'): string =>
  hostLines({ state, partner: { hosts: [{ host: 'gw.example', endpoints: ['ews', 'trust'], ground }] } }).join('\n')

describe('the hosts of a partner, as they are printed', () => {
  it('say on what ground the partner is asked there', () => {
    expect(shown('domain')).to.equal('  is at         gw.example (ews, trust)')
    expect(shown('metadata')).to.match(/trust\), where its metadata is, outside its proven domains$/)
    expect(shown('confirmed')).to.match(/trust\), outside its proven domains, confirmed$/)
  })

  it('say of an address space, which publishes nothing, that an administrator said where it is', () => {
    const partner = { hosts: [{ host: 'mail.example', endpoints: ['ews'], ground: 'metadata' as const }] }
    const lines = hostLines({ state: 'proposed', partner: { ...partner, fingerprint: null } })
    expect(lines).to.deep.equal(['  is at         mail.example (ews), as you said'])
  })

  it('say what a yes to a proposal confirms, and what is not asked', () => {
    expect(shown(null, 'proposed')).to.match(/outside its proven domains: your yes confirms it$/)
    for (const state of ['offered', 'attention', 'suspended'])
      expect(shown(null, state)).to.match(/OUTSIDE its proven domains and NOT ASKED: --host confirms it$/)
  })

  it('are a line each, named once', () => {
    const hosts = ['a.example', 'b.example'].map((host) => ({ host, endpoints: ['ews'], ground: 'domain' as const }))
    expect(hostLines({ state: 'active', partner: { hosts } })).to.deep.equal([
      '  is at         a.example (ews)',
      '                b.example (ews)',
    ])
  })
})
