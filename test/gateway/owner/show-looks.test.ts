import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { LOOKED_TEXTS } from '../../../gateway/console/looked-texts.ts'
import { OWNER_TEXTS } from '../../../gateway/console/owner-texts.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../../../trust/audit/audit-entry.ts'
import { itShared } from '../../shared-material.ts'
import { BO, VERA } from '../sharing/sharing-world.ts'
import { put } from '../../trust/known-organizations.ts'
import { UNPRINTABLE } from '../pages/hostile-texts.ts'
import { ownerWorld } from './owner-world.ts'
import type { OwnerWorld } from './owner-world.ts'

type Run = readonly [number, string, string, string, string?, string?]

const NOTHING: Run = [1, 'refuse', 'MAILBOX_DEFAULT', 'answering']
const TIMES: Run = [1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'FreeBusy']
const DETAILS: Run = [1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed']
const UNREADABLE: Run = [1, 'unknown', 'RELATIONSHIP_LEVEL', 'answering']

describe('who looked, on the pages of an owner', function () {
  this.timeout(120_000)
  let world: OwnerWorld
  beforeEach(async () => (world = await ownerWorld()))
  afterEach(() => world.close())

  const looked = (over: Partial<AuditEvent> & { by?: string; runs?: readonly Run[]; of?: readonly string[] } = {}) => {
    const { by = world.fabrikam.id, runs = [DETAILS], of = [VERA], ...rest } = over
    const at = rest.at ?? world.clock.now()
    const facts = { by, kind: 'partner', view: 'Detailed', window: [at, at + 8 * HOUR], mailboxes: runs as never }
    const personal = { from: 'anna@fabrikam.example', about: of }
    return { event: 'lookup', at, actor: 'lookup', requestId: 'r-secret', facts, personal, ...rest }
  }
  const keep = (...audit: readonly AuditEvent[]) => world.state.commit({ writes: [], audit })
  const page = async (language = 'en-GB', owner?: { organization: string; mailbox: typeof VERA }) => {
    const { cookie } = await world.signIn(owner)
    return world.get('/owner/looked', { cookie, language })
  }
  const mainOf = (text: string): string => /<main[^]*<\/main>/.exec(text)?.[0] ?? ''
  const textOf = (text: string): string =>
    mainOf(text)
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')

  it('stands under a day of hers, newest first: who, of which organization, for when, and what they were told', async () => {
    // 23:30 UTC is the next day in Stockholm.
    const night = Date.UTC(2026, 10, 24, 23, 30)
    world.clock.pass(Date.UTC(2026, 10, 26, 12) - world.clock.now())
    await keep(looked({ at: night, runs: [TIMES] }), looked({ at: night + 12 * HOUR }))
    const { status, text } = await page()
    expect(status).to.equal(200)
    expect(text.match(/<h2[^>]*>[^<]*</g)?.map((heading) => heading.replaceAll(/<[^>]*>|</g, ''))).to.deep.equal([
      'Wednesday 25 November',
    ])
    const told = textOf(text)
    expect(told).to.match(
      /anna@fabrikam\.example 12:30 · Fabrikam .*Times, subjects and places.*00:30 · Fabrikam.*Times only/,
    )
    expect(told).to.include('Asked about 25 November 2026 00:30 to 25 November 2026 08:30')
  })

  it('says of a refused question, and of times that could not be read, that nothing was told', async () => {
    await keep(looked({ runs: [NOTHING] }), looked({ runs: [UNREADABLE] }))
    const [en, sv] = [textOf((await page()).text), textOf((await page('sv')).text)]
    for (const [text, { nothing, unknown }] of [
      [en, LOOKED_TEXTS.en],
      [sv, LOOKED_TEXTS.sv],
    ] as const) {
      expect(text.split(nothing)).to.have.length(3)
      expect(text).to.include(unknown)
    }
    // Why is not hers to be told here: the rule is the administrator's.
    expect(en + sv)
      .to.not.include('MAILBOX_DEFAULT')
      .and.to.not.include('RELATIONSHIP_LEVEL')
  })

  it('names nobody else of the same question, no request, and nothing of a question about somebody else', async () => {
    await keep(
      looked({ of: [BO, VERA], runs: [DETAILS, NOTHING] }),
      looked({ of: [BO], personal: { from: 'sam@fabrikam.example', about: [BO] } }),
    )
    const { text } = await page()
    expect(text).to.not.include(BO).and.to.not.include('sam@').and.to.not.include('r-secret')
    expect(textOf(text)).to.include(LOOKED_TEXTS.en.nothing).and.to.not.include(OWNER_TEXTS.en.levels.LimitedDetails)
  })

  it('calls her own organization hers, and one that is a partner no more by no name', async () => {
    await keep(looked({ by: world.contoso.id }), looked({ by: 'urn:ledig:00000000-0000-4000-8000-000000000000' }))
    const text = textOf((await page()).text)
    expect(text).to.include(LOOKED_TEXTS.en.yours).and.to.include(LOOKED_TEXTS.en.gone)
    expect(text).to.not.include('urn:')
  })

  it('calls a partner as it calls itself, without what turns a line around or is not seen, and as text', async () => {
    const trust = world.trusts.snapshot().trust(world.contoso.id, world.fabrikam.id)
    if (trust === undefined) return expect.fail('no trust')
    const name = `Fabrikam \u202egro.\u2066elpmaxe\u0007\u200b\u2028 <script>alert(1)</script>`
    await put(world.trusts, { ...trust, metadata: { ...trust.metadata, name } }, trust)
    await keep(looked())
    const { text } = await page()
    expect(text).to.include('Fabrikam gro.elpmaxe &lt;script&gt;alert(1)&lt;/script&gt;').and.to.not.match(UNPRINTABLE)
  })

  it('lists five hundred looks at most, and says that there were more', async () => {
    await keep(...Array.from({ length: 500 }, () => looked()))
    const [mine, more] = [/anna@fabrikam\.example<\/bdi><\/h3>/g, LOOKED_TEXTS.en.more(500)]
    const all = mainOf((await page()).text)
    expect([all.match(mine)?.length, all.includes(more)]).to.deep.equal([500, false])
    await keep(looked())
    const some = mainOf((await page()).text)
    expect([some.match(mine)?.length, some.includes(more)]).to.deep.equal([500, true])
  })

  it('shows somebody whose address was erased as that', async () => {
    await keep(looked({ personal: { about: [VERA] } }))
    expect(textOf((await page()).text)).to.include(LOOKED_TEXTS.en.erased)
  })

  it('is empty in words, and leads to the links she opened', async () => {
    await keep(looked({ at: world.clock.now() - 91 * DAY }))
    const { text } = await page()
    expect(textOf(text)).to.include(LOOKED_TEXTS.en.none(90))
    expect(mainOf(text)).to.include(`href="/owner/">${OWNER_TEXTS.en.who}`)
  })

  it('is shown to nobody who is not signed in, and goes on record, whose it is where it can be erased (AU4)', async () => {
    const before = (await world.state.head()).auditSize
    expect((await world.get('/owner/looked')).status).to.equal(403)
    expect((await world.state.head()).auditSize).to.equal(before)
    await page()
    const entries = await world.state.engine.entries(before, 10)
    const read = entries.filter(({ text }) => text?.includes('"audit.read"'))
    expect(read).to.have.length(1)
    expect(read[0]?.text).to.include('"actor":"owner"').and.to.not.include(VERA)
    expect(JSON.stringify(read[0]?.personal)).to.include(VERA)
  })

  itShared('comes out as text, whatever is on record (UI1)', 'attacks/blns/blns.json', async (path) => {
    const tagsOf = (text: string) =>
      new Set(
        mainOf(text)
          .replaceAll(/day-\d+/g, 'day')
          .replaceAll(/name="(token|once)" value="[^"]*"/g, '')
          .match(/<[^>]*>?/g) ?? [],
      )
    await keep(looked({ personal: { from: 'harmless', about: [VERA] } }))
    const known = tagsOf((await page()).text)
    const naughty = JSON.parse(readFileSync(path, 'utf8')) as string[]
    expect(naughty.length).to.be.greaterThan(400)
    const own = ['"><script>alert(1)</script>', '\u202egnp.exe</bdi></h3>', '</main>']
    await keep(...[...own, ...naughty.slice(-490)].map((from) => looked({ personal: { from, about: [VERA] } })))
    const { text } = await page()
    expect(text).to.include('&lt;script&gt;')
    expect([...tagsOf(text)].filter((tag) => !known.has(tag))).to.deep.equal([])
  })
})
