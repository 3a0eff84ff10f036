import type { NoDataReason } from '../availability/busy-status.ts'

/**
 * What a ResponseCode of the availability service means for the mailboxes it was said of (MS-OXWAVLS 2.2.4, the schema's
 * ResponseCodeType; ErrorCannotFindUser is what grommunio says). Every code that is not here is a failure of its own.
 */
const REASONS: ReadonlyMap<string, NoDataReason> = new Map<string, NoDataReason>([
  ['ErrorMailRecipientNotFound', 'DATA_NOT_FOUND'],
  ['ErrorNoFreeBusyAccess', 'DATA_NOT_FOUND'],
  ['ErrorInvalidOrganizationRelationshipForFreeBusy', 'DATA_NOT_FOUND'],
  ['ErrorInvalidAccessLevel', 'DATA_NOT_FOUND'],
  ['ErrorNonExistentMailbox', 'DATA_NOT_FOUND'],
  ['ErrorCannotFindUser', 'DATA_NOT_FOUND'],
  ['ErrorProxyRequestNotAllowed', 'ROUTE_NO_TRANSIT'],
  ['ErrorAddressSpaceNotFound', 'ROUTE_NONE'],
  ['ErrorAvailabilityConfigNotFound', 'ROUTE_NONE'],
  ['ErrorServiceDiscoveryFailed', 'ROUTE_NONE'],
  ['ErrorAutoDiscoverFailed', 'ROUTE_NONE'],
  ['ErrorAccessDenied', 'TRUST_REFUSED'],
  ['ErrorInvalidCrossForestCredentials', 'TRUST_REFUSED'],
  ['ErrorInvalidFederatedOrganizationId', 'TRUST_REFUSED'],
  ['ErrorOrganizationNotFederated', 'TRUST_REFUSED'],
  ['ErrorUserWithoutFederatedProxyAddress', 'TRUST_REFUSED'],
  ['ErrorOrganizationAccessBlocked', 'TRUST_REFUSED'],
  ['ErrorResultSetTooBig', 'DATA_TOO_MANY'],
  ['ErrorFreeBusyDLLimitReached', 'DATA_TOO_MANY'],
  ['ErrorTimeoutExpired', 'REACH_TIMEOUT'],
  ['ErrorServerBusy', 'REACH_BUSY'],
])

export const reasonOfCode = (code: string): NoDataReason => REASONS.get(code) ?? 'REACH_UPSTREAM'
