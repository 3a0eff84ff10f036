const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the gateway running?',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'no address is known for this name',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  EPROTO: 'it does not speak TLS there; is its address http://…?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody known here; name who signed it with --authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known here; name who signed it with --authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by nobody known here; name who signed it with --authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate is over',
}

const isCoded = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'

/** Why a gateway was not reached, and what to look at, in words; what has none keeps the words of the system. */
export function connectionProblem(error: unknown): string {
  // Where a name has several addresses each failed by itself (RFC 8305).
  const each: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
  const known = each.filter(isCoded).map(({ code }) => WORDS[code])
  const words = known.find((one) => one !== undefined)
  if (words !== undefined) return words
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
