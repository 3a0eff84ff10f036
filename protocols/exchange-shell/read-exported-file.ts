import { readExportText } from './export-text.ts'
import { EXPORT_LIMITS, refuseExport } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'
import { readClixml } from './read-clixml.ts'
import { readCmdletJson } from './read-cmdlet-json.ts'

/**
 * The objects of a file that `Export-Clixml` or `ConvertTo-Json` made; which of both is seen by its first character.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` with a sentence that goes on after the name of the file
 */
export async function readExportedFile(bytes: Buffer): Promise<readonly ExportedObject[]> {
  const text = readExportText(bytes).trimStart()
  if (text === '') refuseExport('is empty: the cmdlet found nothing, or its output went elsewhere.')
  const objects = text.startsWith('<') ? await readClixml(text) : readCmdletJson(text)
  return objects.length <= EXPORT_LIMITS.objects ? objects : refuseExport('holds more than 10,000 objects.')
}
