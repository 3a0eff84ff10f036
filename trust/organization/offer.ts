import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'

const LEVEL = z.enum(['None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer'])

export const OFFER = z.strictObject({
  gives: z.strictObject({ freeBusyAccessEnabled: z.boolean(), freeBusyAccessLevel: LEVEL }).readonly(),
  asks: z.strictObject({ enabled: z.boolean(), level: LEVEL }).readonly(),
})

/**
 * What a partner gives us and asks of us, as the administrator registered it: a plain record here (a signed one needs
 * the partner's own hand). It can only narrow what a lookup gives, never widen it.
 */
export type Offer = Readonly<z.infer<typeof OFFER>>

/** A partner that registered no offer gives and asks nothing. */
export const NO_OFFER: Offer = Object.freeze({
  gives: Object.freeze({ freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None' }),
  asks: Object.freeze({ enabled: false, level: 'None' }),
})

/** @throws FederationError `ERR_MESSAGE_MALFORMED`, naming the path of the first problem */
export function parseOffer(input: unknown): Offer {
  const parsed = OFFER.safeParse(input)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'not an offer', { field: path })
}
