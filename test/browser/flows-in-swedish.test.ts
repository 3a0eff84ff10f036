import { expect } from 'chai'
import { itChromium } from '../shared-material.ts'
import { PAGE_KINDS } from './page-kinds.ts'
import { describeFlowsOf } from './walked-flows.ts'

const looked = describeFlowsOf({ language: 'sv', scripts: 'off' })

describe('the pages of the console', () => {
  itChromium('are each looked at by somebody on her way through them', () => {
    expect(PAGE_KINDS.filter((kind) => !looked.has(kind))).to.deep.equal([])
  })
})
