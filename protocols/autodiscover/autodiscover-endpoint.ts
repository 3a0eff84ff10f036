import { parseMailboxAddress, domainOf } from '../availability/mailbox-address.ts'
import type { Domain } from '../availability/mailbox-address.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { SETTINGS_NAMESPACE } from './autodiscover-vocabulary.ts'
import { isSoap, readAutodiscoverRequest } from './read-autodiscover-request.ts'
import type { AutodiscoverRequest } from './read-autodiscover-request.ts'
import { writeSettings, writeSettingsError } from './write-settings.ts'
import { writeNotFederated, writeSoapFault, writeUserSettings } from './write-user-settings.ts'

/** Where an Exchange server asks in plain XML, below the host its administrator named or `autodiscover.<domain>`. */
export const AUTODISCOVER_XML = '/autodiscover/autodiscover.xml'
/** Where it asks by SOAP. */
export const AUTODISCOVER_SERVICE = '/autodiscover/autodiscover.svc'
export const AUTODISCOVER_CONTENT_TYPE = 'text/xml; charset=utf-8'

/** What this protocol needs of whoever serves it. */
export interface AutodiscoverPort {
  /** Where calendars of this domain are asked for; undefined for a domain that is not ours. It is all that decides. */
  readonly ewsUrlOf: (domain: Domain) => string | undefined
  readonly now: Instant
}

export interface AutodiscoverAnswer {
  readonly status: 200 | 500
  readonly body: Buffer
}

/** The address in its one spelling, and where its calendar is asked for; null where it is none of ours, or no address. */
function found(text: string, { ewsUrlOf }: AutodiscoverPort): { address: string; ewsUrl: string } | null {
  try {
    const address = parseMailboxAddress(text)
    const ewsUrl = ewsUrlOf(domainOf(address))
    return ewsUrl === undefined ? null : { address, ewsUrl }
  } catch {
    return null
  }
}

function answerTo(request: AutodiscoverRequest, port: AutodiscoverPort): Buffer {
  if (request.kind === 'federation-information') return writeNotFederated(request.messageId)
  if (request.kind === 'user-settings') {
    const users = request.users.map((address) => found(address, port) ?? { address, ewsUrl: null })
    return writeUserSettings(users, request.settings, request.messageId)
  }
  if (request.schema !== SETTINGS_NAMESPACE) return writeSettingsError(601, port.now)
  const place = found(request.address, port)
  return place === null ? writeSettingsError(500, port.now) : writeSettings(place.address, place.ewsUrl)
}

/** A request that cannot be read: a fault to whoever speaks SOAP, to all others the error of plain XML. */
function refusal(body: Buffer, error: FederationError, { now }: AutodiscoverPort): AutodiscoverAnswer {
  if (!isSoap(body)) return { status: 200, body: writeSettingsError(600, now) }
  const unknown = error.code === 'ERR_OPERATION_UNKNOWN'
  const text = unknown ? 'This operation is not offered here.' : 'The request could not be read.'
  return { status: 500, body: writeSoapFault(text) }
}

/**
 * Answers one request by either address. It tells where the calendars of a domain of ours are asked for, which our
 * metadata tells anybody; every address of the domain gets the same, whoever it belongs to and whether it belongs to
 * anybody.
 */
export function answerAutodiscover(body: Buffer, port: AutodiscoverPort): AutodiscoverAnswer {
  try {
    return { status: 200, body: answerTo(readAutodiscoverRequest(body), port) }
  } catch (error) {
    if (error instanceof FederationError) return refusal(body, error, port)
    throw error
  }
}

/** What a GET is told: there is no request in it. The Exchange Web Services libraries begin so, to see what is served. */
export function answerNothingAsked(now: Instant): AutodiscoverAnswer {
  return { status: 200, body: writeSettingsError(600, now) }
}
