import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { fileRefused } from '../../config/file-refused.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { JsonObject } from '../../trust/policies/merge-patch.ts'
import { administer, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

/** A part of a policy that has commands of its own. */
interface Resource {
  readonly command: 'relationship' | 'policy' | 'mailbox' | 'group'
  readonly path: string
  readonly words: string
  readonly example: string
}

export const RESOURCES: readonly Resource[] = [
  {
    command: 'relationship',
    path: 'relationships',
    words: 'organization relationship',
    example: 'contoso fabrikam --set domains=[fabrikam.example] --set freeBusyAccessEnabled=true',
  },
  {
    command: 'policy',
    path: 'policies',
    words: 'sharing policy',
    example: 'contoso everyday --set "domains=[\'*: CalendarSharingFreeBusySimple\']" --set default=true',
  },
  {
    command: 'mailbox',
    path: 'mailboxes',
    words: 'mailbox entry',
    example: 'contoso vera@contoso.example --set default=AvailabilityOnly',
  },
  { command: 'group', path: 'groups', words: 'group', example: 'contoso board --file board.yaml' },
]

interface Held {
  readonly name: string
  readonly version: number
  readonly value: unknown
}

const address = (path: string, organization: string, name?: string): string =>
  [
    `/organizations/${encodeURIComponent(organization)}/${path}`,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
  ].join('/')

async function yamlOf(text: string, where: string): Promise<unknown> {
  const { readYaml } = await import('../../config/read-yaml.ts')
  const reading = readYaml(text)
  if (reading.read) return reading.value
  throw fileRefused(where, reading.problems)
}

export async function readYamlFile(file: string): Promise<unknown> {
  try {
    return await yamlOf(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof FederationError) throw error
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be read: ${fileProblem(error)}`)
  }
}

/** What `requests.level=None` says, as a merge patch (RFC 7386): `null` takes a field away. */
async function patchOf(setting: string): Promise<JsonObject> {
  const equals = setting.indexOf('=')
  if (equals <= 0) throw new FederationError('ERR_MESSAGE_MALFORMED', `--set ${setting}: expected field=value`)
  const path = setting.slice(0, equals).split('.')
  const last = await yamlOf(setting.slice(equals + 1), setting)
  return path.reduceRight<unknown>((inner, field) => ({ [field]: inner }), last) as JsonObject
}

/** Lays each setting over what a file says. */
async function withSettings(base: unknown, settings: readonly string[]): Promise<unknown> {
  const { mergePatch } = await import('../../trust/policies/merge-patch.ts')
  let value = base
  for (const setting of settings) value = mergePatch(value, await patchOf(setting))
  return value
}

/** All settings as one patch, the same however often they are sent and whatever is held by then. */
async function joinedPatch(settings: readonly string[]): Promise<JsonObject> {
  const { joinPatches } = await import('../../trust/policies/merge-patch.ts')
  let patch: JsonObject = {}
  for (const setting of settings) patch = joinPatches(patch, await patchOf(setting))
  return patch
}

async function current(path: string, options: AdminOptions): Promise<Held | null> {
  try {
    return (await administer({ method: 'GET', path }, options)).body as Held
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_NOT_FOUND') return null
    throw error
  }
}

const describe = ({ name, version, value }: Held): string =>
  `${name}  (version ${version})\n${JSON.stringify(value, null, 2)}\n`

function listCommand({ path, words }: Resource): Command {
  return withAdminOptions(new Command('list'))
    .description(`List every ${words} of an organization.`)
    .argument('<organization>', 'name of one of our organizations')
    .option('--after <name>', 'only those after this one')
    .option('--limit <count>', 'how many at most', '100')
    .action(async (organization: string, options: AdminOptions & { after?: string; limit: string }) => {
      const { after, limit } = options
      const query = { limit, ...(after !== undefined && { after }) }
      const { body } = await administer({ method: 'GET', path: address(path, organization), query }, options)
      print(options, body, ({ items, next }: { items: Held[]; next: string | null }) => {
        const more = next === null ? '' : `There are more: --after ${JSON.stringify(next)}\n`
        return items.length === 0 ? `No ${words}.\n` : `${items.map(describe).join('')}${more}`
      })
    })
}

function showCommand({ path, words }: Resource): Command {
  return withAdminOptions(new Command('show'))
    .description(`Show one ${words}.`)
    .argument('<organization>', 'name of one of our organizations')
    .argument('<name>', `name of the ${words}`)
    .action(async (organization: string, name: string, options: AdminOptions) => {
      const { body } = await administer({ method: 'GET', path: address(path, organization, name) }, options)
      print(options, body, describe)
    })
}

interface SetOptions extends AdminOptions {
  readonly file?: string
  readonly set?: readonly string[]
}

/** What is there with what is set laid over it, or the file instead. */
export async function setAt(path: string, options: SetOptions): Promise<unknown> {
  const { file, set = [] } = options
  if (file === undefined && set.length === 0) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'Say what it is to be: --set field=value, or --file.')
  }
  const held = await current(path, options)
  const before = held?.version ?? 0
  if (file === undefined) {
    return (await administer({ method: 'PATCH', path, body: await joinedPatch(set), before }, options)).body
  }
  const body = await withSettings(await readYamlFile(file), set)
  return (await administer({ method: 'PUT', path, body, before }, options)).body
}

export function withSetOptions(command: Command): Command {
  return withChangeOptions(command)
    .option('--file <file>', 'YAML or JSON that says all of it')
    .option('--set <field=value...>', 'single fields over what is there; the value in YAML, null takes it away')
}

function setCommand({ command, path, words, example }: Resource): Command {
  return withSetOptions(new Command('set'))
    .description(`Make or change one ${words}.`)
    .argument('<organization>', 'name of one of our organizations')
    .argument('<name>', `name of the ${words}`)
    .addHelpText('after', `\nExample:\n  $ ledig ${command} set ${example}`)
    .action(async (organization: string, name: string, options: SetOptions) => {
      print(options, await setAt(address(path, organization, name), options), describe)
    })
}

function removeCommand({ path, words }: Resource): Command {
  return withChangeOptions(new Command('remove'))
    .description(`Take one ${words} away.`)
    .argument('<organization>', 'name of one of our organizations')
    .argument('<name>', `name of the ${words}`)
    .action(async (organization: string, name: string, options: AdminOptions) => {
      const place = address(path, organization, name)
      const held = await current(place, options)
      const call = { method: 'DELETE' as const, path: place, before: held?.version ?? 0 }
      print(options, (await administer(call, options)).body, () => `${name} is gone.\n`)
    })
}

/** `list`, `show`, `set` and `remove` of one kind of part. */
export function partCommands(command: Resource['command']): Command[] {
  const resource = RESOURCES.find((one) => one.command === command) as Resource
  return [listCommand(resource), showCommand(resource), setCommand(resource), removeCommand(resource)]
}

export function partCommand(command: 'relationship' | 'mailbox' | 'group'): Command {
  const words = RESOURCES.find((one) => one.command === command)?.words ?? ''
  const parent = new Command(command).description(`Every ${words} of our organizations.`)
  for (const child of partCommands(command)) parent.addCommand(child)
  return parent
}
