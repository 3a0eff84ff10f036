import { EXCHANGE_SERVICE, readPrincipal } from './principal.ts'

/** What a server asks for with its 401 (MS-XOAUTH 3.2.5.4). */
export interface Challenge {
  /** The principal that tokens for it name in `aud`. */
  readonly clientId: string
  /** Null where it does not say one. */
  readonly realm: string | null
}

/**
 * Our own, on every 401 alike. It names no partner: whoever signs for Exchange in a realm of its own may try, and whom we
 * trust is not told to strangers. A server that reads `realm` signs for it, so it is one of ours or is left out, as
 * MS-XOAUTH 3.2.5.4 allows.
 *
 * @param realm of the one organization that is meant; null where several share the address
 */
export function writeChallenge(realm: string | null): string {
  const named = realm === null ? '' : `realm="${realm}", `
  return (
    `Bearer ${named}client_id="${EXCHANGE_SERVICE}", trusted_issuers="${EXCHANGE_SERVICE}@*", ` +
    `token_types="app_asserted_user_v1 service_asserted_app_v1"`
  )
}

/** `x-ms-diagnostics`: administrators of Exchange look for it. It says the same whatever the reason. */
export const DIAGNOSTICS = '2000000;reason="The token was not accepted.";error_category="invalid_token"'

const PARAMETER = /([a-z_]{1,32})="([^"]{0,2048})"/gi

/** The Bearer challenge among what a server answered; null where there is none with a client id. */
export function readChallenge(headers: string | readonly string[] | undefined): Challenge | null {
  for (const header of typeof headers === 'string' ? [headers] : (headers ?? [])) {
    const bearer = /(?:^|,\s*)Bearer\s+(.{1,8192})/is.exec(header.slice(0, 8_192))?.[1]
    if (bearer === undefined) continue
    const said = new Map([...bearer.matchAll(PARAMETER)].map((match) => [match[1]?.toLowerCase(), match[2] ?? '']))
    const [clientId, realm] = [said.get('client_id')?.toLowerCase() ?? '', said.get('realm')?.toLowerCase() ?? '']
    // Both are checked as the parts of a principal that they are.
    if (readPrincipal(`${clientId}@realm`) === null) continue
    return { clientId, realm: readPrincipal(`${clientId}@${realm}`) === null ? null : realm }
  }
  return null
}
