import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { z } from 'zod'
import { FederationError } from '../protocols/federation-error.ts'
import type { MailboxAddress } from '../protocols/availability/mailbox-address.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import { expectationOf } from '../trust/policies/document-problem.ts'
import type { PolicyDocument } from '../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../trust/policies/policy-parts.ts'
import { configSchema } from './config-schema.ts'
import type { ConfigDocument } from './config-schema.ts'
import { overlayEnvironment } from './environment-overlay.ts'
import type { Environment } from './environment-overlay.ts'
import { fileProblem } from './file-problem.ts'
import { problemLine } from './file-refused.ts'
import { readConsole } from './read-console.ts'
import type { ConsoleSettings } from './read-console.ts'
import { readMail } from './read-mail.ts'
import type { MailSettings } from './read-mail.ts'
import { readPlace } from './read-place.ts'
import type { Place } from './read-place.ts'
import { readPolicyText } from './read-policy-text.ts'
import { readStore } from './read-store.ts'
import type { StoreSettings } from './read-store.ts'
import { readYaml } from './read-yaml.ts'
import type { PlacedProblem } from './read-yaml.ts'
import { Secret } from './secrets.ts'

export type { ConsoleSettings, OpenIdSettings } from './read-console.ts'
export type { Place } from './read-place.ts'
export type { MailSettings } from './read-mail.ts'
export type { StoreSettings } from './read-store.ts'

export interface OrganizationSettings {
  readonly id: OrganizationId
  readonly name: string
  readonly policy: PolicyDocument
  /** The same as administrators wrote it. */
  readonly policySource: WrittenDocument
  readonly calendars: string
  readonly timeZone: string
  readonly users: ReadonlyMap<MailboxAddress, string>
}

/** Everything this deployment decided: read whole, refused whole, and never changed afterwards. */
export interface GatewaySettings {
  readonly gateway: {
    readonly id: OrganizationId
    readonly name: string
    readonly state: string | null
    readonly transit: boolean
  } & Place
  /** Null: administrators have tokens of their own only. */
  readonly adminToken: Secret | null
  readonly store: StoreSettings
  readonly outbound: {
    readonly loopback: boolean
    readonly networks: readonly string[]
    readonly ports: readonly number[]
    readonly authorities: string | null
  }
  readonly audit: ConfigDocument['audit']
  readonly dns: ConfigDocument['dns']
  readonly trust: ConfigDocument['trust']
  /** Null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null
  /** Null: there is none. */
  readonly console: ConsoleSettings | null
  readonly mail: MailSettings
  readonly publishing: ConfigDocument['publishing']
  readonly limits: ConfigDocument['limits']
  readonly logLevel: ConfigDocument['log']['level']
  readonly organizations: readonly OrganizationSettings[]
}

/** One thing wrong: where, what was found there (never the value of a secret), what was expected. */
export interface ConfigProblem extends Pick<PlacedProblem, 'path' | 'problem' | 'line' | 'column'> {
  readonly file: string
}

const SHORTEST_TOKEN = 32
/** Who has more to correct has to look at the whole anyway. */
const MOST_TOLD = 100

function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'an empty value'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a group of fields' : `a ${typeof value}`
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    document,
  )
}

function problemsOf(file: string, document: unknown, error: z.ZodError): ConfigProblem[] {
  const problem = (path: readonly PropertyKey[], expectation: string): ConfigProblem => ({
    file,
    path: path.map(String).join('.') || '(top)',
    problem: `found ${typeOf(valueAt(document, path))}; ${expectation}`,
  })
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [problem(issue.path, expectationOf(issue))]
    return issue.keys.map((key) => problem([...issue.path, key], 'expected no field of this name'))
  })
}

/** Reads everything a configuration names, collecting what is wrong instead of stopping at the first. */
class Reading {
  readonly problems: ConfigProblem[] = []
  readonly #file: string
  readonly #folder: string

  constructor(file: string) {
    this.#file = file
    this.#folder = dirname(resolve(file))
  }

  refuse(path: string, problem: string, file = this.#file): void {
    this.problems.push({ file, path, problem })
  }

  refuseFile(file: string, problems: readonly PlacedProblem[]): void {
    for (const problem of problems) this.problems.push({ file, ...problem })
  }

  locate(name: string): string {
    return isAbsolute(name) ? name : resolve(this.#folder, name)
  }

  /** @param remedy what to do about a file that cannot be read, said after why */
  text(path: string, name: string, remedy = ''): string {
    try {
      return readFileSync(this.locate(name), 'utf8')
    } catch (error) {
      this.refuse(path, `cannot read ${name}: ${fileProblem(error)}${remedy}`)
      return ''
    }
  }

  secret(path: string, name: string): Secret {
    const text = this.text(path, name).trim()
    if (text === '' && this.problems.every((problem) => problem.path !== path)) this.refuse(path, `${name} is empty`)
    return new Secret(text)
  }

  adminToken(name: string | undefined): Secret | null {
    if (name === undefined) return null
    const token = this.secret('admin.tokenFile', name)
    const { length } = token.reveal()
    if (length > 0 && length < SHORTEST_TOKEN) {
      this.refuse('admin.tokenFile', `found ${length} characters in ${name}; expected at least ${SHORTEST_TOKEN}`)
    }
    return token
  }

  folder(path: string, name: string): string {
    const folder = this.locate(name)
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      this.refuse(path, `found no folder ${name}; expected a folder of .ics files`)
    }
    return folder
  }

  yaml(name: string, text: string): unknown {
    const reading = readYaml(text)
    if (reading.read) return reading.value
    this.refuseFile(name, reading.problems)
    return undefined
  }

  policy(path: string, name: string): { document: PolicyDocument; source: WrittenDocument } | null {
    const text = this.text(path, name)
    if (text === '') return null
    const reading = readPolicyText(text)
    if (reading.accepted) return { document: reading.document, source: reading.written }
    this.refuseFile(name, reading.problems)
    return null
  }
}

function readGateway(reading: Reading, { gateway }: ConfigDocument): GatewaySettings['gateway'] {
  const { state } = gateway
  const place = readPlace(reading, 'gateway', gateway)
  return { ...gateway, ...place, state: state === undefined ? null : reading.locate(state) }
}

function readOrganizations(reading: Reading, document: ConfigDocument): OrganizationSettings[] {
  const seen = new Map<string, string>()
  const claim = (kind: string, value: string, path: string): void => {
    const other = seen.get(`${kind} ${value}`)
    if (other !== undefined) reading.refuse(path, `found the ${kind} ${value}, which ${other} has already`)
    seen.set(`${kind} ${value}`, path)
  }
  claim('id', document.gateway.id, 'gateway.id')
  claim('name', 'gateway', 'gateway')
  return document.organizations.flatMap((organization, i) => {
    const path = `organizations.${i}`
    claim('name', organization.name, `${path}.name`)
    claim('id', organization.id, `${path}.id`)
    const policy = reading.policy(`${path}.policy`, organization.policy)
    const calendars = reading.folder(`${path}.calendars`, organization.calendars)
    if (policy === null) return []
    for (const domain of policy.document.organization.domains) claim('domain', domain, `${path}.policy`)
    const users = new Map(organization.users.map((user) => [user.address, user.passwordHash]))
    return [{ ...organization, policy: policy.document, policySource: policy.source, calendars, users }]
  })
}

/** Looks at the policies a configuration names though it is not sound itself: all that is wrong is told at once. */
function readNamedPolicies(reading: Reading, raw: unknown): void {
  const organizations = valueAt(raw, ['organizations'])
  if (!Array.isArray(organizations)) return
  organizations.forEach((organization, i) => {
    const name = valueAt(organization, ['policy'])
    if (typeof name === 'string' && name !== '') reading.policy(`organizations.${i}.policy`, name)
  })
}

/**
 * Reads a configuration file with all it names. Environment variables `LEDIG_SECTION__KEY` lie over the file.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`; its message holds every problem, one a line, and no value
 */
export function readConfig(file: string, environment: Environment): GatewaySettings {
  const reading = new Reading(file)
  const text = reading.text(
    '(file)',
    resolve(file),
    '; name another with --config, or write a first one with `ledig init`',
  )
  const raw = text === '' ? undefined : overlayEnvironment(reading.yaml(file, text), environment)
  if (reading.problems.length > 0) throw invalid(reading.problems)
  const result = configSchema.safeParse(raw)
  if (!result.success) {
    readNamedPolicies(reading, raw)
    throw invalid([...problemsOf(file, raw, result.error), ...reading.problems])
  }
  const document = result.data
  const { outbound } = document
  const settings: GatewaySettings = {
    gateway: readGateway(reading, document),
    adminToken: reading.adminToken(document.admin.tokenFile),
    store: readStore(reading, document, environment),
    outbound: {
      ...outbound,
      authorities:
        outbound.authorities === undefined ? null : reading.text('outbound.authorities', outbound.authorities),
    },
    audit: document.audit,
    dns: document.dns,
    trust: document.trust,
    metrics: document.metrics ?? null,
    console: readConsole(reading, document),
    mail: readMail(reading, document),
    publishing: document.publishing,
    limits: document.limits,
    logLevel: document.log.level,
    organizations: readOrganizations(reading, document),
  }
  if (reading.problems.length > 0) throw invalid(reading.problems)
  return Object.freeze(settings)
}

function invalid(problems: readonly ConfigProblem[]): FederationError {
  const lines = problems.slice(0, MOST_TOLD).map(({ file, ...problem }) => problemLine(file, problem))
  if (problems.length > MOST_TOLD) lines.push(`and ${problems.length - MOST_TOLD} further problems`)
  return new FederationError('ERR_CONFIG_INVALID', lines.join('\n'), { problems: problems.length })
}
