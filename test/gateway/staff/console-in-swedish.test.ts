import { expect } from 'chai'
import { CONSOLE_ROUTES } from '../../../gateway/staff/console-routes.ts'
import { englishTexts } from '../pages/english-left.ts'
import { SwedishWalk } from '../pages/swedish-walk.ts'
import type { Reader } from '../pages/swedish-walk.ts'
import { BROKEN_ID, filledConsole, REFUSED_ID } from './filled-console.ts'
import { VERA } from './schedule/asking-world.ts'

/** What no link leads to in this world: a question that was typed, and what is there only after something was done. */
const from = (partner: string): readonly string[] => [
  ...['', 'sign-in', 'again', 'nothing', 'my-calendar'],
  'schedule?who=bo%40contoso.example&who=anna%40fabrikam.example&ask=yes',
  ...[REFUSED_ID, BROKEN_ID].map((id) => `explain/lookup?id=${id}`),
  'explain/?from=anna%40fabrikam.example&about=vera%40contoso.example&view=Detailed&how=dry',
  'access/?of=contoso&with=fabrikam.example',
  ...['', '/mailboxes', '/group?name=team', '/relationship', '/policy', '/mailbox', '/settings', '/document'].map(
    (page) => `sharing/contoso${page}`,
  ),
  ...[`trusts/${partner}/resume`, `trusts/${partner}/hosts`, 'keys/contoso/finish'],
]

describe('The console in Swedish', function () {
  this.timeout(180_000)
  let walk: SwedishWalk
  before(async () => {
    const world = await filledConsole()
    const signIn = () => world.signedIn('administrator', { mailbox: VERA, name: 'Ann' })
    let [asked, inside] = [0, await signIn()]
    /** As often as somebody at her work looks, so that no bound is met; and fresh at all times. */
    const next = async () => {
      world.clock.pass(4_000)
      if (++asked % 40 === 0) inside = await signIn()
      return inside
    }
    const reader: Reader = {
      get: async (path, language) => (await next()).get(path, { language }),
      post: async (path, fields, language) => {
        const { session, cookie } = await next()
        return world.post(path, { ...fields, token: session.formToken }, { cookie, language })
      },
    }
    walk = new SwedishWalk(reader, {
      from: from(world.partner).map((path) => `/console/${path}`),
      ...{ base: '/console/', except: /sign-out|sessions\/|openid/, texts: await englishTexts() },
    })
    try {
      await walk.look()
      Object.assign(world.door.administration, { approvals: 1 })
      await walk.sayYes()
    } finally {
      world.close()
    }
  })

  it('says nothing in English, on any page, at any form and after any yes', () => {
    expect([...walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
  })

  it('quotes in English where a document broke its grammar and what an older release wrote, and nothing else', () => {
    expect([...walk.quoted]).to.deep.equal(['an element is missing', 'with Fabrikam: active'])
  })

  it('and every page of its table is among them', () => {
    const paths = [...walk.seen].map((one) => one.split('?')[0] ?? '')
    const missing = CONSOLE_ROUTES.filter(({ method, path }) => {
      const pattern = new RegExp(`^/console${path.replaceAll(/:\w+/g, '[^/]+')}$`)
      return method === 'get' && !/openid/.test(path) && !paths.some((one) => pattern.test(one))
    })
    expect(missing.map(({ path }) => path)).to.deep.equal([])
  })
})
