import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'

export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  config: 3,
  peer: 4,
  trust: 5,
  store: 6,
  doctor: 7,
  checks: 8,
  conflict: 9,
} as const

const OF_ERROR: Partial<Readonly<Record<ErrorCode, number>>> = {
  ERR_MESSAGE_MALFORMED: ExitCode.usage,
  ERR_PRECONDITION: ExitCode.usage,
  ERR_KEY_REUSED: ExitCode.usage,
  ERR_CONFLICT: ExitCode.conflict,
  ERR_CONFIG_INVALID: ExitCode.config,
  ERR_PARTNER_UNREACHABLE: ExitCode.peer,
  ERR_ADDRESS_REFUSED: ExitCode.peer,
  ERR_REQUESTER_UNTRUSTED: ExitCode.peer,
  ERR_METADATA_REFUSED: ExitCode.trust,
  ERR_STORE_UNAVAILABLE: ExitCode.store,
  ERR_STORE_LOCKED: ExitCode.store,
  ERR_STORE_DAMAGED: ExitCode.store,
}

export function exitCodeOf(error: unknown): number {
  return error instanceof FederationError ? (OF_ERROR[error.code] ?? ExitCode.failed) : ExitCode.failed
}
