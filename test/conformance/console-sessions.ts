import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { ConsoleAccounts } from '../../gateway/sign-in/console-accounts.ts'
import { ConsoleSessions } from '../../gateway/sign-in/console-sessions.ts'
import type { SignedIn } from '../../gateway/sign-in/console-sessions.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { StateEngine } from '../../trust/stores/state-engine.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { VirtualClock } from '../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const HASH = 'scrypt$15$8$3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const FROM = { replacing: null, source: '192.0.2.1' }

export interface EnginesUnderTest {
  readonly engine: StateEngine
  /** Another process on the same place; null where there can be none. */
  readonly other: (() => Promise<StateEngine>) | null
  /** The same place, opened anew. */
  readonly reopen: () => Promise<StateEngine>
  readonly close: () => Promise<void>
}

const sent = (setCookie: string): string => setCookie.split(';')[0] ?? ''

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof FederationError ? error.code : String(error)),
  )
}

async function over(engine: StateEngine, clock: VirtualClock) {
  const state = new StateStore(engine, { clock, random, checksumKey: null })
  await state.open()
  const accounts = new ConsoleAccounts(state)
  const sessions = new ConsoleSessions(state, random, accounts, true)
  await state.follow(accounts, sessions)
  return { state, accounts, sessions }
}

/** What sessions of the console do, whatever they are kept in. */
export function describeConsoleSessions(title: string, make: (clock: VirtualClock) => Promise<EnginesUnderTest>): void {
  describe(`A session of the console, kept in ${title} (AD3)`, () => {
    let clock: VirtualClock
    let place: EnginesUnderTest
    let here: Awaited<ReturnType<typeof over>>
    const ann = (provenAt: number | null = null): SignedIn => ({
      ...{ name: 'Ann', role: 'administrator', provenAt, mailbox: null },
      by: { kind: 'openid', issuer: 'https://login.example', subject: 'ann' },
    })

    beforeEach(async () => {
      clock = new VirtualClock()
      place = await make(clock)
      here = await over(place.engine, clock)
    })
    afterEach(async () => {
      await here.state.close()
      await place.close()
    })

    /** Who asks does not wait until it is kept that a session was used; a change after it was acknowledged comes later. */
    const settled = () => here.accounts.set('clock', { role: 'auditor', passwordHash: HASH }, BY_ITSELF)

    it('is another each time, and kept as a hash alone', async () => {
      const [one, two] = [await here.sessions.begin(ann(), FROM), await here.sessions.begin(ann(), FROM)]
      expect(sent(one.setCookie)).to.not.equal(sent(two.setCookie))
      expect(here.sessions.verify(sent(one.setCookie))).to.deep.equal(one.session)
      const id = sent(one.setCookie).split('=')[1] ?? ''
      const told = JSON.stringify([
        here.sessions.list(),
        await here.state.get({ kind: 'console-session', key: one.session.key }),
      ])
      expect(told).to.include(one.session.key).and.to.not.include(id)
      expect(told).to.not.include(one.session.formToken)
      expect(here.sessions.verify(`__Host-ledig-console=${one.session.key}`), 'its key opens nothing').to.equal(null)
    })

    it('takes the place of the one before with the same write, also where that was used at the moment', async () => {
      const one = await here.sessions.begin(ann(), FROM)
      clock.pass(2 * MINUTE)
      here.sessions.verify(sent(one.setCookie))
      const two = await here.sessions.begin(ann(clock.now()), { ...FROM, replacing: one.session.key })
      expect(here.sessions.verify(sent(one.setCookie))).to.equal(null)
      expect(here.sessions.list().map(({ key }) => key)).to.deep.equal([two.session.key])
      const three = await here.sessions.begin(ann(), { ...FROM, replacing: one.session.key })
      expect(here.sessions.list(), 'one that is gone is no reason to refuse').to.have.length(2)
      expect(here.sessions.verify(sent(three.setCookie))).to.not.equal(null)
    })

    it('is over after half an hour unused and after twelve hours, and is then swept out', async () => {
      const idle = await here.sessions.begin(ann(), FROM)
      clock.pass(30 * MINUTE - 1)
      expect(here.sessions.list()).to.have.length(1)
      clock.pass(1)
      expect([here.sessions.verify(sent(idle.setCookie)), here.sessions.list().length]).to.deep.equal([null, 0])
      const busy = await here.sessions.begin(ann(), FROM)
      for (let passed = 0; passed < 12 * HOUR; passed += 20 * MINUTE) {
        expect(here.sessions.verify(sent(busy.setCookie)), String(passed)).to.not.equal(null)
        await settled()
        clock.pass(20 * MINUTE)
      }
      expect(here.sessions.verify(sent(busy.setCookie))).to.equal(null)
      await here.sessions.sweep()
      for (const { session } of [idle, busy]) {
        expect(await here.state.get({ kind: 'console-session', key: session.key })).to.equal(null)
      }
    })

    it('is fresh for five minutes after she showed who she is, and never where nobody knows when', async () => {
      expect(here.sessions.isFresh(ann(clock.now() - 5 * MINUTE + 1))).to.equal(true)
      expect(here.sessions.isFresh(ann(clock.now() - 5 * MINUTE))).to.equal(false)
      expect(here.sessions.isFresh(ann(null))).to.equal(false)
    })

    it('outlives the process, unless it was revoked', async () => {
      const [kept, gone] = [await here.sessions.begin(ann(), FROM), await here.sessions.begin(ann(), FROM)]
      await here.sessions.revoke(gone.session.key, BY_ITSELF)
      await here.state.close()
      here = await over(await place.reopen(), clock)
      expect(here.sessions.verify(sent(kept.setCookie))).to.deep.include({ name: 'Ann', role: 'administrator' })
      expect(here.sessions.verify(sent(gone.setCookie))).to.equal(null)
    })

    it('keeps whose mailbox she has, and one that was kept before there were any has none', async () => {
      const mailbox = parseMailboxAddress('ann@contoso.example')
      const { session, setCookie } = await here.sessions.begin({ ...ann(), mailbox }, FROM)
      const record = { kind: 'console-session' as const, key: session.key }
      const held = await here.state.get(record)
      const { mailbox: _, ...before } = held?.value as Readonly<Record<string, Json>>
      await here.state.close()
      here = await over(await place.reopen(), clock)
      expect(here.sessions.verify(sent(setCookie))?.mailbox).to.equal(mailbox)
      const write = { ...record, value: before, before: held?.version ?? 0 }
      expect((await here.state.commit({ writes: [write], audit: [] })).committed).to.equal(true)
      await here.state.close()
      here = await over(await place.reopen(), clock)
      expect(here.sessions.verify(sent(setCookie))).to.deep.include({ name: 'Ann', mailbox: null })
    })

    it('is revoked once, and not found then', async () => {
      const { session } = await here.sessions.begin(ann(), FROM)
      await here.sessions.revoke(session.key, { ...BY_ITSELF, rehearsal: true })
      expect(here.sessions.list(), 'a rehearsal').to.have.length(1)
      await here.sessions.revoke(session.key, BY_ITSELF)
      expect(await codeOf(here.sessions.revoke(session.key, BY_ITSELF))).to.equal('ERR_NOT_FOUND')
      expect(await codeOf(here.sessions.revoke('', BY_ITSELF))).to.equal('ERR_NOT_FOUND')
    })

    it('by a password counts as long as its account is the same', async () => {
      await here.accounts.set('ann', { role: 'administrator', passwordHash: HASH }, BY_ITSELF)
      const begin = async () => {
        const version = here.accounts.of('ann')?.version ?? 0
        return here.sessions.begin({ ...ann(), name: 'ann', by: { kind: 'password', version } }, FROM)
      }
      const first = await begin()
      expect(here.sessions.verify(sent(first.setCookie))).to.not.equal(null)
      await here.accounts.set('ann', { role: 'auditor', passwordHash: HASH }, BY_ITSELF)
      expect([here.sessions.verify(sent(first.setCookie)), here.sessions.list().length]).to.deep.equal([null, 0])
      const second = await begin()
      await here.accounts.remove('ann', BY_ITSELF)
      expect(here.sessions.verify(sent(second.setCookie))).to.equal(null)
      await here.accounts.set('ann', { role: 'administrator', passwordHash: HASH }, BY_ITSELF)
      expect(here.sessions.verify(sent(second.setCookie)), 'an account of the same name is another').to.equal(null)
    })

    it('is the same on every instance, and ends on all at once', async () => {
      if (place.other === null) return
      const there = await over(await place.other(), clock)
      const { setCookie, session } = await here.sessions.begin(ann(), FROM)
      expect(there.sessions.verify(sent(setCookie))).to.deep.equal(session)
      await there.sessions.revoke(session.key, BY_ITSELF)
      expect(here.sessions.verify(sent(setCookie))).to.equal(null)
      await there.state.close()
    })
  })
}
