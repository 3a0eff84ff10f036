import { expect } from 'chai'
import { guardPartner, nothingFound } from '../../../gateway/broker/partner-guard.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import type { Finding, SourceAnswer, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { idOf, VirtualClock } from '../../trust/known-organizations.ts'

const NAMED = { local: idOf(1), partner: idOf(2) }
const QUESTION: SourceQuestion = {
  mailboxes: ['anna', 'bo', 'eva'].map((name) => parseMailboxAddress(`${name}@fabrikam.example`)),
  ...{ window: { start: 0, end: 1 }, view: 'FreeBusyMerged', interval: 30 },
}
const told = { kind: 'view', view: {} } as unknown as Finding
const not = (reason: NoDataReason): Finding => ({ kind: 'no-data', reason })
const context = () => ({ signal: new AbortController().signal, requestId: 'r' })

describe('how a partner answers', () => {
  let clock: VirtualClock
  let health: PartnerHealth
  beforeEach(() => {
    clock = new VirtualClock()
    health = new PartnerHealth(clock)
  })

  /** Asks through the guard, as every lookup does. */
  const guarded = (answer: () => SourceAnswer | Promise<SourceAnswer>) =>
    guardPartner({ lookUp: () => answer() }, health.watch(NAMED.local, NAMED.partner))
  const thisHour = () => health.seen(NAMED).hours.at(-1)

  it('is counted by mailbox: told, refused or not there, unknown; and by question with its time', async () => {
    const ask = guarded(() => {
      clock.pass(250)
      return { findings: [told, not('DATA_NOT_FOUND'), not('REACH_TIMEOUT')] }
    })
    const began = clock.now()
    await ask.lookUp(QUESTION, context())
    const counts = { questions: 1, answered: 1, refused: 1, unknown: 1, heldBack: 0, totalMs: 250, slowestMs: 250 }
    expect(thisHour()).to.deep.include(counts)
    expect(health.seen(NAMED).days.at(-1)).to.deep.include(counts)
    const { lastSuccess, lastFailure } = health.seen(NAMED)
    expect([lastSuccess, lastFailure]).to.deep.equal([began + 250, { at: began + 250, reason: 'REACH_TIMEOUT' }])
    await ask.lookUp(QUESTION, context())
    expect(thisHour()).to.deep.include({ questions: 2, totalMs: 500, slowestMs: 250 })
  })

  it('is kept for a day by the hour and for fourteen days by the day', async () => {
    await guarded(() => ({ findings: [told] })).lookUp(QUESTION, context())
    const sums = () => {
      const { hours, days } = health.seen(NAMED)
      return [hours, days].map((all) => all.reduce((sum, { answered }) => sum + answered, 0))
    }
    expect([health.seen(NAMED).hours.length, health.seen(NAMED).days.length]).to.deep.equal([24, 14])
    clock.pass(24 * HOUR)
    expect(sums()).to.deep.equal([0, 1])
    clock.pass(13 * DAY)
    expect(sums()).to.deep.equal([0, 0])
  })

  it('is not asked for a while after five failures in a row, which shows until it answers again', async () => {
    let answer: SourceAnswer = nothingFound(QUESTION, 'REACH_TCP')
    const ask = guarded(() => answer)
    for (let i = 0; i < 5; i++) await ask.lookUp(QUESTION, context())
    expect(health.seen(NAMED).openUntil).to.equal(clock.now() + 5_000)
    const held = await ask.lookUp(QUESTION, context())
    expect(held).to.include({ heldBack: 'BREAKER_OPEN' })
    expect(thisHour()).to.deep.include({ questions: 5, unknown: 18, heldBack: 3 })
    expect(health.seen(NAMED).lastFailure?.reason).to.equal('REACH_BUSY')
    answer = { findings: [told] }
    health.watch(NAMED.local, NAMED.partner).breaker(null)
    expect(health.seen(NAMED).openUntil).to.equal(null)
  })

  it('counts what breaks unexpectedly as unknown, and passes it on', async () => {
    const ask = guarded(() => Promise.reject(new Error('broken')))
    const error: unknown = await ask.lookUp(QUESTION, context()).catch((thrown: unknown) => thrown)
    expect(String(error)).to.include('broken')
    expect(thisHour()).to.deep.include({ questions: 1, unknown: 3, answered: 0 })
  })

  it('tells of each pair of organizations by itself, and of one never asked that nothing was', () => {
    health.watch(NAMED.local, NAMED.partner).came({ findings: [told] }, clock.now())
    const other = health.seen({ local: idOf(3), partner: NAMED.partner })
    expect([other.lastSuccess, other.hours.some(({ questions }) => questions > 0)]).to.deep.equal([null, false])
    expect(health.since).to.equal(clock.now())
  })

  it('is no failure where a partner has nobody of the name, or hides her', async () => {
    await guarded(() => ({ findings: [not('DATA_NOT_FOUND')] })).lookUp(QUESTION, context())
    const { lastSuccess, lastFailure } = health.seen(NAMED)
    expect([lastSuccess, lastFailure]).to.deep.equal([clock.now(), null])
  })

  it('is kept of ten thousand at most, whoever is asked last; a look at one is no question to it', () => {
    const pair = (i: number) => ({ local: idOf(1), partner: idOf(i + 10) })
    const ask = (i: number): void =>
      health.watch(pair(i).local, pair(i).partner).came({ findings: [told] }, clock.now())
    const isKept = (i: number): boolean => health.seen(pair(i)).lastSuccess !== null
    for (let i = 0; i < 10_000; i++) ask(i)
    expect([isKept(0), isKept(9_999), isKept(-1)]).to.deep.equal([true, true, false])
    ask(10_000)
    expect([isKept(0), isKept(1), isKept(10_000)]).to.deep.equal([false, true, true])
  })

  it('says of metadata no more that it could not be read, once it was', () => {
    health.metadataFailed(NAMED, 'a drill')
    expect(health.seen(NAMED).metadataFailure).to.deep.equal({ at: clock.now(), reason: 'a drill' })
    health.metadataRead(NAMED, undefined)
    expect(health.seen(NAMED).metadataFailure).to.equal(null)
  })

  it('knows no clock of a partner that tells no time', () => {
    health.metadataRead(NAMED, undefined)
    expect(health.seen(NAMED).metadata).to.deep.equal({ at: clock.now(), aheadMs: null })
    health.metadataRead(NAMED, new Date(clock.now() - 90_000).toUTCString())
    expect(health.seen(NAMED).metadata?.aheadMs).to.equal(-90_000)
  })
})
