import { z } from 'zod'
import { policyDocument } from './policy-document.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const TITLE = 'Policy document'
const DESCRIPTION =
  "One organization's side: who sees how much of its people, and whom its people may ask. What this schema cannot say, such as whether a group is there, `ledig policy check` says."

/** What an editor completes and checks a policy document by (JSON Schema 2020-12), made of what the program reads it with. */
export function policySchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(policyDocument, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return { $schema, title: TITLE, description: DESCRIPTION, ...rest }
}
