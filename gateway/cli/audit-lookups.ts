import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import type { LookRow } from '../audit/write-looks.ts'
import { administer, exchange, print, readAnswer, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { printable } from './printable.ts'
import { LEVEL_WORDS } from './share-words.ts'
import { shownInstant } from './show-instant.ts'

/** A filter that matches little says nothing while the whole log is read. */
const LONGEST_READING_MS = 3_600_000

/** Options that are sent as they are said. */
const FILTERS = ['from', 'about', 'organization', 'since', 'until', 'request', 'outcome', 'start', 'limit'] as const

type LookupOptions = AdminOptions &
  Readonly<Partial<Record<(typeof FILTERS)[number], string>>> & {
    readonly oldestFirst?: true
    readonly format?: string
  }

/** The parameters of a request: whatever of these was said. */
export function saidOf<T extends string>(
  options: Readonly<Partial<Record<T, string>>>,
  names: readonly T[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
}

const ERASED = '(erased)'

function whoWords({
  from,
  organization,
  organizationName,
}: Pick<LookRow, 'from' | 'organization' | 'organizationName'>) {
  return `${from ?? ERASED} of ${printable(organizationName ?? organization)}`
}

function rowLine(row: LookRow): string {
  const { entry, at, about, windowStart, windowEnd, asked, outcome, level, given, decidedBy, side, requestId } = row
  const window = `${shownInstant(windowStart)} to ${shownInstant(windowEnd)}`
  const what = level === null ? outcome : `${outcome} ${level} ${given ?? ''}`
  return `${entry}  ${shownInstant(at)}  ${whoWords(row)}  about ${about ?? ERASED}  ${window}  ${asked}: ${what} by ${decidedBy} (${side})  ${requestId ?? ''}\n`
}

function pageWords({ looks, next }: { readonly looks: readonly LookRow[]; readonly next: number | null }): string {
  if (looks.length === 0) return 'Nobody asked so.\n'
  const more = next === null ? '' : `There is more: --start ${next}\n`
  return `${looks.map(rowLine).join('')}${more}`
}

const isClosed = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE'

/** Everything there is, as it comes; whoever reads it may stop reading. */
async function exportAll(query: Readonly<Record<string, string>>, options: AdminOptions): Promise<void> {
  const call = { method: 'GET', path: '/audit/lookups', query, longestWaitMs: LONGEST_READING_MS } as const
  const response = await exchange(call, options, 'lookups')
  if (response.statusCode !== 200) await readAnswer(response)
  await pipeline(response, process.stdout, { end: false }).catch((error: unknown) => {
    if (!isClosed(error)) throw error
  })
}

export function lookupsCommand(): Command {
  return withAdminOptions(new Command('lookups'))
    .description('Print who asked about whom, a line for each mailbox asked about, newest first.')
    .option('--from <whom>', 'who asked: an address, or @ and a domain')
    .option('--about <whom>', 'about whom: an address, or @ and a domain')
    .option('--organization <name>', 'of which organization who asked is: its name or its id')
    .option('--since <instant>', 'from this instant on, such as 2026-11-26T00:00:00Z')
    .option('--until <instant>', 'before this instant')
    .option('--request <id>', 'of this request alone')
    .addOption(new Option('--outcome <outcome>', 'what came of it').choices(['answer', 'refuse', 'unknown']))
    .option('--oldest-first', 'the oldest first')
    .option('--start <entry>', 'number of the first entry looked at, as the page before says')
    .option('--limit <count>', 'how many lookups at most; 100 where nothing is said and there is no --format')
    .addOption(new Option('--format <format>', 'everything there is, for other programs').choices(['jsonl', 'csv']))
    .addHelpText('after', '\nExample:\n  $ ledig audit lookups --about vera@contoso.example --format csv > vera.csv')
    .action(async (options: LookupOptions) => {
      const order = options.oldestFirst === true ? { order: 'oldest' } : {}
      const query = { ...saidOf(options, FILTERS), ...order }
      const { format } = options
      if (format !== undefined) return exportAll({ ...query, format }, options)
      const call = { method: 'GET', path: '/audit/lookups', query, longestWaitMs: LONGEST_READING_MS } as const
      print(options, (await administer(call, options)).body, pageWords)
    })
}

type OwnRow = Pick<LookRow, 'at' | 'from' | 'organization' | 'organizationName' | 'windowStart' | 'windowEnd' | 'level'>

function ownLine(row: OwnRow): string {
  const { at, windowStart, windowEnd, level } = row
  const told = level === null ? 'was told nothing' : (LEVEL_WORDS[level] ?? level)
  return `${shownInstant(at)}  ${whoWords(row)}  ${shownInstant(windowStart)} to ${shownInstant(windowEnd)}  ${told}\n`
}

export function mineCommand(): Command {
  return withAdminOptions(new Command('mine'))
    .description('Print who looked at one mailbox in the last 90 days, as its owner may know it.')
    .argument('<mailbox>', 'its address')
    .action(async (mailbox: string, options: AdminOptions) => {
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/looks`
      const { body } = await administer({ method: 'GET', path }, options)
      print(options, body, ({ looks, more }: { readonly looks: readonly OwnRow[]; readonly more: boolean }) =>
        looks.length === 0
          ? `Nobody looked at ${mailbox} in the last 90 days.\n`
          : `${looks.map(ownLine).join('')}${more ? 'There were more; these are the newest.\n' : ''}`,
      )
    })
}
