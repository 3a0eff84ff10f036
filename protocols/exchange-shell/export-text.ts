import { isUtf8 } from 'node:buffer'
import { EXPORT_LIMITS, refuseExport } from './exported-object.ts'

/**
 * The text of a file PowerShell wrote: UTF-16 with a byte order mark (Windows PowerShell's default for files) or UTF-8
 * with or without one.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function readExportText(bytes: Buffer): string {
  if (bytes.length > EXPORT_LIMITS.bytes) refuseExport('is larger than 8 MB, which no export of these settings is.')
  const mark = bytes.toString('hex', 0, 2)
  if (mark === 'fffe' || mark === 'feff') return readUtf16(bytes, mark)
  if (!isUtf8(bytes)) refuseExport('is neither UTF-8 nor UTF-16 with a byte order mark.')
  const text = bytes.toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function readUtf16(bytes: Buffer, mark: 'fffe' | 'feff'): string {
  if (bytes.length % 2 !== 0) refuseExport('ends in the middle of a character of UTF-16.')
  try {
    return new TextDecoder(mark === 'fffe' ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes)
  } catch (cause) {
    refuseExport('is not sound UTF-16.', { cause })
  }
}
