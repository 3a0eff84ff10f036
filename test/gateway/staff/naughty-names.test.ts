import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { CONSOLE_ROUTES } from '../../../gateway/staff/console-routes.ts'
import { printable } from '../../../gateway/cli/printable.ts'
import { findTrust } from '../../../gateway/admin/administration.ts'
import { itShared } from '../../shared-material.ts'
import { put } from '../../trust/known-organizations.ts'
import { HOSTILE_TEXTS, tagsOf } from '../pages/hostile-texts.ts'
import { consoleWorld } from './console-world.ts'

/** What is not text in HTML, or turns the text around it. */
const isTelling = (text: string): boolean => /[<>"'&`{}\\]/.test(text) || text !== printable(text)

/** A page is asked for once: with each name it shows the same tags as with a harmless one. */
const PAGES_A_MINUTE = 500

describe('What a partner calls itself', function () {
  this.timeout(240_000)
  itShared('is text on every page of the console (UI1)', 'attacks/blns/blns.json', async (path) => {
    const all = JSON.parse(readFileSync(path, 'utf8')) as string[]
    const naughty = [...HOSTILE_TEXTS, ...all.filter((text) => isTelling(text)).filter((_, i) => i % 4 === 0)].map(
      (text) => text.slice(0, 100),
    )
    const world = await consoleWorld()
    try {
      let ann = await world.signedIn('administrator')
      const called = async (name: string): Promise<void> => {
        const before = findTrust(world.door.administration, world.partner)
        await put(world.trusts, { ...before, metadata: { ...before.metadata, name } }, before)
      }
      const pages = CONSOLE_ROUTES.filter(({ method, admits }) => method === 'get' && admits !== 'anybody')
        .map((route) => `/console${route.path.replace(':trust', world.partner)}`)
        .filter((page) => !page.includes(':'))
      const known = new Map<string, ReadonlySet<string>>()
      await called('harmless')
      for (const page of pages) {
        const { status, text } = await ann.get(page)
        if (status === 200 && text.includes('harmless')) known.set(page, tagsOf(text))
      }
      expect(known.size, 'pages that name a partner').to.be.at.least(4)
      let asked = 0
      for (const name of naughty) {
        await called(name)
        for (const [page, tags] of known) {
          const { status, text } = await ann.get(page)
          expect(status, `${page}: ${name}`).to.equal(200)
          expect(
            [...tagsOf(text)].filter((tag) => !tags.has(tag)),
            `${page}: ${name}`,
          ).to.deep.equal([])
          if (++asked % PAGES_A_MINUTE !== 0) continue
          world.clock.pass(60_000)
          ann = await world.signedIn('administrator')
        }
      }
      expect(naughty.length).to.be.greaterThan(40)
    } finally {
      world.close()
    }
  })
})
