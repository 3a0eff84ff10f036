import { z } from 'zod'
import { DOMAIN_PROOFS } from './domain-proof.ts'
import { OFFER } from './offer.ts'
import { STANDINGS } from './trust-halves.ts'

const SECONDS = z.int().min(0).max(253_402_300_799)
/** Leaves room for the second of any change (`restated`), and none for a number that could not be raised any more. */
const SEQUENCE = z.int().min(1).max(253_402_300_799)
const MAX_DOMAINS = 238

/** Text for a person of the other side; no controls, so that no screen is written on. */
export const SCOPE_DESCRIPTION = z
  .string()
  .regex(/^[^\p{Cc}]{1,200}$/u, 'expected 1 to 200 characters without controls')

/** Claims of a signed offer, one organization's statement about one partner. Times are NumericDate: whole seconds. */
export const OFFER_CLAIMS = z
  .strictObject({
    iss: z.string().max(255),
    aud: z.string().max(255),
    iat: SECONDS,
    exp: SECONDS,
    /** Grows whenever anything but the times changes. */
    sequence: SEQUENCE,
    standing: z.enum(STANDINGS),
    /** Both or neither; neither: the issuer's policy decides, lookup by lookup. */
    gives: OFFER.shape.gives.optional(),
    asks: OFFER.shape.asks.optional(),
    scopeDescription: SCOPE_DESCRIPTION.optional(),
    validUntil: SECONDS.optional(),
    accepts: SEQUENCE.nullable(),
    /** Of the audience's metadata that the issuer holds. */
    seen: z.strictObject({ metadata: z.int().min(0) }),
    /** What the issuer expects of the audience's domains; those that wait for something first. */
    domains: z
      .array(
        z.strictObject({
          domain: z.string().max(253),
          challenge: z
            .string()
            .regex(/^[A-Za-z0-9_-]{1,128}$/)
            .nullable(),
          proof: z.enum(DOMAIN_PROOFS),
        }),
      )
      .max(MAX_DOMAINS),
  })
  .refine(({ gives, asks }) => (gives === undefined) === (asks === undefined))

export type OfferClaims = z.infer<typeof OFFER_CLAIMS>
