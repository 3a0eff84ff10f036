import { expect } from 'chai'
import { contentSecurityPolicy } from '../../../gateway/console/layout.ts'
import { OWNER_SHEET } from '../../../gateway/console/owner-style.ts'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import { BO, BOS, byOwner, VERA, VERAS } from '../sharing/sharing-world.ts'
import { GRANT, LINK, ORIGIN, ownerWorld } from './owner-world.ts'
import type { Sent } from '../pages/browser-at.ts'
import type { OwnerWorld } from './owner-world.ts'

const secretIn = (text: string): string => /\/published\/([\w-]{43})\//.exec(text)?.[1] ?? 'no address'
const onceIn = (text: string): string => /name="once" value="([^"]+)"/.exec(text)?.[1] ?? ''
const versionIn = (text: string): string => /name="version" value="(\d+)"/.exec(text)?.[1] ?? ''

describe("An owner's pages", () => {
  let world: OwnerWorld
  beforeEach(async () => (world = await ownerWorld()))
  afterEach(() => world.close())

  /** Vera, signed in, with her token in each form she sends. */
  async function vera() {
    const { cookie, token, session } = await world.signIn()
    const get = (path: string, language = 'en-GB') => world.get(path, { cookie, language })
    const post = (path: string, fields: typeof LINK, sent: Sent = {}) =>
      world.post(path, { token, ...fields }, { cookie, ...sent })
    return { cookie, token, session, get, post }
  }

  describe('are opened', () => {
    it('by an address whose GET shows one button and opens nothing, and whose POST opens once', async () => {
      const { token } = world.ownerLinks.make(VERAS)
      for (let looks = 0; looks < 3; looks++) {
        const asked = await world.get(`/owner/open/${token}`)
        expect(asked.status).to.equal(200)
        expect(asked.headers['set-cookie']).to.equal(undefined)
        expect(asked.text.match(/<button/g)).to.have.length(1)
        expect(asked.text).to.include(VERA)
      }
      const opened = await world.post(`/owner/open/${token}`, {})
      expect([opened.status, opened.headers['location']]).to.deep.equal([303, '/owner/'])
      const [cookie = ''] = opened.headers['set-cookie'] as unknown as string[]
      expect(cookie).to.match(
        /^__Host-ledig-owner=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=28800$/,
      )
      expect((await world.get('/owner/', { cookie: cookie.split(';')[0] ?? '' })).text).to.include('Who can see me')
      for (const again of [await world.post(`/owner/open/${token}`, {}), await world.get('/owner/open/wrong')]) {
        expect([again.status, again.headers['set-cookie']]).to.deep.equal([404, undefined])
        expect(again.text).to.include('This address opens nothing')
      }
    })

    it('to nobody, and take nothing, while what is held may be out of date', async () => {
      const { get, post } = await vera()
      world.state.fresh = () => false
      for (const answer of [await get('/owner/'), await post('/owner/sign-out', {}), await world.get('/owner/')]) {
        expect(answer.status).to.equal(503)
        expect(answer.text).to.not.include(VERA)
      }
      world.state.fresh = () => true
      expect((await get('/owner/')).text).to.include('Who can see me')
    })

    it('in a new session each time, which ends the one before (AD3)', async () => {
      const { cookie } = await vera()
      const { token } = world.ownerLinks.make(VERAS)
      const opened = await world.post(`/owner/open/${token}`, {}, { cookie })
      expect(opened.headers['set-cookie']).to.not.include(cookie)
      expect((await world.get('/owner/', { cookie })).status).to.equal(403)
    })

    it('not by a form of another page, which would put her into a session of somebody else', async () => {
      const { token } = world.ownerLinks.make(VERAS)
      for (const sent of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: null }]) {
        const refused = await world.post(`/owner/open/${token}`, {}, sent)
        expect([refused.status, refused.headers['set-cookie']]).to.deep.equal([403, undefined])
      }
      expect((await world.post(`/owner/open/${token}`, {})).status).to.equal(303)
    })

    it('after a quarter of an hour no more', async () => {
      const { token } = world.ownerLinks.make(VERAS)
      world.clock.pass(15 * MINUTE)
      expect((await world.get(`/owner/open/${token}`)).status).to.equal(404)
      expect((await world.post(`/owner/open/${token}`, {})).status).to.equal(404)
    })

    it('to nobody who is not signed in: one page, whatever was asked for', async () => {
      const paths = ['/owner/', '/owner/share', '/owner/private', '/owner/shares/link:x/change', '/owner/nothing']
      const answers = await Promise.all(paths.map((path) => world.get(path)))
      expect(new Set(answers.map(({ text }) => text))).to.have.property('size', 1)
      expect(answers.map(({ status }) => status)).to.deep.equal(paths.map(() => 403))
    })

    it('until they are idle for half an hour, or she signs out', async () => {
      const { get, post } = await vera()
      expect((await get('/owner/')).status).to.equal(200)
      const left = await post('/owner/sign-out', {})
      expect(left.headers['set-cookie']?.[0]).to.match(/^__Host-ledig-owner=; .*Max-Age=0$/)
      expect((await get('/owner/')).status).to.equal(403)
      const later = await vera()
      world.clock.pass(30 * MINUTE)
      expect((await later.get('/owner/')).status).to.equal(403)
    })
  })

  it('say the same of themselves everywhere, errors too (UI2, UI3)', async () => {
    const { get, post, cookie } = await vera()
    const answers = [
      ...(await Promise.all(['/owner/', '/owner/share', '/owner/private', '/owner/nothing'].map((path) => get(path)))),
      ...[
        await world.get('/owner/'),
        await world.get('/owner/open/x'),
        await post('/owner/share', LINK, { origin: 'null' }),
      ],
      await world.post('/owner/share', { padding: 'x'.repeat(70_000) }, { cookie }),
    ]
    for (const { headers } of answers) {
      expect(headers).to.include({
        'content-security-policy': contentSecurityPolicy(false, OWNER_SHEET),
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex, nofollow, noarchive',
      })
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).to.include("default-src 'none'").and.to.include("frame-ancestors 'none'")
      expect(policy).to.not.include('unsafe')
    }
  })

  it('are shown no more often than so many times a minute', async () => {
    const { get } = await vera()
    for (let looks = 0; looks < 60; looks++) await world.get('/owner/open/guess')
    expect((await get('/owner/')).status).to.equal(429)
    world.clock.pass(MINUTE)
    expect((await get('/owner/')).status).to.equal(200)
  })

  it('are shown six hundred times in a minute, and no more, to whoever misses nothing', async () => {
    const { get } = await vera()
    for (let looks = 0; looks < 600; looks++) expect((await get('/owner/')).status, `look ${looks}`).to.equal(200)
    expect((await get('/owner/')).status).to.equal(429)
    world.clock.pass(MINUTE)
    expect((await get('/owner/')).status).to.equal(200)
  })

  describe('take forms of their own only (AD4)', () => {
    const FOREIGN: readonly (readonly [string, Sent])[] = [
      ['of another origin', { origin: 'https://evil.example' }],
      ['of the same host without TLS', { origin: 'http://gateway.example' }],
      ['of a page without an origin', { origin: 'null' }],
      ['that does not say where it comes from', { origin: null }],
      ['of another page of the same site', { site: 'same-site' }],
      ['of another site that says our origin', { site: 'cross-site' }],
      ['as plain text', { type: 'text/plain' }],
      ['as JSON', { type: 'application/json' }],
    ]
    for (const [title, sent] of FOREIGN) {
      it(`no form ${title}`, async () => {
        const { post } = await vera()
        for (const path of ['/owner/share', '/owner/private', '/owner/sign-out']) {
          expect(
            (await post(path, { ...LINK, from: '2026-12-01T08:00', until: '2026-12-02T08:00' }, sent)).status,
          ).to.equal(403)
        }
        expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
        expect(world.policies.policyOf('contoso').mailbox(VERA)?.part).to.equal(null)
      })
    }

    it('no form without the token of this session, or with that of another', async () => {
      const { post } = await vera()
      const other = await world.signIn()
      for (const token of ['', 'x', other.token]) {
        expect((await post('/owner/share', { ...LINK, token })).status).to.equal(403)
      }
      expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
      expect((await post('/owner/share', LINK)).status).to.equal(200)
    })

    it('nothing of a GET', async () => {
      const { get, token } = await vera()
      const query = new URLSearchParams({ ...(LINK as Record<string, string>), token }).toString()
      await get(`/owner/share?${query}`)
      await get(`/owner/private/remove?${query}`)
      expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
    })

    it('a form that is sent twice once', async () => {
      const { post } = await vera()
      const fields = { ...LINK, mail: '', once: 'one' }
      const first = await post('/owner/share', fields)
      const second = await post('/owner/share', fields)
      expect([first.status, second.status]).to.deep.equal([200, 409])
      expect(second.text).to.include('it counts once')
      expect(await world.sharing.sharesOf(VERAS)).to.have.length(1)
    })
  })

  it('are hers alone: what somebody else shares is not there', async () => {
    const opened = await world.sharing.openLink(BOS, { to: null }, byOwner)
    if (!opened.done) throw new Error(opened.because)
    const { get, post } = await vera()
    for (const what of ['change', 'reset', 'revoke']) {
      const path = `/owner/shares/${encodeURIComponent(opened.share.id)}/${what}`
      expect([(await get(path)).status, (await post(path, LINK)).status]).to.deep.equal([404, 404])
    }
    expect((await get('/owner/')).text).to.not.include(BO)
    expect(await world.sharing.shareOf(BOS, opened.share.id)).to.include({ standing: 'open' })
  })

  describe('share', () => {
    it('by e-mail: a link whose address is shown once, with an invitation in the same change', async () => {
      const { get, post } = await vera()
      const form = await post('/owner/share', { do: 'whom', to: ' anna@elsewhere.example ' })
      expect(form.text).to.include('They get an e-mail with a link')
      const shared = await post('/owner/share', { ...LINK, once: onceIn(form.text), note: 'Hej!' })
      expect(shared.status).to.equal(200)
      const secret = secretIn(shared.text)
      expect(world.links.byHash(linkSecretHash(secret))).to.include({
        recipient: 'anna@elsewhere.example',
        ahead: 'OneMonth',
      })
      expect(world.orders.orders).to.have.length(1)
      expect(world.orders.orders[0]).to.include({ recipient: 'anna@elsewhere.example', note: 'Hej!', secret })
      const list = await get('/owner/')
      expect(list.text).to.include('Link for anna@elsewhere.example').and.to.not.include(secret)
    })

    it('with somebody of a partner organization: a grant, and the list says so', async () => {
      const { get, post } = await vera()
      const form = await post('/owner/share', { do: 'whom', to: 'sam@fabrikam.example' })
      expect(form.text).to.include('in their own calendar program')
      expect(form.text).to.include('Limited by your organization to: Times only. The sharing policy')
      const shared = await post('/owner/share', {
        ...GRANT,
        days: ['Monday', 'Friday'],
        begins: '08:30',
        ends: '17:00',
      })
      expect([shared.status, shared.headers['location']]).to.deep.equal([303, '/owner/?done=shared'])
      const list = (await get('/owner/?done=shared')).text
      expect(list).to.include('sam@fabrikam.example').and.to.include('only Mon, Fri 08:30–17:00')
      expect(list).to.include('Limited to: Times only. The sharing policy of your organization allows no more.')
      expect(list).to.include('Not looked at so far').and.to.include('role="status">Shared.')
    })

    it('says first what cannot work and why, and leads to a link', async () => {
      const { post } = await vera()
      const noTrust = await post('/owner/share', { do: 'whom', to: 'kim@adatum.example' })
      expect(noTrust.text).to.include('there is no connection to their organization')
      expect(noTrust.text).to.include('Send a link by e-mail instead').and.to.not.include('name="level"')
      const link = await post('/owner/share', { do: 'link', to: 'kim@adatum.example' })
      expect(link.text).to.include('name="kind" value="link"').and.to.include('name="level"')
    })

    it('names the policy that hides links where nobody may open any', async () => {
      await world.policies.apply(
        'contoso',
        {
          document: { organization: { id: 'contoso', domains: ['contoso.example'] }, mailboxes: [{ address: VERA }] },
        },
        () => byOwner(() => ({}) as never),
      )
      const { get, post } = await vera()
      const refused = await post('/owner/share', { do: 'link' })
      expect(refused.text).to.include('sharing policy of your organization does not let calendars be opened by link')
      expect((await get('/owner/')).text).to.include('does not let calendars be opened by link')
    })

    it('shows the next week as they will see it, made by the decision itself', async () => {
      const now = world.clock.now()
      const soon = now - (now % DAY) + 8 * DAY
      world.calendars.times.set(VERA, [{ start: soon, end: soon + 60 * MINUTE, status: 'Busy' }] as never)
      const { post } = await vera()
      const times = await post('/owner/share', { ...LINK, do: 'preview' })
      expect(times.text).to.include('What they will see next week').and.to.include('Busy')
      expect(times.text).to.not.include(`about ${VERA}`)
      const details = await post('/owner/share', { ...LINK, do: 'preview', level: 'LimitedDetails' })
      expect(details.text).to.include(`about ${VERA}`)
      const hidden = await post('/owner/share', {
        ...LINK,
        do: 'preview',
        days: 'Sunday',
        begins: '03:00',
        ends: '03:05',
      })
      expect(hidden.text).to.include('No time is known to be free').and.to.include('Unknown')
      const granted = await post('/owner/share', { ...GRANT, do: 'preview' })
      expect(granted.text).to.include('Busy').and.to.not.include(`about ${VERA}`)
      expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
    })
  })

  describe('are asked something wrong', () => {
    it('and show the form again with all that was typed, and a sentence at each field', async () => {
      const { post } = await vera()
      const typed = {
        ...LINK,
        ...{ level: 'All', from: 'tomorrow', until: '2026-02-30T10:00', days: ['Monday', 'Someday'], begins: '25:00' },
        ...{ hidden: 'x'.repeat(300), back: 'Ever', ahead: 'Never', language: 'la', note: 'see www.evil.example' },
      }
      const again = await post('/owner/share', typed)
      expect(again.status).to.equal(422)
      for (const name of ['level', 'from', 'until', 'days', 'hidden', 'back', 'ahead', 'language', 'note']) {
        expect(again.text, name).to.match(new RegExp(`href="#${name}"`))
        expect(again.text, name).to.match(new RegExp(`aria-invalid="true" aria-describedby="${name}-wrong`))
        expect(again.text, name).to.match(new RegExp(`<p class="wrong" id="${name}-wrong">[^<]+`))
      }
      for (const text of ['tomorrow', '2026-02-30T10:00', 'x'.repeat(300), 'see www.evil.example', '25:00']) {
        expect(again.text).to.include(text)
      }
      expect(again.text).to.match(/id="days"[^>]* value="Monday" checked/)
      expect(again.text).to.include('<title>Error: ')
      expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
    })

    const WRONG: readonly (readonly [string, Record<string, string | string[]>, string, string])[] = [
      [
        'an end before the beginning',
        { from: '2026-12-02T10:00', until: '2026-12-02T10:00' },
        'until',
        'after the beginning',
      ],
      [
        'hours that end before they begin',
        { days: 'Monday', begins: '17:00', ends: '08:00' },
        'ends',
        'later in the day',
      ],
      ['a code for nobody', { to: '', code: 'yes' }, 'code', 'A code needs an address'],
      ['a recipient no mail goes to', { to: '"a b"@elsewhere.example' }, 'to', 'Type one address'],
      ['a recipient that is an option', { to: '-oQ@elsewhere.example' }, 'mail', 'No mail can be sent'],
      ['herself', { to: VERA }, 'to', 'your own address'],
      ['a link for a whole domain', { to: '@elsewhere.example' }, 'mail', 'for one person'],
    ]
    for (const [title, fields, field, sentence] of WRONG) {
      it(`and say of ${title} what is wrong`, async () => {
        const { post } = await vera()
        const again = await post('/owner/share', { ...LINK, ...fields })
        expect(again.status).to.equal(422)
        expect(again.text).to.include(`href="#${field}"`)
        expect(again.text).to.include(sentence)
        expect(await world.sharing.sharesOf(VERAS)).to.deep.equal([])
      })
    }

    it('and say each thing in Swedish to whom reads it', async () => {
      const { post, get } = await vera()
      const again = await post('/owner/share', { ...LINK, until: 'sen' }, { language: 'sv-SE,sv;q=0.9' })
      expect(again.text).to.include('<html lang="sv">').and.to.include('Skriv en dag och en tid')
      expect((await get('/owner/', 'sv')).text).to.include('Vem kan se mig')
    })
  })

  describe('change', () => {
    async function withLink() {
      const opened = await world.sharing.openLink(VERAS, { to: null, level: 'LimitedDetails' }, byOwner)
      if (!opened.done) throw new Error(opened.because)
      const path = `/owner/shares/${encodeURIComponent(opened.share.id)}`
      return { ...(await vera()), id: opened.share.id, address: opened.address, path }
    }

    it('what a link shows, at once', async () => {
      const { get, post, path, id } = await withLink()
      const form = await get(`${path}/change`)
      expect(form.text).to.match(/value="LimitedDetails" checked/)
      const fields = { ...LINK, do: 'save', version: versionIn(form.text) }
      expect((await post(`${path}/change`, fields)).headers['location']).to.equal('/owner/?done=changed')
      expect((await world.sharing.shareOf(VERAS, id)) as never).to.have.nested.property(
        'link.level',
        'AvailabilityOnly',
      )
    })

    it('nothing that was changed elsewhere meanwhile: both are shown, and nothing typed is lost', async () => {
      const { get, post, path, id } = await withLink()
      const version = versionIn((await get(`${path}/change`)).text)
      const before = Number(version)
      await world.sharing.changeShare(VERAS, id, { said: { ahead: 'OneYear' }, before }, byOwner)
      const fields = { ...LINK, do: 'save', hidden: 'Dentist', version }
      const stale = await post(`${path}/change`, fields)
      expect(stale.status).to.equal(409)
      expect(stale.text).to.include('one year ahead').and.to.include('>\nDentist</textarea>')
      expect(await world.sharing.shareOf(VERAS, id)).to.have.nested.property('link.ahead', 'OneYear')
      const saved = await post(`${path}/change`, {
        ...fields,
        version: versionIn(stale.text),
        once: onceIn(stale.text),
      })
      expect(saved.status).to.equal(303)
      expect(await world.sharing.shareOf(VERAS, id)).to.have.nested.property('link.ahead', 'OneMonth')
    })

    it('the address of a link: the old one is dead, the new one shown once', async () => {
      const { get, post, path, address } = await withLink()
      expect((await get(`${path}/reset`)).text).to.include('opens nothing any more')
      const reset = await post(`${path}/reset`, {})
      const secret = secretIn(reset.text)
      expect(address).to.not.include(secret)
      expect(world.links.byHash(linkSecretHash(secretIn(address)))).to.equal(undefined)
      expect(world.links.byHash(linkSecretHash(secret))).to.not.equal(undefined)
    })

    it('no address of a grant, which has none: there is no page that asks, and nothing is done', async () => {
      await world.sharing.offerGrant(VERAS, { to: 'sam@fabrikam.example' }, byOwner)
      const { get, post } = await vera()
      const grant = '/owner/shares/grant%3Asam%40fabrikam.example'
      expect((await get(`${grant}/change`)).status, 'the grant is there').to.equal(200)
      expect((await get(`${grant}/reset`)).status).to.equal(404)
      const before = (await world.state.head()).auditSize
      const sent = await post(`${grant}/reset`, {})
      expect([sent.status, (await world.state.head()).auditSize]).to.deep.equal([422, before])
    })

    it('a share into none', async () => {
      const { get, post, path, address } = await withLink()
      expect((await get(`${path}/revoke`)).status).to.equal(200)
      expect((await post(`${path}/revoke`, {})).headers['location']).to.equal('/owner/?done=revoked')
      expect(world.links.byHash(linkSecretHash(secretIn(address)))?.revokedAt).to.equal(world.clock.now())
      expect((await get(`${path}/change`)).status).to.equal(404)
      expect((await get('/owner/')).text).to.include('1 link that is over')
    })

    it('nothing of a grant that an administrator gave several hours', async () => {
      const hours = [
        { days: ['Monday' as const], start: 480, end: 720 },
        { days: ['Tuesday' as const], start: 600, end: 900 },
      ]
      await world.sharing.offerGrant(VERAS, { to: 'sam@fabrikam.example', hours }, byOwner)
      const { get, post } = await vera()
      const path = '/owner/shares/grant%3Asam%40fabrikam.example/change'
      const form = await get(path)
      expect(form.text).to.include('Keep the hours there are: Mon 08:00–12:00; Tue 10:00–15:00')
      await post(path, { ...GRANT, do: 'save', keepHours: 'yes', version: versionIn(form.text) })
      const share = await world.sharing.shareOf(VERAS, 'grant:sam@fabrikam.example')
      expect(share).to.have.nested.property('terms[0].hours').that.deep.equals(hours)
      expect(share).to.have.nested.property('terms[0].level', 'LimitedDetails')
    })
  })

  describe('keep times private', () => {
    it('which nobody sees from then on, until they are taken away', async () => {
      const { get, post } = await vera()
      const added = await post('/owner/private', { from: '2026-12-24T12:00', until: '2026-12-26T18:00' })
      expect(added.headers['location']).to.equal('/owner/private?done=added')
      const periods = () => world.policies.policyOf('contoso').mailbox(VERA)?.part?.privatePeriods ?? []
      // Stockholm is an hour ahead of UTC in winter.
      expect(periods()).to.deep.equal([{ start: Date.UTC(2026, 11, 24, 11), end: Date.UTC(2026, 11, 26, 17) }])
      const list = (await get('/owner/private')).text
      expect(list).to.include('24 December 2026 12:00 to 26 December 2026 18:00')
      const [start = '', end = ''] = [/name="start" value="(\d+)"/, /name="end" value="(\d+)"/].map(
        (p) => p.exec(list)?.[1],
      )
      expect((await post('/owner/private/remove', { start, end })).status).to.equal(303)
      expect(periods()).to.deep.equal([])
    })

    it('and say what is wrong with one that is none', async () => {
      const { post } = await vera()
      const empty = await post('/owner/private', { from: '', until: 'soon' })
      expect(empty.status).to.equal(422)
      expect(empty.text).to.include('href="#from"').and.to.include('href="#until"').and.to.include('value="soon"')
    })
  })

  it('say when a share was last looked at, and what became of its invitation', async () => {
    const opened = await world.sharing.openLink(VERAS, { to: 'anna@elsewhere.example' as never }, byOwner)
    if (!opened.done) throw new Error(opened.because)
    const { get } = await vera()
    world.looks.note({ ...VERAS, share: opened.share.id }, world.clock.now())
    for (const [state, words] of [
      [{ state: 'waiting', attempts: 0, due: 0, detail: null }, 'waits to be sent'],
      [{ state: 'sent', at: 0 }, 'Invitation sent'],
      [{ state: 'refused', at: 0, detail: '550' }, 'bounced'],
      [{ state: 'given-up', at: 0, detail: '' }, 'could not be sent'],
    ] as const) {
      world.states.set(opened.share.id, state)
      const list = (await get('/owner/')).text
      expect(list)
        .to.include(words)
        .and.to.match(/Last looked at: \d+ \w+ 20\d\d/)
    }
  })

  it('tell colleagues’ and partners’ level as the decision has it', async () => {
    const { get } = await vera()
    const text = (await get('/owner/')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(text).to.include('Your colleagues at contoso.example Times, subjects and places')
    expect(text).to.include('People at fabrikam.example Nothing').and.to.include('People at tailspin.example Nothing')
    expect(text).to.include('Anybody with a link that you open at most: Times, subjects and places')
    expect(ORIGIN).to.include('https:')
  })
})
