import { expect } from 'chai'
import { envelope, outcomeOf } from './ews-requests.ts'
import { all, textOf, treeOf } from './saxes-tree.ts'

const ID = '<t:AlternateId Id="DUMMY" Format="EwsId" Mailbox="DUMMY"/>'
const request = (format: string, ids: string): Buffer =>
  envelope('', `<m:ConvertId DestinationFormat="${format}"><m:SourceIds>${ids}</m:SourceIds></m:ConvertId>`)

describe('ConvertId', () => {
  it('answers each id that it is none of ours, with the version that clients ask it for', async () => {
    const { answer } = await outcomeOf(request('EntryId', ID + ID))
    const tree = treeOf(answer.body)
    expect(answer.status).to.equal(200)
    expect(all(tree, 'm:ConvertIdResponseMessage').map((message) => message.attributes['ResponseClass'])).to.deep.equal(
      ['Error', 'Error'],
    )
    expect(textOf(tree, 'm:ResponseCode')).to.equal('ErrorInvalidIdMalformed')
    expect(all(tree, 't:ServerVersionInfo')).to.have.length(1)
  })
  for (const [title, body] of [
    ['no id', request('EntryId', '')],
    ['a format nobody knows', request('Base64', ID)],
    ['something else among the ids', request('EntryId', '<t:FolderId Id="x"/>')],
    ['no list of ids', envelope('', '<m:ConvertId DestinationFormat="EntryId"/>')],
  ] as const) {
    it(`is refused with ${title}`, async () => expect((await outcomeOf(body)).code).to.equal('ERR_MESSAGE_MALFORMED'))
  }
})
