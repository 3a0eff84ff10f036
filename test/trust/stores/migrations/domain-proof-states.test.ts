import { expect } from 'chai'
import type { Json } from '../../../../trust/stores/state-record.ts'
import { domainProofStates } from '../../../../trust/stores/migrations/domain-proof-states.ts'

const migrated = (value: Json): Json => domainProofStates({ kind: 'trust', key: 'us them', version: 7, value })

const trust = (is: Json): Json => ({ local: 'us', partner: 'them', metadata: { name: 'Fabrikam' }, is })

const accepted = { signer: 'AA', brokerFor: [{ domain: 'a.example', organization: 'x' }] }

describe('a trust of schema 1', () => {
  for (const state of ['active', 'suspended'] as const) {
    it(`says of each domain in which state its proof is, and is the same else: ${state}`, () => {
      const before = {
        ...accepted,
        domains: ['a.example', 'b.example'].map((domain) => ({ domain, proof: 'unproven' })),
      }
      const after = {
        ...accepted,
        domains: [
          { domain: 'a.example', proof: { state: 'unproven' } },
          { domain: 'b.example', proof: { state: 'unproven' } },
        ],
      }
      expect(migrated(trust({ state, ...before }))).to.deep.equal(trust({ state, ...after }))
    })
  }

  for (const state of ['proposed', 'revoked']) {
    it(`stays as it is without domains: ${state}`, () => {
      const value = trust({ state, reason: 'x' })
      expect(migrated(value)).to.equal(value)
    })
  }

  for (const [what, value] of [
    ['nothing', null],
    ['without a state', trust({ domains: [] })],
    ['in a state there was not', trust({ state: 'asleep', domains: [] })],
    ['without domains', trust({ state: 'active' })],
    ['with a proof there was not', trust({ state: 'active', domains: [{ domain: 'a.example', proof: 'proven' }] })],
    ['of schema 2', trust({ state: 'active', domains: [{ domain: 'a.example', proof: { state: 'unproven' } }] })],
  ] as const) {
    it(`is none: ${what}`, () => {
      expect(() => migrated(value)).to.throw(/it is no trust of schema 1/)
    })
  }
})
