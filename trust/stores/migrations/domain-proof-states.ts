import { z } from 'zod'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { HeldRecord, Json } from '../state-record.ts'

const DOMAIN = z.looseObject({ proof: z.literal('unproven') })
const TRUST = z.looseObject({
  is: z.discriminatedUnion('state', [
    z.looseObject({ state: z.literal('proposed') }),
    z.looseObject({ state: z.literal('active'), domains: z.array(DOMAIN) }),
    z.looseObject({ state: z.literal('suspended'), domains: z.array(DOMAIN) }),
    z.looseObject({ state: z.literal('revoked') }),
  ]),
})

/**
 * Schema 1 to 2: each domain of a trust says in which state its proof is, where it had the word `unproven`.
 *
 * @throws FederationError `ERR_STORE_DAMAGED` where the record is no trust of schema 1
 */
export function domainProofStates({ value }: HeldRecord): Json {
  const trust = TRUST.safeParse(value)
  if (!trust.success) {
    const path = trust.error.issues[0]?.path.map(String).join('.') ?? ''
    throw new FederationError('ERR_STORE_DAMAGED', `it is no trust of schema 1 (${path})`, { path })
  }
  const { is } = trust.data
  if (is.state === 'proposed' || is.state === 'revoked') return value
  const domains = is.domains.map((domain) => ({ ...domain, proof: { state: 'unproven' } }))
  return { ...trust.data, is: { ...is, domains } } as unknown as Json
}
