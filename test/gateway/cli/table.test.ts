import { expect } from 'chai'
import { table } from '../../../gateway/cli/table.ts'

describe('a table on the command line', () => {
  it('has each column as wide as its widest cell, and nothing after the last', () => {
    const rows = [
      ['1', 'Contoso', 'x'],
      ['22', 'Å 🏔', ''],
    ]
    expect(table(['id', 'name', 'of'], rows)).to.equal('id  name     of\n1   Contoso  x\n22  Å 🏔\n')
  })

  it('shows no control characters of somebody else', () => {
    expect(table(['name'], [['\u001b[2JFabrikam\u202e']])).to.equal('name\n[2JFabrikam\n')
  })
})
