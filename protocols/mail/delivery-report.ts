import PostalMime from 'postal-mime'
import type { Attachment } from 'postal-mime'
import { neutralLine } from './neutral-text.ts'

/** What a mail server reports of a message that it took and could not deliver. */
export interface DeliveryFailure {
  /** Of the message it is about, without angle brackets. */
  readonly messageId: string
  /** Why, in the server's words, one line. */
  readonly detail: string
}

/** Larger reports return the whole message: what is looked for is at their beginning. */
export const LARGEST_REPORT = 1_048_576
const LONGEST_DETAIL = 300
const LONGEST_FIELD = 4_096
const LONGEST_ID = 255

/** The fields of a header or of one block of a status, by name in lower case, folded lines joined; the first counts. */
function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1, colon + LONGEST_FIELD).trim())
  }
  return fields
}

const textOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8')

/** Of the recipients in a status (RFC 3464 2.3) the first that failed for good; delays and relays are no failures. */
function failureIn(status: string): string | null {
  const blocks = status.split(/\r?\n[ \t]*\r?\n/).map(fieldsOf)
  const failed = blocks.find((fields) => fields.get('action')?.toLowerCase() === 'failed')
  if (failed === undefined) return null
  // `smtp; 550 5.1.1 …`: the type of the diagnostic is of no interest.
  const diagnostic = failed.get('diagnostic-code')?.replace(/^[\w-]+\s*;\s*/, '')
  return neutralLine([failed.get('status'), diagnostic].filter(Boolean).join(' ')).slice(0, LONGEST_DETAIL) || 'failed'
}

/**
 * Reads a report (RFC 3464, in a multipart/report of RFC 6522) that says of one of our messages that it was not
 * delivered; null for every other mail, and for a report that does not return our Message-ID.
 */
export async function readDeliveryReport(bytes: Buffer): Promise<DeliveryFailure | null> {
  if (bytes.length > LARGEST_REPORT) return null
  try {
    const { attachments } = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 8 })
    const of = (...types: string[]) => attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))
    const [status, returned] = [of('message/delivery-status'), of('message/rfc822', 'text/rfc822-headers')]
    const detail = status === undefined ? null : failureIn(textOf(status))
    if (detail === null || returned === undefined) return null
    const header = textOf(returned).split(/\r?\n\r?\n/)[0] ?? ''
    const messageId = /^<([^<>\s]+)>$/.exec(fieldsOf(header).get('message-id') ?? '')?.[1]
    return messageId === undefined || messageId.length > LONGEST_ID ? null : { messageId, detail }
  } catch {
    return null
  }
}
