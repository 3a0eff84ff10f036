import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { itChromium } from '../shared-material.ts'
import { chromiumPath, startChromium } from './chromium.ts'
import { readersOf } from './flow.ts'
import { FLOWS } from './flows.ts'
import { nameOf } from './reader.ts'
import type { Reader } from './reader.ts'
import { walkFlow } from './walk-flow.ts'

const WALK_MS = 240_000

/** English with scripts and Swedish without: each language and each half once. `npm run test:browser` walks all four. */
const inEachHalf = ({ language, scripts }: Reader): boolean => (language === 'en') === (scripts === 'on')

describe('a person with a browser', function () {
  this.timeout(WALK_MS)
  let browser: Browser | null = null
  before(async () => {
    if (chromiumPath() !== null) browser = await startChromium()
  })
  after(() => browser?.close())

  for (const flow of FLOWS) {
    for (const reader of readersOf(flow).filter(inEachHalf)) {
      itChromium(`${flow.name} (${nameOf(reader)})`, async () => {
        if (browser === null) throw new Error('no browser was started')
        const { pages, axeViolations, problems } = await walkFlow(browser, flow, reader)
        expect({ axeViolations, problems }).to.deep.equal({ axeViolations: [], problems: [] })
        expect(pages).to.be.above(0)
      })
    }
  }
})
