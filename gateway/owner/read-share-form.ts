import { readDomain, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { readRecipient } from '../../protocols/mail/recipient.ts'
import { UTC } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import { LANGUAGES, PUBLISHED_RANGES } from '../../trust/sharing/published-link.ts'
import type { PublishedRange } from '../../trust/sharing/published-link.ts'
import type { TypedShare } from '../console/share-form.ts'
import type { FieldProblem } from '../console/share-form-texts.ts'
import { readNote } from '../sharing/invitation-note.ts'
import type { Share } from '../sharing/share.ts'
import type { ChangedShare } from '../sharing/share-orders.ts'
import { clockText, readCategories, readHours, readWall, wallText } from './read-fields.ts'

export type FieldName = keyof TypedShare
export type Problems = Readonly<Partial<Record<FieldName, FieldProblem>>>

export interface ReadShare {
  readonly problems: Problems
  /** What was said, as far as it could be read. */
  readonly said: ChangedShare
}

const RANGES = Object.keys(PUBLISHED_RANGES) as PublishedRange[]
/** Of any field; nothing that is longer is taken for anything. */
const LONGEST = 4_000

const isYes = (form: URLSearchParams, name: string): boolean => form.get(name) === 'yes'

/** What was typed, as it was typed: to be shown again where something of it is not right. */
export function typedShare(form: URLSearchParams): TypedShare {
  const text = (name: string): string => (form.get(name) ?? '').slice(0, LONGEST)
  return {
    ...{ to: text('to'), kind: text('kind') === 'grant' ? 'grant' : 'link', level: text('level') },
    ...{ from: text('from'), until: text('until'), days: form.getAll('days').slice(0, 20) },
    ...{ begins: text('begins'), ends: text('ends'), keepHours: isYes(form, 'keepHours'), hidden: text('hidden') },
    ...{ back: text('back'), ahead: text('ahead'), code: isYes(form, 'code'), searchable: isYes(form, 'searchable') },
    ...{ mail: isYes(form, 'mail'), language: text('language'), note: text('note') },
  }
}

/** An address, or `@domain`; null where it is neither. White space around it is nobody's address, and left out. */
export function readGrantee(text: string): MailboxAddress | `@${string}` | null {
  const plain = text.trim()
  if (!plain.startsWith('@')) return readMailboxAddress(plain)
  const domain = readDomain(plain.slice(1))
  return domain === null ? null : `@${domain}`
}

/** What is wrong with whom a new share is for; null: nothing. */
export function wrongGrantee({ to, kind, mail, code }: TypedShare, own: MailboxAddress): FieldProblem | null {
  if (kind === 'link' && to.trim() === '') return null
  const grantee = readGrantee(to)
  if (grantee === null) return to.trim() === '' ? 'missing' : 'address'
  if (grantee === own) return 'self'
  if (grantee.startsWith('@')) return kind === 'grant' ? null : 'oneAddress'
  return (mail || code) && readRecipient(grantee) === null ? 'recipient' : null
}

function choiceOf<Value extends string>(values: readonly Value[], text: string): Value | undefined {
  return values.find((value) => value === text)
}

/**
 * Reads what was typed of a share. Every field is looked at, so that all that is wrong is said at once.
 *
 * @param held hours that this form cannot show, to be kept where she wants that; null: none
 */
export function readShareForm(
  typed: TypedShare,
  {
    zone,
    timeZone,
    held,
  }: {
    readonly zone: Zone
    /** As her mailbox names it; null: none is named. */
    readonly timeZone: string | null
    readonly held: WorkingHours['periods'] | null
  },
): ReadShare {
  const problems: Partial<Record<FieldName, FieldProblem>> = {}
  const level = choiceOf(ACCESS_LEVELS, typed.level)
  if (level === undefined || (typed.kind === 'link' && level === 'None')) problems.level = 'choice'
  const [from, until] = [readWall(typed.from, zone), readWall(typed.until, zone)]
  if ('wrong' in from) problems.from = from.wrong
  if ('wrong' in until) problems.until = until.wrong
  const span = { from: 'value' in from ? from.value : null, until: 'value' in until ? until.value : null }
  if (span.from !== null && span.until !== null && span.from >= span.until) problems.until = 'order'
  const hours = typed.keepHours && held !== null ? { value: held } : readHours(typed)
  if ('wrong' in hours) problems[hours.field] = hours.wrong
  else if (hours.value !== null && timeZone === null) problems.days = 'noZone'
  const hidden = readCategories(typed.hidden)
  if ('wrong' in hidden) problems.hidden = hidden.wrong
  const note = readNote(typed.note)
  if (!note.taken) problems.note = note.because === 'NOTE_TOO_LONG' ? 'noteLong' : 'noteAddress'
  const said: ChangedShare = {
    ...{ level, ...span },
    hours: 'value' in hours ? (hours.value?.map((one) => ({ ...one, days: [...one.days] })) ?? null) : null,
    hiddenCategories: 'value' in hidden ? [...hidden.value] : [],
    ...(typed.kind === 'link' && saidOfLink(typed, problems)),
  }
  return { problems, said }
}

function saidOfLink(typed: TypedShare, problems: Partial<Record<FieldName, FieldProblem>>): ChangedShare {
  const [back, ahead] = [choiceOf(RANGES, typed.back), choiceOf(RANGES, typed.ahead)]
  const language = choiceOf(LANGUAGES, typed.language)
  if (back === undefined) problems.back = 'choice'
  if (ahead === undefined) problems.ahead = 'choice'
  if (language === undefined) problems.language = 'choice'
  if (typed.code && typed.to.trim() === '') problems.code = 'codeAlone'
  return { back, ahead, language, codeByMail: typed.code, searchable: typed.searchable }
}

/** A share as it stands in its form; hours that the form cannot show are kept. */
export function typedOf(share: Share, zone: Zone): TypedShare {
  const terms = share.kind === 'link' ? share.link : share.terms[0]
  const { level, from, until, hours, hiddenCategories } = terms ?? NOTHING
  const period = hours?.length === 1 ? hours[0] : undefined
  const common = {
    ...{ kind: share.kind, level, from: wallText(from, zone), until: wallText(until, zone) },
    ...{ days: period?.days ?? [], begins: period === undefined ? '' : clockText(period.start) },
    ...{ ends: period === undefined ? '' : clockText(period.end % 1_440), hidden: hiddenCategories.join(', ') },
    ...{ keepHours: hours !== null && period === undefined, mail: false, note: '' },
  }
  if (share.kind === 'grant') {
    const { back, ahead, language } = LINK_USUAL
    return { ...common, to: share.to, back, ahead, code: false, searchable: false, language }
  }
  const { back, ahead, codeByMail, searchable, language, recipient } = share.link
  return { ...common, to: recipient ?? '', back, ahead, code: codeByMail, searchable, language }
}

const NOTHING = { level: 'AvailabilityOnly', from: null, until: null, hours: null, hiddenCategories: [] } as const
const LINK_USUAL = { back: 'OneDay', ahead: 'ThreeMonths', language: 'en' } as const

/** A new share before anything is typed. @param until when a link is over, where nothing else is said; null for a grant */
export function usualShare(
  kind: TypedShare['kind'],
  to: string,
  { until, language, zone = UTC }: { readonly until: number | null; readonly language: string; readonly zone?: Zone },
): TypedShare {
  return {
    ...{ to, kind, level: 'AvailabilityOnly', from: '', until: wallText(until, zone), days: [], begins: '', ends: '' },
    ...{
      keepHours: false,
      hidden: '',
      ...LINK_USUAL,
      code: false,
      searchable: false,
      mail: to !== '',
      language,
      note: '',
    },
  }
}
