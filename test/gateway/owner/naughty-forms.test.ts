import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { itShared } from '../../shared-material.ts'
import { GRANT, LINK, ownerWorld } from './owner-world.ts'
import type { Fields } from '../pages/browser-at.ts'
import { HOSTILE_TEXTS, tagsOf } from '../pages/hostile-texts.ts'

const everyField = (text: string): Fields => ({
  ...{ level: text, from: text, until: text, days: [text, 'Monday'], begins: text, ends: text, hidden: text },
  ...{ back: text, ahead: text, language: text, note: text, once: text, version: text, mail: text, code: text },
})

describe("What is typed into an owner's forms", function () {
  this.timeout(180_000)
  itShared('comes out as text in every field and every page (UI1)', 'attacks/blns/blns.json', async (path) => {
    const naughty = [...HOSTILE_TEXTS, ...(JSON.parse(readFileSync(path, 'utf8')) as string[])]
    const world = await ownerWorld()
    try {
      const { cookie, token } = await world.signIn()
      const opened = await world.post('/owner/share', { ...LINK, token, once: 'x' }, { cookie })
      expect(opened.status).to.equal(200)
      const share = /shares\/([^/]+)\/change/.exec((await world.get('/owner/', { cookie })).text)?.[1] ?? ''
      const forms = (text: string): readonly (readonly [string, Fields])[] => [
        ['/owner/share', { ...LINK, ...everyField(text) }],
        ['/owner/share', { ...GRANT, ...everyField(text) }],
        ['/owner/share', { do: 'whom', to: text }],
        [`/owner/shares/${share}/change`, { ...LINK, ...everyField(text), do: 'save' }],
        ['/owner/private', { from: text, until: text, once: text }],
      ]
      // What harmless wrong input makes of each page, with and without the faults that some strings have not.
      const known = new Set<string>()
      const learn = async (fields: (text: string) => Fields) => {
        for (const text of ['harmless', '', 'x'.repeat(301)]) {
          for (const [address, all] of forms(text)) {
            const { text: page } = await world.post(address, { ...all, ...fields(text), token }, { cookie })
            for (const tag of tagsOf(page)) known.add(tag)
          }
        }
      }
      await learn(() => ({}))
      await learn(() => ({ note: '', hidden: '' }))
      let pages = 0
      for (const text of naughty) {
        for (const [address, fields] of forms(text)) {
          const { text: page, status } = await world.post(address, { ...fields, token }, { cookie })
          expect(status, `${address}: ${text}`).to.equal(422)
          expect(
            [...tagsOf(page)].filter((tag) => !known.has(tag)),
            `${address}: ${text}`,
          ).to.deep.equal([])
          pages++
          // Another minute: the pages are bounded for one address.
          if (pages % 500 === 0) world.clock.pass(60_000)
        }
      }
      expect(pages).to.be.greaterThan(2_500)
      expect(
        await world.sharing.sharesOf({ organization: 'contoso', mailbox: 'vera@contoso.example' as never }),
      ).to.have.length(1)
    } finally {
      world.close()
    }
  })
})
