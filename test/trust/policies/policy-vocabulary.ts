import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { View } from '../../../protocols/availability/availability-question.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { PolicySurroundings } from '../../../trust/policies/compile-policy.ts'
import type { Ask } from '../../../trust/policies/decision.ts'

export const NOON = Date.parse('2026-11-23T12:00:00Z')

/** A policy out of a document that must be sound. */
export function policyOf(document: unknown, surroundings: PolicySurroundings = {}): Policy {
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) throw new Error(reading.problems.map(({ path, problem }) => `${path}: ${problem}`).join('\n'))
  return compilePolicy(reading.document, surroundings)
}

export const IVY = parseMailboxAddress('ivy@northwind.example')

/** A policy of northwind.example, where Ivy's entry has these fields, and the document these. */
export function policyWithIvy(ivy: object, fields: object = {}): Policy {
  const organization = { id: 'northwind', domains: ['northwind.example'] }
  return policyOf({ organization, mailboxes: [{ address: IVY, ...ivy }], ...fields })
}

/** The problems of a document that must not be taken, one a line. */
export function problemsIn(document: unknown): readonly string[] {
  const reading = parsePolicyDocument(document)
  if (reading.accepted) throw new Error('the document was taken')
  return reading.problems.map(({ path, problem }) => `${path}: ${problem}`)
}

export const ask = (from: string, about: string, view: View = 'DetailedMerged', at: number = NOON): Ask => ({
  from: parseMailboxAddress(from),
  about: parseMailboxAddress(about),
  view,
  at,
})
