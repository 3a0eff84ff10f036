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

/**
 * Every flow as one reader walks it, a test each, with few looks at each page. `npm run test:browser` walks each of them as
 * every reader, and looks in each scheme and width.
 *
 * @returns the kinds of pages of the console that were looked at, once these tests are over
 */
export function describeFlowsOf({ language, scripts }: Reader): ReadonlySet<string> {
  const kinds = new Set<string>()
  describe(`a person with a browser, ${nameOf({ language, scripts })}`, function () {
    this.timeout(WALK_MS)
    let browser: Browser | null = null
    before(async () => {
      if (chromiumPath() !== null) browser = await startChromium()
    })
    after(() => browser?.close())

    for (const flow of FLOWS) {
      const reader = readersOf(flow).find((one) => one.language === language && one.scripts === scripts)
      if (reader === undefined) continue
      itChromium(flow.name, async () => {
        if (browser === null) throw new Error('no browser was started')
        const { pages, kinds: seen, axeViolations, problems } = await walkFlow(browser, flow, reader, { few: true })
        seen.forEach((kind) => kinds.add(kind))
        expect({ axeViolations, problems }).to.deep.equal({ axeViolations: [], problems: [] })
        expect(pages).to.be.above(0)
      })
    }
  })
  return kinds
}
