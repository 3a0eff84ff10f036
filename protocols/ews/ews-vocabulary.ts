import { SOAP_NAMESPACE } from '../soap/soap-envelope.ts'
import { Vocabulary } from '../xml/vocabulary.ts'

export const MESSAGES_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/messages'
export const TYPES_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/types'
export const ERRORS_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/errors'

/** All that is read of EWS, in both directions; each file that reads adds its own names while it loads. */
export const EWS_VOCABULARY = new Vocabulary()

const soap = EWS_VOCABULARY.namespace(SOAP_NAMESPACE)
const messages = EWS_VOCABULARY.namespace(MESSAGES_NAMESPACE)
const types = EWS_VOCABULARY.namespace(TYPES_NAMESPACE)
const errors = EWS_VOCABULARY.namespace(ERRORS_NAMESPACE)

/** The numbers of element names: `t('Address')` for t:Address, and so on. */
export const s = (local: string): number => EWS_VOCABULARY.element(soap, local)
export const m = (local: string): number => EWS_VOCABULARY.element(messages, local)
export const t = (local: string): number => EWS_VOCABULARY.element(types, local)
export const e = (local: string): number => EWS_VOCABULARY.element(errors, local)
/** The number of a value of an enumeration. */
export const word = (value: string): number => EWS_VOCABULARY.word(value)
