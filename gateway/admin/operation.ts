import type { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { firstProblems } from '../../trust/policies/document-problem.ts'
import type { DocumentProblem } from '../../trust/policies/document-problem.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord, Json } from '../../trust/stores/state-record.ts'
import type { Administration } from './administration.ts'

/** What a token may do; each includes those before it. */
export const SCOPES = ['read', 'operate', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

/** Somebody, whatever she asks with. Where two have to say yes, it is two of these. */
export interface Person {
  /** The same for every session of hers, and for nobody else; of an access token the token itself. */
  readonly id: string
  /** As she is called; null for who is known by an access token only. */
  readonly name: string | null
}

/** The bearer of an access token, or whoever is signed in to the console. */
export interface Caller {
  /** `file` for the token of the configuration, `session:…` for a session of the console. */
  readonly tokenId: string
  readonly person: Person
  readonly scope: Scope
}

/** Whoever has an access token is known by nothing else. */
export const bearerOf = (tokenId: string): Person => ({ id: `token:${tokenId}`, name: null })

export interface Answer {
  /** Absent: 200. */
  readonly status?: number
  readonly body: Json
  /** Sent instead of the body, as it comes. */
  readonly stream?: AsyncIterable<Buffer>
  /** Of the stream; absent: bytes of no type in particular. */
  readonly type?: string
  /** Of the record answered, for `ETag`. */
  readonly version?: number
}

/** One request to the administration, read and checked. */
export interface Call<Body> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Body
  readonly caller: Caller
  /** Where it came from. */
  readonly source: string
  readonly dryRun: boolean
  /** Aborted once nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** The version it was made from: of `If-Match`, 0 for `If-None-Match: *`, null where it says neither. */
  readonly before: number | null
  /** Why what it changes is changed; `answer` is kept, so that a repetition of the request gets the same. */
  readonly cause: (answer: (sequence: number) => Answer) => Cause
}

/** One route of the administration: what the router, the OpenAPI document and the command line are made of. */
export interface Operation<Body = unknown> {
  /** `resource.verb`, the same words as on the command line; a third word where one command has two routes. */
  readonly id: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/admin/v1`, with `{name}` for parameters. */
  readonly path: string
  readonly summary: string
  /** Null where no token is needed. */
  readonly scope: Scope | null
  /** In words, by name; all optional. */
  readonly query?: Readonly<Record<string, string>>
  readonly body?: z.ZodType<Body>
  /** Larger bodies than 64 KB. */
  readonly largestBody?: number
  /** Whether it names the version it was made from. */
  readonly conditional?: boolean
  readonly handle: (administration: Administration, call: Call<Body>) => Answer | Promise<Answer>
  /** What a second administrator's yes carries out, where one may be needed (`givenByTwo`). */
  readonly whenGiven?: (administration: Administration, call: Call<Body>) => Answer | Promise<Answer>
}

/** Keeps the type of a body between its schema and its handler, and forgets it for the table. */
export function operation<Body>(definition: Operation<Body>): Operation {
  return definition as unknown as Operation
}

/** @throws FederationError `ERR_PRECONDITION` where the request does not say what it was made from */
export function requireBefore({ before }: Pick<Call<unknown>, 'before'>): number {
  if (before !== null) return before
  const message = 'Say what you changed: If-Match with the version you read, or If-None-Match: * for something new.'
  throw new FederationError('ERR_PRECONDITION', message)
}

/** Somebody else was first: shows what each of both wanted. */
export function editConflict(held: HeldRecord | null, yours: Json): Answer {
  const theirs = held && { version: held.version, value: held.value }
  const message = 'Somebody else changed it meanwhile; look at both versions.'
  return { status: 409, body: { error: { code: 'CONFLICT', message, theirs, yours } } }
}

/** A policy, or a part of one, that is not sound: each problem with where it is, what was found and what was expected. */
export function unsoundPolicy(problems: readonly DocumentProblem[]): Answer {
  const told = firstProblems(problems)
  const message = told.map(({ path, problem }) => `${path}: ${problem}`).join('; ')
  const places = told.map(({ path, found, expected }) => ({ path, found, expected }))
  return { status: 400, body: { error: { code: 'INVALID', message, problems: places } } }
}

/** The request was carried out before; the router finds what was answered then. */
export function carriedOutBefore(): FederationError {
  return new FederationError('ERR_CONFLICT', 'The request was carried out before.')
}
