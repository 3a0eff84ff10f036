import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { administer, callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { writeNewFile } from './write-new-file.ts'

interface ExportOptions extends AdminOptions {
  readonly organization?: string
  readonly to?: string
}

/** Where a firewall is closed: what each side would say over the network, in one file. */
export function exportCommand(): Command {
  return withAdminOptions(new Command('export'))
    .description('Write what a partner needs of us into one signed file, for where no network leads to it.')
    .argument('[trust]', 'id of the trust; absent: before there is one, --organization')
    .option('--organization <name>', 'which of our organizations, before there is a trust')
    .option('--to <file>', 'where to write it; absent: standard output')
    .action(async (trust: string | undefined, options: ExportOptions) => {
      if ((trust === undefined) === (options.organization === undefined))
        throw new FederationError(
          'ERR_MESSAGE_MALFORMED',
          'Name either a trust or, before there is one, --organization.',
        )
      const query = trust === undefined ? { organization: options.organization ?? '' } : { trust }
      const { body: file } = await administer({ method: 'GET', path: '/trust-files', query }, options)
      const text = `${JSON.stringify(file, null, 2)}\n`
      if (options.to === undefined) process.stdout.write(text)
      else {
        writeNewFile(options.to, text)
        if (options.json !== true)
          process.stdout.write(
            `It is in ${options.to}; the partner's administrator takes it with: ledig trust import\n`,
          )
      }
    })
}

interface ImportOptions extends AdminOptions {
  readonly organization: string
}

export function readTrustFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const detail = error instanceof SyntaxError ? 'it is not JSON' : fileProblem(error)
    throw new FederationError('ERR_CONFIG_INVALID', `${path}: cannot be read as a trust file: ${detail}`)
  }
}

export function importCommand<Trust>(describe: (trust: Trust) => string): Command {
  return withChangeOptions(new Command('import'))
    .description("Take what a partner's `trust export` wrote: a proposal, or what it says of a trust there is.")
    .argument('<file>', 'the file')
    .requiredOption('--organization <name>', 'which of our organizations it is for')
    .action(async (path: string, options: ImportOptions) => {
      const body = { organization: options.organization, file: readTrustFile(path) }
      print(options, await callAdmin('POST', '/trust-files', options, body), describe)
    })
}
