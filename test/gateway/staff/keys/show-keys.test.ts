import { expect } from 'chai'
import type { Response } from 'supertest'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import { IMPORT_TEXTS } from '../../../../gateway/console/keys/import-texts.ts'
import { KEY_CHANGE_TEXTS } from '../../../../gateway/console/keys/key-change-texts.ts'
import { KEYS_TEXTS } from '../../../../gateway/console/keys/keys-texts.ts'
import { pastedFile } from '../../../../gateway/staff/keys/new-certificate.ts'
import { DAY, HOUR } from '../../../../protocols/availability/time-window.ts'
import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../../../trust/keys/fingerprint.ts'
import { madeFile, PASSPHRASE, WHILE_VALID } from '../../../trust/keys/made-certificates.ts'
import { activeTrust, known, put } from '../../../trust/known-organizations.ts'
import { saying } from '../../../trust/organization/trust-states.ts'
import { consoleWorld } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'

const EN = KEYS_TEXTS.en
const CHANGE = KEY_CHANGE_TEXTS.en
const KEYS = '/console/keys/contoso'

/** What the first form of a page sends besides its token, as a browser would. */
function fieldsOf({ text }: Response, action: string): Record<string, string> {
  const [, form = ''] = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(text) ?? []
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
  return Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&#39;', "'")]))
}

describe('certificates and keys on the console', () => {
  let world: ConsoleWorld
  beforeEach(async () => {
    world = await consoleWorld()
    world.clock.time = WHILE_VALID
  })
  afterEach(() => world.close())

  const ours = () => {
    const found = world.door.administration.organizations.get('contoso')
    if (found === undefined) throw new Error('there is no contoso')
    return found
  }
  const wordsOf = (raw: Uint8Array): string => fingerprintInWords(fingerprintOf(raw))
  type Somebody = Awaited<ReturnType<ConsoleWorld['signedIn']>>
  const ann = (): Promise<Somebody> => world.signedIn('administrator')

  /** Sends a question's own form: the yes to it. */
  const sayYes = (who: Somebody, question: Response, action: string): Promise<Response> =>
    who.post(action, fieldsOf(question, action))

  async function announce(who: Somebody): Promise<Response> {
    return sayYes(who, await who.post(`${KEYS}/create`, { days: '100' }), `${KEYS}/create`)
  }

  /** Of the only trust there is in this world, or of one more. */
  async function hold(seenMetadata: number | null, name = 'Fabrikam'): Promise<void> {
    const partner = await known(name)
    const before = world.trusts
      .snapshot()
      .trusts(ours().id)
      .find((trust) => trust.partner === partner.id)
    const trust = before ?? activeTrust(ours().id, partner, [`${name.toLowerCase()}.example`], world.clock)
    await put(world.trusts, { ...trust, theirs: seenMetadata === null ? null : saying(1, { seenMetadata }) }, before)
  }

  const announced = (): number => ours().next?.announced ?? 0

  it('are shown with fingerprints in words and in hex, with what is left of them, and nothing private', async () => {
    const { get } = await world.signedIn('auditor')
    const [list, one] = [await get('/console/keys'), await get(KEYS)]
    expect(list.text).to.include('href="/console/keys/contoso"')
    const { raw } = ours().certificate
    expect(one.text)
      .to.include(wordsOf(raw))
      .and.to.include(fingerprintInHex(fingerprintOf(raw)))
    expect(one.text).to.include(ours().tokenKeys[0]?.kid).and.to.include(EN.noNext)
    expect(one.text).to.not.include('PRIVATE').and.to.not.include(`${KEYS}/create`)
    world.clock.time = Date.parse(ours().certificate.validTo) - 13.5 * DAY
    const near = await (await world.signedIn('auditor')).get(KEYS)
    expect(near.text).to.include(EN.stage.left(13, 14))
    world.clock.time += 14 * DAY
    expect((await (await world.signedIn('auditor')).get(KEYS)).text).to.include(EN.stage.over)
    expect((await (await world.signedIn('auditor')).get('/console/keys/nobody')).status).to.equal(404)
  })

  describe('a new certificate', () => {
    it('is made after it was asked once, announced, and taken back by its undo', async () => {
      const who = await ann()
      expect((await who.get(`${KEYS}/create`)).text).to.include('value="825"')
      const wrong = await who.post(`${KEYS}/create`, { days: '0x10' })
      expect([wrong.status, wrong.text.includes(CHANGE.daysWrong), wrong.text.includes('value="0x10"')]).to.deep.equal([
        ...[422, true, true],
      ])
      const question = await who.post(`${KEYS}/create`, { days: '100' })
      expect(ours().next).to.equal(null)
      const done = await sayYes(who, question, `${KEYS}/create`)
      expect(done.text)
        .to.include(CHANGE.announced)
        .and.to.include(wordsOf(ours().next?.certificate.raw ?? Buffer.of()))
      const until = Date.parse(ours().next?.certificate.validTo ?? '')
      expect(Math.round((until - world.clock.now()) / DAY)).to.equal(100)
      const undone = await sayYes(who, done, `${KEYS}/cancel`)
      expect([undone.status, undone.text.includes(CHANGE.cancelled), ours().next]).to.deep.equal([200, true, null])
    })

    it('is not taken back by an undo where somebody announced another meanwhile', async () => {
      const who = await ann()
      const done = await announce(who)
      const other = await announce(who)
      expect(other.text).to.include(CHANGE.cannotUndo).and.to.not.include(CONSOLE_TEXTS.en.undo)
      const now = ours().next
      const late = await sayYes(who, done, `${KEYS}/cancel`)
      expect([late.status, late.text.includes(CHANGE.stale)]).to.deep.equal([409, true])
      expect(ours().next?.certificate.raw).to.deep.equal(now?.certificate.raw)
    })

    it('comes from a file, shown before it is announced; what is no such file is said in words', async () => {
      const who = await ann()
      const at = `${KEYS}/import`
      const pem = madeFile('plain.txt').toString('utf8')
      const nothing = await who.post(at, { file: 'nothing <b>' })
      expect([nothing.status, nothing.text.includes('nothing &lt;b&gt;')]).to.deep.equal([422, true])
      const pfx = madeFile('aes256.pfx').toString('base64')
      for (const [passphrase, refusal] of [
        ['', 'passphrase missing'],
        ['wrong', 'passphrase wrong'],
      ] as const) {
        const answer = await who.post(at, { file: pfx, passphrase })
        expect([answer.status, answer.text.includes(IMPORT_TEXTS.en[refusal])], refusal).to.deep.equal([422, true])
        expect(answer.text).to.include('id="passphrase-wrong"')
      }
      const question = await who.post(at, { file: pfx, passphrase: PASSPHRASE })
      expect([question.status, ours().next]).to.deep.equal([200, null])
      const done = await sayYes(who, question, at)
      expect(done.text).to.include(CHANGE.announced)
      expect(done.text).to.include(wordsOf(ours().next?.certificate.raw ?? Buffer.of()))
      expect(pastedFile(pem)).to.equal(Buffer.from(pem).toString('base64'))
      expect([pastedFile('QUJD\nREVG'), pastedFile('QUJ'), pastedFile('')]).to.deep.equal(['QUJDREVG', null, null])
    })

    it('is asked of an authority: the request is shown, the same key’s again, and partners are told nothing', async () => {
      const who = await ann()
      const at = `${KEYS}/request`
      const first = await sayYes(who, await who.get(at), at)
      expect(first.text).to.include('-----BEGIN CERTIFICATE REQUEST-----').and.to.not.include('PRIVATE')
      expect(ours().requested === null).to.equal(false)
      const key = ours().requested?.export({ type: 'pkcs8', format: 'pem' })
      const again = await who.get(at)
      expect(again.text).to.include('A request waits already')
      await sayYes(who, again, at)
      expect(ours().requested?.export({ type: 'pkcs8', format: 'pem' })).to.equal(key)
      expect((await who.get(KEYS)).text).to.include(EN.requestWaits)
    })
  })

  describe('the switch', () => {
    const at = `${KEYS}/switch`

    it('says who is ready and who would be cut off, and cuts off nobody where all are ready', async () => {
      const who = await ann()
      expect((await who.get(at)).status, 'without a next certificate').to.equal(409)
      await announce(who)
      await hold(announced())
      const question = await who.get(at)
      expect(question.text).to.include(CHANGE.switchReady).and.to.include(EN.readinessOf.ready)
      const next = ours().next?.certificate.raw
      const done = await sayYes(who, question, at)
      expect(done.text).to.include(CHANGE.switched).and.to.not.include(CONSOLE_TEXTS.en.undo)
      expect([ours().certificate.raw, ours().next]).to.deep.equal([next, null])
      expect(world.entries('certificate.switched')[0]?.facts['force']).to.equal(false)
    })

    it('names those that are not ready, and cuts them off only after a yes to exactly these', async () => {
      const who = await ann()
      await announce(who)
      await hold(announced() - 1)
      const page = (await who.get(KEYS)).text
      expect(page).to.include(EN.counts(0, 1)).and.to.include(EN.happensTo['not yet'])
      const question = await who.get(at)
      expect(question.text).to.include(CHANGE.switchBehind(1)).and.to.include(CHANGE.switchForced(1))
      await hold(null, 'Adatum')
      const other = await sayYes(who, question, at)
      expect(other.text).to.include(CHANGE.switchBehind(2)).and.to.include(EN.happensTo.unknown)
      expect(ours().next, 'nothing happened').to.not.equal(null)
      const done = await sayYes(who, other, at)
      expect(done.text)
        .to.match(/Cut off until [^<]*Adatum/)
        .and.to.include(wordsOf(ours().certificate.raw))
      expect(ours().next).to.equal(null)
      const facts = world.entries('certificate.switched')[0]?.facts
      expect([facts?.['force'], (facts?.['broken'] as string[]).length]).to.deep.equal([true, 2])
    })

    it('waits for a second person where two have to say yes, and is taken back until then', async () => {
      Object.assign(world.door.administration, { approvals: 2 })
      const who = await ann()
      await announce(who)
      await hold(announced())
      const waits = await sayYes(who, await who.get(at), at)
      expect(waits.text).to.include('Nothing was changed yet')
      expect(ours().next).to.not.equal(null)
      const [, id = ''] = /approvals\/([0-9a-f]{16})\/withdraw/.exec(waits.text) ?? []
      const taken = await sayYes(who, waits, `/console/approvals/${id}/withdraw`)
      expect(taken.text).to.include(APPROVAL_TEXTS.en.withdrawn)
      await sayYes(who, await who.get(at), at)
      const by = { kind: 'openid' as const, issuer: 'https://login.example', subject: 'bo' }
      const bo = await world.signedIn('administrator', { name: 'Bo', by })
      const [, other = ''] = /approvals\/([0-9a-f]{16})\/give/.exec((await bo.get('/console/approvals')).text) ?? []
      expect((await bo.post(`/console/approvals/${other}/give`, { confirmed: 'yes' })).status).to.equal(200)
      expect(ours().next).to.equal(null)
    })

    it('is hurried over a previous certificate that still serves only with a word about it', async () => {
      const who = await ann()
      for (const hurried of [false, true]) {
        await announce(who)
        await hold(announced())
        const question = await who.get(at)
        expect(question.text.includes(CHANGE.refusals['previous-serves'])).to.equal(hurried)
        expect((await sayYes(who, question, at)).text).to.include(CHANGE.switched)
      }
    })
  })

  it('show the previous certificate no longer, earlier than by itself only with a word about it', async () => {
    const who = await ann()
    const at = `${KEYS}/finish`
    expect((await who.get(at)).status).to.equal(409)
    await announce(who)
    await hold(announced())
    await sayYes(who, await who.get(`${KEYS}/switch`), `${KEYS}/switch`)
    const question = await who.get(at)
    expect(question.text).to.include(CHANGE.finishEarly)
    expect((await sayYes(who, question, at)).text).to.include(CHANGE.finished)
    expect(ours().previous).to.equal(null)
  })

  it('have one more token key, in an hour or at once', async () => {
    const who = await ann()
    const at = `${KEYS}/token-keys`
    expect((await who.get(at)).text).to.include(CHANGE.soon)
    for (const [when, announcedFor, words] of [
      ['soon', HOUR, CHANGE.tokenWhy],
      ['now', 0, CHANGE.tokenNow],
    ] as const) {
      const question = await who.post(at, { when })
      expect(question.text).to.include(words.split('’')[0])
      expect((await sayYes(who, question, at)).text).to.include(CHANGE.tokenMade)
      expect((ours().tokenKeys.at(-1)?.from ?? 0) - world.clock.now()).to.equal(announcedFor)
    }
    expect((await who.get(KEYS)).text)
      .to.include(EN.signs)
      .and.to.include(EN.announced)
    for (let key = 0; key < 20; key++) await sayYes(who, await who.post(at, { when: 'now' }), at)
    const many = await who.post(at, { when: 'now' })
    expect([many.status, many.text.includes(CHANGE.tokenMany.split(';')[0] ?? '')]).to.deep.equal([409, true])
  })

  it('say which trusts would fail on a day to come, and why', async () => {
    const { get } = await world.signedIn('auditor')
    expect((await get('/console/drill')).text).to.include(CHANGE.drillWhy)
    for (const at of ['2020-01-01', 'tomorrow', '2027-13-01', '"><b>']) {
      const wrong = await get(`/console/drill?at=${encodeURIComponent(at)}`)
      expect([wrong.status, wrong.text.includes(CHANGE.dayWrong)], at).to.deep.equal([422, true])
    }
    const { text } = await get('/console/drill?at=2099-01-01')
    expect(text).to.include('1 of 1 trusts').and.to.include(CHANGE.causes['own-certificate']).and.to.include('Fabrikam')
    const swedish = await get('/console/drill?at=2099-01-01', { language: 'sv-SE' })
    expect(swedish.text).to.include(KEY_CHANGE_TEXTS.sv.causes['own-certificate'])
  })
})
