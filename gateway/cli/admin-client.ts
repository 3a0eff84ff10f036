import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import { connectionProblem } from './connection-problem.ts'
import { readGivenFile } from './read-given-file.ts'

export interface AdminOptions {
  readonly gateway: string
  readonly tokenFile: string
  readonly authority?: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly idempotencyKey?: string
}

export interface AdminCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The version it was made from; 0 for something new. */
  readonly before?: number
  /** Without a byte of an answer; absent: half a minute. */
  readonly longestWaitMs?: number
  /** Absent: the token of the options. */
  readonly withoutToken?: true
}

export interface AdminAnswer {
  readonly body: unknown
  /** Of the record answered; null where it has none. */
  readonly version: number | null
}

const LONGEST_WAIT_MS = 30_000
/** Of a change whose fate is not known; the idempotency key makes repeating it safe. */
const REPETITIONS = 4
const PAUSE_MS = 1_000

/** Adds the options with which every command over the administration finds its gateway. */
export function withAdminOptions(command: Command): Command {
  return command
    .option(
      '--gateway <url>',
      'address of the gateway; LEDIG_GATEWAY where it is not said',
      process.env['LEDIG_GATEWAY'] ?? 'http://127.0.0.1:8025',
    )
    .option(
      '--token-file <file>',
      'file with the access token; LEDIG_ADMIN_TOKEN_FILE where it is not said; LEDIG_TOKEN, a token, wins over both',
      process.env['LEDIG_ADMIN_TOKEN_FILE'] ?? 'admin-token',
    )
    .option('--authority <file>', "PEM file of the authority that signed the gateway's certificate")
    .option('--json', 'print JSON and nothing else')
}

/** The same for commands that change something. */
export function withChangeOptions(command: Command): Command {
  return withAdminOptions(command)
    .option('--dry-run', 'check everything, change nothing')
    .option(
      '--idempotency-key <key>',
      'what was carried out under this key is not carried out again; absent: a new one',
    )
}

function readToken(file: string): string {
  const given = process.env['LEDIG_TOKEN']
  if (given !== undefined && given !== '') return given.trim()
  return readGivenFile(file, 'the access token', '; name its file with --token-file, or set LEDIG_TOKEN').trim()
}

/** @throws FederationError `ERR_CONFIG_INVALID` for an address that is none */
function addressOf(path: string, gateway: string): URL {
  if (URL.canParse(path, gateway) && /^https?:/i.test(gateway)) return new URL(path, gateway)
  throw new FederationError('ERR_CONFIG_INVALID', `${gateway}: no address of a gateway; expected http://host:port`)
}

const typeOf = ({ method }: AdminCall): string =>
  method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'

function headersOf(call: AdminCall, options: AdminOptions, key: string, body: string | undefined) {
  const { before } = call
  const versioned = before === 0 ? { 'if-none-match': '*' } : { 'if-match': `"${before}"` }
  return {
    ...(call.withoutToken !== true && { authorization: `Bearer ${readToken(options.tokenFile)}` }),
    ...(call.method !== 'GET' && call.withoutToken !== true && { 'idempotency-key': key }),
    ...(before !== undefined && versioned),
    ...(body !== undefined && { 'content-type': typeOf(call), 'content-length': Buffer.byteLength(body) }),
  }
}

/** Sends one request; the answer's head, its body still to be read. */
export function exchange(call: AdminCall, options: AdminOptions, key: string): Promise<IncomingMessage> {
  const url = addressOf(`/admin/v1${call.path}`, options.gateway)
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value)
  if (options.dryRun === true && call.method !== 'GET') url.searchParams.set('dryRun', 'true')
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const ca = options.authority === undefined ? {} : { ca: readGivenFile(options.authority, 'the authority') }
  const open = url.protocol === 'https:' ? secureRequest : request
  const settings = {
    method: call.method,
    headers: headersOf(call, options, key, body),
    timeout: call.longestWaitMs ?? LONGEST_WAIT_MS,
    ...ca,
  }
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = open(url, settings, resolve)
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', reject)
    sent.end(body)
  }).catch((error: unknown) => {
    throw new FederationError('ERR_PARTNER_UNREACHABLE', `${url.origin} does not answer: ${connectionProblem(error)}`)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

interface Refused {
  readonly code?: string
  readonly message?: string
  readonly theirs?: unknown
  readonly yours?: unknown
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  UNAUTHORIZED: 'ERR_REQUESTER_UNTRUSTED',
  METADATA_REFUSED: 'ERR_METADATA_REFUSED',
  NOT_FOUND: 'ERR_NOT_FOUND',
  OUTCOME_UNKNOWN: 'ERR_OUTCOME_UNKNOWN',
  FORBIDDEN: 'ERR_FORBIDDEN',
  KEY_REUSED: 'ERR_KEY_REUSED',
  CONFLICT: 'ERR_CONFLICT',
  TOO_MANY_REQUESTS: 'ERR_BUSY',
}

function codeOf(status: number, code: string): ErrorCode {
  return CODES[code] ?? (status >= 500 ? 'ERR_PARTNER_UNREACHABLE' : 'ERR_MESSAGE_MALFORMED')
}

function refusalOf(status: number, { code = '', message, theirs, yours }: Refused): FederationError {
  const both = theirs === undefined ? '' : `\nTheirs: ${JSON.stringify(theirs)}\nYours:  ${JSON.stringify(yours)}`
  return new FederationError(codeOf(status, code), `${message ?? `the gateway answered ${status}`}${both}`)
}

/** Throws the gateway's own words where it says no. */
export async function readAnswer(response: IncomingMessage): Promise<AdminAnswer> {
  const { statusCode: status = 0, headers } = response
  const text = await textOf(response)
  const body: unknown = text === '' ? null : JSON.parse(text)
  if (status >= 400) throw refusalOf(status, (body as { error?: Refused } | null)?.error ?? {})
  const version = /^"(\d+)"$/.exec(headers.etag ?? '')?.[1]
  return { body, version: version === undefined ? null : Number(version) }
}

/**
 * Carries out one operation of the administration. A change whose fate is unknown is sent again under the same key.
 *
 * @throws FederationError `ERR_PARTNER_UNREACHABLE` where the gateway does not answer, `ERR_REQUESTER_UNTRUSTED` where it
 * refuses the token, else the gateway's own words
 */
export async function administer(call: AdminCall, options: AdminOptions): Promise<AdminAnswer> {
  const key = options.idempotencyKey ?? randomUUID()
  for (let attempt = 0; ; attempt++) {
    try {
      return await readAnswer(await exchange(call, options, key))
    } catch (error) {
      const unknown = error instanceof FederationError && error.code === 'ERR_OUTCOME_UNKNOWN'
      if (!unknown || attempt >= REPETITIONS) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (attempt + 1)))
    }
  }
}

/** The body alone, for what has no version. */
export async function callAdmin(
  method: AdminCall['method'],
  path: string,
  options: AdminOptions,
  body?: object,
): Promise<unknown> {
  return (await administer({ method, path, ...(body !== undefined && { body }) }, options)).body
}

/** Prints a result: as JSON where that was asked for, else in the words given. */
export function print(options: AdminOptions, document: unknown, words: (document: never) => string): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  else
    process.stdout.write(
      `${options.dryRun === true ? 'Nothing was changed; it would be:\n' : ''}${words(document as never)}`,
    )
}
