import { expect } from 'chai'
import fc from 'fast-check'
import { eraseFromLog, pruneLog } from '../../../gateway/audit/audit-operations.ts'
import { pageOfEntries } from '../../../gateway/audit/find-entries.ts'
import { findLooks, pageOfLooks } from '../../../gateway/audit/find-looks.ts'
import type { LookFilter } from '../../../gateway/audit/find-looks.ts'
import type { Look } from '../../../gateway/audit/look.ts'
import { MOST_OWN_LOOKS, OWN_LOOKS_DAYS, ownLooks } from '../../../gateway/audit/own-looks.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import type { StateStore } from '../../../trust/stores/state-store.ts'
import { ASKERS, CHANGE, NOW, openedState, ORGANIZATIONS, PEOPLE, questions, recorded } from './recorded-looks.ts'
import type { PlainLook, Question } from './recorded-looks.ts'

const EVERYTHING: LookFilter = {
  ...{ from: null, about: null, organizations: null, since: null, until: null, requestId: null, outcome: null },
}

const OLDEST = { newestFirst: false, start: null }
const NEWEST = { newestFirst: true, start: null }

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: 1 })

const filters: fc.Arbitrary<LookFilter> = fc.record({
  from: orNull(fc.constantFrom(...ASKERS, '@fabrikam.example', '@contoso.example', 'nobody@contoso.example')),
  about: orNull(fc.constantFrom(...PEOPLE, '@contoso.example', '@fabrikam.example')),
  organizations: orNull(fc.subarray([...ORGANIZATIONS])),
  since: orNull(fc.integer({ min: NOW - 101 * DAY, max: NOW })),
  until: orNull(fc.integer({ min: NOW - 101 * DAY, max: NOW })),
  requestId: orNull(fc.constantFrom('r-1', 'r-3', 'r-9')),
  outcome: orNull(fc.constantFrom('answer', 'refuse', 'unknown')),
})

/** The filter said once more, plainly. */
function isAsked(look: Omit<Look, 'index'>, filter: LookFilter): boolean {
  const at = Date.parse(look.at)
  const person = (wanted: string | null, address: string | null): boolean => {
    if (wanted === null) return true
    const domain = address?.split('@')[1] ?? ''
    return wanted.startsWith('@') ? `@${domain}` === wanted : wanted === address
  }
  if (!person(filter.from, look.from) || !person(filter.about, look.about)) return false
  if (filter.organizations !== null && !filter.organizations.includes(look.organization)) return false
  if (filter.since !== null && at < filter.since) return false
  if (filter.until !== null && at >= filter.until) return false
  if (filter.requestId !== null && look.requestId !== filter.requestId) return false
  return filter.outcome === null || look.outcome === filter.outcome
}

/** Puts questions on record, a change after each third. What is expected, number of the entry and all. */
async function keep(state: StateStore, asked: readonly Question[]): Promise<readonly PlainLook[]> {
  const expected: PlainLook[] = []
  const before = (await state.head()).auditSize
  const audit = asked.flatMap((question, i) => {
    const { event } = recorded(question)
    return i % 3 === 2 ? [event, CHANGE] : [event]
  })
  let index = before
  asked.forEach((question, i) => {
    for (const look of recorded(question).looks) expected.push({ index, ...look })
    index += i % 3 === 2 ? 2 : 1
  })
  if (audit.length > 0) await state.commit({ writes: [], audit })
  return expected
}

async function found(...args: Parameters<typeof findLooks>): Promise<readonly Look[]> {
  const all: Look[] = []
  for await (const { looks } of findLooks(...args)) all.push(...looks)
  return all
}

/** The newest question first, the mailboxes of each in the order asked. */
const newestFirst = (looks: readonly PlainLook[]): readonly PlainLook[] => [...looks].sort((a, b) => b.index - a.index)

describe('looks in the audit log', function () {
  this.timeout(120_000)

  it('are found by every filter as if each were compared by hand, in both orders, more than once', async () => {
    await fc.assert(
      fc.asyncProperty(questions(200), fc.array(filters, { minLength: 4, maxLength: 4 }), async (asked, wanted) => {
        const state = await openedState()
        const kept = await keep(state, asked)
        for (const filter of wanted) {
          const expected = kept.filter((look) => isAsked(look, filter))
          expect(await found(state, filter, OLDEST)).to.deep.equal(expected)
          expect(await found(state, filter, NEWEST)).to.deep.equal(newestFirst(expected))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('are found in a log that grew since it was read, and beyond a span of it', async () => {
    const state = await openedState()
    const [sample = []] = fc.sample(questions(200, 200), { numRuns: 1, seed: 6 })
    const kept: PlainLook[] = []
    for (let i = 0; i < 12; i++) {
      kept.push(...(await keep(state, sample)))
      const filter = { ...EVERYTHING, about: PEOPLE[i % 3] ?? '', from: ASKERS[i % 4] ?? '' }
      expect(await found(state, filter, OLDEST)).to.deep.equal(kept.filter((look) => isAsked(look, filter)))
    }
    expect((await state.head()).auditSize).to.be.greaterThan(2_048)
  })

  it('come in pages that together are all of them, each question whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        ...([questions(60), filters, fc.integer({ min: 1, max: 9 }), fc.boolean()] as const),
        async (asked, filter, limit, newest) => {
          const state = await openedState()
          await keep(state, asked)
          const order = newest ? NEWEST : OLDEST
          const all: Look[] = []
          for (let start: number | null = null, pages = 0; pages < 100; pages++) {
            const page = await pageOfLooks(state, filter, { ...order, start }, limit)
            expect(new Set(page.looks.map(({ index }) => index)).size).to.be.at.most(limit)
            all.push(...page.looks)
            start = page.next
            if (start === null) break
          }
          expect(all).to.deep.equal(await found(state, filter, order))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('of an erased person are shown without her, and are found by whoever is left', async () => {
    await fc.assert(
      fc.asyncProperty(questions(80), async (asked) => {
        const state = await openedState()
        const kept = await keep(state, asked)
        const [vera = ''] = PEOPLE
        // So that what is remembered is older than the erasure.
        await found(state, { ...EVERYTHING, about: vera }, OLDEST)
        await eraseFromLog(state, vera, () => BY_ITSELF)
        const without = (address: string | null): string | null => (address === vera ? null : address)
        const left = kept.map((look) => ({ ...look, from: without(look.from), about: without(look.about) }))
        expect(await found(state, EVERYTHING, OLDEST)).to.deep.equal(left)
        expect(await found(state, { ...EVERYTHING, about: vera }, OLDEST)).to.deep.equal([])
        const bo = { ...EVERYTHING, about: PEOPLE[1] ?? '' }
        expect(await found(state, bo, OLDEST)).to.deep.equal(left.filter((look) => isAsked(look, bo)))
      }),
      { numRuns: 30 },
    )
  })

  it('are gone with the texts of entries that are no longer kept, and those after are found', async () => {
    const [sample = []] = fc.sample(questions(300, 300), { numRuns: 1, seed: 7 })
    for (const before of [true, false]) {
      const state = await openedState()
      const kept = await keep(state, sample)
      if (before) await found(state, EVERYTHING, OLDEST)
      await pruneLog(state, NOW - 50 * DAY)
      const left = await found(state, EVERYTHING, OLDEST)
      expect(left.length).to.be.greaterThan(0).and.lessThan(kept.length)
      expect(left).to.deep.equal(kept.slice(-left.length))
      for (const filter of [
        { ...EVERYTHING, until: NOW - 20 * DAY },
        { ...EVERYTHING, since: NOW - 90 * DAY },
      ]) {
        const expected = left.filter((look) => isAsked(look, filter))
        expect(await found(state, filter, OLDEST)).to.deep.equal(expected)
        expect(await found(state, filter, NEWEST)).to.deep.equal(newestFirst(expected))
      }
    }
  })
})

describe('the looks an owner sees', () => {
  it('are those at her, lately and the newest first, and tell nothing of others of the same question', async () => {
    await fc.assert(
      fc.asyncProperty(questions(60), fc.constantFrom(...PEOPLE), async (asked, owner) => {
        const state = await openedState()
        const kept = await keep(state, asked)
        const { looks, more } = await ownLooks(state, owner as MailboxAddress, NOW)
        const at = (look: PlainLook): number => Date.parse(look.at)
        const hers = newestFirst(kept).filter((look) => look.about === owner && at(look) >= NOW - OWN_LOOKS_DAYS * DAY)
        expect(more).to.equal(false)
        expect(looks.map((look) => [look.at, look.from, look.organization, look.outcome, look.level])).to.deep.equal(
          hers.map((look) => [at(look), look.from, look.organization, look.outcome, look.level]),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('are the same, byte for byte, whatever else was asked in the same questions or in others', async () => {
    const [vera = '', ...others] = PEOPLE
    await fc.assert(
      fc.asyncProperty(questions(40), questions(20), async (asked, more) => {
        const about = (question: Question) => question.places.some((place) => place.about === vera)
        const hers = asked.filter(about)
        const alone = hers.map((question) => ({
          ...question,
          places: question.places.filter((place) => place.about === vera),
        }))
        const [full, bare] = [await openedState(), await openedState()]
        await keep(
          full,
          [...more.filter((one) => !about(one)), ...hers].sort((a, b) => a.at - b.at),
        )
        await keep(
          bare,
          [...alone].sort((a, b) => a.at - b.at),
        )
        const seen = await Promise.all([full, bare].map((state) => ownLooks(state, vera as MailboxAddress, NOW)))
        expect(JSON.stringify(seen[0])).to.equal(JSON.stringify(seen[1]))
        for (const other of others) {
          const said = JSON.stringify(seen[0]?.looks.map((look) => ({ ...look, from: null })))
          expect(said).to.not.include(other)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('tell no more than the view that was asked for has', async () => {
    const verdict = { outcome: 'answer', decidedBy: 'GRANT', side: 'answering', level: 'Reviewer' } as const
    const [about = '', from = ''] = [PEOPLE[0], ASKERS[0]]
    const state = await openedState()
    const views = ['MergedOnly', 'FreeBusy', 'FreeBusyMerged', 'Detailed', 'DetailedMerged'] as const
    await keep(
      state,
      views.map((given, i) => {
        const question = {
          at: NOW - DAY + i,
          from,
          organization: 'urn:ledig:fabrikam',
          requestId: 'r',
          old: i % 2 === 0,
        }
        return { ...question, places: [{ about, verdict: { ...verdict, given } }] }
      }),
    )
    const { looks } = await ownLooks(state, about as MailboxAddress, NOW)
    const times = 'AvailabilityOnly'
    expect(looks.map(({ level }) => level)).to.deep.equal(['Reviewer', 'Reviewer', times, times, times])
  })

  it('tell of a look that was given nothing one and the same, whether it was refused or nothing was known', async () => {
    const [about = '', from = ''] = [PEOPLE[0], ASKERS[0]]
    const rest = { decidedBy: 'GRANT', side: 'answering', level: null, given: null } as const
    const question = { at: NOW - DAY, from, organization: 'urn:ledig:fabrikam', requestId: 'r', old: false }
    const state = await openedState()
    const outcomes = ['refuse', 'unknown'] as const
    await keep(
      state,
      outcomes.map((outcome) => ({ ...question, places: [{ about, verdict: { outcome, ...rest } }] })),
    )
    const { looks } = await ownLooks(state, about as MailboxAddress, NOW)
    expect(looks.map(({ outcome, level }) => [outcome, level])).to.deep.equal([
      ['unknown', null],
      ['refuse', null],
    ])
  })

  it('end after so many, and say that there were more', async () => {
    const [about = '', from = ''] = [PEOPLE[0], ASKERS[0]]
    const verdict = { outcome: 'refuse', decidedBy: 'X', side: 'answering', level: null, given: null } as const
    const asked = (count: number): readonly Question[] =>
      Array.from({ length: count }, (_, i) => {
        const question = { at: NOW - DAY + i, from, organization: 'urn:ledig:fabrikam', requestId: 'r', old: false }
        return { ...question, places: [{ about, verdict }] }
      })
    for (const [count, more] of [
      [MOST_OWN_LOOKS, false],
      [MOST_OWN_LOOKS + 1, true],
    ] as const) {
      const state = await openedState()
      await keep(state, asked(count))
      const seen = await ownLooks(state, about as MailboxAddress, NOW)
      expect([seen.looks.length, seen.more]).to.deep.equal([MOST_OWN_LOOKS, more])
      expect(seen.looks[0]?.at).to.equal(NOW - DAY + count - 1)
    }
  })
})

describe('entries of the audit log', () => {
  it('are found by event, request, actor, person and instant as if compared by hand, page by page', async () => {
    const wanted = fc.record({
      event: orNull(fc.constantFrom('lookup', 'mailbox.set', 'nothing')),
      requestId: orNull(fc.constantFrom('r-1', 'r-2')),
      actor: orNull(fc.constantFrom('lookup', CHANGE.actor, 'nobody')),
      person: orNull(fc.constantFrom(...ASKERS, ...PEOPLE)),
      since: orNull(fc.integer({ min: NOW - 101 * DAY, max: NOW })),
      until: orNull(fc.integer({ min: NOW - 101 * DAY, max: NOW })),
    })
    await fc.assert(
      fc.asyncProperty(questions(60), wanted, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (...args) => {
        const [asked, filter, limit, newest] = args
        const state = await openedState()
        // Changes have the time of their neighbours here, since the log is nearly in the order of time.
        const audit = asked.flatMap((question, i) => {
          const { event } = recorded(question)
          return i % 3 === 2 ? [event, { ...CHANGE, at: event.at }] : [event]
        })
        if (audit.length > 0) await state.commit({ writes: [], audit })
        const expected = audit.flatMap(({ event, at, requestId, actor, personal }, index) => {
          const named = Object.values(personal).flat()
          const isOther =
            (filter.event !== null && event !== filter.event) ||
            (filter.requestId !== null && requestId !== filter.requestId) ||
            (filter.actor !== null && actor !== filter.actor) ||
            (filter.person !== null && !named.includes(filter.person))
          const isOutside =
            (filter.since !== null && at < filter.since) || (filter.until !== null && at >= filter.until)
          return isOther || isOutside ? [] : [index]
        })
        const all: number[] = []
        for (let start: number | null = null, pages = 0; pages < 200; pages++) {
          const page = await pageOfEntries(state, filter, { newestFirst: newest, start }, limit)
          expect(page.entries.length).to.be.at.most(limit)
          all.push(...page.entries.map(({ index }) => index))
          start = page.next
          if (start === null) break
        }
        expect(all).to.deep.equal(newest ? expected.reverse() : expected)
      }),
      { numRuns: 25 },
    )
  })
})
