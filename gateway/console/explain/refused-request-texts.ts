import type { ErrorCode } from '../../../protocols/federation-error.ts'
import type { Catalogue } from '../texts.ts'

/** What a request can be refused for as a whole: those of the wire, and what was no SOAP yet. */
export type RequestCode =
  | Extract<
      ErrorCode,
      `ERR_${'MESSAGE' | 'VERSION' | 'OPERATION' | 'MAILBOXES' | 'WINDOW' | 'INTERVAL' | 'VIEW'}_${string}`
    >
  | Extract<ErrorCode, `ERR_${'TIME_ZONE' | 'REQUESTER' | 'IMPERSONATION' | 'STORE' | 'OUTCOME'}_${string}`>
  | 'ERR_BUSY'
  | 'ERR_INTERNAL'
  | `HTTP_${400 | 404 | 405 | 408 | 411 | 413 | 415 | 421 | 431}`

type Requests = Readonly<Record<RequestCode, string>>

const EN: Requests = {
  ERR_MESSAGE_MALFORMED: 'The request is not of the protocol.',
  ERR_MESSAGE_TOO_BIG: 'The request is too large.',
  ERR_VERSION_UNKNOWN: 'The version that the request names is none.',
  ERR_OPERATION_UNKNOWN: 'The request wants something that is not offered.',
  ERR_MAILBOXES_NONE: 'The request names no mailbox.',
  ERR_MAILBOXES_TOO_MANY: 'The request names too many mailboxes.',
  ERR_WINDOW_INVALID: 'The time asked about does not end after it begins.',
  ERR_WINDOW_TOO_LONG: 'The time asked about is too long.',
  ERR_INTERVAL_INVALID: 'The interval that is asked for is none.',
  ERR_VIEW_INVALID: 'The view that is asked for is none.',
  ERR_TIME_ZONE_MISSING: 'The request names no time zone that can be used.',
  ERR_REQUESTER_UNTRUSTED: 'Who asks was not believed.',
  ERR_IMPERSONATION_REFUSED: 'Who asks wanted to be taken for somebody else.',
  ERR_STORE_UNAVAILABLE: 'The store was away, so nobody knew what holds now.',
  ERR_STORE_LOCKED: 'The store was held by another process.',
  ERR_STORE_DAMAGED: 'What is kept does not agree with itself.',
  ERR_OUTCOME_UNKNOWN: 'The store went away while something was written.',
  ERR_BUSY: 'Too much was asked: a budget is used up, or too many at once.',
  ERR_INTERNAL: 'Something failed here; the log of the gateway has more.',
  HTTP_400: 'The request cannot be read.',
  HTTP_404: 'There is nothing at this address.',
  HTTP_405: 'The request has the wrong method.',
  HTTP_408: 'The request did not come to its end in time.',
  HTTP_411: 'The request does not say how long it is.',
  HTTP_413: 'The request is too large.',
  HTTP_415: 'The request is of another type.',
  HTTP_421: 'The request is for another host.',
  HTTP_431: 'The header of the request is too large.',
}

const SV: Requests = {
  ERR_MESSAGE_MALFORMED: 'Frågan följer inte protokollet.',
  ERR_MESSAGE_TOO_BIG: 'Frågan är för stor.',
  ERR_VERSION_UNKNOWN: 'Versionen som frågan anger finns inte.',
  ERR_OPERATION_UNKNOWN: 'Frågan vill något som inte erbjuds.',
  ERR_MAILBOXES_NONE: 'Frågan nämner ingen brevlåda.',
  ERR_MAILBOXES_TOO_MANY: 'Frågan nämner för många brevlådor.',
  ERR_WINDOW_INVALID: 'Tiden som frågan gäller slutar inte efter sin början.',
  ERR_WINDOW_TOO_LONG: 'Tiden som frågan gäller är för lång.',
  ERR_INTERVAL_INVALID: 'Intervallet som efterfrågas finns inte.',
  ERR_VIEW_INVALID: 'Vyn som efterfrågas finns inte.',
  ERR_TIME_ZONE_MISSING: 'Frågan anger ingen tidszon som går att använda.',
  ERR_REQUESTER_UNTRUSTED: 'Den som frågade blev inte trodd.',
  ERR_IMPERSONATION_REFUSED: 'Den som frågade ville tas för någon annan.',
  ERR_STORE_UNAVAILABLE: 'Lagret var borta, så ingen visste vad som gäller nu.',
  ERR_STORE_LOCKED: 'Lagret hölls av en annan process.',
  ERR_STORE_DAMAGED: 'Det som är sparat stämmer inte överens med sig självt.',
  ERR_OUTCOME_UNKNOWN: 'Lagret försvann medan något skrevs.',
  ERR_BUSY: 'Det frågades för mycket: en budget är slut, eller så var det för många på en gång.',
  ERR_INTERNAL: 'Något misslyckades här; mer står i gatewayens logg.',
  HTTP_400: 'Frågan går inte att läsa.',
  HTTP_404: 'Det finns ingenting på den här adressen.',
  HTTP_405: 'Frågan har fel metod.',
  HTTP_408: 'Frågan kom inte till sitt slut i tid.',
  HTTP_411: 'Frågan säger inte hur lång den är.',
  HTTP_413: 'Frågan är för stor.',
  HTTP_415: 'Frågan är av en annan typ.',
  HTTP_421: 'Frågan är till en annan värd.',
  HTTP_431: 'Frågans huvud är för stort.',
}

/** Why a request was refused as a whole, for whoever administers it. */
export const REFUSED_REQUEST_TEXTS: Catalogue<Requests> = { en: EN, sv: SV }
