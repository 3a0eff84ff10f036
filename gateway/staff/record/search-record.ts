import type { LookRow } from '../../audit/write-looks.ts'
import type { AuditReport } from '../../../trust/audit/verify-audit.ts'
import { csvField } from '../../audit/write-looks.ts'
import { namesOf } from '../../admin/look-operations.ts'
import { accountPage } from '../../console/record/account-page.ts'
import type { ShownUses } from '../../console/record/account-page.ts'
import { budgetsPage } from '../../console/record/budgets-page.ts'
import type { ListedBudgets } from '../../console/record/budgets-page.ts'
import { entriesPage } from '../../console/record/entries-page.ts'
import type { EntriesState, ListedEntry } from '../../console/record/entries-page.ts'
import { lookupsPage } from '../../console/record/lookups-page.ts'
import type { LooksState } from '../../console/record/lookups-page.ts'
import { wholePage } from '../../console/record/whole-page.ts'
import { LONGEST } from '../../console/record/search-fields.ts'
import { fileOf, shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { plainAnswer } from '../plain-answer.ts'
import { whoIn } from '../who-in-log.ts'
import { readEntries, readLooks, typedEntriesIn, typedLooksIn } from './read-search.ts'

/** Lookups, and entries, of one page: each is some hundred bytes, or some thousand. */
const LOOKS = '40'
const ENTRIES = '25'
/** Budgets of people of one organization, the fullest first. */
const ACCOUNT_USES = '100'
/** Of one table. */
const MOST = 1_000
const NEWEST = { order: 'newest' } as const

const mostIn = ({ locale }: Visit): string => new Intl.NumberFormat(locale.tag).format(MOST)

async function showLooks(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query, locale } = visit
  const typed = typedLooksIn(query)
  const reading = readLooks(locale, typed)
  const state: LooksState = { typed, faults: {}, found: null, most: mostIn(visit) }
  if (!reading.read) return shown(lookupsPage(viewer, { ...state, faults: reading.faults }), 422)
  const { body } = await askOperation(door, visit, 'audit.lookups', {
    query: { ...reading.query, ...NEWEST, limit: LOOKS },
  })
  const found = body as unknown as { readonly looks: readonly LookRow[]; readonly next: number | null }
  return shown(lookupsPage(viewer, { ...state, found }))
}

/** As a table, from the same place on. */
async function looksTable(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const typed = typedLooksIn(visit.query)
  const reading = readLooks(visit.locale, typed)
  if (!reading.read) return showLooks(door, visit)
  const query = { ...reading.query, ...NEWEST, limit: String(MOST), format: 'csv' }
  const { stream, type } = await askOperation(door, visit, 'audit.lookups', { query })
  return fileOf('lookups.csv', type ?? 'text/csv; charset=utf-8', stream ?? [])
}

interface Found {
  readonly entries: readonly ListedEntry[]
  readonly next: number | null
}

async function entriesOf(door: ConsoleDoor, visit: Visit, query: Readonly<Record<string, string>>, limit: string) {
  const { body } = await askOperation(door, visit, 'audit.list', { query: { ...query, ...NEWEST, limit } })
  return body as unknown as Found
}

async function showEntries(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query, locale } = visit
  const typed = typedEntriesIn(query)
  const reading = readEntries(locale, typed)
  const whoOf = whoIn(door, locale.language)
  const state: EntriesState = { typed, faults: {}, found: null, most: mostIn(visit), whoOf }
  if (!reading.read) return shown(entriesPage(viewer, { ...state, faults: reading.faults }), 422)
  const found = await entriesOf(door, visit, reading.query, ENTRIES)
  return shown(entriesPage(viewer, { ...state, found }))
}

const COLUMNS = ['entry', 'at', 'event', 'actor', 'requestId', 'facts', 'people'] as const

/** One entry as a line (RFC 4180); what is no text is JSON. */
function lineOf({ index, entry, personal }: ListedEntry): string {
  const { at, event, actor, requestId, facts } = entry ?? { at: '', event: '', actor: '', requestId: null, facts: {} }
  const cells = [index, at, event, actor, requestId, JSON.stringify(facts), JSON.stringify(personal)]
  return `${cells.map(csvField).join(',')}\r\n`
}

async function entriesTable(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const reading = readEntries(visit.locale, typedEntriesIn(visit.query))
  if (!reading.read) return showEntries(door, visit)
  const { entries } = await entriesOf(door, visit, reading.query, String(MOST))
  const lines = [`${COLUMNS.join(',')}\r\n`, ...entries.map(lineOf)].map((line) => Buffer.from(line))
  return fileOf('entries.csv', 'text/csv; charset=utf-8', lines)
}

async function verify(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { body } = await askOperation(door, visit, 'audit.verify')
  return shown(wholePage(visit.viewer, body as unknown as AuditReport))
}

async function showBudgets(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { body } = await askOperation(door, visit, 'budget.list', { query: { limit: '100' } })
  return shown(budgetsPage(visit.viewer, body as unknown as ListedBudgets))
}

/** Who of one organization has used up how much, about whom; reading it goes on record. */
async function showAccount(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const organization = visit.query.get('organization') ?? ''
  if (organization === '' || organization.length > LONGEST.words)
    return plainAnswer(visit.locale, 'nothing', visit.base)
  const { body } = await askOperation(door, visit, 'budget.show', {
    params: { organization },
    query: { limit: ACCOUNT_USES },
  })
  const account = { organization, name: namesOf(door.administration)(organization) }
  return shown(accountPage(visit.viewer, account, body as unknown as ShownUses))
}

const READERS = ['administrator', 'auditor'] as const

export const RECORD_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/record/', admits: READERS, handle: showLooks },
  { method: 'get', path: '/record/lookups.csv', admits: READERS, handle: looksTable },
  { method: 'get', path: '/record/entries', admits: READERS, handle: showEntries },
  { method: 'get', path: '/record/entries.csv', admits: READERS, handle: entriesTable },
  { method: 'get', path: '/record/budgets', admits: READERS, handle: showBudgets },
  { method: 'get', path: '/record/budgets/of', admits: READERS, handle: showAccount },
  {
    method: 'get',
    path: '/record/whole',
    admits: READERS,
    handle: (_door, { viewer }) => shown(wholePage(viewer, null)),
  },
  { method: 'post', path: '/record/whole', admits: READERS, handle: verify },
]
