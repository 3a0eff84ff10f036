import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'
import { table } from './table.ts'

/** The worst first; as `policy.diff` counts them. */
const EFFECTS = ['first', 'more', 'other', 'nothing', 'less'] as const
type Effect = (typeof EFFECTS)[number]
type Counts = Readonly<Record<Effect, number>>

export interface ShownVerdict {
  readonly level: string
  readonly keptBack: boolean
  readonly decidedBy: string
  readonly side: string
}

export interface ShownGroup {
  readonly effect: Effect
  readonly organization: string
  readonly organizationName: string | null
  readonly before: ShownVerdict
  readonly after: ShownVerdict
  readonly aspects: Readonly<Record<string, string>>
  readonly questions: number
  readonly requesters: number
  readonly mailboxes: number
  readonly last: string
  readonly pairs: readonly { readonly from: string; readonly about: string; readonly questions: number }[]
  readonly morePairs: number
}

interface ShownList {
  readonly items: readonly {
    readonly name: string
    readonly organizationName?: string | null
    readonly questions: Counts
  }[]
  readonly more: number
}

export interface ShownReport {
  readonly questions: number
  readonly same: number
  readonly effects: Counts
  readonly groups: readonly ShownGroup[]
  readonly moreGroups: number
  readonly organizations: ShownList
  readonly requesters: ShownList
  readonly mailboxes: ShownList
  readonly notListed: number
}

interface ShownLink {
  readonly mailbox: string
  readonly link: string
  readonly last: string
  readonly effect: Effect
  readonly before: ShownVerdict
  readonly after: ShownVerdict
  readonly aspects: Readonly<Record<string, string>>
}

/** What `policy.diff` answers. */
export interface ShownDiff {
  readonly organization: string
  readonly since: string
  readonly until: string
  readonly lookups: number
  readonly drafted: ShownReport
  readonly meanwhile: ShownReport
  readonly published: {
    readonly looked: number
    readonly effects: Counts
    readonly links: readonly ShownLink[]
    readonly more: number
  }
  readonly erased: number
  readonly unhosted: number
  readonly unread: number
  readonly changedMeanwhile: boolean
}

/** Of what is told at all in JSON, a person reads the beginning. */
const MOST_PAIRS = 5
const MOST_LINES = 10

const counted = (count: number, one: string, several = `${one}s`): string => `${count} ${count === 1 ? one : several}`
const questions = (count: number): string => counted(count, 'question')

/** In which two verdicts are told: the draft's beside that of now, or that of now beside what was decided then. */
type Tense = 'draft' | 'meanwhile'

/** What happens to so many questions. */
const HEADINGS: Readonly<Record<Tense, Readonly<Record<Effect, string>>>> = {
  draft: {
    first: 'Would see something for the first time',
    more: 'Would see more',
    other: 'Would see more of one thing and less of another',
    nothing: 'Would see nothing any more',
    less: 'Would see less',
  },
  meanwhile: {
    first: 'Something now, nothing then',
    more: 'More now',
    other: 'More now of one thing and less of another',
    nothing: 'Nothing now, something then',
    less: 'Less now',
  },
}

const ASPECT_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  times: { more: 'more of the time', less: 'less of the time', other: 'other parts of the time' },
  categories: { more: 'more categories of events', less: 'fewer categories of events', other: 'other categories' },
  members: { more: 'more people in it', less: 'fewer people in it', other: 'other people in it' },
  blocks: { more: 'events one by one', less: 'blocks joined' },
  workingHours: { more: 'working hours too', less: 'no working hours' },
}

function verdictWords({ level, keptBack, decidedBy, side }: ShownVerdict): string {
  const by = `by ${decidedBy}${side === 'asking' ? ' (asking)' : ''}`
  if (level === 'None') return `nothing ${by}`
  return keptBack
    ? `nothing of that time, which is outside the hours or private (else ${level} ${by})`
    : `${level} ${by}`
}

/** Of two verdicts that differ in something besides the level. */
function aspectWords(aspects: ShownGroup['aspects']): string {
  const words = Object.entries(aspects).flatMap(([aspect, way]) => ASPECT_WORDS[aspect]?.[way] ?? [])
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

const nameOf = ({ organizationName, organization }: Pick<ShownGroup, 'organization' | 'organizationName'>): string =>
  printable(organizationName ?? organization)

function groupLines(group: ShownGroup, tense: Tense): string {
  const { before, after, aspects, pairs, morePairs, requesters, mailboxes, last } = group
  const people = counted(requesters, 'person', 'people')
  const whom = counted(mailboxes, 'mailbox', 'mailboxes')
  const many = `${people} about ${whom}, ${questions(group.questions)}, the last on ${shownInstant(last)}`
  const verdicts = `${verdictWords(after)}${aspectWords(aspects)}; it ${tense === 'draft' ? 'is' : 'was'} ${verdictWords(before)}`
  const shown = pairs.slice(0, MOST_PAIRS)
  const left = pairs.length - shown.length + morePairs
  return [
    `  ${nameOf(group)}: ${many}`,
    `    ${verdicts}`,
    ...shown.map(({ from, about, questions: count }) => `      ${from} about ${about}: ${questions(count)}`),
    ...(left > 0 ? [`      and ${left} more`] : []),
    '',
  ].join('\n')
}

/** Every group under what it does to people, the worst first. */
function effectLines({ effects, groups, moreGroups, notListed }: ShownReport, tense: Tense): string {
  const sections = EFFECTS.filter((effect) => effects[effect] > 0).map((effect) => {
    const its = groups.filter((group) => group.effect === effect).map((group) => groupLines(group, tense))
    return `${HEADINGS[tense][effect]}: ${questions(effects[effect])}.\n${its.join('')}`
  })
  const left = moreGroups > 0 ? `${counted(moreGroups, 'group')} more: --limit shows more of them.\n` : ''
  const lost = notListed > 0 ? `${questions(notListed)} more are counted and were too many to be listed.\n` : ''
  return `${sections.join('')}${left}${lost}`
}

function listLines(heading: string, { items, more }: ShownList): string {
  if (items.length < 2) return ''
  const rows = items.slice(0, MOST_LINES).map(({ name, organizationName, questions: counts }) => {
    return [organizationName ?? name, ...EFFECTS.map((effect) => String(counts[effect]))]
  })
  const left = items.length - rows.length + more
  return `\n${table([heading, ...EFFECTS], rows)}${left > 0 ? `and ${left} more\n` : ''}`
}

const changedIn = ({ questions: all, same }: ShownReport): number => all - same

/** Whether anybody would be told anything else. */
export const changesAnything = ({ drafted, published }: ShownDiff): boolean =>
  changedIn(drafted) > 0 || changedLinks(published) > 0

const changedLinks = ({ effects }: ShownDiff['published']): number =>
  EFFECTS.reduce((sum, effect) => sum + effects[effect], 0)

/** Of each published calendar that would show something else; of what visitors saw only the hour of the last look is on record. */
function publishedLines({ published }: ShownDiff): string {
  const { looked, links, more } = published
  if (looked === 0) return ''
  const lines = links.map(({ mailbox, link, last, before, after, aspects }) => {
    const verdicts = `${verdictWords(after)}${aspectWords(aspects)}; it is ${verdictWords(before)}`
    return `  ${mailbox} (${printable(link)}), last looked at in the hour from ${shownInstant(last)}\n    ${verdicts}\n`
  })
  const left = more > 0 ? `  and ${more} more\n` : ''
  const changed = changedLinks(published)
  const words = changed === 0 ? 'none would show anything else.' : `${changed} would show something else:`
  return `\nPublished calendars that somebody looked at: ${looked}; ${words}\n${lines.join('')}${left}`
}

function leftOutLines({ erased, unhosted, changedMeanwhile }: ShownDiff): string {
  const lines = [
    erased > 0 ? `Not decided: ${questions(erased)} of which an address was erased.\n` : '',
    unhosted > 0
      ? `Not decided: ${questions(unhosted)} by people of an organization that is not hosted here any more.\n`
      : '',
    changedMeanwhile
      ? 'A policy or a trust was changed while this was worked out: run it again to have all of it by one.\n'
      : '',
  ]
  return lines.join('')
}

function meanwhileLines({ meanwhile, unread }: ShownDiff): string {
  const changed = changedIn(meanwhile)
  if (changed === 0) return ''
  const unknown = unread > 0 ? ` Of ${questions(unread)} it is not on record how much was given then.` : ''
  const words = `${questions(changed)} ${changed === 1 ? 'is' : 'are'} decided otherwise now than then: something was changed in between.`
  return `\nWhatever the draft says, ${words}${unknown}\n${effectLines(meanwhile, 'meanwhile')}`
}

/** In words: who would see more, less or nothing by the draft, the worst first. */
export function describeDiff(diff: ShownDiff, draft: string): string {
  const { organization, since, until, lookups, drafted } = diff
  const time = `from ${shownInstant(since)} to ${shownInstant(until)}`
  const rest = `${leftOutLines(diff)}${publishedLines(diff)}${meanwhileLines(diff)}`
  if (lookups === 0) {
    return `Nobody asked for anything that the policy of ${organization} has a say in, ${time}: of this draft nothing can be said. Look further back with --since.\n${rest}`
  }
  const decided = `${questions(drafted.questions)} of ${counted(lookups, 'lookup')}`
  const head = `Decided again: ${decided} ${time}, by the policy of ${organization} as it is and as ${printable(draft)} has it.\n`
  if (changedIn(drafted) === 0) return `${head}Nobody would see anything else.\n${rest}`
  const lists = [
    listLines('organization', drafted.organizations),
    listLines('who asks', drafted.requesters),
    listLines('mailbox', drafted.mailboxes),
  ]
  const same = `No difference: ${questions(drafted.same)}.\n`
  return `${head}${effectLines(drafted, 'draft')}${same}${lists.join('')}${rest}`
}
