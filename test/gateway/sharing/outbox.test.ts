import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import PostalMime from 'postal-mime'
import type { Administration } from '../../../gateway/admin/administration.ts'
import type { Call } from '../../../gateway/admin/operation.ts'
import { openLog } from '../../../gateway/log.ts'
import { INVITATION_OPERATIONS } from '../../../gateway/sharing/invitation-operations.ts'
import { pauseAfter } from '../../../gateway/sharing/invitation-record.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import { describeWithRedis } from '../../conformance/redis-server.ts'
import { mailServer } from '../../protocols/mail/mail-server.ts'
import type { MailServer, ReceivedMail } from '../../protocols/mail/mail-server.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'
import { mailInstance, NO_CHANGE, orderOf, SECRET, VERA } from './mail-instance.ts'
import type { MailInstance } from './mail-instance.ts'

const SHARE = { organization: 'contoso', mailbox: VERA, share: 'link:one' }
const AWAY = { code: 451, text: '4.3.0 Try later' }
const messageIdsOf = (mails: readonly ReceivedMail[]): Promise<(string | undefined)[]> =>
  Promise.all(mails.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId))

describe('the outbox', () => {
  const sealingKey = randomBytes(32)
  const told: string[] = []
  const log = openLog('debug', { write: (line) => told.push(line) })
  let clock: VirtualClock
  let server: MailServer
  let world: MemoryWorld
  let one: MailInstance

  const instance = () => mailInstance({ clock, engine: new MemoryEngine(world), sealingKey, port: server.port, log })
  beforeEach(async () => {
    clock = new VirtualClock()
    server = await mailServer()
    world = new MemoryWorld()
    one = await instance()
    told.length = 0
  })
  afterEach(async () => {
    await one.outbox.close()
    await server.stop()
  })

  const invite = async (at = one, order = orderOf()) => {
    const invited = await at.invitations.invite(order, NO_CHANGE, BY_ITSELF)
    if (!invited.invited) throw new Error(invited.because)
    await at.outbox.sendDue()
    return invited.id
  }
  const stateOf = (id: string) => one.kept.get(id)?.invitation.is

  it('sends what was ordered, and keeps no secret of it afterwards', async () => {
    const id = await invite()
    expect(server.recipients).to.deep.equal(['olle@fabrikam.example'])
    expect((await PostalMime.parse(server.received[0]?.raw ?? '')).text).to.include(`/published/${SECRET}/`)
    expect(stateOf(id)).to.deep.equal({ state: 'sent', at: clock.now() })
    expect(one.kept.get(id)?.invitation.sealed).to.equal(null)
    expect(one.invitations.of(SHARE)).to.deep.equal({ state: 'sent', at: clock.now() })
  })

  it('keeps the secret out of the store and of the log while it waits', async () => {
    await server.stop()
    const id = await invite()
    const held = JSON.stringify(await one.state.get({ kind: 'invitation', key: id }))
    expect(held).to.include('"sealed":"').and.not.to.include(SECRET)
    expect(told.join('')).to.include('invitation waits').and.not.to.include(SECRET).and.not.to.include('olle@')
  })

  it('waits while the mail server is away, and sends once when it is back', async () => {
    await server.stop()
    const ids = [await invite(), await invite(), await invite()]
    expect(stateOf(ids[0] ?? '')).to.include({ state: 'waiting', attempts: 1, due: clock.now() + MINUTE })
    for (let hour = 0; hour < 5; hour++) {
      clock.pass(HOUR)
      await one.outbox.sendDue()
    }
    await server.start()
    for (let minute = 0; minute < 400; minute++) {
      clock.pass(MINUTE)
      await one.outbox.sendDue()
    }
    expect(ids.map(stateOf).map((is) => is?.state)).to.deep.equal(['sent', 'sent', 'sent'])
    expect(server.received).to.have.length(3)
  })

  it('asks a server that is away by one message a round, not by all that wait', async () => {
    await server.stop()
    for (let i = 0; i < 20; i++) {
      await one.invitations.invite(orderOf({ recipient: `o${i}@fabrikam.example` }), NO_CHANGE, BY_ITSELF)
    }
    await one.outbox.sendDue()
    clock.pass(HOUR)
    const before = told.length
    await one.outbox.sendDue()
    // As many as are tried at once.
    expect(told.slice(before).filter((line) => line.includes('invitation waits'))).to.have.length.within(1, 4)
  })

  it('tries a message again that a server does not want now, ever more rarely', async () => {
    server.behaviour.atRecipient = () => AWAY
    const id = await invite()
    const pauses: number[] = []
    for (let attempt = 0; attempt < 11; attempt++) {
      const is = stateOf(id)
      if (is?.state !== 'waiting') throw new Error('waits no more')
      pauses.push((is.due - clock.now()) / MINUTE)
      clock.time = is.due
      await one.outbox.sendDue()
    }
    expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360])
    server.behaviour.atRecipient = null
    clock.pass(6 * HOUR)
    await one.outbox.sendDue()
    expect(stateOf(id)?.state).to.equal('sent')
    expect(server.received).to.have.length(1)
  })

  it('does not hold one message up for another', async () => {
    server.behaviour.atRecipient = (address) => (address.startsWith('olle') ? AWAY : null)
    const [waits, goes] = [await invite(), await invite(one, orderOf({ recipient: 'anna@fabrikam.example' }))]
    expect([stateOf(waits)?.state, stateOf(goes)?.state]).to.deep.equal(['waiting', 'sent'])
  })

  it('spreads by chance what failed together, between a minute and six hours', () => {
    expect([pauseAfter(1, 0), pauseAfter(1, 1), pauseAfter(100, 0), pauseAfter(100, 1)]).to.deep.equal(
      [1, 1, 360, 270].map((minutes) => minutes * MINUTE),
    )
    expect(pauseAfter(5, 0.5)).to.equal(14 * MINUTE)
  })

  it('gives up after three days', async () => {
    server.behaviour.atRecipient = () => AWAY
    const id = await invite()
    clock.pass(3 * DAY - 1)
    await one.outbox.sendDue()
    expect(stateOf(id)?.state).to.equal('waiting')
    clock.pass(6 * HOUR)
    server.behaviour.atRecipient = null
    await one.outbox.sendDue()
    expect(stateOf(id)).to.include({ state: 'given-up', detail: '451 4.3.0 Try later' })
    expect(one.kept.get(id)?.invitation.sealed).to.equal(null)
    expect(server.received).to.deep.equal([])
  })

  it('shows a refusal of the recipient as such, and tries no more', async () => {
    server.behaviour.atRecipient = () => ({ code: 550, text: '5.1.1 No such user' })
    const id = await invite()
    expect(stateOf(id)).to.deep.equal({ state: 'refused', at: clock.now(), detail: '550 5.1.1 No such user' })
    clock.pass(DAY)
    await one.outbox.sendDue()
    expect(server.recipients).to.have.length(1)
    expect(one.invitations.counts()).to.deep.equal({ waiting: 0, sent: 0, refused: 1, 'given-up': 0 })
  })

  it('marks what bounced later, by its Message-ID only', async () => {
    const id = await invite()
    const messageId = one.kept.get(id)?.invitation.messageId ?? ''
    const bounced = (of: string) => one.outbox.bounced(of, '5.1.1 unknown', BY_ITSELF)
    for (const wrong of ['', id, `${id}@evil.example`, `x${messageId}`]) expect(await bounced(wrong)).to.equal(null)
    expect(stateOf(id)?.state).to.equal('sent')
    expect(await bounced(messageId)).to.have.property('id', id)
    expect(stateOf(id)).to.include({ state: 'refused', detail: '5.1.1 unknown' })
    expect(await bounced(messageId)).to.equal(null)
  })

  it('is told of what came back by an administrator, who learns whether it was of ours', async () => {
    const [bounce] = INVITATION_OPERATIONS
    const id = await invite()
    const tell = async (messageId: string) => {
      const call = { body: { messageId, detail: '5.1.1 unknown' }, cause: () => BY_ITSELF } as unknown as Call<unknown>
      return bounce?.handle({ invitations: one.invitations } as Administration, call)
    }
    const messageId = one.kept.get(id)?.invitation.messageId ?? ''
    expect(await tell(messageId)).to.deep.equal({ body: { messageId, state: 'refused' } })
    expect(stateOf(id)?.state).to.equal('refused')
    const refused: unknown = await tell('nobody@contoso.example').catch((error: unknown) => error)
    expect(refused).to.have.property('code', 'ERR_NOT_FOUND')
  })

  it('sends nothing that was withdrawn', async () => {
    await server.stop()
    const id = await invite()
    await one.invitations.withdraw(SHARE, BY_ITSELF)
    await server.start()
    clock.pass(HOUR)
    await one.outbox.sendDue()
    expect([stateOf(id), server.recipients]).to.deep.equal([undefined, []])
  })

  it('forgets what is over after a month, and counts of other days', async () => {
    const id = await invite()
    clock.pass(30 * DAY - 1)
    await one.outbox.sweep()
    expect(stateOf(id)?.state).to.equal('sent')
    expect(await one.state.list('mail-budget', { limit: 10 })).to.deep.equal([])
    clock.pass(2 * HOUR)
    await one.outbox.sweep()
    expect(await one.state.get({ kind: 'invitation', key: id })).to.equal(null)
  })

  it('puts what it does on record, without the secret', async () => {
    await invite()
    const { auditSize } = await one.state.head()
    const entries = await one.state.engine.entries(0, auditSize)
    const texts = entries.map(({ text }) => text ?? '')
    expect(texts.map((text) => (JSON.parse(text) as { event: string }).event)).to.deep.equal([
      'invitation.ordered',
      'invitation.sent',
    ])
    expect(texts.join('')).not.to.include(SECRET).and.not.to.include('olle@')
  })

  it('ends what is under way when it is closed, and leaves it to who comes next', async () => {
    server.behaviour.hangs = true
    await one.invitations.invite(orderOf(), NO_CHANGE, BY_ITSELF)
    await one.outbox.close()
    server.behaviour.hangs = false
    clock.pass(3 * MINUTE)
    const next = await instance()
    await next.outbox.sendDue()
    expect(server.received).to.have.length(1)
  })

  describeWithRedis('of several instances', (redis) => {
    it('sends each invitation from one of them, once', async () => {
      const prefix = `${randomUUID()}:`
      const random = { bytes: randomBytes, uuid: () => randomUUID(), fraction: () => 0 }
      const engines = await Promise.all([1, 2].map(() => openRedisEngine({ url: redis.url, clock, random, prefix })))
      // They order while the server is away, so that both find all of it waiting.
      await server.stop()
      const both = await Promise.all(
        engines.map((engine) => mailInstance({ clock, engine, sealingKey, port: server.port })),
      )
      for (let i = 0; i < 12; i++) {
        await both[i % 2]?.invitations.invite(orderOf({ recipient: `o${i}@fabrikam.example` }), NO_CHANGE, BY_ITSELF)
      }
      await Promise.all(both.map(({ outbox }) => outbox.sendDue()))
      await server.start()
      for (let hour = 0; hour < 4; hour++) {
        clock.pass(HOUR)
        await Promise.all(both.map(({ outbox }) => outbox.sendDue()))
      }
      const expected = Array.from({ length: 12 }, (_, i) => `o${i}@fabrikam.example`).sort()
      expect(server.received.flatMap(({ to }) => to).sort()).to.deep.equal(expected)
      expect(new Set(await messageIdsOf(server.received)).size).to.equal(12)
      for (const { outbox } of both) await outbox.close()
      for (const engine of engines) await engine.close()
    })
  })

  describe('of a process that is killed', () => {
    const PROCESS = fileURLToPath(new URL('./sending-process.ts', import.meta.url))
    let folder: string
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ledig-outbox-'))))
    afterEach(() => rmSync(folder, { recursive: true }))

    const start = (): ChildProcess => {
      const args = [folder, server.port, clock.now(), sealingKey.toString('hex')].map(String)
      return spawn(process.execPath, ['--import', 'tsx', PROCESS, ...args], { stdio: 'inherit' })
    }
    const ended = async (child: ChildProcess): Promise<void> => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }

    async function order(): Promise<void> {
      const engine = await openEmbeddedEngine({ folder, clock, log: () => undefined })
      const away = { send: () => Promise.resolve({ handedOn: false, because: 'unreachable', detail: 'away' } as const) }
      const at = await mailInstance({ clock, engine, sealingKey, port: server.port, transport: away })
      await at.invitations.invite(orderOf(), NO_CHANGE, BY_ITSELF)
      await at.outbox.close()
      await engine.close()
      clock.pass(MINUTE)
    }

    it('has its secret nowhere in the store, and once sent not even sealed', async () => {
      await order()
      await ended(start())
      expect(server.received).to.have.length(1)
      const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
      expect(bytes.join('')).to.include('olle@fabrikam.example').and.not.to.include(SECRET)
    })

    it('sends again what a server had taken when nobody was left to know, under one Message-ID (ML4)', async () => {
      await order()
      const first = start()
      server.behaviour.taken = async () => {
        first.kill('SIGKILL')
        await ended(first)
      }
      await ended(first)
      server.behaviour.taken = null
      expect([first.signalCode, server.received.length]).to.deep.equal(['SIGKILL', 1])
      await ended(start())
      expect(server.received, 'the claim still holds').to.have.length(1)
      clock.pass(3 * MINUTE)
      await ended(start())
      clock.pass(DAY)
      await ended(start())
      const ids = await messageIdsOf(server.received)
      expect([ids.length, new Set(ids).size]).to.deep.equal([2, 1])
      expect(new Set(server.recipients)).to.deep.equal(new Set(['olle@fabrikam.example']))
    })

    it('sends once what it was killed over before the server had it (ML4)', async () => {
      await order()
      const first = start()
      server.behaviour.atRecipient = () => {
        first.kill('SIGKILL')
        return AWAY
      }
      await ended(first)
      server.behaviour.atRecipient = null
      expect([first.signalCode, server.received.length]).to.deep.equal(['SIGKILL', 0])
      clock.pass(3 * MINUTE)
      await ended(start())
      expect(server.received).to.have.length(1)
    })
  })
})
