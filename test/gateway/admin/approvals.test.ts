import { expect } from 'chai'
import { z } from 'zod'
import { approvalOperations, dropOldApprovals, givenByTwo } from '../../../gateway/admin/approvals.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { bearerOf } from '../../../gateway/admin/operation.ts'
import type { Answer, Call, Operation } from '../../../gateway/admin/operation.ts'
import { personOf } from '../../../gateway/sign-in/console-person.ts'
import { actorOf } from '../../../gateway/sign-in/console-sessions.ts'
import type { ConsoleSession, SignedIn } from '../../../gateway/sign-in/console-sessions.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
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
  let world: MemoryWorld
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
    world = new MemoryWorld()
    state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
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

  type Params = Readonly<Record<string, string>>

  /** By an access token, or by a session of somebody. */
  function callOf(body: unknown, by: string | ConsoleSession, params: Params = {}): Call<unknown> {
    const token = typeof by === 'string'
    const caller = token ? { tokenId: by, person: bearerOf(by) } : { tokenId: actorOf(by), person: personOf(by) }
    return {
      ...{ params, query: {}, body, caller: { ...caller, scope: 'admin' }, source: '', dryRun: false, before: null },
      signal: new AbortController().signal,
      cause: () => ({ ...BY_ITSELF, actor: token ? `token:${by}` : actorOf(by) }),
    }
  }

  const ask = (by: string | ConsoleSession = 'one') =>
    givenByTwo(definition).handle(administration, callOf({ yes: 1 }, by))
  const waiting = async (): Promise<number> => (await state.list('approval', { limit: 1_000 })).length

  const askedFor = async (by: string | ConsoleSession = 'one'): Promise<string> => {
    await ask(by)
    return (await state.list('approval', { limit: 1 }))[0]?.key ?? 'none'
  }
  const giving = approvalOperations(() => [givenByTwo(definition)]).find(({ id }) => id === 'approval.give')
  const give = async (approval: string, by: string | ConsoleSession): Promise<unknown> =>
    Promise.resolve(giving?.handle(administration, callOf({}, by, { approval }))).catch((error: unknown) => error)

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

  describe('has to be given by another person (AD6)', () => {
    const session = (key: string, name: string, by: SignedIn['by']): ConsoleSession => ({
      ...{ key: key.repeat(43), formToken: 'x', begun: 0, used: 0, until: DAY },
      ...{ name, by, role: 'administrator', provenAt: 0, mailbox: null },
    })
    const account = (key: string, name: string, version = 1) => session(key, name, { kind: 'password', version })
    const subject = (key: string, name: string, who: string, issuer = 'https://login.example') =>
      session(key, name, { kind: 'openid', issuer, subject: who })

    const ann = account('a', 'ann')
    const SAME: readonly (readonly [string, ConsoleSession, ConsoleSession])[] = [
      ['the same session', ann, ann],
      ['a second session of one account', ann, account('b', 'ann')],
      ['a session of one account whose password was changed meanwhile', ann, account('c', 'ann', 7)],
      ['a second session of one subject at the provider', subject('d', 'Ann', 's1'), subject('e', 'Ann', 's1')],
      ['one subject that calls itself something else by now', subject('d', 'Ann', 's1'), subject('e', 'Bo', 's1')],
    ]
    for (const [title, first, second] of SAME) {
      it(`and not by ${title}`, async () => {
        const approval = await askedFor(first)
        expect(await give(approval, second)).to.include({ code: 'ERR_FORBIDDEN' })
        expect(carried.filter(({ rehearsed }) => !rehearsed)).to.deep.equal([])
        expect(await waiting()).to.equal(1)
      })
    }

    const OTHER: readonly (readonly [string, string | ConsoleSession, string | ConsoleSession])[] = [
      ['another account', ann, account('b', 'bo')],
      ['another subject of the provider who has the same name', subject('d', 'Ann', 's1'), subject('e', 'Ann', 's2')],
      [
        'the same subject of another provider',
        subject('d', 'Ann', 's1'),
        subject('e', 'Ann', 's1', 'https://b.example'),
      ],
      ['a person, where a token asked', 'one', ann],
      ['a token, where a person asked', ann, 'two'],
      ['an account, where a subject of its name asked', subject('d', 'ann', 'ann'), ann],
    ]
    for (const [title, first, second] of OTHER) {
      it(`such as ${title}, and both stand on record`, async () => {
        const approval = await askedFor(first)
        expect(await give(approval, second)).to.deep.equal({ body: 'done' })
        const actor = (by: string | ConsoleSession) => (typeof by === 'string' ? `token:${by}` : actorOf(by))
        expect(carried.find(({ rehearsed }) => !rehearsed)?.actor).to.equal(`${actor(first)}+${actor(second)}`)
      })
    }

    it('and says who asked, by name, in the list and nowhere on record', async () => {
      const { body } = await ask(subject('d', 'Ann of Contoso', 'subject-1'))
      expect(body).to.have.nested.property('approval.askedByName', 'Ann of Contoso')
      expect(body).to.have.nested.property('approval.askedBy', `session:${'d'.repeat(16)}`)
      const record = JSON.stringify([...world.entries.values()])
      expect(record).to.include('approval.asked').and.to.not.include('Ann of').and.to.not.include('subject-1')
    })
  })

  it('that was asked for before persons were kept is given by another token only', async () => {
    const value = {
      operation: 'trust.accept',
      params: {},
      body: { yes: 1 },
      askedBy: 'one',
      at: 0,
      until: clock.now() + 1,
    }
    const write = { kind: 'approval' as const, key: 'old', value, before: 0 }
    await state.commit({ writes: [write], audit: [] })
    expect(await give('old', 'one')).to.include({ code: 'ERR_FORBIDDEN' })
    expect(await give('old', 'two')).to.deep.equal({ body: 'done' })
  })

  it('is not carried out where its operation takes something else by now, and stays', async () => {
    const approval = await askedFor()
    const other = givenByTwo({ ...definition, body: z.strictObject({ no: z.number() }) } as unknown as Operation)
    const [, later] = approvalOperations(() => [other])
    expect(later?.id).to.equal('approval.give')
    const call = callOf({}, 'two', { approval })
    const refused = await Promise.resolve(later?.handle(administration, call)).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(z.ZodError)
    expect(carried.filter(({ rehearsed }) => !rehearsed)).to.deep.equal([])
    expect(await waiting()).to.equal(1)
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
