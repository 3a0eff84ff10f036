import { expect } from 'chai'
import fc from 'fast-check'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import { idOf, newTokenId, VirtualClock } from '../trust/known-organizations.ts'

export interface ReplayStoreUnderTest {
  readonly store: ReplayStore
  /** A second instance over the same memory of spent tokens, where the store has such a thing. */
  readonly other: ReplayStore
  /** Ids it still holds. */
  readonly held: () => Promise<number>
  readonly close: () => Promise<void>
}

/** What every store of spent tokens promises (`ReplayStore`); `make` gives an empty one. */
export function describeReplayStore(name: string, make: (clock: VirtualClock) => Promise<ReplayStoreUnderTest>): void {
  describe(`${name} as a store of spent tokens`, () => {
    const issuer = idOf(1)
    let clock: VirtualClock
    let under: ReplayStoreUnderTest

    beforeEach(async () => {
      clock = new VirtualClock()
      under = await make(clock)
    })
    afterEach(() => under.close())

    const first = (id: string, of: OrganizationId = issuer): Promise<boolean> =>
      under.store.firstUse(of, id, clock.now() + 6 * MINUTE)

    it('takes an id once', async () => {
      const id = newTokenId()
      expect(await first(id)).to.equal(true)
      expect(await first(id)).to.equal(false)
      expect(await first(id)).to.equal(false)
    })

    it('takes one id from each issuer', async () => {
      const id = newTokenId()
      expect(await first(id, idOf(1))).to.equal(true)
      expect(await first(id, idOf(2))).to.equal(true)
      expect(await first(id, idOf(1))).to.equal(false)
    })

    it('lets exactly one of fifty simultaneous calls be the first, over both instances', async () => {
      for (let round = 0; round < 10; round++) {
        const id = newTokenId()
        const calls = Array.from({ length: 50 }, (_, at) => {
          const store = at % 2 === 0 ? under.store : under.other
          return store.firstUse(issuer, id, clock.now() + 6 * MINUTE)
        })
        expect((await Promise.all(calls)).filter(Boolean)).to.have.length(1)
      }
    })

    it('takes no token that is over', async () => {
      for (const until of [clock.now(), clock.now() - 1, 0, -1, Number.NaN]) {
        expect(await under.store.firstUse(issuer, newTokenId(), until), String(until)).to.equal(false)
      }
    })

    it('remembers an id whatever end it is given the second time', async () => {
      const id = newTokenId()
      expect(await first(id)).to.equal(true)
      for (const minutes of [1, 5, 7, 60]) {
        expect(await under.store.firstUse(issuer, id, clock.now() + minutes * MINUTE), String(minutes)).to.equal(false)
      }
    })

    it('remembers an id until its last millisecond', async () => {
      for (const life of [3 * MINUTE, 3 * MINUTE + 1, 3.5 * MINUTE, 4 * MINUTE - 1]) {
        const id = newTokenId()
        const until = clock.now() + life
        expect(await under.store.firstUse(issuer, id, until)).to.equal(true)
        clock.time = until - 1
        expect(await under.store.firstUse(issuer, id, until), String(life)).to.equal(false)
        expect(await under.store.firstUse(issuer, id, until + 5 * MINUTE), String(life)).to.equal(false)
      }
    })

    it('keeps pairs of issuer and id apart, however they are spelled', async () => {
      const hostile = [
        '',
        ' ',
        '\n',
        '\0',
        ':',
        '{',
        '}',
        '*',
        '\r\nDEL x',
        '__proto__',
        'constructor',
        'ledig',
        'é',
        'e\u0301',
      ]
      const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 20 }))
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(text, text, async (of, id) => {
          const pair = JSON.stringify([of, id])
          expect(await first(id, of as OrganizationId)).to.equal(!seen.has(pair))
          seen.add(pair)
        }),
        { numRuns: 300 },
      )
      const glued: readonly (readonly [string, string])[] = [
        ['ab', 'c'],
        ['a', 'bc'],
        ['', 'abc'],
        ['abc', ''],
        ['1:a', ''],
        ['1', ':a'],
      ]
      for (const [of, id] of glued)
        expect(await first(`x${id}`, `y${of}` as OrganizationId), `${of} ${id}`).to.equal(true)
    })

    it('says from when on it knows every use', () => {
      expect(under.store.remembersSince).to.be.at.most(clock.now())
      expect(clock.now() - under.store.remembersSince).to.be.lessThan(1000)
    })

    it('holds what is live', async () => {
      for (let n = 0; n < 20; n++) await first(newTokenId())
      expect(await under.held()).to.equal(20)
    })
  })
}
