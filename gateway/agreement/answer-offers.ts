import type { Request, RequestHandler, Response } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimiterRes } from 'rate-limiter-flexible'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { LONGEST_OFFER, partiesOf } from '../../trust/organization/signed-offer.ts'
import type { TrustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import { trustId } from '../admin/administration.ts'
import type { Log } from '../log.ts'
import { GATEWAY_NAME } from '../publish-metadata.ts'
import { readBody } from '../read-body.ts'
import type { OfferExchange } from './offer-exchange.ts'
import { addressOf } from '../visitor-address.ts'

/** Of one address: far more than a host of many organizations needs, few enough that each can be verified. */
const FROM_ONE_SOURCE = { points: 600, duration: 60 }

export interface OffersAnswerer {
  readonly exchange: Pick<OfferExchange, 'statement' | 'take'>
  /** Ids of our organizations by their names. */
  readonly idOf: (name: string) => OrganizationId | undefined
  readonly trusts: { snapshot(): TrustSnapshot }
  readonly log: Log
}

/** One answer for every reason: who is no partner learns neither who is, nor what was wrong. */
function notThere(response: Response): void {
  response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } })
}

/** The text of a request that could be a statement; null for any other, whose body is then not waited for. */
async function documentOf(request: Request): Promise<string | null> {
  const { 'content-type': type, 'content-length': length } = request.headers
  if (type?.toLowerCase() !== 'application/jwt' || Number(length ?? 0) > LONGEST_OFFER) return null
  const body = await readBody(request, LONGEST_OFFER)
  return body === 'too big' ? null : body.toString('latin1')
}

/** Takes a partner's statement and answers ours. From cheap to dear: source, form, who, whose certificate, signature. */
export function answerOffers({ exchange, idOf, trusts, log }: OffersAnswerer): RequestHandler {
  const limit = new RateLimiterMemory(FROM_ONE_SOURCE)
  const answer = async (name: string, document: string | null): Promise<string | null> => {
    const parties = document === null ? null : partiesOf(document)
    if (document === null || parties === null || parties.audience !== idOf(name)) return null
    const trust = trusts.snapshot().trust(parties.audience, parties.issuer)
    if (trust === undefined) return null
    const taking = await exchange.take(trust, document)
    if (taking.taken) return exchange.statement(taking.trust)
    log.warn('statement refused', { trust: trustId(trust), partner: trust.partner, because: taking.because })
    return null
  }
  return async (request, response) => {
    const source = addressOf(request)
    const refused = await limit.consume(source).then(
      () => null,
      (refusal: unknown) => refusal as RateLimiterRes,
    )
    if (refused !== null) {
      response.set({ Connection: 'close', 'Retry-After': String(Math.ceil(refused.msBeforeNext / 1_000)) })
      response.status(429).json({ error: { code: 'TOO_MANY_REQUESTS', message: 'Try again later.' } })
      return
    }
    const document = await documentOf(request)
    if (document === null) response.set('Connection', 'close')
    const statement = await answer(String(request.params['name'] ?? GATEWAY_NAME), document)
    if (statement === null) return notThere(response)
    response.type('application/jwt').send(statement)
  }
}
