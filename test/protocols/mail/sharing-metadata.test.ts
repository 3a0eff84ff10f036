import { execFileSync, spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { sharingMetadata } from '../../../protocols/mail/sharing-metadata.ts'
import { recipientOf } from './messages.ts'

const invitation = {
  owner: parseMailboxAddress('vera@contoso.example'),
  ownerName: 'Vera Lind',
  recipient: recipientOf('olle@fabrikam.example'),
  browseUrl: 'https://gateway.contoso.example/published/AAAA/',
  icalUrl: 'https://gateway.contoso.example/published/AAAA/calendar.ics',
}

/** MS-OXSHRMSG 2.1.6 (Initiator) and 2.1.8 (Provider), written by hand. */
const EXPECTED =
  '<?xml version="1.0"?>\n' +
  '<SharingMessage xmlns="http://schemas.microsoft.com/sharing/2008"><DataType>calendar</DataType>' +
  '<Initiator><Name>Vera Lind</Name><SmtpAddress>vera@contoso.example</SmtpAddress></Initiator>' +
  '<Invitation><Providers><Provider Type="ms-exchange-publish" TargetRecipients="olle@fabrikam.example">' +
  '<BrowseUrl xmlns="http://schemas.microsoft.com/exchange/sharing/2008">https://gateway.contoso.example/published/AAAA/</BrowseUrl>' +
  '<ICalUrl xmlns="http://schemas.microsoft.com/exchange/sharing/2008">https://gateway.contoso.example/published/AAAA/calendar.ics</ICalUrl>' +
  '</Provider></Providers></Invitation></SharingMessage>\n'

describe('sharing metadata', () => {
  it('is as Exchange knows it', () => {
    const { name, type, content } = sharingMetadata(invitation)
    expect([name, type]).to.deep.equal(['sharing_metadata.xml', 'application/x-sharing-metadata-xml'])
    expect(content.toString()).to.equal(EXPECTED)
  })

  it('is well-formed for another parser, whatever a name holds', function () {
    if (spawnSync('xmllint', ['--version']).status !== 0) throw new Error('xmllint is missing: install libxml2-utils')
    const ownerName = '</Name><SmtpAddress>evil@evil.example</SmtpAddress>&"\'\0\ud83d\u202e]]>'
    const { content } = sharingMetadata({ ...invitation, ownerName })
    const path = (element: string): string =>
      execFileSync('xmllint', ['--nonet', '--xpath', `string(//*[local-name()="${element}"])`, '-'], { input: content })
        .toString()
        .replace(/\n$/, '')
    expect(path('SmtpAddress')).to.equal('vera@contoso.example')
    expect(path('Name')).to.equal('</Name><SmtpAddress>evil@evil.example</SmtpAddress>&"\'\ufffd\ufffd\u202e]]>')
    expect(path('ICalUrl')).to.equal(invitation.icalUrl)
  })
})
