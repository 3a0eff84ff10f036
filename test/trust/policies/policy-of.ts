import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { Policy } from '../../../trust/policies/policy.ts'

export const IVY = parseMailboxAddress('ivy@northwind.example')

/** A compiled policy of northwind.example, where Ivy's entry has these fields, and the document these. */
export function policyOf(ivy: object, fields: object = {}): Policy {
  const organization = { id: 'northwind', domains: ['northwind.example'] }
  const document = { organization, mailboxes: [{ address: IVY, ...ivy }], ...fields }
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) expect.fail(JSON.stringify(reading.problems))
  return compilePolicy(reading.document)
}
