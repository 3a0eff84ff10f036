import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { z } from 'zod'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditReport } from '../../trust/audit/verify-audit.ts'
import type { EntryProof } from '../audit/audit-operations.ts'
import { administer, callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
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

const PROOF = z.object({
  index: z.int().min(0),
  text: z.string(),
  leaf: z.string(),
  head: z.string(),
  proof: z.array(z.string()).max(128),
})

/** @throws FederationError `ERR_CONFIG_INVALID` for a file that holds no proof */
function readProof(file: string): EntryProof {
  try {
    return PROOF.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? fileProblem(error) : 'not what `ledig audit prove` prints'
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be read as a proof (${found})`)
  }
}

function checkCommand(): Command {
  return new Command('check')
    .description('Check a proof that a partner gave you; needs no gateway.')
    .argument('<file>', 'the proof')
    .requiredOption('--fingerprint <hex or words>', 'of the certificate the proof is signed under')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', '\nExit codes: 0 the proof holds, 8 it does not.')
    .action(async (file: string, options: { fingerprint: string; json?: true }) => {
      const [{ parseFingerprint }, { readTreeHead }, { proofHolds }, { leafHash }] = await Promise.all([
        import('../../trust/keys/fingerprint.ts'),
        import('../../trust/audit/tree-head.ts'),
        import('../audit/audit-operations.ts'),
        import('../../trust/audit/audit-entry.ts'),
      ])
      const proof = readProof(file)
      const head = readTreeHead(proof.head, [parseFingerprint(options.fingerprint)])
      const holds = head !== null && leafHash(proof.text) === proof.leaf && proofHolds(proof, head)
      const said = { holds, entry: JSON.parse(proof.text) as unknown, head }
      const words = holds ? `The proof holds. The entry:\n${proof.text}\n` : 'The proof does not hold.\n'
      process.stdout.write(options.json === true ? `${JSON.stringify(said, null, 2)}\n` : words)
      if (!holds) process.exitCode = ExitCode.checks
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
}

/** A signed statement is some thousand characters that nobody reads; `--json` has them. */
const shortTexts = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? shortened(printable(value), LONGEST_TEXT) : value

function lineOf({ index, entry, personal }: Listed['entries'][number]): string {
  if (entry === null) return `${index}  (no longer kept)\n`
  const { at, event, actor, facts } = entry
  return `${index}  ${shownInstant(at)}  ${event}  ${actor}  ${JSON.stringify({ ...facts, ...personal }, shortTexts)}\n`
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('Print a page of the audit log, oldest first.')
    .option('--from <entry>', 'number of the first entry', '0')
    .option('--limit <count>', 'how many at most', '100')
    .action(async (options: AdminOptions & { from: string; limit: string }) => {
      const path = `/audit?from=${encodeURIComponent(options.from)}&limit=${encodeURIComponent(options.limit)}`
      print(options, await callAdmin('GET', path, options), ({ entries }: Listed) =>
        entries.length === 0 ? `No entry from ${options.from} on.\n` : entries.map(lineOf).join(''),
      )
    })
}

function eraseCommand(): Command {
  return withChangeOptions(new Command('erase'))
    .description("Take one person's address out of the audit log for good; the log still verifies.")
    .argument('<address>', 'the mailbox address')
    .action(async (address: string, options: AdminOptions) => {
      const answer = await callAdmin('POST', '/audit/erasures', options, { address })
      print(options, answer, ({ erased }: { erased: number }) =>
        erased === 1 ? '1 value is gone.\n' : `${erased} values are gone.\n`,
      )
    })
}

export function auditCommand(): Command {
  return new Command('audit')
    .description('The tamper-evident record of every change and every lookup.')
    .addCommand(verifyCommand())
    .addCommand(proveCommand())
    .addCommand(checkCommand())
    .addCommand(listCommand())
    .addCommand(eraseCommand())
}
