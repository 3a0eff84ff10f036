import { expect } from 'chai'
import { ENVELOPE_END, ENVELOPE_START, ewsAnswer } from '../../../protocols/ews/ews-envelope.ts'
import { all, treeOf } from './saxes-tree.ts'

describe('the envelope of EWS answers', () => {
  it('has the declaration and the version without which Microsoft’s libraries fail', () => {
    expect(ENVELOPE_START).to.match(/^<\?xml version="1\.0" encoding="utf-8"\?>/)
    const tree = treeOf(ENVELOPE_START + ENVELOPE_END)
    expect(tree.children.map(({ name }) => name)).to.deep.equal(['s:Header', 's:Body'])
    const attributes = all(tree, 't:ServerVersionInfo')[0]?.attributes ?? {}
    for (const name of ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber']) {
      expect(attributes[name]).to.match(/^\d+$/)
    }
  })
  it('is sent as SOAP 1.1 in UTF-8', () => {
    expect(ewsAnswer(Buffer.from('x'))).to.deep.include({
      status: 200,
      headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    })
  })
})
