import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditReport } from '../../trust/audit/verify-audit.ts'
import { administer, callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { checkCommand } from './audit-check.ts'
import { lookupsCommand, mineCommand, saidOf } from './audit-lookups.ts'
import { ExitCode } from './exit-code.ts'
import { printable, shortened } from './printable.ts'
import { shownInstant } from './show-instant.ts'

function describe({ entries, ok, problems }: AuditReport): string {
  const found = problems.map(({ index, problem }) => `entry ${index}: ${problem}\n`).join('')
  return ok ? `${entries} entries, each as it was written.\n` : `${entries} entries.\n${found}`
}

const LONGEST_TEXT = 80

/** A signature and a hash for each entry of years of lookups take their time. */
const LONGEST_VERIFICATION_MS = 3_600_000

async function verifyFolder(folder: string, keyFile: string | undefined): Promise<AuditReport> {
  if (!existsSync(folder)) throw new FederationError('ERR_CONFIG_INVALID', `${folder}: there is no such folder`)
  const { verifyClosedStore } = await import('../audit/verify-closed-store.ts')
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => randomInt(2 ** 32) / 2 ** 32 }
  return verifyClosedStore(folder, keyFile ?? null, { clock: { now: Date.now }, random })
}

async function verifyRunning(options: AdminOptions): Promise<AuditReport> {
  const call = { method: 'GET', path: '/audit/verification', longestWaitMs: LONGEST_VERIFICATION_MS } as const
  return (await administer(call, options)).body as AuditReport
}

function verifyCommand(): Command {
  return withAdminOptions(new Command('verify'))
    .description('Read the whole audit log and name every entry that is not as it was written.')
    .option(
      '--store <folder>',
      'the folder of an embedded store that no gateway has open, instead of a running gateway',
    )
    .option('--store-key <file>', 'the key of that store: the signed tree heads in it are checked too')
    .addHelpText('after', '\nExit codes: 0 all is as it was written, 8 something is not.')
    .action(async (options: AdminOptions & { store?: string; storeKey?: string }) => {
      const { store, storeKey } = options
      const report = store === undefined ? await verifyRunning(options) : await verifyFolder(store, storeKey)
      print(options, report, describe)
      if (!report.ok) process.exitCode = ExitCode.checks
    })
}

function proveCommand(): Command {
  return withAdminOptions(new Command('prove'))
    .description('Print the proof that an entry stands in the audit log, for a partner to check.')
    .argument('<entry>', 'number of the entry')
    .option('--organization <name>', 'which of our organizations signs: the one the partner trusts', 'gateway')
    .addHelpText('after', '\nExample:\n  $ ledig audit prove 42 --organization contoso > proof.json')
    .action(async (entry: string, options: AdminOptions & { organization: string }) => {
      const path = `/audit/proofs/${encodeURIComponent(entry)}?organization=${encodeURIComponent(options.organization)}`
      print({ ...options, json: true }, await callAdmin('GET', path, options), String)
    })
}

interface Listed {
  readonly entries: readonly {
    readonly index: number
    readonly entry: {
      readonly at: string
      readonly event: string
      readonly actor: string
      readonly facts: object
    } | null
    readonly personal: Readonly<Record<string, string | readonly (string | null)[]>>
  }[]
  /** Absent where nothing in particular was looked for. */
  readonly next?: number | null
}

/** A signed statement is some thousand characters that nobody reads; `--json` has them. */
const shortTexts = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? shortened(printable(value), LONGEST_TEXT) : value

function lineOf({ index, entry, personal }: Listed['entries'][number]): string {
  if (entry === null) return `${index}  (no longer kept)\n`
  const { at, event, actor, facts } = entry
  return `${index}  ${shownInstant(at)}  ${event}  ${actor}  ${JSON.stringify({ ...facts, ...personal }, shortTexts)}\n`
}

const LIST_FILTERS = ['from', 'limit', 'event', 'request', 'actor', 'person', 'since', 'until'] as const

type ListOptions = AdminOptions &
  Readonly<Partial<Record<(typeof LIST_FILTERS)[number], string>>> & { readonly newestFirst?: true }

function listWords({ entries, next }: Listed, { from = '0' }: ListOptions): string {
  if (entries.length === 0) return `No entry from ${from} on.\n`
  const more = next === undefined || next === null ? '' : `There is more: --from ${next}\n`
  return `${entries.map(lineOf).join('')}${more}`
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('Print a page of the audit log, oldest first.')
    .option('--from <entry>', 'number of the first entry looked at')
    .option('--limit <count>', 'how many at most', '100')
    .option('--newest-first', 'the newest first')
    .option('--event <name>', 'entries of this event alone, such as trust.accepted')
    .option('--request <id>', 'of this request alone')
    .option('--actor <who>', 'done by this one alone, such as token:<id>')
    .option('--person <address>', 'that name this person')
    .option('--since <instant>', 'from this instant on, such as 2026-11-26T00:00:00Z')
    .option('--until <instant>', 'before this instant')
    .action(async (options: ListOptions) => {
      const order = options.newestFirst === true ? { order: 'newest' } : {}
      const query = { ...saidOf(options, LIST_FILTERS), ...order }
      const call = { method: 'GET', path: '/audit', query, longestWaitMs: LONGEST_VERIFICATION_MS } as const
      print(options, (await administer(call, options)).body, (listed: Listed) => listWords(listed, options))
    })
}

function gone({ erased }: { readonly erased: number }): string {
  if (erased === 0) return 'No entry holds this address: nothing is gone.\n'
  return erased === 1 ? '1 value is gone.\n' : `${erased} values are gone.\n`
}

function eraseCommand(): Command {
  return withChangeOptions(new Command('erase'))
    .description("Take one person's address out of the audit log for good; the log still verifies.")
    .argument('<address>', 'the mailbox address')
    .action(async (address: string, options: AdminOptions) => {
      const answer = await callAdmin('POST', '/audit/erasures', options, { address })
      print(options, answer, gone)
    })
}

export function auditCommand(): Command {
  return new Command('audit')
    .description('The tamper-evident record of every change and every lookup.')
    .addCommand(verifyCommand())
    .addCommand(proveCommand())
    .addCommand(checkCommand())
    .addCommand(listCommand())
    .addCommand(lookupsCommand())
    .addCommand(mineCommand())
    .addCommand(eraseCommand())
}
