import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { Command, Option } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { CmdletObject } from '../../protocols/exchange-shell/cmdlet-object.ts'
import { fitPlan } from '../../trust/exchange/fit-plan.ts'
import type { FittedPart } from '../../trust/exchange/fit-plan.ts'
import { quoted } from '../../trust/exchange/import-plan.ts'
import type { ImportChoice, ImportPlan, PresentPolicy } from '../../trust/exchange/import-plan.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import { sameValue } from '../../trust/policies/same-value.ts'
import { administer, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { describeImport } from './describe-import.ts'
import { policyOf } from './read-policy.ts'

const MOST_FILES = 32

interface ImportOptions extends AdminOptions {
  readonly organization: string
  readonly asks: ImportChoice['asks']
  readonly replace?: boolean
}

const refuse = (file: string, because: string): FederationError =>
  new FederationError('ERR_CONFIG_INVALID', `${file}: ${because}`)

async function readFile(file: string): Promise<readonly CmdletObject[]> {
  const { EXPORT_LIMITS } = await import('../../protocols/exchange-shell/exported-object.ts')
  const { readExportedFile } = await import('../../protocols/exchange-shell/read-exported-file.ts')
  const { readCmdletObject } = await import('../../protocols/exchange-shell/cmdlet-object.ts')
  try {
    if (statSync(file).size > EXPORT_LIMITS.bytes) throw refuse(file, 'is larger than 8 MB.')
    return (await readExportedFile(readFileSync(file))).map(readCmdletObject)
  } catch (error) {
    if (error instanceof FederationError) {
      throw error.code === 'ERR_CONFIG_INVALID' ? error : refuse(file, error.message)
    }
    throw refuse(file, `cannot be read: ${fileProblem(error)}`)
  }
}

function presentIn(document: PolicyDocument): PresentPolicy {
  const { organization, relationships, groups, sharingPolicies } = document
  return {
    domains: organization.domains,
    relationships,
    groups: new Set(Object.keys(groups)),
    defaultSharingPolicy: sharingPolicies.find((policy) => policy.default)?.name ?? null,
  }
}

const PATHS = { group: 'groups', 'sharing-policy': 'policies', relationship: 'relationships' } as const

/** The key of one part of an import that has one: one key stands for one request. */
function keyOf({ kind, name }: FittedPart, key: string | undefined): { idempotencyKey?: string } {
  if (key === undefined) return {}
  return {
    idempotencyKey: createHash('sha256')
      .update(JSON.stringify([key, kind, name]))
      .digest('hex'),
  }
}

/** Writes one part, on condition that it is still what it was compared with. */
async function writePart(part: FittedPart, options: ImportOptions): Promise<void> {
  const { kind, name, value, change, present } = part
  const path = `/organizations/${encodeURIComponent(options.organization)}/${PATHS[kind]}/${encodeURIComponent(name)}`
  const held = change === 'new' ? null : await administer({ method: 'GET', path }, options)
  if (held !== null && !sameValue((held.body as { value: unknown }).value, present)) {
    throw new FederationError('ERR_CONFLICT', `Somebody changed the ${kind} ${quoted(name)} meanwhile; run it again.`)
  }
  const call = { method: 'PUT' as const, path, body: value, before: held?.version ?? 0 }
  await administer(call, { ...options, ...keyOf(part, options.idempotencyKey) })
}

async function importExchange(files: readonly string[], options: ImportOptions): Promise<void> {
  const { organization, asks } = options
  if (files.length > MOST_FILES)
    throw new FederationError('ERR_CONFIG_INVALID', `At most ${MOST_FILES} files at a time.`)
  const { planImport } = await import('../../trust/exchange/plan-import.ts')
  const objects = (await Promise.all(files.map(readFile))).flat()
  const { written, document } = await policyOf(organization, options)
  const plan: ImportPlan = planImport(objects, presentIn(document), { organization, asks }, Date.now())
  const { parts, document: whole } = fitPlan(plan.parts, written, options.replace === true)
  const writing = parts.filter(({ change }) => change === 'new' || change === 'changed')
  // Everything is checked together before the first part is written: an import is done or not begun.
  const path = `/organizations/${encodeURIComponent(organization)}/policy-document`
  if (writing.length > 0) await administer({ method: 'PUT', path, body: whole }, { ...options, dryRun: true })
  if (options.dryRun !== true) for (const part of writing) await writePart(part, options)
  const { proposals, notes } = plan
  print(
    options,
    { organization, dryRun: options.dryRun === true, objects: objects.length, parts, proposals, notes },
    describeImport,
  )
}

function exchangeCommand(): Command {
  return withChangeOptions(new Command('exchange'))
    .description("Carry an Exchange organization's sharing settings over, and say what cannot be.")
    .argument('<file...>', 'what Export-Clixml or ConvertTo-Json wrote of the cmdlets below')
    .requiredOption('--organization <name>', 'which of our organizations they are for')
    .addOption(
      new Option('--asks <level>', 'what our people may ask of the partners; Exchange has no such ceiling')
        .choices(['None', 'AvailabilityOnly', 'LimitedDetails'])
        .default('None'),
    )
    .option('--replace', 'change what is here already and says something else')
    .addHelpText(
      'after',
      `
Reads Get-OrganizationRelationship, Get-SharingPolicy, Get-FederationTrust, Get-AvailabilityAddressSpace,
Get-IntraOrganizationConnector and Get-FederationInformation. No part gives more than its source.

Example:
  PS> Get-OrganizationRelationship | Export-Clixml relationships.xml
  $ ledig import exchange relationships.xml --organization contoso --dry-run`,
    )
    .action(importExchange)
}

export function importCommand(): Command {
  return new Command('import').description('Carry settings over from elsewhere.').addCommand(exchangeCommand())
}
