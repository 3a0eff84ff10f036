import { SOAP_NAMESPACE } from '../soap/soap-envelope.ts'
import { TYPES_NAMESPACE } from './ews-vocabulary.ts'

/** An answer of this protocol as HTTP carries it; the gateway adds what is its own. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export const EWS_CONTENT_TYPE = 'text/xml; charset=utf-8'

// Microsoft's libraries want the declaration, and the header with a version they know: an Exchange 2016.
export const ENVELOPE_START =
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NAMESPACE}"><s:Header><h:ServerVersionInfo ` +
  `MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6" Version="V2017_07_11" ` +
  `xmlns:h="${TYPES_NAMESPACE}"/></s:Header><s:Body>`
export const ENVELOPE_END = '</s:Body></s:Envelope>'

export const ewsAnswer = (body: Buffer): HttpAnswer => ({
  status: 200,
  headers: { 'Content-Type': EWS_CONTENT_TYPE },
  body,
})
