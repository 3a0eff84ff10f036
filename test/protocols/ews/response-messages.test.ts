import { expect } from 'chai'
import { escaped, writeResponseMessages } from '../../../protocols/ews/response-messages.ts'

describe('response messages', () => {
  it('stand in their order, failures with text, code and link in theirs', () => {
    const written = writeResponseMessages('GetFolder', [
      { markup: '<m:Folders/>' },
      { code: 'ErrorFolderNotFound', text: 'None.' },
    ]).toString()
    expect(written).to.contain(
      '<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders/></m:GetFolderResponseMessage>' +
        '<m:GetFolderResponseMessage ResponseClass="Error"><m:MessageText>None.</m:MessageText>' +
        '<m:ResponseCode>ErrorFolderNotFound</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:GetFolderResponseMessage>',
    )
  })
  it('escape text', () => expect(escaped('a<b&"')).to.equal('a&lt;b&amp;&quot;'))
})
