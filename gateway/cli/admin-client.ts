import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'

export interface AdminOptions {
  readonly gateway: string
  readonly tokenFile: string
  readonly authority?: string
  readonly json?: boolean
}

const LONGEST_WAIT_MS = 30_000

/** Adds the options with which every command over the administration finds its gateway. */
export function withAdminOptions(command: Command): Command {
  return command
    .option('--gateway <url>', 'address of the gateway', process.env['LEDIG_GATEWAY'] ?? 'http://127.0.0.1:8025')
    .option('--token-file <file>', 'file with the admin token', process.env['LEDIG_ADMIN_TOKEN_FILE'] ?? 'admin-token')
    .option('--authority <file>', "PEM file of the authority that signed the gateway's certificate")
    .option('--json', 'print JSON and nothing else')
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot read the admin token (${found})`)
  }
}

function exchange(url: URL, method: string, body: string | undefined, options: AdminOptions) {
  const headers = {
    authorization: `Bearer ${readToken(options.tokenFile)}`,
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  const ca = options.authority === undefined ? {} : { ca: readFileSync(options.authority) }
  const open = url.protocol === 'https:' ? secureRequest : request
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = open(url, { method, headers, timeout: LONGEST_WAIT_MS, ...ca }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', reject)
    call.end(body)
  })
}

/**
 * Calls one administration route and returns its JSON.
 *
 * @throws FederationError `ERR_PARTNER_UNREACHABLE` where the gateway does not answer, `ERR_REQUESTER_UNTRUSTED` where it
 * refuses the token, else the gateway's own words
 */
export async function callAdmin(
  method: 'GET' | 'POST',
  path: string,
  options: AdminOptions,
  body?: object,
): Promise<unknown> {
  const url = new URL(`/admin/v1${path}`, options.gateway)
  const answer = await exchange(url, method, body === undefined ? undefined : JSON.stringify(body), options).catch(
    (error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error)
      throw new FederationError('ERR_PARTNER_UNREACHABLE', `${url.origin} does not answer: ${detail}`)
    },
  )
  if (answer.status === 401) {
    throw new FederationError('ERR_REQUESTER_UNTRUSTED', `${url.origin} refused the token in ${options.tokenFile}`)
  }
  const document = JSON.parse(answer.text || 'null') as { error?: { message?: string } } | null
  if (answer.status >= 400) {
    const message = document?.error?.message ?? `the gateway answered ${answer.status}`
    if (answer.status >= 500) throw new FederationError('ERR_PARTNER_UNREACHABLE', message)
    throw new FederationError(answer.status === 422 ? 'ERR_METADATA_REFUSED' : 'ERR_CONFLICT', message)
  }
  return document
}
