import { ACCESS_TOKEN_TYPE } from './access-token.ts'
import type { PartnerAccess } from './access-token.ts'
import { typeOf } from './compact-jws.ts'
import { EXCHANGE_TOKEN_TYPE, verifyExchangeToken } from './exchange-token.ts'
import type { ExchangeReceiver } from './exchange-token.ts'
import { verifyToken } from './verify-token.ts'
import type { TokenReceiver, TokenRequest, Verification } from './verify-token.ts'

/** Everything that takes a partner's token for a lookup. */
export interface BearerReceiver {
  readonly tokens: TokenReceiver
  readonly access: PartnerAccess
  readonly exchange: ExchangeReceiver
}

export interface BearerRequest extends TokenRequest {
  readonly source: string
  /** Who asks, where the token does not say: the header `Federation-Person`. */
  readonly person: string | undefined
}

/** Gives a token to the one reader of its type, which checks the type again; what has none is refused as ours would be. */
export function verifyBearer(
  token: string,
  request: BearerRequest,
  { tokens, access, exchange }: BearerReceiver,
): Verification | Promise<Verification> {
  const type = typeOf(token)
  if (type === ACCESS_TOKEN_TYPE) return access.verify(token, request.person)
  if (type === EXCHANGE_TOKEN_TYPE) return verifyExchangeToken(token, request.source, exchange)
  return verifyToken(token, request, tokens)
}
