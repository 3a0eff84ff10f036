import { expect } from 'chai'
import { ViewPasses } from '../../../gateway/sharing/view-pass.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import { calendarOf, NOW, PublishedWorld } from './published-world.ts'

const MINUTE = 60_000
const ANNA = parseMailboxAddress('anna@fabrikam.example')
const CALENDAR = calendarOf(['DTSTART:20261126T130000Z', 'DTEND:20261126T140000Z', 'SUMMARY:Budget'])

describe('a link that opens with a code', () => {
  let world: PublishedWorld
  let secret: string
  beforeEach(async () => {
    world = await PublishedWorld.open(CALENDAR)
    secret = world.addLink({ codeByMail: true, recipient: ANNA })
  })
  afterEach(() => world.close())

  const post = (leaf: string, body = '') => world.ask(`/published/${secret}/${leaf}`, { method: 'POST', body })
  const open = (code: string) => post('open', `code=${code}`)

  it('shows nothing without it, and sends nothing because somebody looked', async () => {
    const page = await world.ask(`/published/${secret}/`)
    expect(page.status).to.equal(200)
    expect(page.body).to.contain('A code is needed').and.to.contain('a•••@fabrikam.example')
    expect(page.body).not.to.match(/Budget|anna@/)
    for (const leaf of ['calendar.ics', 'calendar.ifb', 'calendar.json']) {
      expect((await world.ask(`/published/${secret}/${leaf}`)).status).to.equal(404)
    }
    expect(world.codes).to.deep.equal([])
    expect(world.used).to.deep.equal([])
  })

  it('opens with it once, for twelve hours, feeds too', async () => {
    expect((await post('code')).status).to.equal(200)
    const code = world.codes[0]?.code ?? ''
    expect(code).to.match(/^\d{8}$/)
    const opened = await open(`${code.slice(0, 4)} ${code.slice(4)}`)
    expect(opened.status).to.equal(303)
    const place = opened.headers.location ?? ''
    expect((await world.ask(place)).body).to.contain('Budget')
    expect((await world.ask(`${place}calendar.ics`)).body).to.contain('SUMMARY:Budget')
    expect((await open(code)).status).to.equal(403)
    world.now += 12 * 60 * MINUTE - 1
    expect((await world.ask(place)).status).to.equal(200)
    world.now += 1
    const over = await world.ask(place)
    expect([over.status, over.headers.location]).to.deep.equal([303, `/published/${secret}/`])
    expect((await world.ask(`${place}calendar.ics`)).status).to.equal(404)
  })

  it('takes no code after five wrong ones, after ten minutes, or an older one', async () => {
    const last = () => world.codes.at(-1)?.code ?? ''
    const wrong = () => (last() === '00000000' ? '11111111' : '00000000')
    await post('code')
    for (let i = 0; i < 5; i++) expect((await open(wrong())).status).to.equal(403)
    expect((await open(last())).status).to.equal(403)
    world.now += MINUTE
    await post('code')
    world.now += 10 * MINUTE
    expect((await open(last())).status).to.equal(403)
    await post('code')
    const older = last()
    world.now += MINUTE
    await post('code')
    if (older !== last()) expect((await open(older)).status).to.equal(403)
    expect((await open(last())).status).to.equal(303)
  })

  it('sends one code a minute and six an hour at most', async () => {
    expect([(await post('code')).status, (await post('code')).status]).to.deep.equal([200, 429])
    for (let i = 0; i < 10; i++) {
      world.now += MINUTE
      await post('code')
    }
    expect(world.codes).to.have.length(6)
    world.now += 60 * MINUTE
    expect((await post('code')).status).to.equal(200)
  })

  it('says that no code can be sent where none can', async () => {
    world.mailWorks = false
    const failed = await post('code')
    expect(failed.status).to.equal(503)
    expect(failed.body).to.contain('No code can be sent at the moment.')
  })

  it('is the same nothing as any other once it is revoked, its passes with it', async () => {
    await post('code')
    const { location = '' } = (await open(world.codes[0]?.code ?? '')).headers
    world.change(secret, { revokedAt: world.now })
    for (const path of [location, `/published/${secret}/`]) expect((await world.ask(path)).status).to.equal(404)
    expect((await post('code')).status).to.equal(404)
  })

  it('takes neither a form that is too long nor a pass for a link without a code', async () => {
    expect((await post('open', `code=${'1'.repeat(2_000)}`)).status).to.equal(403)
    const plain = world.addLink()
    const pass = `${(NOW + 1e9).toString(36)}.${'A'.repeat(43)}`
    expect((await world.ask(`/published/${plain}/pass/${pass}/`)).status).to.equal(404)
    expect((await world.ask(`/published/${plain}/code`, { method: 'POST' })).status).to.equal(404)
  })
})

describe('a pass', () => {
  const [one, other] = [linkSecretHash('one'), linkSecretHash('other')]

  it('opens the link it was made for, with this key, until it is over, and nothing else', () => {
    const passes = new ViewPasses(Buffer.alloc(32, 1))
    const pass = passes.make(one, NOW)
    expect(passes.opens(pass, one, NOW)).to.equal(true)
    expect(passes.opens(pass, other, NOW)).to.equal(false)
    expect(new ViewPasses(Buffer.alloc(32, 2)).opens(pass, one, NOW)).to.equal(false)
    const later = `${(NOW + 1e12).toString(36)}.${pass.split('.')[1]}`
    for (const bad of [later, pass.slice(0, -1), `${pass}A`, '', '.', pass.toUpperCase()]) {
      expect(passes.opens(bad, one, NOW), bad).to.equal(false)
    }
  })
})
