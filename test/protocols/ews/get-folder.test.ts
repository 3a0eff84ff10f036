import { expect } from 'chai'
import { ANNA, envelope, outcomeOf } from './ews-requests.ts'
import { all, textOf, treeOf } from './saxes-tree.ts'
import type { Tree } from './saxes-tree.ts'

const request = (ids: string): Buffer =>
  envelope(
    '',
    `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${ids}</m:FolderIds></m:GetFolder>`,
  )
const named = (name: string, mailbox = ''): string =>
  `<t:DistinguishedFolderId Id="${name}">${mailbox === '' ? '' : `<t:Mailbox><t:EmailAddress>${mailbox}</t:EmailAddress></t:Mailbox>`}</t:DistinguishedFolderId>`
const ask = async (ids: string): Promise<Tree> => treeOf((await outcomeOf(request(ids))).answer.body)

describe('GetFolder', () => {
  it('knows the calendar and the way to it', async () => {
    const tree = await ask(named('root') + named('msgfolderroot') + named('calendar', ANNA))
    expect(all(tree, 'm:ResponseCode').map(({ text }) => text)).to.deep.equal(['NoError', 'NoError', 'NoError'])
    expect(all(tree, 't:Folder')).to.have.length(2)
    expect(textOf(all(tree, 't:CalendarFolder')[0] as Tree, 't:FolderClass')).to.equal('IPF.Appointment')
  })

  it('knows a folder again by the id it gave, for the same person', async () => {
    const id = all(await ask(named('calendar')), 't:FolderId')[0]?.attributes['Id'] ?? ''
    expect(textOf(await ask(`<t:FolderId Id="${id}"/>`), 'm:ResponseCode')).to.equal('NoError')
    expect(id).to.not.contain('anna')
  })

  it('has no other folder, and none of others', async () => {
    const tree = await ask(
      named('inbox') +
        named('calendar', 'vera@contoso.example') +
        named('calendar', '<>'.replace('<', '&lt;')) +
        '<t:FolderId Id="x"/>',
    )
    expect(all(tree, 'm:ResponseCode').map(({ text }) => text)).to.deep.equal(new Array(4).fill('ErrorFolderNotFound'))
  })

  for (const [title, ids] of [
    ['no folder', ''],
    ['a folder without an id', '<t:FolderId/>'],
    ['something else', '<t:ItemId Id="x"/>'],
  ] as const) {
    it(`is refused with ${title}`, async () =>
      expect((await outcomeOf(request(ids))).code).to.equal('ERR_MESSAGE_MALFORMED'))
  }
})
