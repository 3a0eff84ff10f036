import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { OwnerSessions } from '../../../gateway/sharing/owner-session.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const VERAS = { organization: 'contoso', mailbox: parseMailboxAddress('vera@contoso.example') }
const BOS = { organization: 'contoso', mailbox: parseMailboxAddress('bo@contoso.example') }

async function open(world = new MemoryWorld(), clock = new VirtualClock(), secure = true) {
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  const sessions = new OwnerSessions(state, random, secure)
  await state.follow(sessions)
  return { state, sessions, world, clock }
}

/** What a browser sends back of a `Set-Cookie`. */
const sent = (setCookie: string): string => setCookie.split(';')[0] ?? ''

describe("An owner's session", () => {
  it('is in a cookie that no script, other page or other host gets at', async () => {
    const { setCookie } = await (await open()).sessions.begin(VERAS)
    expect(setCookie).to.match(
      /^__Host-ledig-owner=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=28800$/,
    )
    const plain = await (await open(new MemoryWorld(), new VirtualClock(), false)).sessions.begin(VERAS)
    expect(plain.setCookie).to.match(
      /^ledig-owner=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/,
    )
  })

  it('is hers and nobody else: a new id each time, on every instance, of which only the hash is kept', async () => {
    const { sessions, world } = await open()
    const beside = await open(world)
    const [one, two] = [await sessions.begin(VERAS), await sessions.begin(BOS)]
    expect(one.setCookie).to.not.equal(two.setCookie)
    expect(beside.sessions.verify(sent(one.setCookie))).to.deep.equal(one.session)
    expect(sessions.verify(`other=1; ${sent(two.setCookie)}; more=2`)).to.deep.include(BOS)
    const id = sent(one.setCookie).split('=')[1] ?? ''
    const kept = [...(world.records.get('owner-session') ?? [])].map((record) => JSON.stringify(record))
    const told = [...kept, ...[...world.entries.values()].map((entry) => JSON.stringify(entry))]
    expect(kept).to.have.length(2)
    expect(told.filter((text) => text.includes(id) || text.includes(one.session.formToken))).to.deep.equal([])
  })

  it('is named by nothing that a command would take for an option', async () => {
    const { state } = await open()
    const keyOf = (id: Buffer) => createHash('sha256').update(id.toString('base64url')).digest('base64url')
    const ids = Array.from({ length: 1_000 }, (_, i) => Buffer.alloc(32, String(i)))
    const [bad, good] = [true, false].map((hyphen) => ids.find((id) => keyOf(id).startsWith('-') === hyphen))
    const drawn = [bad, good]
    const sessions = new OwnerSessions(state, { ...random, bytes: () => drawn.shift() ?? Buffer.alloc(0) }, true)
    expect((await sessions.begin(VERAS)).session.key).to.equal(keyOf(good ?? Buffer.alloc(0)))
  })

  it('is none without a cookie, with a wrong one, or with two', async () => {
    const { sessions } = await open()
    const { setCookie, session } = await sessions.begin(VERAS)
    const cookie = sent(setCookie)
    const others = [undefined, '', 'x', cookie.slice(0, -1), `${cookie}; ${cookie}`, cookie.replace('__Host-', '')]
    for (const other of [...others, `__Host-ledig-owner=${session.key}`]) {
      expect(sessions.verify(other), other ?? 'none').to.equal(null)
    }
  })

  it('is over after half an hour unused, to a minute', async () => {
    const { sessions, clock } = await open()
    const cookie = sent((await sessions.begin(VERAS)).setCookie)
    clock.pass(30 * MINUTE - 1)
    expect(sessions.verify(cookie)).to.deep.include(VERAS)
    clock.pass(30 * MINUTE - 1)
    expect(sessions.verify(cookie)).to.deep.include(VERAS)
    clock.pass(30 * MINUTE)
    expect(sessions.verify(cookie)).to.equal(null)
  })

  it('used here is used on another instance too', async () => {
    const { sessions, clock, world } = await open()
    const beside = await open(world, clock)
    const cookie = sent((await sessions.begin(VERAS)).setCookie)
    clock.pass(20 * MINUTE)
    sessions.verify(cookie)
    // Who asks does not wait until that is kept; a change after it is acknowledged after it.
    await sessions.begin(BOS)
    clock.pass(20 * MINUTE)
    expect(beside.sessions.verify(cookie)).to.deep.include(VERAS)
  })

  it('is over after eight hours, however much it is used', async () => {
    const { sessions, clock } = await open()
    const cookie = sent((await sessions.begin(VERAS)).setCookie)
    for (let passed = 0; passed < 8 * HOUR; passed += 15 * MINUTE) {
      expect(sessions.verify(cookie)).to.deep.include(VERAS)
      clock.pass(15 * MINUTE)
    }
    expect(sessions.verify(cookie)).to.equal(null)
  })

  it('ends everywhere when she says so, also where it is used at that moment', async () => {
    const { sessions, clock, world } = await open()
    const beside = await open(world, clock)
    const { setCookie, session } = await sessions.begin(VERAS)
    clock.pass(2 * MINUTE)
    beside.sessions.verify(sent(setCookie))
    const gone = await sessions.end(session)
    expect(gone).to.match(/^__Host-ledig-owner=; .*Max-Age=0$/)
    expect([sessions.verify(sent(setCookie)), beside.sessions.verify(sent(setCookie))]).to.deep.equal([null, null])
  })

  it('ends with all others of hers, and with nobody else’s', async () => {
    const { sessions } = await open()
    const hers = [await sessions.begin(VERAS), await sessions.begin(VERAS)]
    const bos = await sessions.begin(BOS)
    expect(await sessions.endAll(VERAS)).to.equal(2)
    expect(hers.map(({ setCookie }) => sessions.verify(sent(setCookie)))).to.deep.equal([null, null])
    expect(sessions.verify(sent(bos.setCookie))).to.deep.include(BOS)
  })

  it('leaves nothing in the store once it is over', async () => {
    const { sessions, clock, world } = await open()
    await sessions.begin(VERAS)
    clock.pass(30 * MINUTE)
    await sessions.sweep()
    expect([...(world.records.get('owner-session') ?? [])]).to.deep.equal([])
  })
})
