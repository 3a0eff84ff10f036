import { z } from 'zod'
import type { CrossedPart } from '../../trust/policies/merge-documents.ts'
import type { AppliedDocument, ChangedPart, PolicyPart } from '../../trust/policies/policy-store.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { Administration } from './administration.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'
import { answerTo, organizationOf } from './policy-operations.ts'

/** Holds the event loop for well under a second, whatever is in it. */
const LARGEST_DOCUMENT = 1_048_576
const MOST_CROSSED_NAMED = 100
const MOST_CROSSED_SHOWN = 10

async function apply(administration: Administration, call: Call<unknown>, applied: AppliedDocument): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const told = (parts: readonly (ChangedPart | PolicyPart)[]): Json => parts as unknown as Json
  const answer = (changes: readonly ChangedPart[], kept: readonly PolicyPart[]): Answer => ({
    body: { organization, changes: told(changes), kept: told(kept) },
  })
  const causeOf = (changes: readonly ChangedPart[], kept: readonly PolicyPart[]) =>
    call.cause(() => answer(changes, kept))
  const write = await administration.policies.apply(organization, applied, causeOf)
  if (write.stored) return answer(write.changes, write.kept)
  return write.because === 'crossed' ? crossing(write.crossed) : answerTo(write, null, () => answer([], []))
}

/** Names every part, and shows the first few as each of both wants them. */
function crossing(crossed: readonly CrossedPart[]): Answer {
  const names = crossed.map(({ kind, name }) => `${kind} ${name}`)
  const named = names.slice(0, MOST_CROSSED_NAMED).join(', ')
  const more = names.length > MOST_CROSSED_NAMED ? ` and ${names.length - MOST_CROSSED_NAMED} more` : ''
  const message = `Somebody else changed meanwhile what you change too: ${named}${more}. Export it, and make your change to that.`
  const shown = crossed.slice(0, MOST_CROSSED_SHOWN)
  const side = (of: 'theirs' | 'yours'): Json =>
    shown.map((part) => ({ kind: part.kind, name: part.name, value: part[of] }))
  return { status: 409, body: { error: { code: 'CONFLICT', message, theirs: side('theirs'), yours: side('yours') } } }
}

/** A change said as the document before it and after it. */
const mergeBody = z.strictObject({ base: z.json(), document: z.json() })

/** An organization's policy as one document, in and out. */
export const POLICY_DOCUMENT_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'policy.export',
    method: 'get',
    path: '/organizations/{organization}/policy-document',
    scope: 'read',
    summary: 'The whole policy of an organization as one document.',
    handle: async (administration, call) => ({
      body: await administration.policies.documentOf(organizationOf(administration, call)),
    }),
  }),
  operation({
    id: 'policy.apply',
    method: 'put',
    path: '/organizations/{organization}/policy-document',
    scope: 'operate',
    summary: 'Make the policy of an organization say what a document says, in one change.',
    body: z.unknown().meta({ schema: 'policy-document' }),
    largestBody: LARGEST_DOCUMENT,
    handle: (administration, call) => apply(administration, call, { document: call.body }),
  }),
  operation({
    id: 'policy.apply.merge',
    method: 'post',
    path: '/organizations/{organization}/policy-document/merge',
    scope: 'operate',
    summary: 'Change what two documents differ in, and leave what others changed meanwhile; refused where both did.',
    body: mergeBody,
    largestBody: 2 * LARGEST_DOCUMENT,
    handle: (administration, call) => apply(administration, call, call.body),
  }),
]
