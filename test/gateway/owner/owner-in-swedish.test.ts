import { expect } from 'chai'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { englishTexts } from '../pages/english-left.ts'
import { SwedishWalk } from '../pages/swedish-walk.ts'
import type { Reader } from '../pages/swedish-walk.ts'
import { VERA } from '../sharing/sharing-world.ts'
import { GRANT, LINK, ownerWorld } from './owner-world.ts'

describe("An owner's pages in Swedish", function () {
  this.timeout(120_000)
  let walk: SwedishWalk
  before(async () => {
    const world = await ownerWorld()
    const { cookie, token } = await world.signIn()
    const reader: Reader = {
      get: (path, language) => (world.clock.pass(4_000), world.get(path, { cookie, language })),
      post: (path, fields, language) => (
        world.clock.pass(4_000),
        world.post(path, { ...fields, token }, { cookie, language })
      ),
    }
    for (const share of [LINK, GRANT]) await reader.post('/owner/share', { ...share, once: share['kind'] ?? '' }, 'sv')
    const at = world.clock.now()
    const facts = {
      ...{ by: world.fabrikam.id, kind: 'partner', view: 'Detailed', window: [at, at + 8 * HOUR] },
      mailboxes: [[1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed']],
    }
    const personal = { from: 'anna@fabrikam.example', about: [VERA] }
    const looked = { event: 'lookup', at, actor: 'lookup', requestId: 'r', facts, personal }
    await world.state.commit({ writes: [], audit: [looked] })
    walk = new SwedishWalk(reader, {
      from: ['/owner/', '/owner/looked', '/owner/share', '/owner/private', '/owner/nothing', '/owner/open/nothing'],
      ...{ base: '/owner/', except: /sign-out/, texts: await englishTexts() },
    })
    try {
      await walk.look()
      await walk.sayYes()
    } finally {
      world.close()
    }
  })

  it('say nothing in English, on any page, at any form and after any yes', () => {
    expect([...walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
    expect([...walk.quoted]).to.deep.equal([])
  })
})
