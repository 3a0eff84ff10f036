import { expect } from 'chai'
import { approvalOperations, dropOldApprovals, givenByTwo } from '../../../gateway/admin/approvals.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import type { Answer, Call, Operation } from '../../../gateway/admin/operation.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

/** What it was carried out with, and whether it was rehearsed. */
interface Carried {
  readonly body: unknown
  readonly actor: string
  readonly rehearsed: boolean
}

describe('what waits for a second administrator', () => {
  const clock = new VirtualClock()
  let state: StateStore
  let carried: Carried[]
  let ids: number

  beforeEach(async () => {
    carried = []
    ids = 0
    const random = {
      bytes: (n: number) => Buffer.alloc(n, ++ids),
      uuid: () => `00000000-0000-4000-8000-00000000000${++ids}`,
      fraction: () => 0.5,
    }
    state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
    await state.open()
    const tokens = { nameOf: (id: string) => (id === 'one' ? 'Karin' : null) }
    administration = { approvals: 2, state, clock, random, tokens } as unknown as Administration
  })

  let administration: Administration

  const definition: Operation = {
    ...{ id: 'trust.accept', method: 'post', path: '/trusts/{trust}/accept', scope: 'admin', summary: 'x' },
    handle: (_administration, call): Answer => {
      const { actor, rehearsal } = call.cause(() => ({ body: null }))
      carried.push({ body: call.body, actor, rehearsed: rehearsal === true })
      return { body: 'done' }
    },
  }

  function callOf(body: unknown, tokenId: string, params: Readonly<Record<string, string>> = {}): Call<unknown> {
    return {
      ...{ params, query: {}, body, caller: { tokenId, scope: 'admin' }, source: '', dryRun: false, before: null },
      signal: new AbortController().signal,
      cause: () => ({ ...BY_ITSELF, actor: `token:${tokenId}` }),
    }
  }

  const ask = (tokenId = 'one') => givenByTwo(definition).handle(administration, callOf({ yes: 1 }, tokenId))
  const waiting = async (): Promise<number> => (await state.list('approval', { limit: 1_000 })).length

  const askedFor = async (): Promise<string> => {
    await ask()
    return (await state.list('approval', { limit: 1 }))[0]?.key ?? 'none'
  }
  const giving = approvalOperations(() => [givenByTwo(definition)]).find(({ id }) => id === 'approval.give')
  const give = async (approval: string, tokenId: string): Promise<unknown> =>
    Promise.resolve(giving?.handle(administration, callOf({}, tokenId, { approval }))).catch((error: unknown) => error)

  it('is checked and kept, and not carried out', async () => {
    const { status, body } = await ask()
    expect(status).to.equal(202)
    expect(body).to.have.nested.property('approval.askedBy', 'one')
    expect(body).to.have.nested.property('approval.askedByName', 'Karin')
    expect(carried).to.deep.equal([{ body: { yes: 1 }, actor: 'token:one', rehearsed: true }])
    expect(await waiting()).to.equal(1)
  })

  it('is carried out at once where one is enough', async () => {
    administration = { ...administration, approvals: 1 }
    expect(await ask()).to.deep.equal({ body: 'done' })
    expect([carried.map(({ rehearsed }) => rehearsed), await waiting()]).to.deep.equal([[false], 0])
  })

  it('is given by another token than the one that asked, and carried out once, under both names', async () => {
    const approval = await askedFor()
    expect(await give(approval, 'one')).to.include({ code: 'ERR_FORBIDDEN' })
    expect(carried.filter(({ rehearsed }) => !rehearsed)).to.deep.equal([])
    const given = await Promise.all([give(approval, 'two'), give(approval, 'three')])
    expect(given.filter((answer) => !(answer instanceof Error))).to.deep.equal([{ body: 'done' }])
    const done = carried.filter(({ rehearsed }) => !rehearsed)
    expect(done).to.have.length(1)
    expect(done[0]?.actor).to.match(/^token:one\+token:(two|three)$/)
    expect(done[0]?.body).to.deep.equal({ yes: 1 })
  })

  it('is not given after a day, to the millisecond, though nobody took it away yet', async () => {
    const approval = await askedFor()
    clock.pass(DAY)
    expect(await give(approval, 'two')).to.include({ code: 'ERR_NOT_FOUND' })
    expect(carried.filter(({ rehearsed }) => !rehearsed)).to.deep.equal([])
    expect(await waiting()).to.equal(1)
  })

  it('is gone after a day, to the millisecond, and taken away', async () => {
    await ask()
    clock.pass(DAY - 1)
    await dropOldApprovals(administration)
    expect(await waiting()).to.equal(1)
    clock.pass(1)
    await dropOldApprovals(administration)
    expect(await waiting()).to.equal(0)
  })

  it('is no heap: the hundred and first is refused', async () => {
    for (let i = 0; i < 100; i++) await ask()
    const refused = await Promise.resolve(ask()).catch((error: unknown) => String(error))
    expect(refused).to.include('Too many')
  })
})
