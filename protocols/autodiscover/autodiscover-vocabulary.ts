import { soapNames } from '../soap/soap-envelope.ts'
import { Vocabulary } from '../xml/vocabulary.ts'

/** Of what Outlook and Exchange 2007 and later ask as plain XML (MS-OXDSCLI). */
export const REQUEST_NAMESPACE = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
/** Of the whole answer, and of an error that says nothing of anybody (MS-OXDSCLI 2.2.4). */
export const ANSWER_NAMESPACE = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006'
/** The one form of answer that is known here (MS-OXDSCLI, AcceptableResponseSchema). */
export const SETTINGS_NAMESPACE = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
/** Of the SOAP operations (MS-OXWSADISC). */
export const AUTODISCOVER_NAMESPACE = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
export const ADDRESSING_NAMESPACE = 'http://www.w3.org/2005/08/addressing'

export const AUTODISCOVER_VOCABULARY = new Vocabulary()

const REQUEST = AUTODISCOVER_VOCABULARY.namespace(REQUEST_NAMESPACE)
const SERVICE = AUTODISCOVER_VOCABULARY.namespace(AUTODISCOVER_NAMESPACE)
const ADDRESSING = AUTODISCOVER_VOCABULARY.namespace(ADDRESSING_NAMESPACE)

/** An element of a plain request. */
export const plain = (local: string): number => AUTODISCOVER_VOCABULARY.element(REQUEST, local)
/** An element of a SOAP operation. */
export const service = (local: string): number => AUTODISCOVER_VOCABULARY.element(SERVICE, local)
/** A header block of WS-Addressing. */
export const addressing = (local: string): number => AUTODISCOVER_VOCABULARY.element(ADDRESSING, local)

export const SOAP = soapNames(AUTODISCOVER_VOCABULARY)
