import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import type { Response } from 'supertest'
import { SET_UP_TEXTS } from '../../../gateway/console/set-up/set-up-texts.ts'
import { CHANGE_REFUSALS } from '../../../gateway/console/trusts/change-refusals.ts'
import { STEP_TEXTS } from '../../../gateway/console/set-up/step-texts.ts'
import { STEPS } from '../../../gateway/set-up/progress.ts'
import type { StepName } from '../../../gateway/set-up/progress.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { makeCertificate } from '../../../trust/keys/certificate.ts'
import { escapeHtml } from '../../../gateway/console/html.ts'
import { ServedGateway } from '../../scenarios/served-gateway.ts'
import { answerBefore, RIGHT, setUpWorld } from './set-up-world.ts'
import type { Inside, SetUpWorld } from './set-up-world.ts'

const EN = STEP_TEXTS.en
const CALENDAR = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'
const BEYOND = { reach: 'beyond', port: '8443', host: '127.0.0.1', publicUrl: 'https://gateway.contoso.com' }
const FILES = { certificate: 'c.pem', key: 'k.pem' }

describe('The questions of the set-up', () => {
  let world: SetUpWorld
  let inside: Inside
  const begin = async (last: StepName | null, taken = {}): Promise<void> => {
    world = setUpWorld({ taken })
    inside = await world.enter()
    await answerBefore(inside, last)
  }
  afterEach(() => world.close())

  const check = (step: StepName, fields: Readonly<Record<string, string>>): Promise<Response> =>
    inside.post(step, { ...fields, act: 'check' })
  const says = ({ text }: Response, ...sentences: readonly string[]): void => {
    for (const sentence of sentences) expect(text).to.include(escapeHtml(sentence))
  }

  it('are answered one after the other, gone back to, and looked over at the end', async () => {
    await begin(null)
    const review = await inside.get('review')
    says(review, 'Contoso, Europe/Stockholm', 'karin', 'http://127.0.0.1:8025', 'calendars/first.ics', 'policy.yaml')
    expect((await inside.get('domain')).text).to.include('value="contoso.example"')
    const changed = await inside.post('domain', { domain: 'Example.ORG' })
    expect(changed.headers['location']).to.equal('/set-up/administrator')
    says(await inside.get('review'), 'example.org')
    expect((await inside.get('')).headers['location']).to.equal('/set-up/review')
  })

  it('are not reached before all of those that come first', async () => {
    await begin('calendars')
    for (const step of STEPS.slice(4)) {
      expect((await inside.get(step)).headers['location'], step).to.equal('/set-up/calendars')
      expect((await inside.post(step, RIGHT[step])).headers['location'], step).to.equal('/set-up/calendars')
    }
    for (const path of ['review', ''])
      expect((await inside.get(path)).headers['location']).to.equal('/set-up/calendars')
    expect((await inside.post('finish', {})).headers['location']).to.equal('/set-up/calendars')
  })

  it('are kept where a check finds them right, and stay on their page', async () => {
    await begin('domain')
    const wrong = await check('domain', { domain: 'no domain' })
    expect([wrong.status, wrong.text.includes('value="no domain"')]).to.deep.equal([422, true])
    expect(wrong.text).to.include('aria-invalid="true"').and.to.include('href="#domain"')
    const right = await check('domain', { domain: '@contoso.example' })
    expect(right.status).to.equal(200)
    says(right, EN.domainRight('vera@contoso.example', 'contoso'), EN.domainNotPublic)
    expect((await inside.get('')).headers['location']).to.equal('/set-up/administrator')
  })

  const WRONG: readonly (readonly [StepName, Readonly<Record<string, string>>, string])[] = [
    ['organization', { name: '', timeZone: 'Etc/UTC' }, EN.nameWrong(100)],
    ['organization', { name: 'x'.repeat(101), timeZone: 'Etc/UTC' }, EN.nameWrong(100)],
    ['organization', { name: 'a\u202eb', timeZone: 'Etc/UTC' }, EN.nameWrong(100)],
    ['organization', { name: 'Contoso', timeZone: '+02:00' }, EN.zoneWrong],
    ['organization', { name: 'Contoso', timeZone: 'Mars/Olympus' }, EN.zoneWrong],
    ['domain', { domain: 'contoso' }, EN.domainWrong],
    ['domain', { domain: '192.0.2.1' }, EN.domainWrong],
    ['domain', { domain: 'co.uk' }, EN.domainOfAll],
    ['administrator', { ...RIGHT.administrator, name: 'Ann Bo' }, EN.accountWrong],
    ['administrator', { name: 'karin', password: 'fourteen chars', again: 'fourteen chars' }, EN.passwordShort(15)],
    ['administrator', { name: 'karin', password: 'a'.repeat(20), again: 'a'.repeat(20) }, EN.passwordGuessed],
    ['administrator', { ...RIGHT.administrator, again: 'another of fifteen' }, EN.passwordOther],
    ['administrator', { name: 'karin', password: '', again: '' }, EN.passwordShort(15)],
    ['place', { reach: 'here', port: '0' }, EN.portWrong],
    ['place', { reach: 'here', port: '65536' }, EN.portWrong],
    ['place', { reach: 'here', port: 'x' }, EN.portWrong],
    ['place', { reach: 'here', port: '8027' }, EN.portOurs(8027)],
    ['place', { reach: 'here', port: '8100' }, EN.portTaken(8100)],
    ['place', { reach: 'here', port: '80' }, EN.portForbidden(80)],
    ['place', { ...BEYOND, ...FILES, host: 'gateway' }, EN.hostWrong],
    ['place', { ...BEYOND, ...FILES, port: '8101' }, EN.hostNotHere('127.0.0.1')],
    ['place', { ...BEYOND, ...FILES, publicUrl: 'http://gateway.contoso.com' }, EN.addressWrong],
    ['place', { ...BEYOND, ...FILES, publicUrl: 'https://gateway.contoso.com/x' }, EN.addressWrong],
    ['place', { ...BEYOND, ...FILES }, EN.fileUnread('there is no such file or folder')],
    ['partner', { metadataUrl: 'nonsense' }, CHANGE_REFUSALS.en.forbiddenAddress],
    ['partner', { metadataUrl: 'http://127.0.0.1:9/metadata' }, CHANGE_REFUSALS.en.away],
    ['partner', { metadataUrl: 'https://10.0.0.1/metadata' }, CHANGE_REFUSALS.en.forbiddenAddress],
  ]
  for (const [step, fields, sentence] of WRONG) {
    it(`do not take ${JSON.stringify(fields)} for ${step}`, async () => {
      await begin(step, { 8100: 'EADDRINUSE', 80: 'EACCES', 8101: 'EADDRNOTAVAIL' })
      const answer = await inside.post(step, fields)
      expect(answer.status).to.equal(422)
      says(answer, sentence)
      expect((await inside.get('')).headers['location'], 'nothing is kept').to.equal(`/set-up/${step}`)
    })
  }

  it('take every character of a password, a space at its end too', async () => {
    await begin('administrator')
    const { name, password, again } = RIGHT.administrator
    says(await check('administrator', { name, password: `${password} `, again }), EN.passwordOther)
    expect((await check('administrator', { name, password: `${password} `, again: `${again} ` })).status).to.equal(200)
  })

  it('keep the password that was taken where none is typed again', async () => {
    await begin('calendars')
    const kept = (): string => readFileSync(join(world.folder, 'ledig.set-up.json'), 'utf8')
    const hash = /scrypt\S+(?=")/.exec(kept())?.[0]
    const renamed = await check('administrator', { name: 'Frank', password: '', again: '' })
    says(renamed, EN.accountRight('frank'), EN.passwordKept)
    expect(/scrypt\S+(?=")/.exec(kept())?.[0]).to.equal(hash)
  })

  describe('about calendars', () => {
    it('make a folder that is not there, with a first calendar', async () => {
      await begin('calendars')
      const found = await check('calendars', { folder: 'mine/deep' })
      says(found, EN.folderMade(join(world.folder, 'mine/deep')), EN.folderFirst('first@contoso.example'))
    })

    it('read every file there is as the gateway will, and say which they cannot read', async () => {
      await begin('calendars')
      const folder = join(world.folder, 'there')
      mkdirSync(folder)
      for (const name of ['vera', 'erik']) writeFileSync(join(folder, `${name}.ics`), CALENDAR)
      writeFileSync(join(folder, 'torn.ics'), 'BEGIN:VCALENDAR\r\n')
      writeFileSync(join(folder, 'not a mailbox.ics'), CALENDAR)
      const found = await check('calendars', { folder })
      says(found, EN.folderRight(folder), EN.calendarsRead(2, 3), EN.fileMisnamed('not a mailbox.ics'))
      expect(found.text)
        .to.include('vera@contoso.example')
        .and.to.include('torn.ics cannot be read: no whole VCALENDAR (line 2). Until it is mended')
      await answerBefore(inside, null)
      await inside.post('calendars', { folder })
      expect((await inside.get('review')).text).to.not.include('first.ics')
    })

    it('say of a file that it is no folder, and of a place where none can be made', async () => {
      await begin('calendars')
      writeFileSync(join(world.folder, 'file'), '')
      says(await check('calendars', { folder: 'file' }), EN.folderNone)
      const below = await check('calendars', { folder: 'file/below' })
      expect(below.status).to.equal(422)
      expect(below.text).to.include('a part of its path is no folder')
    })
  })

  describe('about TLS', () => {
    const now = Date.UTC(2026, 10, 27, 8)
    const order = { commonName: 'x', bits: 2048, use: 'server', days: 90, notBefore: now - DAY } as const
    const put = async (more: object, name = 'c.pem', key = 'k.pem'): Promise<void> => {
      const made = await makeCertificate({ ...order, hosts: ['gateway.contoso.com'], ...more })
      if (name !== '') writeFileSync(join(world.folder, name), made.certificate.toString())
      if (key !== '') writeFileSync(join(world.folder, key), made.key.export({ type: 'pkcs8', format: 'pem' }))
    }

    it('take a certificate that is for the address, fits its key and counts', async () => {
      await begin('place')
      await put({})
      const found = await check('place', { ...BEYOND, ...FILES })
      says(found, EN.certificateRight('gateway.contoso.com', '24 February 2027'), EN.beyondRight('127.0.0.1', 8443))
      says(found, EN.addressRight('https://gateway.contoso.com'))
    })

    for (const [what, more, sentence] of [
      ['of another name', { hosts: ['other.example'] }, EN.certificateName('gateway.contoso.com')],
      ['that is over', { days: 1 }, EN.certificateOver('27 November 2026')],
      ['that does not count yet', { notBefore: now + DAY }, EN.certificateEarly('28 November 2026')],
    ] as const) {
      it(`take none ${what}`, async () => {
        await begin('place')
        await put(more)
        says(await check('place', { ...BEYOND, ...FILES }), sentence)
      })
    }

    it('take no key of another, and no file that is neither', async () => {
      await begin('place')
      await put({})
      await put({}, '')
      says(await check('place', { ...BEYOND, ...FILES }), EN.keyOther)
      for (const name of ['c.pem', 'k.pem']) writeFileSync(join(world.folder, name), 'x')
      says(await check('place', { ...BEYOND, ...FILES }), EN.noCertificate, EN.noKey)
    })
  })

  it('show the words of a partner that is there', async function () {
    this.timeout(60_000)
    await begin('partner')
    // The partner's metadata is of now.
    world.clock.time = Date.now()
    const partner = new ServedGateway()
    try {
      await partner.configure()
      await partner.start()
      const metadataUrl = `${partner.url}/organizations/contoso/.well-known/federation-metadata`
      const { organizations } = (await partner.ask('GET', '/organizations')).body as {
        organizations: { name: string; fingerprint: { words: string } }[]
      }
      const words = organizations.find(({ name }) => name === 'contoso')?.fingerprint.words ?? 'none'
      says(await check('partner', { metadataUrl }), EN.partnerRight('contoso'), EN.partnerWords(words))
    } finally {
      await partner.remove()
    }
  })

  it('are all looked at once more before anything is written', async () => {
    const taken: Record<number, string> = {}
    await begin(null, taken)
    taken[8025] = 'EADDRINUSE'
    const refused = await inside.post('finish', {})
    expect(refused.status).to.equal(422)
    says(refused, EN.portTaken(8025), SET_UP_TEXTS.en.failedTitle)
  })

  it('are carried out once at a time, however often the last button is pressed', async () => {
    let carried = 0
    const ends: (() => void)[] = []
    const finish = () => {
      carried++
      return new Promise<never>((_, reject) => {
        ends.push(() => reject(new Error('no port')))
        if (carried > 1) for (const end of ends) end()
      })
    }
    world = setUpWorld({ finish })
    inside = await world.enter()
    await answerBefore(inside, null)
    const first = inside.post('finish', {})
    while (carried === 0) await nextTurn()
    const second = await inside.post('finish', {})
    expect([second.status, carried]).to.deep.equal([409, 1])
    says(second, SET_UP_TEXTS.en.under)
    for (const end of ends) end()
    expect((await first).status).to.equal(422)
  })
})
