import { expect } from 'chai'
import { trustId } from '../../../gateway/admin/administration.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { testTrust } from '../../../gateway/admin/test-trust.ts'
import type { Call } from '../../../gateway/admin/operation.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { activeTrust, known, put } from '../../trust/known-organizations.ts'
import { administrationWorld } from './administration-world.ts'

describe('whom a trust is tested for', () => {
  /** What is answered, or what is wrong with it, of a trust of one of ours. */
  async function tested(local: 'contoso' | 'gateway', body: { readonly as?: string; readonly about?: string }) {
    const organizations = { gateway: await known('Gateway'), contoso: await known('Contoso') }
    const { administration, trusts, clock, state } = await administrationWorld({ organizations })
    const trust = activeTrust(organizations[local].id, await known('Fabrikam'), ['fabrikam.example'], clock)
    await put(trusts, trust, undefined)
    const named: unknown[] = []
    const examine: Administration['examine'] = (_trust, who) => {
      named.push(who)
      return Promise.resolve({ ok: true, failedAt: null, steps: [] })
    }
    const call = { params: { trust: trustId(trust) }, body } as unknown as Call<typeof body>
    try {
      await testTrust({ ...administration, examine }, call)
      return named
    } catch (error) {
      if (error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED') return error.message
      throw error
    } finally {
      await state.close()
    }
  }

  const [VERA, ANNA] = ['vera@contoso.example', 'anna@fabrikam.example']

  for (const [title, local, body, expected] of [
    ['one of ours about one of theirs', 'contoso', { as: VERA, about: ANNA }, [{ person: VERA, about: ANNA }]],
    ['nobody', 'contoso', {}, [null]],
    ['one alone', 'contoso', { as: VERA }, 'as and about: name both, or neither.'],
    ['one of theirs', 'contoso', { as: ANNA, about: ANNA }, `as: ${ANNA} is in no domain of contoso.`],
    ['nobody, of the gateway itself', 'gateway', {}, [null]],
    [
      ...(['anybody, of the gateway itself', 'gateway', { as: VERA, about: ANNA }] as const),
      'as: gateway has no people of its own: leave out as and about.',
    ],
  ] as const)
    it(title, async () => expect(await tested(local, body)).to.deep.equal(expected))
})
