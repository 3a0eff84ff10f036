const WORDS = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'nothing answers there',
  ENOTFOUND: 'no address is known for this name',
  EAI_AGAIN: 'the name server does not answer',
  EACCES: 'this machine lets nothing out to there',
  EPERM: 'this machine lets nothing out to there',
}

/** The system's codes there are words for. */
export type ConnectionCode = keyof typeof WORDS

export const isConnectionCode = (code: string | null): code is ConnectionCode =>
  code !== null && Object.hasOwn(WORDS, code)

/** What came of connecting, with the system's own code in words; what has none keeps its code. */
export function connectionWords({ detail, code }: { readonly detail: string; readonly code: string | null }): string {
  if (code === null) return detail
  return isConnectionCode(code) ? `${detail}: ${WORDS[code]}` : `${detail} (${code})`
}
