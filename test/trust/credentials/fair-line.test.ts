import { expect } from 'chai'
import { FairLine } from '../../../trust/credentials/fair-line.ts'
import type { Asker } from '../../../trust/credentials/fair-line.ts'
import { Dice } from '../../soaks/dice.ts'

const of = (place: string, account = 'ann'): Asker => ({ place, account })
const NOBODY = of('nowhere', 'nobody')

/** What is done, in its order, where nothing comes any more. */
function rest(line: FairLine<string>, before: Asker, askerOf: (work: string) => Asker): string[] {
  const done: string[] = []
  for (let next = line.next(before); next !== undefined; next = line.next(askerOf(next))) done.push(next)
  return done
}

describe('A fair line', () => {
  /** Work is named by its place, its account and its number: `a-ann-1`. */
  const asker = (work: string): Asker => of(work.split('-')[0] ?? '', work.split('-')[1])
  const lineOf = (works: readonly string[], most = 100): FairLine<string> => {
    const line = new FairLine<string>(most)
    for (const work of works) line.add(work, asker(work))
    return line
  }

  it('does what comes of one place for one account in its order', () => {
    expect(rest(lineOf(['a-ann-1', 'a-ann-2', 'a-ann-3']), NOBODY, asker)).to.deep.equal([
      'a-ann-1',
      'a-ann-2',
      'a-ann-3',
    ])
    expect(new FairLine(1).next(NOBODY)).to.equal(undefined)
  })

  it('gives each place its turn, and within it each account', () => {
    const line = lineOf(['a-ann-1', 'a-ann-2', 'a-bob-1', 'a-ann-3', 'b-ann-1', 'b-ann-2', 'c-eve-1'])
    const order = ['a-ann-1', 'b-ann-1', 'c-eve-1', 'a-bob-1', 'b-ann-2', 'a-ann-2', 'a-ann-3']
    expect(rest(line, NOBODY, asker)).to.deep.equal(order)
  })

  it('has who comes while one of a place is done before the next of that place, and of that account', () => {
    const elsewhere = lineOf(['a-ann-2', 'a-ann-3', 'b-ann-1'])
    expect(rest(elsewhere, of('a'), asker)).to.deep.equal(['b-ann-1', 'a-ann-2', 'a-ann-3'])
    const there = lineOf(['a-ann-2', 'a-ann-3', 'a-bob-1'])
    expect(rest(there, of('a', 'ann'), asker)).to.deep.equal(['a-bob-1', 'a-ann-2', 'a-ann-3'])
  })

  it('refuses who comes to a full line, where nobody has more in it', () => {
    expect(lineOf(['a-ann-1', 'b-ann-1'], 2).add('c-ann-1', of('c'))).to.equal('c-ann-1')
    expect(lineOf(['a-ann-1', 'a-bob-1'], 2).add('a-eve-1', of('a', 'eve'))).to.equal('a-eve-1')
    expect(lineOf(['a-ann-1', 'a-ann-2'], 2).add('a-ann-3', of('a'))).to.equal('a-ann-3')
  })

  it('sends the last of whoever has most away for somebody else, of another place or account', () => {
    const line = lineOf(['a-ann-1', 'a-bob-1', 'a-ann-2', 'b-ann-1'], 4)
    expect(line.add('c-ann-1', of('c'))).to.equal('a-ann-2')
    expect(rest(line, NOBODY, asker)).to.deep.equal(['a-ann-1', 'b-ann-1', 'c-ann-1', 'a-bob-1'])
    expect(lineOf(['a-ann-1', 'a-ann-2', 'a-ann-3'], 3).add('a-bob-1', of('a', 'bob'))).to.equal('a-ann-3')
  })

  it('has who has nothing there yet wait for one of each other place at most, and of each other account of her own', () => {
    const dice = new Dice(20261127)
    const most = (names: readonly string[]): number =>
      Math.max(0, ...names.map((name) => names.filter((other) => other === name).length))
    let newcomers = 0
    for (let run = 0; run < 200; run++) {
      const line = new FairLine<string>(8)
      /** All that waits, with what was done since it came. */
      const waiting = new Map<string, string[]>()
      let running = 'x-x-0'
      for (let step = 0; step < 60; step++) {
        if (dice.throw(3) > 0) {
          const work = `${dice.pick(['a', 'b', 'c', 'd'])}-${dice.pick(['k', 'l', 'm'])}-${step}`
          waiting.set(work, [running])
          waiting.delete(line.add(work, asker(work)) ?? '')
          continue
        }
        const next = line.next(asker(running))
        if (next === undefined) continue
        const { place, account } = asker(next)
        const before = waiting.get(next) ?? []
        waiting.delete(next)
        const askers = before.map(asker)
        if (askers.every((other) => other.place !== place)) {
          expect(most(askers.map((other) => other.place)), next).to.be.at.most(1)
          newcomers++
        }
        const beside = askers.filter((other) => other.place === place)
        if (beside.every((other) => other.account !== account))
          expect(most(beside.map((other) => other.account)), next).to.be.at.most(1)
        for (const since of waiting.values()) since.push(next)
        running = next
      }
    }
    expect(newcomers).to.be.above(100)
  })
})
