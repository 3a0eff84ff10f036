import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import { ENVELOPE_END, ENVELOPE_START } from './ews-envelope.ts'
import { MESSAGES_NAMESPACE, TYPES_NAMESPACE } from './ews-vocabulary.ts'

/** One response message of an operation: what stands in it as markup, or why it failed. */
export type ResponseMessage =
  { readonly markup: string } | { readonly code: string; readonly text: string; readonly markup?: string }

/** Text as it may stand in markup. */
export function escaped(text: string): string {
  const writer = new XmlWriter(text.length * 6)
  writer.text(text)
  return writer.finish().toString()
}

function messageMarkup(operation: string, message: ResponseMessage): string {
  const name = `m:${operation}ResponseMessage`
  if (!('code' in message)) {
    return `<${name} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${message.markup}</${name}>`
  }
  return (
    `<${name} ResponseClass="Error"><m:MessageText>${message.text}</m:MessageText>` +
    `<m:ResponseCode>${message.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>` +
    `${message.markup ?? ''}</${name}>`
  )
}

/** The answer of an operation with response messages, in its envelope; `m` and `t` are bound in it. */
export function writeResponseMessages(operation: string, messages: readonly ResponseMessage[]): Buffer {
  const response = `m:${operation}Response`
  return fragment(
    `${ENVELOPE_START}<${response} xmlns:m="${MESSAGES_NAMESPACE}" xmlns:t="${TYPES_NAMESPACE}"><m:ResponseMessages>` +
      messages.map((message) => messageMarkup(operation, message)).join('') +
      `</m:ResponseMessages></${response}>${ENVELOPE_END}`,
  )
}
