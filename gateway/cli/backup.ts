import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import type { StoreSettings } from '../../config/read-config.ts'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { StateContent, StateSum } from '../../trust/stores/state-dump.ts'
import type { StateParts } from '../open-state.ts'
import type { BackupSum } from '../restore-state.ts'
import { exchange, readAnswer, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { readGivenFile } from './read-given-file.ts'

const OUTCOME = `
The file holds everything, private keys too, encrypted under the passphrase: keep both, apart from each other.`

const TOMBSTONES_LOST =
  'The store that was there is damaged: a trust revoked after the backup may be active again. Look through `ledig trust list`.'

function unwritable(file: string, error: unknown): FederationError {
  return new FederationError('ERR_CONFIG_INVALID', `${file}: the backup was not written: ${fileProblem(error)}`)
}

export function backupCommand(): Command {
  return withChangeOptions(new Command('backup'))
    .description('Write everything a running gateway holds into one encrypted file.')
    .argument('<file>', 'where to write; must not be there yet')
    .requiredOption('--passphrase-file <file>', 'a file with the passphrase, at least 12 characters')
    .addHelpText('after', `${OUTCOME}\n\nExample:\n  $ ledig backup ledig.backup --passphrase-file passphrase`)
    .action(async (file: string, options: AdminOptions & { passphraseFile: string }) => {
      if (existsSync(file)) throw new FederationError('ERR_CONFIG_INVALID', `${file} is there already`)
      const body = { passphrase: readGivenFile(options.passphraseFile, 'the passphrase').trim() }
      const response = await exchange({ method: 'POST', path: '/backups', body }, options, 'backup')
      if (response.statusCode !== 200) await readAnswer(response)
      if (options.dryRun === true) {
        await readAnswer(response)
        return void process.stdout.write(options.json === true ? '{}\n' : `Nothing was written; ${file} can be.\n`)
      }
      const unfinished = `${file}.unfinished`
      // A backup that was cut off has no last chunk and is refused when it is read; it gets no name of its own either.
      await pipeline(response, createWriteStream(unfinished, { mode: 0o600, flush: true })).catch((error: unknown) => {
        throw unwritable(file, error)
      })
      renameSync(unfinished, file)
      const said = { file, bytes: statSync(file).size }
      process.stdout.write(options.json === true ? `${JSON.stringify(said)}\n` : `Wrote ${file}.\n`)
    })
}

async function parts(): Promise<StateParts> {
  const { openLog } = await import('../log.ts')
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => randomInt(2 ** 32) / 2 ** 32 }
  return { clock: { now: Date.now }, random, log: openLog('warn') }
}

async function settingsOf(config: string): Promise<{ readonly store: StoreSettings }> {
  const { readConfig } = await import('../../config/read-config.ts')
  return readConfig(config, process.env)
}

const words = ({ records, entries, digest }: StateSum): string =>
  `${records} records and ${entries} audit entries, digest ${digest}`

function told(options: { readonly json?: true }, said: { readonly from: StateSum; readonly to: StateSum }): void {
  const text = `Read    ${words(said.from)}\nWritten ${words(said.to)}\n`
  process.stdout.write(options.json === true ? `${JSON.stringify(said, null, 2)}\n` : text)
}

interface RestoreOptions {
  readonly config: string
  readonly passphraseFile: string
  readonly replace?: true
  readonly reviveTrusts?: true
  readonly dryRun?: true
  readonly json?: true
}

async function contentOfFile(file: string, passphrase: string): Promise<StateContent> {
  const [{ decryptBackup }, { readDump }, { STATE_SCHEMA }] = await Promise.all([
    import('../../trust/stores/backup-cipher.ts'),
    import('../../trust/stores/state-dump.ts'),
    import('../../trust/stores/migrations/schema-migrations.ts'),
  ])
  return readDump(decryptBackup(createReadStream(file) as AsyncIterable<Buffer>, passphrase), STATE_SCHEMA)
}

/** Said before anything about trusts is asked: `--replace` is also what lets the revoked ones stay so. */
function checkEmpty(store: StoreSettings): void {
  if (store.kind !== 'embedded' || !existsSync(store.folder) || readdirSync(store.folder).length === 0) return
  throw new FederationError(
    'ERR_CONFLICT',
    `The store to write to is not empty: ${store.folder}; --replace puts it aside, and keeps its revocations.`,
  )
}

/** Puts an embedded store aside instead of deleting it; tombstones of revoked trusts are taken from it. */
function putAside(store: StoreSettings): string | null {
  if (store.kind !== 'embedded') {
    throw new FederationError('ERR_CONFIG_INVALID', 'only an embedded store can be replaced; empty the Redis first')
  }
  if (!existsSync(store.folder)) return null
  const aside = `${store.folder}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(store.folder, aside)
  return aside
}

/**
 * Asks before a trust that was revoked after the backup could be active again, unless the store that is replaced says
 * which were (threats ST12).
 */
async function askAboutTrusts(store: StoreSettings, trusts: number, options: RestoreOptions): Promise<void> {
  const { readable } = await import('../restore-state.ts')
  const there = options.replace === true && store.kind === 'embedded' && existsSync(store.folder)
  if (there && (await readable(store, await parts()))) return
  if (trusts === 0 || options.reviveTrusts === true || options.dryRun === true) return
  const what = `Trusts that come back: ${trusts}. Any of them that was revoked after the backup is active again`
  if (process.stdin.isTTY) {
    const { readLine } = await import('./read-line.ts')
    if ((await readLine(`${what}. Go on? Type yes: `)).trim() === 'yes') return
  }
  throw new FederationError('ERR_CONFLICT', `${what}; nothing was restored. Say --revive-trusts if that is wanted.`)
}

async function restore(file: string, options: RestoreOptions): Promise<void> {
  const { store } = await settingsOf(options.config)
  const { restoreState, sumOf } = await import('../restore-state.ts')
  const kind = statSync(file, { throwIfNoEntry: false })
  if (kind?.isFile() !== true) throw new FederationError('ERR_CONFIG_INVALID', `${file}: there is no such file`)
  const open = (): Promise<StateContent> =>
    contentOfFile(file, readGivenFile(options.passphraseFile, 'the passphrase').trim())
  // Read once to its end before anything is touched: a damaged backup replaces nothing.
  const sum = await sumOf(await open())
  if (options.replace !== true) checkEmpty(store)
  await askAboutTrusts(store, sum.liveTrusts, options)
  if (options.dryRun === true) return rehearsed(options, sum)
  const aside = options.replace === true ? putAside(store) : null
  try {
    const { tombstonesKept, ...said } = await restoreState(store, await open(), aside, await parts())
    told(options, said)
    if (!tombstonesKept) process.stderr.write(`${TOMBSTONES_LOST}\n`)
  } catch (error) {
    if (aside !== null && store.kind === 'embedded') {
      rmSync(store.folder, { recursive: true, force: true })
      renameSync(aside, store.folder)
    }
    throw error
  }
  if (aside !== null) process.stderr.write(`What was there before is in ${aside}.\n`)
}

function rehearsed(options: { readonly json?: true }, sum: BackupSum): void {
  const text = `Nothing was changed; it would be ${sum.records} records and ${sum.entries} audit entries.\n`
  process.stdout.write(options.json === true ? `${JSON.stringify(sum, null, 2)}\n` : text)
}

const withConfig = (command: Command): Command =>
  command
    .option('-c, --config <file>', 'configuration file', process.env['LEDIG_CONFIG'] ?? 'ledig.yaml')
    .option('--dry-run', 'read everything, change nothing')
    .option('--json', 'print JSON and nothing else')

export function restoreCommand(): Command {
  return withConfig(new Command('restore'))
    .description('Fill the empty store of a stopped gateway from a backup.')
    .argument('<file>', 'the backup')
    .requiredOption('--passphrase-file <file>', 'a file with the passphrase it was written under')
    .option('--replace', 'put the embedded store that is there aside; trusts revoked in it stay revoked')
    .option('--revive-trusts', 'go on though a trust that was revoked after the backup would be active again')
    .addHelpText('after', '\nExample:\n  $ ledig restore ledig.backup --passphrase-file passphrase --config ledig.yaml')
    .action(restore)
}

interface MigrateOptions {
  readonly config: string
  readonly to: string
  readonly toKeyFile?: string
  readonly dryRun?: true
  readonly json?: true
}

async function migrate({ config, to, toKeyFile, ...options }: MigrateOptions): Promise<void> {
  const { store } = await settingsOf(config)
  const { migrateState, sumOfStore } = await import('../restore-state.ts')
  if (options.dryRun === true) return rehearsed(options, await sumOfStore(store, await parts()))
  told(options, await migrateState(store, to, toKeyFile ?? null, await parts()))
  process.stderr.write('Change the store in the configuration before the gateway is started again.\n')
}

export function storeCommand(): Command {
  const command = withConfig(new Command('migrate'))
    .description('Copy everything a stopped gateway holds into another, empty store, and read it back.')
    .requiredOption('--to <place>', 'redis://…, redis+sentinel://…, redis+cluster://…, or a folder')
    .option('--to-key-file <file>', 'the key of the other store; for a folder it is made: <folder>-key')
    .addHelpText('after', '\nExample:\n  $ ledig store migrate --to redis://127.0.0.1:6379 --to-key-file store-key')
    .action(migrate)
  return new Command('store').description('Where everything is kept.').addCommand(command)
}
