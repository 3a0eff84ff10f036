import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { AuditLog } from '../../../gateway/audit/audit-log.ts'
import { eraseFromLog, verifyLog } from '../../../gateway/audit/audit-operations.ts'
import { findLookup, toldFromMemory } from '../../../gateway/audit/find-lookup.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf, RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import type { ExplanationStep } from '../../../gateway/explain/explanation.ts'
import type { RememberedLookup, TracedMailbox } from '../../../gateway/explain/told-lookup.ts'
import { openLog } from '../../../gateway/log.ts'
import { requestIdAt } from '../../../gateway/request-id.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { known } from '../../trust/known-organizations.ts'
import { address, asking, clock, colleague, CONTOSO_POLICY, NOW, outsider } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import {
  ANNA,
  BO,
  CAPS,
  FAULTS,
  losesProof,
  policy,
  relationship,
  soundWorld,
  trustIs,
  VERA,
  vera,
} from './faults-of-steps.ts'

const signal = new AbortController().signal
/** Faults at the door, where a request is refused before it is a lookup. */
const AT_THE_DOOR = /^(?:trust TRUST_(?:NONE|SUSPENDED)|credential TRUST_KEY_|limits ERR_BUSY)/

/** An explanation says more of what was just found and of the partner's keys, in words. */
const withoutWords = (steps: readonly ExplanationStep[] | null | undefined) =>
  steps?.map((step) =>
    ['credential', 'fetch', 'private', 'answer'].includes(step.step) ? { ...step, detail: null, found: null } : step,
  )

describe('the trace of a lookup, by its id', () => {
  let world: SmallWorld
  let kept: MemoryWorld
  let state: StateStore
  let audit: AuditLog

  async function opened(): Promise<StateStore> {
    const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
    const store = new StateStore(new MemoryEngine(kept), { clock, random, checksumKey: null })
    await store.open()
    return store
  }

  beforeEach(async () => {
    world = await soundWorld()
    kept = new MemoryWorld()
    state = await opened()
    audit = new AuditLog(state, openLog('silent'))
  })
  afterEach(() => audit.close())

  const requesterOf = (from: string): Requester => (from === BO ? colleague(world, BO) : outsider(world, from))

  /** A lookup, and what is told of it: from memory, and at another instance that has the log alone. */
  async function ask(
    requester: Requester,
    mailboxes: readonly string[],
    view: 'Detailed' | 'FreeBusyMerged' = 'Detailed',
  ) {
    const requestId = requestIdAt(NOW, randomUUID())
    const context = { requestId, signal: () => signal }
    await answerAvailability(world.broker, requester, asking([...mailboxes], view), context)
    const lookups = new RecentLookups()
    for (const trace of world.finished.splice(0)) {
      lookups.remember(keptOf(trace))
      audit.lookup(keptOf(trace))
    }
    await audit.flush()
    const recent = lookups.recall(requestId)
    if (recent === undefined) throw new Error('not remembered')
    return { requestId, memory: toldFromMemory(recent), record: await find(requestId) }
  }

  const find = async (id: string): Promise<RememberedLookup> => {
    const found = await findLookup(await opened(), id, NOW - DAY)
    if (found === null) throw new Error('not on record')
    return found
  }
  const first = ({ mailboxes }: RememberedLookup): TracedMailbox => mailboxes[0] as TracedMailbox

  for (const [name, arrange, from, about, expected, also] of FAULTS) {
    if (from === 'eve@evil.example' || (from === ANNA && AT_THE_DOOR.test(expected))) continue
    it(`names the step at which it ended, from memory and from the log: ${name}`, async () => {
      await arrange(world)
      // First, so that what a breaker or a budget lets through is the same for both.
      const explanation = await explainer(world.broker)(
        {
          ...{ from: address(from), about: address(about), view: 'Detailed', at: null, dry: false },
          window: { start: NOW, end: NOW + 8 * 3_600_000 },
        },
        'r-1',
      )
      const { memory, record } = await ask(requesterOf(from), [about])
      expect(record).to.deep.equal({ ...memory, source: 'audit' })
      const { endedAt, steps } = first(record)
      expect(endedAt && `${endedAt.step} ${endedAt.code}`).to.equal(expected)
      const inTheWay = (steps ?? []).filter(({ outcome }) => outcome === 'deny' || outcome === 'unknown')
      expect(inTheWay.map(({ step, code }) => `${step} ${code}`)).to.have.members(
        also === undefined ? [expected] : [expected, also],
      )
      expect(withoutWords(steps)).to.deep.equal(withoutWords(explanation.steps))
    })
  }

  for (const [name, arrange, from, about, capped] of CAPS) {
    it(`names what lowered an answer, as an explanation does: ${name}`, async () => {
      await arrange(world)
      const view = capped.endsWith('REQUESTED_VIEW') ? 'FreeBusyMerged' : 'Detailed'
      const order = { from: address(from), about: address(about), view, at: null, dry: false } as const
      const window = { start: NOW, end: NOW + 8 * 3_600_000 }
      const { steps: explained } = await explainer(world.broker)({ ...order, window }, 'r-1')
      const { memory, record } = await ask(requesterOf(from), [about], view)
      expect(record).to.deep.equal({ ...memory, source: 'audit' })
      const { steps, endedAt } = first(record)
      expect(
        steps
          ?.filter(({ outcome }) => outcome === 'cap')
          .map(({ step, code }) => `${step} ${code}`)
          .at(-1),
      ).to.equal(capped)
      expect(endedAt).to.equal(null)
      expect(withoutWords(steps)).to.deep.equal(withoutWords(explained))
    })
  }

  it('tells each mailbox of a question its own way, and writes a way once that several went', async () => {
    policy({
      mailboxes: [
        { address: VERA, default: 'LimitedDetails', grants: [{ to: ANNA, level: 'AvailabilityOnly' }] },
        { address: BO, default: 'AvailabilityOnly' },
      ],
    })(world)
    const mailboxes = Array.from({ length: 30 }, (_, i) => [BO, VERA, `nobody${i}@contoso.example`]).flat()
    const { memory, record } = await ask(requesterOf(ANNA), mailboxes)
    expect(record).to.deep.equal({ ...memory, source: 'audit' })
    const ends = record.mailboxes.map(({ about, decidedBy, steps }) => [about, decidedBy, steps?.length])
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).to.equal(32)
    const [entry] = [...kept.entries.values()]
    const { facts } = JSON.parse(entry?.text ?? '') as { facts: { trace: { ways: unknown[] } } }
    expect(facts.trace.ways).to.have.length(3)
  })

  it('says what held at the time, whatever was changed since', async () => {
    const { requestId, memory } = await ask(requesterOf(ANNA), [VERA])
    policy({ ...relationship({ name: 'another', freeBusyAccessLevel: 'None' }), ...vera({ default: 'None' }) })(world)
    const told = await find(requestId)
    expect(told).to.deep.equal({ ...memory, source: 'audit' })
    expect(first(told).steps?.find(({ code }) => code === 'RELATIONSHIP_LEVEL')).to.include({
      before: 'Reviewer',
      after: 'LimitedDetails',
    })
  })

  it('names the token by which a partner asked, and the tokens and the id of the partner that was asked', async () => {
    const asked = await ask(requesterOf(ANNA), [VERA])
    expect(first(asked.record).steps?.[1]).to.include({
      step: 'credential',
      detail: 'theirs, single-use: token a-token-id-of-tests',
    })
    const { fabrikam } = world.sources
    fabrikam.meanwhile = async () => {
      const request = { method: 'POST', url: 'https://fabrikam.example/ews', body: Buffer.from('x') } as const
      await fabrikam.asked.at(-1)?.context.authorize?.(request)
    }
    world.directory.connectorOf = () => ({
      lookUp: async (question, context) => ({
        ...(await fabrikam.lookUp(question, context)),
        upstreamRequestId: 'theirs',
      }),
    })
    const { record } = await ask(requesterOf(BO), [ANNA, VERA])
    expect(first(record).upstreamRequestId).to.equal('theirs')
    expect(first(record).steps?.find(({ step }) => step === 'credential')?.detail).to.match(
      /^ours, single-use: token a-token-/,
    )
    expect(record.mailboxes[1]).to.not.have.property('upstreamRequestId')
  })

  it('keeps nobody’s name in it: what was erased is gone from every step, and the log still verifies', async () => {
    policy(vera({ grants: [{ to: ANNA, level: 'AvailabilityOnly' }] }))(world)
    const about = await ask(requesterOf(ANNA), [VERA, 'nobody@contoso.example'])
    const nowhere = await ask(requesterOf(BO), ['jane@jane-doe.example'])
    expect(JSON.stringify(about.record)).to.include('mailboxes.vera@contoso.example.grants.anna@fabrikam.example')
    const texts = [...kept.entries.values()].map(({ text }) => text).join()
    expect(texts).to.not.match(/@|jane-doe|vera|anna/)
    for (const person of [VERA, ANNA, BO, 'jane@jane-doe.example']) await eraseFromLog(state, person, () => BY_ITSELF)
    const left = JSON.stringify([await find(about.requestId), await find(nowhere.requestId)])
    expect(left).to.not.match(/vera|anna|bo@|jane/)
    expect(left).to.include('mailboxes.(erased).grants.(erased)')
    expect(await verifyLog(state, await known('Gateway'))).to.include({ ok: true })
  })

  it('tells of a group how many of it counted, each member told of by herself, and where one is refused for them', async () => {
    const mailbox = (name: string, rest: object) => ({ address: `${name}@contoso.example`, ...rest })
    const all = ['few', 'bo@contoso.example', 'nils@contoso.example', 'cy@contoso.example']
    policy({
      groups: { few: [VERA], all },
      mailboxes: [
        ...CONTOSO_POLICY.mailboxes,
        mailbox('cy', { default: 'AvailabilityOnly' }),
        mailbox('all', { kind: 'group', group: 'all', default: 'AvailabilityOnly' }),
        mailbox('few', { kind: 'group', group: 'few', default: 'AvailabilityOnly' }),
      ],
    })(world)
    for (const name of ['nils', 'cy']) world.sources.contoso.times.set(address(`${name}@contoso.example`), [])
    const { memory, record } = await ask(requesterOf(ANNA), ['all@contoso.example', 'few@contoso.example'])
    expect(record).to.deep.equal({ ...memory, source: 'audit' })
    const told = record.mailboxes.map(({ about, view, decidedBy, endedAt }) => [about, view, decidedBy, endedAt?.step])
    expect(told).to.deep.equal([
      ['all@contoso.example', 'MergedOnly', 'MAILBOX_DEFAULT', undefined],
      ['bo@contoso.example', 'MergedOnly', 'GROUP_MEMBER', undefined],
      ['cy@contoso.example', 'MergedOnly', 'GROUP_MEMBER', undefined],
      ['vera@contoso.example', 'MergedOnly', 'GROUP_MEMBER', undefined],
      ['few@contoso.example', undefined, 'GROUP_TOO_SMALL', 'group'],
    ])
    const steps = record.mailboxes.map((one) => one.steps ?? [])
    expect(steps[0]?.find(({ code }) => code === 'GROUP_MEMBERS')).to.include({ outcome: 'cap', detail: '3 of 4' })
    expect(steps[1]?.find(({ step }) => step === 'merge')).to.include({ outcome: 'pass' })
  })

  it('names the trust where it stopped to speak for who asks while the question was under way', async () => {
    world.sources.contoso.meanwhile = () => trustIs(losesProof)(world)
    const { memory, record } = await ask(requesterOf(ANNA), [VERA])
    expect(record).to.deep.equal({ ...memory, source: 'audit' })
    expect(first(record).endedAt).to.deep.equal({ step: 'trust', code: 'TRUST_ENDED' })
    expect(first(record).steps?.map(({ step, outcome }) => `${step} ${outcome}`)).to.deep.equal(['trust deny'])
  })

  it('tells nothing of what is in a calendar', async () => {
    const { memory, record } = await ask(requesterOf(ANNA), [VERA])
    expect(JSON.stringify([memory, record, [...kept.entries.values()]])).to.not.match(/about vera|a room|entries/)
  })

  it('is without steps in an entry of an earlier release', async () => {
    const { requestId, record } = await ask(requesterOf(ANNA), [VERA])
    for (const [index, entry] of kept.entries) {
      const said = JSON.parse(entry.text ?? '') as { facts: object }
      kept.entries.set(index, {
        ...entry,
        text: JSON.stringify({ ...said, facts: { ...said.facts, trace: undefined } }),
      })
    }
    const { steps, route, endedAt, ...rest } = first(await find(requestId))
    expect([steps, route, endedAt]).to.deep.equal([null, null, null])
    expect(first(record)).to.deep.include(rest)
  })
})
