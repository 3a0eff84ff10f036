import { z } from 'zod'
import type { Json } from '../state-record.ts'
import type { HeldRecord } from '../state-record.ts'

const DOMAIN = z.looseObject({ proof: z.literal('unproven') })
const WITH_DOMAINS = z.looseObject({ is: z.looseObject({ domains: z.array(DOMAIN) }) })
const WITHOUT_DOMAINS = z.looseObject({ is: z.looseObject({ state: z.enum(['proposed', 'revoked']) }) })

/** Schema 1 to 2: a trust's domains say in which state their proof is, where they had the word `unproven`. */
export function domainProofStates({ value }: HeldRecord): Json {
  if (WITHOUT_DOMAINS.safeParse(value).success) return value
  const trust = WITH_DOMAINS.safeParse(value)
  if (!trust.success) throw new Error(`it is no trust (${trust.error.issues[0]?.path.map(String).join('.') ?? ''})`)
  const domains = trust.data.is.domains.map((domain) => ({ ...domain, proof: { state: 'unproven' } }))
  return { ...trust.data, is: { ...trust.data.is, domains } } as unknown as Json
}
