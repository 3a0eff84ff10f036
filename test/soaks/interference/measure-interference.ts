import { Dice } from '../dice.ts'
import { makeCast } from './cast.ts'
import type { Cast } from './cast.ts'
import { answered, differenceOf, drawPair, isTelling, observe, toldIn } from './pair.ts'
import type { Pair } from './pair.ts'
import { LEAKS } from './plant-leaks.ts'
import type { Leak } from './leak.ts'
import { serve } from './served-world.ts'
import { requestOf } from './cast.ts'

export interface InterferenceReport {
  readonly seed: number
  /** The number of the first pair. */
  readonly first: number
  /** Pairs of worlds of which a requester may see the same. */
  pairs: number
  /** Of those, answered differently, or with other work; 0. */
  differing: number
  /** Of those, with something hidden behind an answer that is no refusal. */
  telling: number
  /** Of those, answered otherwise than what may be seen of them says: mailboxes told of are not those that have to be; 0. */
  astray: number
  /** Pairs with a leak that was planted, and those of them that were found. */
  controls: number
  controlsFound: number
  /** The numbers of the first of those that differed or went astray: `--first N --pairs 1` with the same seed repeats one. */
  readonly wrong: number[]
  readonly paths: Record<string, number>
  /** Controls and the making of keys included. */
  pairsPerSecond: number
}

export interface InterferenceSoak {
  readonly pairs: number
  readonly seed: number
  readonly first?: number
  readonly progress: (line: string) => void
}

const CONTROL_EVERY = 40
const TELL_EVERY = 10_000
const MOST_WRONG = 20
/** Of pairs drawn for a control; one in a few suits each kind of leak. */
const MOST_DRAWN = 10_000

/** Serves both worlds of a pair with the leak in them, and says whether that is seen. */
export async function findsLeak(cast: Cast, { scene, worlds, number }: Pair, leak: Leak): Promise<boolean> {
  const request = requestOf(cast, scene, number)
  const [one, other] = worlds
  const seen = await serve(cast, scene, one, request, leak.seams(scene, one))
  return differenceOf([seen, await serve(cast, scene, other, request, leak.seams(scene, other))]) !== null
}

/** A pair in which this leak has to show. */
function pairFor(leak: Leak, seed: number, dice: Dice): Pair {
  for (let drawn = 0; drawn < MOST_DRAWN; drawn++) {
    const pair = drawPair(seed ^ 0x5bd1e995, dice.throw(2 ** 31))
    if (leak.shows(pair)) return pair
  }
  throw new Error(`no pair shows ${leak.name}`)
}

async function measurePair(cast: Cast, pair: Pair, report: InterferenceReport): Promise<void> {
  const seen = await observe(cast, pair)
  const { path } = pair.scene
  report.pairs++
  report.paths[path] = (report.paths[path] ?? 0) + 1
  if (isTelling(pair)) report.telling++
  const astray = answered(pair.scene, seen[0]) !== toldIn(pair.scene)
  const differing = differenceOf(seen) !== null
  if (astray) report.astray++
  if (differing) report.differing++
  if ((astray || differing) && report.wrong.length < MOST_WRONG) report.wrong.push(pair.number)
}

/** Has pairs of worlds answered that differ only in what is hidden, and now and then one with a leak in it. */
export async function measureInterference({ pairs, seed, first = 0, progress }: InterferenceSoak) {
  const none = { pairs: 0, differing: 0, telling: 0, astray: 0, controls: 0, controlsFound: 0 }
  const report: InterferenceReport = { seed, first, ...none, wrong: [], paths: {}, pairsPerSecond: 0 }
  const begun = performance.now()
  const cast = await makeCast()
  const dice = new Dice(seed ^ first)
  for (let number = first; number < first + pairs; number++) {
    await measurePair(cast, drawPair(seed, number), report)
    if (report.pairs % CONTROL_EVERY === 0) {
      const leak = LEAKS[report.controls % LEAKS.length] as Leak
      report.controls++
      if (await findsLeak(cast, pairFor(leak, seed, dice), leak)) report.controlsFound++
    }
    if (report.pairs % TELL_EVERY === 0) progress(`${report.pairs} pairs, ${report.differing} differ`)
  }
  report.pairsPerSecond = Math.round((report.pairs / (performance.now() - begun)) * 1000)
  return report
}

/** How many pairs it takes, drawn one after the other, until a leak shows that is in all of them; null: not so many. */
export async function pairsUntilFound(leak: Leak, seed: number, most: number): Promise<number | null> {
  const cast = await makeCast()
  for (let number = 0; number < most; number++) {
    if (await findsLeak(cast, drawPair(seed, number), leak)) return number + 1
  }
  return null
}
