import { expect } from 'chai'
import { EXPORT_LIMITS, typeOf } from '../../../protocols/exchange-shell/exported-object.ts'
import { readExportedFile } from '../../../protocols/exchange-shell/read-exported-file.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { asUtf16, clixml, RELATIONSHIP, SHARING_POLICY } from './exports.ts'

async function refusalOf(bytes: Buffer): Promise<string | null> {
  try {
    await readExportedFile(bytes)
    return null
  } catch (error) {
    if (error instanceof FederationError) return error.message
    throw error
  }
}

const XML = clixml(RELATIONSHIP(), SHARING_POLICY())
const swapped = Buffer.from(asUtf16('[{"Name":"a"}]')).swap16()

describe('a file an administrator exported', () => {
  for (const [what, bytes, types] of [
    ['CLIXML in UTF-16, as Windows PowerShell writes it', asUtf16(XML), ['OrganizationRelationship', 'SharingPolicy']],
    ['CLIXML in UTF-8', Buffer.from(XML), ['OrganizationRelationship', 'SharingPolicy']],
    ['CLIXML in UTF-8 with a mark', Buffer.from(`\ufeff${XML}`), ['OrganizationRelationship', 'SharingPolicy']],
    [
      'CLIXML with a declaration',
      asUtf16(`<?xml version="1.0" encoding="utf-16"?>${XML}`),
      ['OrganizationRelationship', 'SharingPolicy'],
    ],
    ['JSON in UTF-16', asUtf16('\r\n[{"Name":"ä"}]'), ['']],
    ['JSON in UTF-16, the other way round', swapped, ['']],
    ['JSON in UTF-8', Buffer.from('{"Name":"ä"}\r\n'), ['']],
  ] as const) {
    it(`is read: ${what}`, async () => expect((await readExportedFile(bytes)).map(typeOf)).to.deep.equal(types))
  }

  for (const [what, bytes, sentence] of [
    ['nothing', Buffer.alloc(0), /^is empty/],
    ['a mark alone', Buffer.from('\ufeff'), /^is empty/],
    ['half a character of UTF-16', asUtf16(XML).subarray(0, 101), /middle of a character/],
    ['half a pair of UTF-16', Buffer.from('fffe00d8', 'hex'), /not sound UTF-16/],
    ['the code page of a machine', Buffer.from('{"Name":"\xe4"}', 'latin1'), /neither UTF-8 nor UTF-16/],
    ['UTF-7 by its own word', Buffer.from(`<?xml version="1.0" encoding="UTF-7"?>${XML}`), /not sound XML/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /neither UTF-8/],
    ['too much of it', Buffer.alloc(EXPORT_LIMITS.bytes + 1, 0x20), /larger than 8 MB/],
    ['a list on a screen', Buffer.from('Name    : Fabrikam\r\nEnabled : True'), /neither what Export-Clixml/],
  ] as const) {
    it(`is refused: ${what}`, async () => expect(await refusalOf(bytes)).to.match(sentence))
  }
})
