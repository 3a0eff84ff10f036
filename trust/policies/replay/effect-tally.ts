import type { Instant } from '../../../protocols/availability/time-window.ts'
import { EFFECTS } from './effect.ts'
import type { Effect, EffectOf } from './effect.ts'
import type {
  Affected,
  AffectedList,
  AskedPair,
  EffectCounts,
  EffectGroup,
  EffectReport,
  Verdict,
} from './policy-diff.ts'

type Changed = Exclude<Effect, 'same'>

/** Who asked about whom, and when. */
export interface Asked {
  /** Id of the organization that asked. */
  readonly organization: string
  readonly from: string
  readonly about: string
  readonly at: Instant
}

type Writable<T> = { -readonly [name in keyof T]: T[name] }

interface Group extends Writable<Pick<EffectGroup, 'organization' | 'before' | 'after' | 'aspects' | 'questions'>> {
  readonly effect: Changed
  readonly pairs: Map<string, Writable<AskedPair>>
}

/** What is told apart in memory: beyond it questions are counted and not listed. */
export interface TallyLimits {
  /** Pairs of who asked and about whom, over all groups. */
  readonly pairs: number
}

const LIMITS: TallyLimits = { pairs: 20_000 }

const CHANGED = EFFECTS.filter((effect) => effect !== 'same')
const noCounts = (): Record<Changed, number> => ({ first: 0, more: 0, other: 0, nothing: 0, less: 0 })

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const verdictKey = ({ level, keptBack, decidedBy, side }: Verdict): string =>
  `${level} ${keptBack} ${decidedBy} ${side}`

const byQuestions = (a: AskedPair, b: AskedPair): number =>
  b.questions - a.questions || compareTexts(a.from, b.from) || compareTexts(a.about, b.about)

/** The worst first: whoever has one question of a worse effect is before whoever has none of it. */
function byWorst(a: Affected, b: Affected): number {
  const effect = CHANGED.find((one) => a.questions[one] !== b.questions[one])
  return effect === undefined ? compareTexts(a.name, b.name) : b.questions[effect] - a.questions[effect]
}

const groupKey = ({ effect, organization, before, after, aspects }: Omit<Group, 'questions' | 'pairs'>): string =>
  [effect, organization, verdictKey(before), verdictKey(after), ...aspects.flat()].join('\n')

/** Counts and groups what two sets of rules say to many questions, one after the other. */
export class EffectTally {
  readonly #limits: TallyLimits
  readonly #groups = new Map<string, Group>()
  readonly #effects = noCounts()
  #questions = 0
  #pairs = 0
  #notListed = 0

  constructor(limits: TallyLimits = LIMITS) {
    this.#limits = limits
  }

  /** @param verdicts before and after; worked out only where they differ in effect */
  note(asked: Asked, { effect, aspects }: EffectOf, verdicts: () => readonly [before: Verdict, after: Verdict]): void {
    this.#questions++
    if (effect === 'same') return
    this.#effects[effect]++
    const { organization } = asked
    const [before, after] = verdicts()
    const like = { effect, organization, before, after, aspects }
    const key = groupKey(like)
    const group = this.#groups.get(key) ?? { ...like, questions: 0, pairs: new Map<string, AskedPair>() }
    if (!this.#notePair(group, asked)) {
      this.#notListed++
      return
    }
    group.questions++
    this.#groups.set(key, group)
  }

  /** @param most groups, pairs in each, and lines of each list */
  report(most: { readonly groups: number; readonly pairs: number }): EffectReport {
    const groups = [...this.#groups.entries()].sort(([one, a], [other, b]) => {
      const worse = EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect)
      return worse || b.questions - a.questions || compareTexts(one, other)
    })
    const changed = CHANGED.reduce((sum, effect) => sum + this.#effects[effect], 0)
    return {
      questions: this.#questions,
      same: this.#questions - changed,
      effects: { ...this.#effects },
      groups: groups.slice(0, most.groups).map(([, group]) => shownGroup(group, most.pairs)),
      moreGroups: Math.max(0, groups.length - most.groups),
      organizations: this.#affected((group) => group.organization, most.groups),
      requesters: this.#affected((_group, { from }) => from, most.groups),
      mailboxes: this.#affected((_group, { about }) => about, most.groups),
      notListed: this.#notListed,
    }
  }

  #notePair({ pairs }: Group, { from, about, at }: Asked): boolean {
    const key = `${from}\n${about}`
    const pair = pairs.get(key)
    if (pair !== undefined) {
      pair.questions++
      pair.last = Math.max(pair.last, at)
      return true
    }
    if (this.#pairs >= this.#limits.pairs) return false
    this.#pairs++
    pairs.set(key, { from, about, questions: 1, last: at })
    return true
  }

  #affected(nameOf: (group: Group, pair: AskedPair) => string, most: number): AffectedList {
    const counts = new Map<string, Record<Changed, number>>()
    for (const group of this.#groups.values()) {
      for (const pair of group.pairs.values()) {
        const name = nameOf(group, pair)
        const its = counts.get(name) ?? noCounts()
        its[group.effect] += pair.questions
        counts.set(name, its)
      }
    }
    const all = [...counts].map(([name, questions]: [string, EffectCounts]) => ({ name, questions })).sort(byWorst)
    return { items: all.slice(0, most), more: Math.max(0, all.length - most) }
  }
}

function shownGroup(
  { effect, organization, before, after, aspects, questions, pairs }: Group,
  most: number,
): EffectGroup {
  const all = [...pairs.values()].sort(byQuestions)
  const distinct = (name: 'from' | 'about'): number => new Set(all.map((pair) => pair[name])).size
  return {
    ...{ effect, organization, before, after, aspects, questions },
    requesters: distinct('from'),
    mailboxes: distinct('about'),
    last: all.reduce((latest, { last }) => Math.max(latest, last), -Infinity),
    pairs: all.slice(0, most).map((pair) => ({ ...pair })),
    morePairs: Math.max(0, all.length - most),
  }
}
