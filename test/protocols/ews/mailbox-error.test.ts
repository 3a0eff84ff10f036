import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import { refusalEntry } from '../../../protocols/ews/mailbox-error.ts'
import { itShared } from '../../shared-material.ts'
import { textOf, treeOf } from './saxes-tree.ts'

// Reference: the table of failures of the availability service; rulings 12 and 15.
const CODES: Readonly<Record<NoDataReason, string>> = {
  REACH_DNS: 'ErrorProxyRequestProcessingFailed',
  REACH_TCP: 'ErrorProxyRequestProcessingFailed',
  REACH_TIMEOUT: 'ErrorTimeoutExpired',
  REACH_UPSTREAM: 'ErrorProxyRequestProcessingFailed',
  REACH_BUSY: 'ErrorProxyRequestProcessingFailed',
  TLS_REFUSED: 'ErrorProxyRequestProcessingFailed',
  ROUTE_NONE: 'ErrorAddressSpaceNotFound',
  ROUTE_NO_TRANSIT: 'ErrorProxyRequestNotAllowed',
  TRUST_REFUSED: 'ErrorProxyRequestProcessingFailed',
  DATA_NOT_FOUND: 'ErrorMailRecipientNotFound',
  DATA_MALFORMED: 'ErrorProxyRequestProcessingFailed',
  DATA_UNREADABLE: 'ErrorFreeBusyGenerationFailed',
  DATA_TOO_MANY: 'ErrorResultSetTooBig',
  DATA_WITHHELD: 'ErrorFreeBusyGenerationFailed',
}
const reasons = Object.keys(CODES) as readonly NoDataReason[]

describe('the entry of a mailbox without a view', () => {
  for (const reason of reasons) {
    it(`for ${reason} says ${CODES[reason]}`, () => {
      const tree = treeOf(refusalEntry({ kind: 'no-data', reason }))
      expect(textOf(tree, ':ResponseCode')).to.equal(CODES[reason])
      const names = tree.children[0]?.children.map(({ name }) => name)
      expect(names).to.deep.equal([':MessageText', ':ResponseCode', ':DescriptiveLinkKey'])
      expect(textOf(tree, 't:FreeBusyViewType')).to.equal('None')
    })
  }

  it('has the same bytes for a mailbox that is not there, here and there', () => {
    const [ours, theirs] = [
      refusalEntry({ kind: 'not-found' }),
      refusalEntry({ kind: 'no-data', reason: 'DATA_NOT_FOUND' }),
    ]
    expect(ours.equals(theirs)).to.equal(true)
    expect(textOf(treeOf(ours), ':ResponseCode')).to.equal('ErrorMailRecipientNotFound')
  })

  it('tells our own people which step refused them', () => {
    const tree = treeOf(refusalEntry({ kind: 'refused', decidedBy: 'MAILBOX_DEFAULT' }))
    expect(textOf(tree, ':ResponseCode')).to.equal('ErrorNoFreeBusyAccess')
    expect(textOf(tree, ':MessageText')).to.contain('MAILBOX_DEFAULT')
  })

  it('says that a group is too large by the code of its own (MS-OXWAVLS)', () => {
    const tree = treeOf(refusalEntry({ kind: 'refused', decidedBy: 'GROUP_LIMIT' }))
    expect(textOf(tree, ':ResponseCode')).to.equal('ErrorFreeBusyDLLimitReached')
    expect(textOf(tree, ':MessageText')).to.contain('GROUP_LIMIT')
  })

  itShared('has codes of the schema only', 'schema/availability-messages.xsd', (path) => {
    const schema = readFileSync(path, 'utf8')
    for (const code of [...Object.values(CODES), 'ErrorNoFreeBusyAccess', 'ErrorFreeBusyDLLimitReached'])
      expect(schema).to.contain(`value="${code}"`)
  })
})
