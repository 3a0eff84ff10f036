import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import fc from 'fast-check'
import { eraseFromLog, pruneLog } from '../../../gateway/audit/audit-operations.ts'
import { policyDiffer } from '../../../gateway/replay/policy-differ.ts'
import type { PolicyDiff } from '../../../gateway/replay/policy-differ.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { Offer } from '../../../trust/organization/offer.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import { compareLevels } from '../../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import type { EffectReport } from '../../../trust/policies/replay/policy-diff.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import type { StateStore } from '../../../trust/stores/state-store.ts'
import { effectBySets, tellsBySets } from '../../trust/policies/replay/told-atoms.ts'
import { put } from '../../trust/known-organizations.ts'
import { CHANGE, openedState } from '../audit/recorded-looks.ts'
import { clock, CONTOSO_POLICY, policyOf, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { eventOf, GONE, madeLookups, parsed, THEN, TODAY, twoDocuments } from './recorded-lookups.ts'
import type { MadeLookup } from './recorded-lookups.ts'

const NEVER = new AbortController().signal
const NOTHING_PUBLISHED = { links: { linksIn: () => [] }, lastLooks: { of: () => null } }

/** One question and all that is found out about it by itself. */
interface Single {
  readonly effect: string
  readonly key: string
  readonly pair: string
  readonly organization: string
  readonly from: string
  readonly about: string
}

const byOf = (world: SmallWorld, from: string): string =>
  from.endsWith('@contoso.example')
    ? world.contoso.id
    : from.endsWith('@adatum.example')
      ? world.adatum.id
      : world.fabrikam.id

/** Each question decided by itself with each document, and compared by sets: no group, no class, no cache. */
function singles(world: SmallWorld, lookups: readonly MadeLookup[], documents: readonly [Policy, Policy]): Single[] {
  return lookups.flatMap(({ at, from, view, window, places }) =>
    places.flatMap(({ about }): Single[] => {
      if (from === GONE) return []
      const side = about.endsWith('@contoso.example') ? 'answering' : 'asking'
      const ask = { from: parsed(from), about: parsed(about), view, at }
      const [was, is] = documents.map((policy) => decideAccess(policy, ask, side)) as [
        ReturnType<typeof decideAccess>,
        ReturnType<typeof decideAccess>,
      ]
      const effect = effectBySets(was, is, window)
      const verdicts = [was, is].map((decision) => {
        if (decision.outcome === 'refuse') return `None false ${decision.decidedBy} ${side}`
        return `${decision.level} ${String(!tellsBySets(decision, window))} ${decision.decidedBy} ${side}`
      })
      const organization = byOf(world, from)
      const key = [effect, organization, ...verdicts].join(' | ')
      return [{ effect, key, pair: `${from} ${about}`, organization, from, about }]
    }),
  )
}

function countsOf<T extends string>(names: readonly T[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** The report put together from single questions, in a form that does not depend on order. */
const plainSingles = (all: readonly Single[]) => {
  const changed = all.filter(({ effect }) => effect !== 'same')
  const by = (name: 'organization' | 'from' | 'about') => countsOf(changed.map((one) => `${one[name]} ${one.effect}`))
  return {
    questions: all.length,
    effects: countsOf(changed.map(({ effect }) => effect)),
    pairs: countsOf(changed.map(({ key, pair }) => `${key} | ${pair}`)),
    ...{ organizations: by('organization'), requesters: by('from'), mailboxes: by('about') },
  }
}

const present = (counts: Readonly<Record<string, number>>, prefix = ''): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [[`${prefix}${name}`, count]] : [])),
  )

/** A report in the same form; groups of one key that differ in aspects alone are one. */
function plainReport({ questions, effects, groups, ...rest }: EffectReport) {
  const verdict = ({ level, keptBack, decidedBy, side }: (typeof groups)[number]['before']) =>
    `${level} ${String(keptBack)} ${decidedBy} ${side}`
  const pairs: Record<string, number> = {}
  for (const { effect, organization, before, after, pairs: its } of groups) {
    for (const { from, about, questions: count } of its) {
      const key = [effect, organization, verdict(before), verdict(after), `${from} ${about}`].join(' | ')
      pairs[key] = (pairs[key] ?? 0) + count
    }
  }
  const list = ({ items }: EffectReport['mailboxes']): Record<string, number> =>
    Object.assign({}, ...items.map(({ name, questions: counts }) => present(counts, `${name} `))) as Record<
      string,
      number
    >
  return {
    questions,
    effects: present(effects),
    pairs,
    organizations: list(rest.organizations),
    requesters: list(rest.requesters),
    mailboxes: list(rest.mailboxes),
  }
}

describe('a draft tried on recorded lookups', () => {
  let world: SmallWorld
  let state: StateStore
  beforeEach(async () => {
    world = await smallWorld()
    state = await openedState()
  })

  const record = async (lookups: readonly MadeLookup[]): Promise<void> => {
    const audit = lookups.map((lookup) => eventOf(lookup, byOf(world, lookup.from)))
    await state.commit({ writes: [], audit })
  }

  const differ = () =>
    policyDiffer({ directory: world.directory, policies: { version: 1 }, state, ...NOTHING_PUBLISHED })
  const diff = (draft: Policy, since: number, most = 1_000): Promise<PolicyDiff> =>
    differ()({ organization: 'contoso', draft, since, most, signal: NEVER })

  it('finds what deciding each of them by itself with both documents finds', async function () {
    this.timeout(120_000)
    const seen: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(twoDocuments, madeLookups, fc.integer({ min: 0, max: 31 }), async ([now, draft], made, days) => {
        state = await openedState()
        const lookups = [...made].sort((a, b) => a.at - b.at)
        const since = TODAY - days * DAY
        world.hosted.policy = policyOf(now)
        await record(lookups)
        await eraseFromLog(state, GONE, () => BY_ITSELF)
        const asked = lookups.filter(({ at }) => at >= since)
        const found = await diff(policyOf(draft), since)
        const expected = singles(world, asked, [policyOf(now), policyOf(draft)])
        for (const { effect } of expected) seen[effect] = (seen[effect] ?? 0) + 1
        expect(plainReport(found.drafted)).to.deep.equal(plainSingles(expected))
        expect(found.lookups).to.equal(asked.length)
        const gone = asked.filter(({ from }) => from === GONE).flatMap(({ places }) => places)
        expect([found.erased, found.unhosted]).to.deep.equal([gone.length, 0])
      }),
      // Enough that the rarest effect, which is in one of seventeen runs, is not missed once in ten million times.
      { numRuns: 300, includeErrorInReport: true },
    )
    for (const effect of ['first', 'more', 'other', 'nothing', 'less', 'same']) {
      expect(seen[effect] ?? 0, effect).to.be.greaterThan(0)
    }
  })

  it('tells apart what is given now from what was given then, whatever the draft says', async () => {
    await fc.assert(
      fc.asyncProperty(twoDocuments, madeLookups, async ([now], lookups) => {
        state = await openedState()
        world.hosted.policy = policyOf(now)
        await record(lookups)
        const { drafted, meanwhile, unread } = await diff(policyOf(now), TODAY - 40 * DAY)
        expect(drafted.same).to.equal(drafted.questions)
        const expected = { first: 0, more: 0, other: 0, nothing: 0, less: 0 }
        let unknown = 0
        for (const { at, from, view, places } of lookups) {
          for (const { about, then } of places) {
            const side = about.endsWith('@contoso.example') ? 'answering' : 'asking'
            const is = decideAccess(policyOf(now), { from: parsed(from), about: parsed(about), view, at }, side)
            const given = is.outcome === 'answer' ? is.level : 'None'
            const was = then[0] === 'answer' ? (then[3] as AccessLevel) : 'None'
            if (then[0] === 'unknown') unknown++
            else if (was !== given && was === 'None') expected.first++
            else if (was !== given && given === 'None') expected.nothing++
            else if (was !== given) expected[compareLevels(given, was) > 0 ? 'more' : 'less']++
          }
        }
        expect(meanwhile.effects).to.deep.equal(expected)
        expect(unread).to.equal(unknown)
      }),
      { numRuns: 60, includeErrorInReport: true },
    )
  })

  const [ANNA, VERA, BO] = ['anna@fabrikam.example', 'vera@contoso.example', 'bo@contoso.example'] as const
  const OPEN = {
    ...CONTOSO_POLICY,
    mailboxes: [VERA, BO].map((address) => ({ address, default: 'LimitedDetails' })),
  }
  const SHUT = { ...OPEN, mailboxes: [{ address: VERA, default: 'None' }] }
  const lookup = (fields: Partial<MadeLookup> = {}): MadeLookup => ({
    ...{ at: TODAY - DAY, from: ANNA, view: 'Detailed', window: { start: TODAY, end: TODAY + DAY } },
    places: [{ about: VERA, then: THEN[0] ?? [] }],
    ...fields,
  })
  const opened = async (lookups: readonly MadeLookup[] = [lookup()]): Promise<void> => {
    world.hosted.policy = policyOf(OPEN)
    await record(lookups)
  }
  const lost = async (since = TODAY - 7 * DAY): Promise<number> =>
    (await diff(policyOf(SHUT), since)).drafted.effects.nothing

  it('looks at lookups from the instant named, also where they went on record late', async () => {
    const late = [
      lookup({ at: TODAY - 2 * DAY }),
      lookup({ at: TODAY - 3 * DAY + 1 }),
      lookup({ at: TODAY - 2 * DAY - 1 }),
    ]
    const early = Array.from({ length: 50 }, () => lookup({ at: TODAY - 4 * DAY }))
    await opened([...early, ...late])
    expect(await lost(TODAY - 2 * DAY)).to.equal(1)
    expect(await lost(TODAY - 3 * DAY)).to.equal(3)
    expect(await lost(TODAY - 5 * DAY)).to.equal(53)
    expect(await lost(TODAY - 1)).to.equal(0)
    // Behind many that went on record hours late it is found too.
    await record([lookup({ at: TODAY - DAY }), ...Array.from({ length: 60 }, () => lookup({ at: TODAY - DAY - HOUR }))])
    expect(await lost(TODAY - DAY)).to.equal(1)
  })

  it("leaves out what is nobody's question: explanations, changes, what was pruned, and other organizations", async () => {
    await opened()
    const { facts, ...rest } = eventOf(lookup(), 'none')
    const { view, window, mailboxes } = facts
    const explained = { ...rest, event: 'lookup.explained', facts: { dry: true, view, window, mailboxes } as never }
    const beside = eventOf(
      lookup({ places: [{ about: 'tea@tailspin.example', then: THEN[0] ?? [] }] }),
      world.fabrikam.id,
    )
    await state.commit({ writes: [], audit: [explained, { ...CHANGE, at: TODAY - DAY }, beside] })
    const { lookups, drafted } = await diff(policyOf(SHUT), TODAY - 7 * DAY)
    expect([lookups, drafted.questions, drafted.effects.nothing]).to.deep.equal([1, 1, 1])
    await pruneLog(state, TODAY)
    expect((await diff(policyOf(SHUT), TODAY - 7 * DAY)).lookups).to.equal(0)
  })

  it('holds everything but the policy as it is now: an ended trust shows no difference, an offer caps both', async () => {
    await opened()
    world.offers.set(world.trusts.fabrikam, {
      gives: { freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None', scopeDescription: null },
      asks: { enabled: true, level: 'AvailabilityOnly' },
    } as Offer)
    const { drafted } = await diff(
      policyOf({ ...OPEN, mailboxes: [{ address: VERA, default: 'AvailabilityOnly' }] }),
      0,
    )
    expect(drafted.same).to.equal(1)
    const suspended = suspend(world.trusts.fabrikam, 'key lost', clock)
    if ('refused' in suspended) throw new Error(suspended.refused)
    await put(world.store, suspended, world.trusts.fabrikam)
    const { drafted: after, meanwhile } = await diff(policyOf(SHUT), 0)
    expect([after.same, meanwhile.same]).to.deep.equal([1, 1])
  })

  it('judges trusts of today, also for what was asked before a certificate was new', async () => {
    await opened([lookup({ at: Date.parse('2026-01-01T00:00:00Z') })])
    expect(await lost(0)).to.equal(1)
  })

  it('counts questions of people who are not hosted here any more', async () => {
    world.hosted.policy = policyOf(OPEN)
    const gone = eventOf(lookup({ from: 'zoe@contoso.example' }), 'urn:ledig:00000000-0000-4000-8000-000000000009')
    await state.commit({ writes: [], audit: [gone] })
    expect(await diff(policyOf(SHUT), 0)).to.include({ unhosted: 1, lookups: 1 })
  })

  it('is one at a time, ends when nobody waits for it any more, and leaves room for the next', async () => {
    await opened()
    const tried = differ()
    const order = { organization: 'contoso', draft: policyOf(SHUT), since: 0, most: 10 }
    const leaving = new AbortController()
    const first = tried({ ...order, signal: leaving.signal }).catch((error: unknown) => error)
    const second = await tried({ ...order, signal: NEVER }).catch((error: unknown) => error)
    expect(second).to.be.instanceOf(FederationError).and.to.have.property('code', 'ERR_BUSY')
    leaving.abort()
    expect(await first).to.have.property('message', 'Who asked for this went away before it was done.')
    expect((await tried({ ...order, signal: NEVER })).drafted.effects.nothing).to.equal(1)
  })

  it('lets others have their turn after every few hundred questions', async () => {
    const places = Array.from({ length: 100 }, () => ({ about: VERA, then: THEN[0] ?? [] }))
    await opened(Array.from({ length: 100 }, () => lookup({ places })))
    let turns = 0
    let running = true
    const others = (async () => {
      for (; running; turns++) await nextTurn()
    })()
    const { drafted } = await diff(policyOf(SHUT), 0)
    running = false
    await others
    expect(drafted.effects.nothing).to.equal(10_000)
    expect(turns).to.be.greaterThan(15)
  })

  it('says so where a policy or a trust is changed while it is worked out', async () => {
    await opened()
    const policies = { version: 1 }
    const order = { organization: 'contoso', draft: policyOf(SHUT), since: 0, most: 10, signal: NEVER }
    const tried = policyDiffer({ directory: world.directory, policies, state, ...NOTHING_PUBLISHED })
    expect((await tried(order)).changedMeanwhile).to.equal(false)
    const changing = tried(order)
    policies.version++
    expect((await changing).changedMeanwhile).to.equal(true)
    const places = Array.from({ length: 100 }, () => ({ about: VERA, then: THEN[0] ?? [] }))
    await record(Array.from({ length: 100 }, () => lookup({ places })))
    const suspended = suspend(world.trusts.fabrikam, 'key lost', clock)
    if ('refused' in suspended) throw new Error(suspended.refused)
    const [{ changedMeanwhile }] = await Promise.all([tried(order), put(world.store, suspended, world.trusts.fabrikam)])
    expect(changedMeanwhile).to.equal(true)
  })
})
