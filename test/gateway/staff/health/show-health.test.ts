import { expect } from 'chai'
import { DOCTOR_TEXTS } from '../../../../gateway/console/health/doctor-texts.ts'
import { HEALTH_TEXTS } from '../../../../gateway/console/health/health-texts.ts'
import { trustId } from '../../../../gateway/admin/administration.ts'
import { guardPartner, nothingFound } from '../../../../gateway/broker/partner-guard.ts'
import { passed } from '../../../../gateway/doctor/examination.ts'
import type { Examination } from '../../../../gateway/doctor/examination.ts'
import { finding } from '../../../../gateway/doctor/finding.ts'
import { FINDING_TEXTS } from '../../../../gateway/console/health/finding-texts.ts'
import { failed, REMEDIES } from '../../../../gateway/doctor/remedies.ts'
import type { DoctorCode } from '../../../../gateway/doctor/remedies.ts'
import { PartnerHealth } from '../../../../gateway/health/partner-health.ts'
import type { SourceAnswer, SourceQuestion } from '../../../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { HOUR } from '../../../../protocols/availability/time-window.ts'
import { activeTrust, known, put } from '../../../trust/known-organizations.ts'
import { UNPRINTABLE } from '../../pages/hostile-texts.ts'
import { consoleWorld } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'

const EN = HEALTH_TEXTS.en
const QUESTION: SourceQuestion = {
  mailboxes: [parseMailboxAddress('anna@fabrikam.example')],
  ...{ window: { start: 0, end: 1 }, view: 'FreeBusyMerged', interval: 30 },
}

describe('partners’ health on the console', () => {
  let world: ConsoleWorld
  let health: PartnerHealth
  beforeEach(async () => {
    world = await consoleWorld()
    health = new PartnerHealth(world.clock)
    Object.assign(world.door.administration, { partnerHealth: health })
  })
  afterEach(() => world.close())

  const trust = () => {
    const contoso = world.door.administration.organizations.get('contoso')
    const [found] = contoso === undefined ? [] : world.trusts.snapshot().trusts(contoso.id)
    return found ?? expect.fail('no trust')
  }

  /** Asks the partner through its guard, so often, and each time it takes so long. */
  async function ask(answer: SourceAnswer, times = 1, ms = 40): Promise<void> {
    const watch = health.watch(trust().local, trust().partner)
    const lookUp = () => {
      world.clock.pass(ms)
      return answer
    }
    const guarded = guardPartner({ lookUp }, watch)
    for (let i = 0; i < times; i++) {
      await guarded.lookUp(QUESTION, { signal: new AbortController().signal, requestId: 'r' })
    }
  }

  const told = { findings: [{ kind: 'view', view: {} }] } as unknown as SourceAnswer
  const page = async (path = '', language?: string) =>
    (await (await world.signedIn('auditor')).get(`/console/health${path}`, language === undefined ? {} : { language }))
      .text
  const own = (language?: string) => page(`/${world.partner}`, language)

  it('say of one that was never asked that nothing is known', async () => {
    expect(await page())
      .to.include(EN.quiet)
      .and.to.include(EN.none)
    expect(await own())
      .to.include(EN.never)
      .and.to.include(EN.clockUnknown)
    expect((await (await world.signedIn('auditor')).get('/console/health/0000000000000000')).status).to.equal(404)
  })

  it('say of a trust that is stopped that it does not serve, however well the partner answered', async () => {
    await ask(told)
    expect(await page()).to.include(EN.well)
    const { post } = await world.signedIn('administrator')
    await post(`/console/trusts/${world.partner}/suspend`, { reason: 'a drill', confirmed: 'yes' })
    expect(await page())
      .to.include(EN.stopped)
      .and.to.not.include(EN.well)
  })

  it('call a partner as it calls itself, without what turns a line around or is not seen, and as text', async () => {
    const name = `Fabrikam \u202egro.\u2066elpmaxe\u0007\u200b\u2028 <script>alert(1)</script>`
    await put(world.trusts, { ...trust(), metadata: { ...trust().metadata, name } }, trust())
    const shown = 'Fabrikam gro.elpmaxe &lt;script&gt;alert(1)&lt;/script&gt;'
    const { get } = await world.signedIn('administrator')
    for (const path of ['', `/${world.partner}`, `/${world.partner}/test`]) {
      const { text } = await get(`/console/health${path}`)
      expect(text, path).to.include(shown).and.to.not.match(UNPRINTABLE)
    }
  })

  it('draw what came of the last day and fourteen days, in words and as a table too', async () => {
    await ask(told, 3)
    await ask(nothingFound(QUESTION, 'DATA_NOT_FOUND'))
    world.clock.pass(2 * HOUR)
    await ask(nothingFound(QUESTION, 'REACH_UPSTREAM'), 2, 1_500)
    const text = await own()
    const words = `${EN.chartSays(EN.chart.hours, 6, 3, 1, 2)} ${EN.timeSays(EN.ms((4 * 40 + 3_000) / 6), EN.ms(1_500))}`
    expect(text).to.include(`aria-label="${words}"`).and.to.include(`<p class="soft">${words}</p>`)
    const [, hours = '', days = ''] = text.split('<figure class="chart">')
    for (const chart of [hours, days]) {
      for (const series of ['answered', 'refused', 'unknown', 'took'])
        expect(chart).to.include(`<path class="${series}"`)
    }
    const rows = [...hours.matchAll(/<tr><th scope="row">[^<]*<\/th>(.*?)<\/tr>/g)].map(([, cells = '']) =>
      cells
        .replaceAll(/<\/?td>/g, ' ')
        .trim()
        .split(/ {2,}/),
    )
    expect(rows).to.have.length(24)
    expect(rows.at(-3)).to.deep.equal(['4', '3', '1', '0', '0', '40 ms', '40 ms'])
    expect(rows.at(-2)).to.deep.equal(['0', '0', '0', '0', '0', '–', '–'])
    expect(rows.at(-1)).to.deep.equal(['2', '0', '0', '2', '0', '1.5 s', '1.5 s'])
    expect(text).to.include(EN.failing).and.to.include(EN.reasons.REACH_UPSTREAM)
    await ask(told)
    expect(await own()).to.include(EN.well)
  })

  it('say that nothing is asked while the breaker is open, and that one question tries then', async () => {
    await ask(nothingFound(QUESTION, 'REACH_TCP'), 6)
    expect(await own())
      .to.include(EN.held)
      .and.to.include('open until')
      .and.to.include(EN.heldBack)
    world.clock.pass(5_001)
    expect(await own()).to.include(EN.trying)
    health.watch(trust().local, trust().partner).breaker(null)
    expect(await own()).to.include(EN.closed)
  })

  it('tell when metadata was read, what failed, and how far the clocks are apart', async () => {
    health.metadataRead(trust(), new Date(world.clock.now() + 90_000).toUTCString())
    expect(await own())
      .to.include(EN.clockAhead(90))
      .and.to.include(EN.clockFar)
    health.metadataRead(trust(), new Date(world.clock.now() - 5_000).toUTCString())
    expect(await own())
      .to.include(EN.clockBehind(5))
      .and.to.not.include(EN.clockFar)
    health.metadataFailed(trust(), 'METADATA_PIN')
    expect(await own()).to.include('METADATA_PIN')
  })

  it('are ten on a page, which stays under 100 KB', async () => {
    const ours = trust().local
    for (let i = 0; i < 11; i++) {
      const partner = await known(`Health${i}`)
      await put(world.trusts, activeTrust(ours, partner, [`health${i}.example`], world.clock), undefined)
      for (let hour = 0; hour < 24; hour++) {
        const watch = health.watch(ours, partner.id)
        for (const answer of [told, nothingFound(QUESTION, 'DATA_NOT_FOUND'), nothingFound(QUESTION, 'REACH_TCP')])
          watch.came(answer, world.clock.now() - 10)
      }
    }
    const text = await page()
    expect(text).to.include(EN.pages(1, 10, 12))
    expect(text.length).to.be.lessThan(100 * 1_024)
    expect(await page('?from=10'))
      .to.include(EN.pages(11, 12, 12))
      .and.to.include('Health9')
    expect(await page('?from=-1')).to.include(EN.pages(1, 10, 12))
  }).timeout(60_000)

  it('come in Swedish', async () => {
    await ask(nothingFound(QUESTION, 'REACH_DNS'))
    expect(await own('sv-SE'))
      .to.include(HEALTH_TEXTS.sv.reasons.REACH_DNS)
      .and.to.include(HEALTH_TEXTS.sv.breaker)
  })

  describe('the test of the way to one', () => {
    const DOCTOR = DOCTOR_TEXTS.en
    const at = () => `/console/health/${world.partner}/test`
    const examine = (work: (named: unknown) => Promise<Examination>): void => {
      Object.assign(world.door.administration, { examine: (_trust: unknown, named: unknown) => work(named) })
    }
    const people = { person: '<b>vera</b>', about: 'anna@fabrikam.example' }
    const refusal = { ...people, decidedBy: 'REQUESTS_DISABLED', side: 'asking' as const }
    const verdict = failed('POLICY_ASKING', finding('policyRefuses', refusal), 'REQUESTS_DISABLED')
    const names = { names: [{ host: 'gw.fabrikam.example', addresses: ['203.0.113.7'] }] }
    const examination: Examination = {
      ...{ ok: false, failedAt: 'relationship' },
      steps: [
        { step: 'dns', ...passed(finding('names', names)) },
        { step: 'relationship', ...verdict },
        { step: 'token', outcome: 'not tried', detail: 'relationship failed' },
      ],
    }

    it('says every step, and of the one that fails whose it is and what to do, in both languages', async () => {
      examine(() => Promise.resolve(examination))
      const who = await world.signedIn('administrator')
      expect((await who.get(at())).text).to.include(DOCTOR.run)
      for (const language of ['en', 'sv'] as const) {
        const texts = DOCTOR_TEXTS[language]
        const { text } = await who.post(at(), {}, { language: language === 'en' ? 'en-GB' : 'sv-SE' })
        expect(text).to.include(texts.ends(texts.steps.relationship)).and.to.include('REQUESTS_DISABLED')
        expect(text).to.include(texts.remedies.POLICY_ASKING.split(':')[0])
        expect(text)
          .to.include('&lt;b&gt;vera')
          .and.to.include(FINDING_TEXTS[language].names(names, String))
          .and.to.include(`${texts.steps.token}: ${texts.outcomes['not tried']}`)
      }
    })

    it('writes the end of a certificate as its reader writes it', async () => {
      const until = Date.UTC(2026, 10, 23, 9)
      const over = failed('OWN_CERTIFICATE_EXPIRED', finding('ownCertificateOver', { until, written: 'Nov 23' }))
      examine(() => Promise.resolve({ ok: false, failedAt: 'keys', steps: [{ step: 'keys', ...over }] }))
      const who = await world.signedIn('administrator')
      for (const [language, said] of [
        ['en-GB', 'it was good until 23 November 2026 09:00'],
        ['sv-SE', 'det gällde till 23 november 2026 09:00'],
      ] as const)
        expect((await who.post(at(), {}, { language })).text).to.include(said)
    })

    it('takes two people or none, one of them ours', async () => {
      const named: unknown[] = []
      examine((who) => {
        named.push(who)
        return Promise.resolve({ ...examination, ok: true, failedAt: null })
      })
      const who = await world.signedIn('administrator')
      for (const [as, about, wrong] of [
        ['vera@contoso.example', '', DOCTOR.bothOrNeither],
        ['', 'anna@fabrikam.example', DOCTOR.bothOrNeither],
        ['vera', 'anna@fabrikam.example', DOCTOR.addressWrong],
        ['anna@fabrikam.example', 'anna@fabrikam.example', DOCTOR.notOurs],
      ] as const) {
        const answer = await who.post(at(), { as, about })
        expect([answer.status, answer.text.includes(wrong), answer.text.includes(`value="${as}"`)], as).to.deep.equal([
          ...[422, true, true],
        ])
      }
      const right = await who.post(at(), { as: 'vera@contoso.example', about: 'anna@fabrikam.example' })
      expect(right.text).to.include(DOCTOR.well)
      expect(named).to.deep.equal([{ person: 'vera@contoso.example', about: 'anna@fabrikam.example' }])
    })

    it('asks for nobody where the trust is the gateway’s own, which has no people, and runs all the same', async () => {
      const { organizations } = world.door.administration
      const gateway = organizations.get('gateway') ?? expect.fail('no gateway')
      const own = activeTrust(gateway.id, await known('Fabrikam'), ['fabrikam.example'], world.clock)
      await put(world.trusts, own, undefined)
      const named: unknown[] = []
      examine((who) => {
        named.push(who)
        return Promise.resolve({ ...examination, ok: true, failedAt: null })
      })
      const path = `/console/health/${trustId(own)}/test`
      const who = await world.signedIn('administrator')
      const form = await who.get(path)
      expect([form.status, form.text.includes(DOCTOR.run), form.text.includes(DOCTOR.as)]).to.deep.equal([
        ...[200, true, false],
      ])
      expect((await who.post(path, { as: 'vera@contoso.example', about: 'anna@fabrikam.example' })).text).to.include(
        DOCTOR.well,
      )
      expect(named).to.deep.equal([null])
    })

    it('runs once at a time for a session, and four at once for all', async () => {
      const waiting: (() => void)[] = []
      examine(() => new Promise((resolve) => waiting.push(() => resolve(examination))))
      const many = await Promise.all([1, 2, 3, 4, 5].map(async () => world.signedIn('administrator')))
      const [first, ...others] = many
      const until = async (count: number): Promise<void> => {
        while (waiting.length < count) await new Promise((resolve) => setTimeout(resolve, 1))
      }
      // A request is sent when somebody waits for it.
      const send = (one: (typeof many)[number] | undefined) => one?.post(at()).then((answer) => answer)
      const running = [send(first)]
      await until(1)
      const again = await first?.post(at())
      expect([again?.status, again?.headers['retry-after'], again?.text.includes(DOCTOR.busyWhy)]).to.deep.equal([
        ...[429, '10', true],
      ])
      for (const [i, one] of others.slice(0, 3).entries()) {
        running.push(send(one))
        await until(i + 2)
      }
      expect((await others[3]?.post(at()))?.status).to.equal(429)
      for (const end of waiting) end()
      expect((await Promise.all(running.map(async (one) => one))).map((answer) => answer?.status)).to.deep.equal([
        200, 200, 200, 200,
      ])
      const later = send(others[3])
      await until(5)
      waiting.at(-1)?.()
      expect((await later)?.status).to.equal(200)
    })

    it('has a remedy in both languages for every code, each in its own words', () => {
      for (const code of Object.keys(REMEDIES) as DoctorCode[]) {
        expect(DOCTOR_TEXTS.en.remedies[code]).to.equal(REMEDIES[code].remedy)
        expect(DOCTOR_TEXTS.sv.remedies[code], code).to.be.a('string').and.to.not.equal(REMEDIES[code].remedy)
      }
    })
  })
})
