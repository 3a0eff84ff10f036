import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import { outboundReason } from '../../protocols/http/outbound-failure.ts'
import type { OutboundAnswer, OutboundHttp } from '../../protocols/http/outbound-http.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { AUTH_METADATA_PATH } from '../../protocols/ms-xoauth/auth-metadata.ts'
import { readExchangeMetadata } from '../../trust/organization/exchange-metadata.ts'
import { readMetadata } from '../../trust/organization/federation-metadata.ts'
import type {
  FederationMetadata,
  MetadataExpectation,
  MetadataReading,
} from '../../trust/organization/federation-metadata.ts'
import { discoveryFailureOf, remedyFor } from '../doctor/remedies.ts'

const LONGEST_WAIT_MS = 5_000
/** As text, wherever it comes from. */
export const LARGEST_METADATA = 65_536

/** Exchange servers have theirs at one address, each: JSON that nobody signed. */
export const isOfExchange = (url: URL): boolean => url.pathname.toLowerCase().endsWith(AUTH_METADATA_PATH)

/** Reads a document as that which this address has to give. */
export function readFetched(url: URL, body: Buffer, expected: MetadataExpectation): MetadataReading {
  return isOfExchange(url)
    ? readExchangeMetadata(body.toString('utf8'), url, expected)
    : readMetadata(body.toString('latin1').trim(), expected)
}

/**
 * Fetches and verifies what a partner says of itself.
 *
 * @param heard is told of the answer's headers before anything of it is read
 * @throws FederationError `ERR_PARTNER_UNREACHABLE`, `ERR_ADDRESS_REFUSED` or `ERR_METADATA_REFUSED`, each with its reason
 */
export async function fetchMetadata(
  http: OutboundHttp,
  metadataUrl: string,
  expected: MetadataExpectation,
  heard: (headers: OutboundAnswer['headers']) => void = () => undefined,
): Promise<FederationMetadata> {
  const url = parseEndpointUrl(metadataUrl)
  const limits = { timeoutMs: LONGEST_WAIT_MS, maxAnswerBytes: LARGEST_METADATA }
  const accept = { Accept: isOfExchange(url) ? 'application/json' : 'application/jwt' }
  const answer = await http
    .get(url, accept, { ...limits, signal: AbortSignal.timeout(LONGEST_WAIT_MS) })
    .catch((error: unknown) => {
      throw notReached(url, error)
    })
  heard(answer.headers)
  if (answer.status !== 200) {
    const remedy = remedyFor(discoveryFailureOf(answer.status))
    throw new FederationError('ERR_PARTNER_UNREACHABLE', `${url.href} answered ${answer.status}. ${remedy}`, {
      reason: 'REACH_UPSTREAM',
    })
  }
  const reading = readFetched(url, answer.body, expected)
  if (reading.accepted) return reading.metadata
  throw refusedMetadata(`at ${url.href}`, reading)
}

/** Whom it was that was not reached, and what to do: the administrator who reads it need not know our codes. */
function notReached(url: URL, error: unknown): unknown {
  if (!(error instanceof FederationError)) return error
  const { code, message, context } = error
  const remedy = remedyFor(code === 'ERR_ADDRESS_REFUSED' ? 'ADDRESS_REFUSED' : outboundReason(error))
  return new FederationError(code, `${url.href} was not read: ${message}. ${remedy}`, context, { cause: error })
}

/** The same of what came by hand. @throws FederationError `ERR_METADATA_REFUSED` */
export function readGivenMetadata(document: string, expected: MetadataExpectation): FederationMetadata {
  const reading = readMetadata(document, expected)
  if (reading.accepted) return reading.metadata
  throw refusedMetadata('in the file', reading)
}

function refusedMetadata(
  where: string,
  { because, remedy }: Extract<MetadataReading, { accepted: false }>,
): FederationError {
  const why = remedy === null ? because : `${because}, ${remedy}`
  return new FederationError('ERR_METADATA_REFUSED', `the metadata ${where} was not accepted: ${why}`, {
    reason: because,
  })
}
