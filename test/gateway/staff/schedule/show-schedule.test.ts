import { expect } from 'chai'
import { CALENDAR_TEXTS } from '../../../../gateway/console/calendar-texts.ts'
import { SCHEDULE_TEXTS } from '../../../../gateway/console/schedule/schedule-texts.ts'
import { landingOf } from '../../../../gateway/staff/console-routes.ts'
import { FederationError } from '../../../../protocols/federation-error.ts'
import { readMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../../../protocols/availability/time-window.ts'
import type { ConsoleRole } from '../../../../trust/sign-in/console-role.ts'
import type { Sent } from '../../pages/browser-at.ts'
import { address, busy, NOW } from '../../broker/small-world.ts'
import { askingWorld, PUBLIC, VERA } from './asking-world.ts'
import type { AskingWorld } from './asking-world.ts'

const EN = SCHEDULE_TEXTS.en
const STATUSES = CALENDAR_TEXTS.en.statuses

describe('The schedule of the console', () => {
  let world: AskingWorld
  beforeEach(async () => {
    world = await askingWorld()
    const { contoso, fabrikam, tailspin } = world.small.sources
    contoso.times.set(VERA, [])
    contoso.times.set(address('bo@contoso.example'), [busy(1, 2)])
    contoso.times.set(address('nils@contoso.example'), [busy(3, 4)])
    contoso.times.set(address('hidden@contoso.example'), [busy(1, 2)])
    fabrikam.times.set(address('anna@fabrikam.example'), [busy(4, 6)])
    tailspin.times.set(address('tea@tailspin.example'), [busy(1, 2)])
    tailspin.times.set(address('hidden@tailspin.example'), [busy(1, 2)])
  })
  afterEach(() => world.close())

  const get = async (query: string, sent: Sent = {}, role: ConsoleRole = 'owner', mailbox: string | null = VERA) => {
    const { get: look } = await world.signedIn(role, { mailbox: readMailboxAddress(mailbox) })
    return look(`/console/schedule${query}`, sent)
  }
  const about = (...people: readonly string[]) => get(`?people=${people.join('+')}&date=2026-11-23`)
  /** What stands in each row, by who it is. */
  const rowsIn = (text: string): ReadonlyMap<string, string> =>
    new Map(
      [...text.matchAll(/<tr><th scope="row"><bdi>([^<]+)<\/bdi>(.*?)<\/tr>/g)].map(([, who = '', row = '']) => [
        who,
        row,
      ]),
    )

  it('asks about everybody at once, as whoever is signed in, and it is on record as hers', async () => {
    const { status, text } = await about('bo@contoso.example', 'anna@fabrikam.example')
    expect(status).to.equal(200)
    const [lookup, ...more] = world.small.finished
    expect(more).to.have.length(0)
    expect(lookup?.requester).to.deep.include({ kind: 'inside', person: VERA })
    expect(lookup?.places.map((place) => place.about)).to.deep.equal([
      ...[VERA, 'bo@contoso.example', 'anna@fabrikam.example'],
    ])
    expect(text).to.include(lookup?.requestId)
    const rows = rowsIn(text)
    expect(rows.get('bo@contoso.example'))
      .to.include('about bo@contoso.example')
      .and.to.include(EN.told.details)
      .and.to.include('as of 09:00:00')
    expect(rows.get('anna@fabrikam.example'))
      .to.include('13:00–15:00')
      .and.to.include(EN.whys.outside('fabrikam.example'))
  })

  it('does not ask about her twice, nor before anything is asked', async () => {
    await get('')
    expect(world.small.finished).to.have.length(0)
    await about(VERA, 'VERA@contoso.example')
    expect(world.small.finished[0]?.places).to.have.length(1)
  })

  it('has the same words for a mailbox that is hidden and one that is not there, whoever’s it is', async () => {
    world.small.sources.fabrikam.times.delete(address('nobody@fabrikam.example'))
    for (const [hidden, nobody] of [
      ['hidden@contoso.example', 'nobody@contoso.example'],
      ['hidden@tailspin.example', 'nobody@tailspin.example'],
    ] as const) {
      const rows = rowsIn((await about(hidden, nobody)).text)
      expect(rows.get(hidden)).to.be.a('string')
      expect(rows.get(hidden)?.replaceAll(hidden, '')).to.equal(rows.get(nobody)?.replaceAll(nobody, ''))
      expect(rows.get(hidden)).to.include(EN.whys.nothing)
    }
  })

  it('says why an organization as a whole is not asked, which is the same for everybody there', async () => {
    const rows = rowsIn((await about('anybody@nowhere.example', 'nobody@nowhere.example')).text)
    const [one, other] = [...rows.values()].slice(1)
    expect(one?.replaceAll('anybody', 'nobody')).to.equal(other)
    expect(one).to.include(EN.refused.NO_RELATIONSHIP)
  })

  it('never shows as free what is not known, and proposes no time without saying for whom it is not', async () => {
    const { text } = await about('nobody@contoso.example', 'bo@contoso.example')
    const row = rowsIn(text).get('nobody@contoso.example') ?? ''
    expect(row).to.include(STATUSES.NoData).and.to.not.include('class="free"').and.to.not.include(`${STATUSES.Free}:`)
    const proposed = [...text.matchAll(/<li><span class="slot">.*?<\/li>/g)].map(([item]) => item)
    expect(proposed.length).to.be.greaterThan(0)
    for (const one of proposed) expect(one).to.include(EN.notKnown('nobody@contoso.example'))
    expect(text).to.not.include(EN.everybodyFree)
    // Bo is busy from 10 to 11.
    expect(proposed.join('')).to.not.match(/ 10:(00|15|30|45)–/)
  })

  it('tells of a group its stream alone', async () => {
    const row = rowsIn((await about('team@contoso.example')).text).get('team@contoso.example') ?? ''
    expect(row).to.include(EN.told.stream).and.to.not.include('about bo@').and.to.not.include('bo@contoso.example')
    expect(row).to.include('10:00–11:00').and.to.include('12:00–13:00')
  })

  it('tells of a group no times that are finer than the quarters of its stream', async () => {
    const { contoso } = world.small.sources
    const [start, end] = [NOW + 67 * MINUTE, NOW + 80 * MINUTE]
    contoso.times.set(address('bo@contoso.example'), [{ start, end, status: 'Busy' }])
    const row = rowsIn((await about('team@contoso.example')).text).get('team@contoso.example') ?? ''
    expect(row)
      .to.include('10:00–10:30')
      .and.to.not.match(/10:07|10:20/)
  })

  it('says when it was asked, and not when a calendar was changed last, which tells of what is hidden in it', async () => {
    world.small.sources.contoso.spoil = (findings) =>
      findings.map((one) => (one.kind === 'view' ? { ...one, view: { ...one.view, asOf: NOW - HOUR } } : one))
    const row = rowsIn((await about('bo@contoso.example')).text).get('bo@contoso.example') ?? ''
    expect(row).to.include('as of 09:00:00').and.to.not.include('as of 08:00:00')
  })

  it('asks nothing where a page of somebody else led her to it, and shows what it would ask', async () => {
    const { get: look, cookie } = await world.signedIn('owner', { mailbox: VERA })
    const path = '/console/schedule?people=bo%40contoso.example&view=day&date=2026-11-23&minutes=30&zone=UTC'
    for (const sent of [{ site: 'same-site' }, { site: 'cross-site' }]) {
      const { text } = await look(path, sent)
      expect(text).to.include(EN.nothingAsked).and.to.include('bo@contoso.example')
    }
    // What comes from another site comes without the cookie first, and goes on by a page of ours.
    const landed = await world.get(path, { site: 'cross-site' })
    expect(landed.headers['refresh']).to.equal(`0; url=${path}&here=1`)
    const on = await world.get(`${path}&here=1`, { cookie, site: 'same-origin' })
    expect(on.text).to.include(EN.nothingAsked)
    expect(world.small.finished).to.have.length(0)
    await look(path, { site: 'none' })
    expect(world.small.finished, 'from her bookmarks').to.have.length(1)
  })

  it('keeps a question over a sign-in, and nothing that is none (AD7)', () => {
    const question = '/console/schedule?people=bo%40contoso.example+anna%40fabrikam.example&date=2026-11-23'
    expect(landingOf('/console/', question)).to.equal(question)
    const others = [
      '?people=a\r\nx',
      '?people=<script>',
      `?people=${'x'.repeat(1_500)}`,
      '?',
      '#x',
      '?a"b',
      '/x?people=a',
    ]
    for (const other of others) expect(landingOf('/console/', `/console/schedule${other}`), other).to.equal('/console/')
    expect(landingOf('/console/', '/console/my-calendar?people=x')).to.equal('/console/')
    expect(landingOf('/console/', '/console/?people=x')).to.equal('/console/')
  })

  describe('with a question that is too long to be kept over a sign-in', () => {
    const people = Array.from({ length: 49 }, (_, i) => `somebody-of-the-long-names-${i}@fabrikam.example`).join(' ')
    const path = `/console/schedule?${new URLSearchParams({ people, view: 'day', date: '2026-11-23' }).toString()}`
    const left = '/console/schedule?left=yes'

    for (const language of ['en', 'sv'] as const) {
      it(`says so afterwards, and asks nothing (${language})`, async () => {
        expect(path.length).to.be.greaterThan(1_600)
        const way = await world.get(path, { language, site: 'none' })
        expect(way.headers['location']).to.equal(`/console/sign-in?to=${encodeURIComponent(left)}`)
        const signIn = await world.get(way.headers['location'] ?? '', { language })
        expect(signIn.text).to.include(`name="to" value="${left}"`)
        const { get: look } = await world.signedIn('owner', { mailbox: VERA })
        const { status, text } = await look(left, { language, site: 'none' })
        expect(status).to.equal(200)
        expect(text).to.include(`role="status">${SCHEDULE_TEXTS[language].leftBehind}`)
        expect((await look('/console/schedule', { language })).text).to.not.include(SCHEDULE_TEXTS[language].leftBehind)
        expect(world.small.finished).to.have.length(0)
      })
    }

    it('keeps it where nobody has to sign in: from another site as from her bookmarks', async () => {
      const { get: look, cookie } = await world.signedIn('owner', { mailbox: VERA })
      const landed = await world.get(path, { site: 'cross-site' })
      expect(landed.headers['refresh']).to.equal(`0; url=${path}&here=1`)
      const on = await world.get(`${path}&here=1`, { cookie, site: 'same-origin' })
      expect(on.text).to.include(EN.nothingAsked).and.to.include('somebody-of-the-long-names-48@fabrikam.example')
      expect((await look(path, { site: 'none' })).text).to.include('somebody-of-the-long-names-48@fabrikam.example')
    })

    it('and bounded there too; what keeps no question, and what is none, is left without a word', async () => {
      const endless = `/console/schedule?people=${'x'.repeat(6_001)}`
      expect((await world.get(endless, { site: 'cross-site' })).headers['refresh']).to.equal(`0; url=${left}&here=1`)
      const to = async (asked: string) =>
        decodeURIComponent((await world.get(asked)).headers['location']?.split('?to=')[1] ?? '')
      expect(await to('/console/record/?from=anna@fabrikam.example')).to.equal('/console/record/')
      expect(await to('/console/nothing?left=yes')).to.equal('/console/')
      expect(await to('/console/schedule')).to.equal('/console/schedule')
      expect(await to('/console/schedule?a!b')).to.equal(left)
    })
  })

  it('carries the question in its link', async () => {
    const { text } = await get(
      '?people=bo@contoso.example,anna@fabrikam.example&date=2026-11-23&minutes=60&anytime=yes',
    )
    const link = /<a class="address" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(link).to.match(/^https:\/\/console\.example\/console\/schedule\?/)
    const { pathname, search } = new URL(link)
    expect(landingOf('/console/', `${pathname}${search}`)).to.equal(`${pathname}${search}`)
    const again = await get(search)
    expect([...rowsIn(again.text).keys()]).to.deep.equal([...rowsIn(text).keys()])
    expect(again.text).to.include(EN.proposedAnytime).and.to.include(EN.length(60))
  })

  it('is the same page in words for whoever has no mailbox here, whatever the reason', async () => {
    const pages = await Promise.all(
      [null, 'nobody@contoso.example', 'vera@elsewhere.example'].map((mailbox) =>
        get('?people=bo@contoso.example', {}, 'auditor', mailbox),
      ),
    )
    const [one, ...others] = pages.map(
      ({ status, text }) => `${status}${text.replaceAll(/name="token" value="[^"]+"/g, '')}`,
    )
    expect(one).to.include(EN.noneWhy)
    for (const other of others) expect(other).to.equal(one)
    expect(world.small.finished).to.have.length(0)
  })

  it('says at each field what is wrong with it, keeps what was typed, and asks nothing', async () => {
    const wrong = await get('?people=bo@contoso.example+nobody&date=tomorrow&view=year&minutes=7&zone=Mars')
    expect(wrong.status).to.equal(422)
    for (const [name, sentence] of [
      ['people', EN.problems.address('nobody')],
      ['date', EN.problems.date],
      ['view', EN.problems.choice],
      ['minutes', EN.problems.choice],
      ['zone', EN.problems.choice],
    ] as const) {
      expect(wrong.text)
        .to.include(`<a href="#${name}">${sentence}</a>`)
        .and.to.include(`id="${name}-wrong">${sentence}`)
    }
    expect(wrong.text).to.include('bo@contoso.example nobody').and.to.include('value="tomorrow"')
    const many = Array.from({ length: 51 }, (_, i) => `p${i}@contoso.example`)
    expect((await about(...many)).text).to.include(EN.problems.tooMany(50))
    expect((await about(...many.slice(0, 50))).status).to.equal(200)
    expect(world.small.finished).to.have.length(1)
  })

  it('tells her to wait where her budget is used up, and that is on record as it is of her other clients', async () => {
    const spend = (): never => {
      throw new FederationError('ERR_BUSY', 'the budget of the person in mailboxes is used up', { backOffMs: 4_200 })
    }
    const { budget } = world.small.broker
    const poor = { ...world.small.broker, budget: { ...budget, spend } }
    const other = await askingWorld({ broker: poor })
    const { get: look } = await other.signedIn('owner', { mailbox: VERA })
    const told = await look('/console/schedule?people=bo@contoso.example')
    expect([told.status, told.headers['retry-after']]).to.deep.equal([429, '5'])
    expect(told.text).to.include(EN.wait(5)).and.to.include('bo@contoso.example')
    expect(other.refused).to.have.length(1)
    expect(other.refused[0]).to.deep.include({ because: 'ERR_BUSY' })
    expect(other.refused[0]?.requester?.person).to.equal(VERA)
    other.close()
  })

  it('shows nothing that was decided on news that are too old', async () => {
    const { state } = world.door.administration
    const { get: look } = await world.signedIn('owner', { mailbox: VERA })
    world.small.sources.contoso.meanwhile = () => void Object.assign(state, { fresh: () => false })
    const { status, text } = await look('/console/schedule?people=bo@contoso.example&date=2026-11-23')
    expect(status).to.equal(503)
    expect(text).to.not.include('about bo')
  })

  it('lies everybody over each other for two weeks, and side by side on the days of a week', async () => {
    const weeks = await get('?people=bo@contoso.example+nobody@contoso.example&view=weeks&date=2026-11-25')
    expect(weeks.text.match(/<table class="weeks">/g)).to.have.length(2)
    expect(weeks.text.match(/<td class="strip">/g)).to.have.length(14)
    expect(weeks.text).to.include(EN.noFree).and.to.not.include(EN.wholeDay)
    const unknown = `${STATUSES.NoData}: <bdi>nobody@contoso.example</bdi>`
    expect(weeks.text.split(unknown), 'once on each day').to.have.length(15)
    const known = await get('?people=bo@contoso.example&view=weeks&date=2026-11-25')
    expect(known.text).to.include(EN.wholeDay).and.to.include(`${EN.everybody}: 00:00–10:00, 11:00–24:00`)
    const days = await get('?people=bo@contoso.example&view=days&date=2026-11-25')
    expect(days.text.match(/<th scope="col"[^>]*>/g), 'who, and Monday to Friday').to.have.length(6)
    const window = world.small.finished.at(-1)?.question.window
    expect([window?.start, window?.end]).to.deep.equal([NOW - 9 * 3_600_000, NOW + 159 * 3_600_000])
  })

  it('leads to her own pages by an address that opens them once, made for her alone', async () => {
    const { get: look } = await world.signedIn('administrator', { mailbox: VERA })
    const { status, headers, text } = await look('/console/my-calendar')
    expect(status).to.equal(200)
    const [, token = ''] = /^0; url=https:\/\/gateway\.example\/owner\/open\/(.+)$/.exec(headers['refresh'] ?? '') ?? []
    expect(await world.ownerLinks.verify(token)).to.deep.equal({ organization: 'contoso', mailbox: VERA })
    expect(await world.ownerLinks.verify(token)).to.equal(null)
    expect(text).to.include(`href="${PUBLIC}/owner/open/${token}"`)
    const nobody = await world.signedIn('administrator', { mailbox: address('nobody@contoso.example') })
    const none = await nobody.get('/console/my-calendar')
    expect(none.headers['refresh']).to.equal(undefined)
    expect(none.text).to.include(EN.noneWhy)
  })
})
