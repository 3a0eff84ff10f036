/** The service principal of Exchange, the same in every organization (MS-XOAUTH 2.2). */
export const EXCHANGE_SERVICE = '00000002-0000-0ff1-ce00-000000000000'

/** `<service>@<realm>`: an application of one organization. */
export interface Principal {
  /** A GUID, lower case. */
  readonly service: string
  /** Lower case; never `*`, which names nobody. */
  readonly realm: string
}

/** `<service>/<host>@<realm>`: what a token is for. */
export interface TokenAudience extends Principal {
  readonly host: string
}

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const REALM = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?'
const PRINCIPAL = new RegExp(`^(${GUID})@(${REALM})$`)
const AUDIENCE = new RegExp(`^(${GUID})/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)@(${REALM})$`)

/** Null where it is none. Servers write GUIDs and names in either case. */
export function readPrincipal(text: unknown): Principal | null {
  const match = typeof text === 'string' ? PRINCIPAL.exec(text.toLowerCase()) : null
  return match === null ? null : { service: match[1] ?? '', realm: match[2] ?? '' }
}

export function readAudience(text: unknown): TokenAudience | null {
  const match = typeof text === 'string' ? AUDIENCE.exec(text.toLowerCase()) : null
  return match === null ? null : { service: match[1] ?? '', host: match[2] ?? '', realm: match[3] ?? '' }
}

export const writePrincipal = ({ service, realm }: Principal): string => `${service}@${realm}`
export const writeAudience = ({ service, host, realm }: TokenAudience): string => `${service}/${host}@${realm}`
