import type { NoDataReason } from '../availability/busy-status.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { reasonOfCode } from './answer-codes.ts'
import { e, EWS_VOCABULARY, t } from './ews-vocabulary.ts'

// SOAP 1.1, section 4.4: the children of Fault have no namespace.
const FAULT_CODE = EWS_VOCABULARY.element(0, 'faultcode')
const DETAIL = EWS_VOCABULARY.element(0, 'detail')
const RESPONSE_CODE = e('ResponseCode')
const MESSAGE_XML = t('MessageXml')
const VALUE = t('Value')

/** A whole call refused by the partner's server. */
export interface AnswerFault {
  readonly kind: 'fault'
  readonly reason: NoDataReason
  /** For how long the partner does not want to be asked, in milliseconds; null where it did not say. */
  readonly backOffMs: number | null
}

function readBackOff(reader: XmlReader): number | null {
  let backOffMs: number | null = null
  while (reader.child()) {
    if (reader.name === VALUE && reader.attribute('Name') === 'BackOffMilliseconds') {
      const text = reader.token()
      if (/^\d{1,9}$/.test(text)) backOffMs = Number(text)
    } else reader.skip()
  }
  return backOffMs
}

/**
 * Reads the soap:Fault stood on, to its end. Exchange 2010 and later name the error in faultcode and in the detail's
 * ResponseCode, which wins; its text may be padded with white space. What else a fault holds is passed over.
 */
export function readAnswerFault(reader: XmlReader): AnswerFault {
  let code = ''
  let backOffMs: number | null = null
  while (reader.child()) {
    if (reader.name === FAULT_CODE) {
      const name = reader.token()
      code = name.slice(name.indexOf(':') + 1)
    } else if (reader.name === DETAIL) {
      while (reader.child()) {
        if (reader.name === RESPONSE_CODE) code = reader.token()
        else if (reader.name === MESSAGE_XML) backOffMs = readBackOff(reader)
        else reader.skip()
      }
    } else reader.skip()
  }
  return { kind: 'fault', reason: reasonOfCode(code), backOffMs }
}
