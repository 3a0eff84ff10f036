import { z } from 'zod'
import type { Operation } from './operation.ts'
import { CHECKED_BY_STORE } from './policy-operations.ts'

type Schema = Record<string, unknown>

const VERSION = '3.1.1'
const ERROR = { $ref: '#/components/schemas/error' }
const json = (schema: Schema): Schema => ({ 'application/json': { schema } })
/** Any part of a value, so no schema says what is in it. */
const MERGE_PATCH = { 'application/merge-patch+json': { schema: {} } }
const refusal = (description: string): Schema => ({ description, content: json(ERROR) })

const nameOf = (id: string): string => id.replaceAll('.', '-')

/** The input form of a schema, in the dialect OpenAPI 3.1 uses (JSON Schema 2020-12). */
function inputSchema(schema: z.ZodType): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  return rest
}

/** The name of the component that describes an operation's body: one the store checks, or one of its own. */
function bodyComponent({ id, body }: Operation): string {
  const named = body?.meta()?.['schema']
  return typeof named === 'string' ? named : nameOf(id)
}

function policyDocumentSchema(): Schema {
  const part = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
  const list = (name: string): Schema => ({ type: 'array', items: part(name) })
  return {
    type: 'object',
    required: ['organization'],
    additionalProperties: false,
    properties: {
      organization: part('organization'),
      groups: { type: 'object', additionalProperties: part('group') },
      mailboxes: list('mailbox'),
      relationships: list('relationship'),
      sharingPolicies: list('policy'),
    },
  }
}

function components(operations: readonly Operation[]): Schema {
  const error = {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          problems: {
            description: 'Of a policy: each thing that is wrong with it, a hundred at most.',
            type: 'array',
            items: {
              type: 'object',
              properties: { path: { type: 'string' }, found: { type: 'string' }, expected: { type: 'string' } },
            },
          },
          theirs: { description: 'In a conflict: what stands now.' },
          yours: { description: 'In a conflict: what you sent.' },
          outcome: { const: 'unknown', description: 'Repeat with the same Idempotency-Key.' },
        },
      },
    },
  }
  const own = operations.flatMap((operation) => {
    const { body } = operation
    return body === undefined || body.meta()?.['schema'] !== undefined
      ? []
      : [[bodyComponent(operation), inputSchema(body)] as const]
  })
  const kept = Object.entries(CHECKED_BY_STORE).map(([name, schema]) => [name, inputSchema(schema)] as const)
  return {
    schemas: { error, 'policy-document': policyDocumentSchema(), ...Object.fromEntries([...kept, ...own]) },
    securitySchemes: { accessToken: { type: 'http', scheme: 'bearer' } },
  }
}

const header = (name: string, description: string): Schema => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
})

function parametersOf({ path, query, method, conditional }: Operation): Schema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }))
  if (method === 'get') return [...inPath, ...inQuery]
  const dryRun = { name: 'dryRun', in: 'query', description: 'Check all, change nothing.', schema: { type: 'boolean' } }
  const changing = [dryRun, header('Idempotency-Key', 'Makes a repetition of this request safe; kept for a day.')]
  const versioned = [
    header('If-Match', 'The version that was changed, in quotes, as in the ETag it was read with.'),
    header('If-None-Match', '* for something that must not be there yet.'),
  ]
  return [...inPath, ...inQuery, ...changing, ...(conditional === true ? versioned : [])]
}

function responsesOf({ scope, method, conditional }: Operation): Schema {
  return {
    '2XX': { description: 'Done; of a change: durable, and in force on every instance.', content: json({}) },
    '400': refusal('The request is wrong; the message names what.'),
    '401': refusal(scope === null ? 'The code is wrong, over or used.' : 'No access token, or none that counts.'),
    ...(scope !== null && { '403': refusal('The token has too small a scope.') }),
    '404': refusal('There is no such thing.'),
    ...(method !== 'get' && {
      '409': refusal('It is not in this state, or somebody else was first.'),
      '422': refusal('The Idempotency-Key stands for another request, or the metadata was refused.'),
    }),
    ...(conditional === true && { '428': refusal('Say what you changed: If-Match or If-None-Match.') }),
    '429': refusal('Too many attempts; Retry-After says when to try again.'),
    '503': refusal('The store is away. With outcome "unknown" the change may have been carried out.'),
  }
}

function describe(operation: Operation): Schema {
  const { id, method, summary, scope, body } = operation
  const whole = json({ $ref: `#/components/schemas/${bodyComponent(operation)}` })
  const content = method === 'patch' ? MERGE_PATCH : whole
  return {
    operationId: id,
    tags: [id.slice(0, id.indexOf('.'))],
    summary,
    description: scope === null ? 'Needs no token.' : `Needs a token of scope ${scope}.`,
    security: scope === null ? [] : [{ accessToken: [] }],
    parameters: parametersOf(operation),
    ...(body !== undefined && { requestBody: { required: true, content } }),
    responses: responsesOf(operation),
  }
}

/** The administration as an OpenAPI 3.1 document, made of the same table as its routes. */
export function openApiDocument(operations: readonly Operation[]): Schema {
  const paths: Record<string, Schema> = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  return {
    openapi: VERSION,
    info: { title: 'Ledig administration', version: '1' },
    servers: [{ url: '/admin/v1' }],
    paths,
    components: components(operations),
  }
}
