import type { ErrorCode, FederationError } from '../../protocols/federation-error.ts'
import type { RefusedRequest } from '../broker/refused-request.ts'
import { SCOPES } from '../limits/quotas.ts'
import { says } from './step-finding.ts'
import type { RefusalFinding } from './step-finding.ts'

/** Of one gateway among several: who looks a refusal up is told of the one that refused. */
const ONE = 1

/** What is used up, or who guards against too much at once; null for what is neither. */
export function busyFinding({ context }: FederationError, instances: number = ONE): RefusalFinding | null {
  const { scope, unit, organization, backOffMs, guard } = context
  if (typeof backOffMs !== 'number') return null
  if (guard === 'passwords') return says('manyPasswords', { backOffMs })
  if (guard === 'tokens') return says('manyBadTokens', { backOffMs })
  if (typeof organization === 'string') return says('askedTooMuch', { organization, backOffMs, instances })
  const whose = SCOPES.find((one) => one === scope)
  if (whose === undefined || typeof unit !== 'string') return null
  return says('usedUp', { scope: whose, unit, backOffMs, instances })
}

const zoneFinding = ({ context: { zone } }: FederationError): RefusalFinding | null => {
  if (zone === 'none') return says('zoneNone', {})
  if (zone === 'without-bias') return says('zoneWithoutBias', {})
  return zone === 'without-name' ? says('zoneWithoutName', {}) : null
}

type Told = (error: FederationError) => RefusalFinding | null
const numbered = (value: unknown, told: (number: number) => RefusalFinding): RefusalFinding | null =>
  typeof value === 'number' ? told(value) : null

const TOLD: Partial<Readonly<Record<ErrorCode, Told>>> = {
  ERR_MAILBOXES_TOO_MANY: ({ context }) => numbered(context['limit'], (limit) => says('mailboxesTooMany', { limit })),
  ERR_MAILBOXES_NONE: () => says('mailboxesNone', {}),
  ERR_VIEW_INVALID: () => says('viewNone', {}),
  ERR_WINDOW_INVALID: () => says('windowBackwards', {}),
  ERR_WINDOW_TOO_LONG: ({ context }) => numbered(context['limit'], (limitDays) => says('windowTooLong', { limitDays })),
  ERR_INTERVAL_INVALID: () => says('intervalNone', {}),
  ERR_TIME_ZONE_MISSING: zoneFinding,
  ERR_VERSION_UNKNOWN: () => says('versionUnknown', {}),
  ERR_OPERATION_UNKNOWN: () => says('operationUnknown', {}),
  ERR_IMPERSONATION_REFUSED: () => says('impersonation', {}),
  ERR_MESSAGE_TOO_BIG: ({ context }) => numbered(context['bytes'], (bytes) => says('documentTooBig', { bytes })),
  ERR_BUSY: busyFinding,
  ERR_STORE_UNAVAILABLE: ({ context }) => (context['away'] === 'news' ? says('noNews', {}) : null),
}

/**
 * What a request was refused for as a whole, to be said in any language; null for what nobody foresaw: where a document
 * breaks its grammar, and what failed here.
 */
export const refusalFinding = (error: FederationError): RefusalFinding | null => TOLD[error.code]?.(error) ?? null

/** Why a request was refused as a whole, as it is remembered. */
export const refusalOf = (error: FederationError): Pick<RefusedRequest, 'because' | 'detail' | 'found'> => ({
  ...{ because: error.code, detail: error.message, found: refusalFinding(error) },
})
