import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { SET_UP_TEXTS } from '../../../gateway/console/set-up/set-up-texts.ts'
import { firstAnswersOf } from '../../../gateway/set-up/finish-set-up.ts'
import { writeFirstFiles } from '../../../gateway/set-up/first-files.ts'
import { Progress } from '../../../gateway/set-up/progress.ts'
import type { Answers } from '../../../gateway/set-up/progress.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { runLedig } from '../cli/run-ledig.ts'
import { FormBrowser, SetUpProcess } from './set-up-process.ts'
import { PASSWORD, RIGHT } from './set-up-world.ts'

const EN = SET_UP_TEXTS.en
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone
const FILES = ['ledig.yaml', 'policy.yaml', 'calendars/first.ics']

/** What differs between two gateways of the same answers. */
const withoutChance = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/scrypt\$[\w$-]+/g, 'HASH')
    .replaceAll(/\d{8}T\d{6}Z/g, 'TIME')

describe('A set-up', function () {
  this.timeout(180_000)
  let folder: string
  let running: SetUpProcess
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-set-up-run-'))
    running = new SetUpProcess(folder)
  })
  afterEach(async () => {
    await running.end()
    rmSync(folder, { recursive: true, force: true })
  })

  const textsIn = (place: string): Readonly<Record<string, string>> =>
    Object.fromEntries(FILES.map((name) => [name, withoutChance(readFileSync(join(place, name), 'utf8'))]))

  async function enter(): Promise<FormBrowser> {
    const browser = new FormBrowser(running.origin)
    expect((await browser.post('/set-up/', { code: running.code })).location).to.equal('/set-up/')
    return browser
  }

  async function signIn(origin: string): Promise<string> {
    const browser = new FormBrowser(origin)
    const { location } = await browser.post('/console/sign-in', { name: 'karin', password: PASSWORD, to: '/console/' })
    expect(location).to.equal('/console/')
    return (await browser.get('/console/')).text
  }

  /** Answers kept as the set-up keeps them. */
  async function answered(port: number): Promise<{ readonly progress: Progress; readonly answers: Answers }> {
    const progress = Progress.open(folder)
    const place = { reach: 'here' as const, port: String(port), host: '', publicUrl: '', certificate: '', key: '' }
    const administrator = { name: 'karin', passwordHash: await hashPassword(PASSWORD, Buffer.alloc(16, 7)) }
    const { organization, domain, calendars, partner } = RIGHT
    const answers = { organization, domain, administrator, calendars, place, partner }
    progress.keep({
      ...answers,
      writing: {
        gatewayId: 'urn:ledig:3f6b7f0e-2c9a-4c58-9d6e-0a4c5a1f7b21',
        organizationId: 'urn:ledig:8a1d2f64-7e0b-4b7c-8f3a-5d9c3b2e1a00',
        consolePort: await freePort(),
        first: { passwordHash: administrator.passwordHash, uid: 'u', at: 0 },
      },
    })
    return { progress, answers }
  }

  it('goes from an empty folder to the console, over a kill in the middle, and writes what `ledig init` does', async () => {
    const port = await freePort()
    await running.start()
    let browser = await enter()
    const questions = { ...RIGHT, organization: { name: 'contoso.example', timeZone: ZONE } }
    for (const step of ['organization', 'domain', 'administrator'] as const) {
      await browser.get(`/set-up/${step}`)
      expect((await browser.post(`/set-up/${step}`, questions[step])).status, step).to.equal(303)
    }
    await running.kill()
    expect(readdirSync(folder)).to.deep.equal(['ledig.set-up.json'])
    const before = running.code
    await running.start()
    expect(running.code).to.not.equal(before)
    browser = await enter()
    expect((await browser.get('/set-up/')).location).to.equal('/set-up/calendars')
    await browser.get('/set-up/calendars')
    for (const step of ['calendars', 'place', 'partner'] as const) {
      const fields = step === 'place' ? { reach: 'here', port: String(port) } : questions[step]
      expect((await browser.post(`/set-up/${step}`, fields)).status, step).to.equal(303)
    }
    const done = await browser.post('/set-up/finish', {})
    expect([done.status, done.text.includes(EN.doneTitle)], done.text).to.deep.equal([200, true])
    await running.says(/Ledig listens on/)

    const start = await signIn(running.origin)
    expect(start).to.include(CONSOLE_TEXTS.en.signedInAs('karin', CONSOLE_TEXTS.en.roles.administrator))
    const consolePort = new URL(running.origin).port
    const other = join(folder, 'other')
    const init = ['init', '--domain', 'contoso.example', '--folder', other, '--port', String(port)]
    expect((await runLedig([...init, '--console-port', consolePort])).code).to.equal(0)
    expect(textsIn(folder)).to.deep.equal(textsIn(other))
    expect(existsSync(join(folder, 'ledig.set-up.json'))).to.equal(false)

    await running.kill()
    await running.start()
    expect(running.said).to.include('Ledig listens').and.to.not.include('/set-up/')
    await signIn(`http://127.0.0.1:${consolePort}`)
  })

  it('that was killed after its files were written does the rest at the next start', async () => {
    const { progress, answers } = await answered(await freePort())
    const { writing } = progress.answered
    if (writing === undefined) throw new Error('nothing is being written')
    writeFirstFiles(folder, firstAnswersOf(answers, writing))
    await running.start(/Ledig listens/)
    expect(running.said).to.include('The set-up that was ended in the middle is done.')
    await signIn(`http://127.0.0.1:${writing.consolePort}`)
    expect(existsSync(join(folder, 'ledig.set-up.json'))).to.equal(false)
  })

  it('that was killed while it wrote takes back what is torn, and asks once more', async () => {
    const { progress, answers } = await answered(await freePort())
    const { writing } = progress.answered
    if (writing === undefined) throw new Error('nothing is being written')
    writeFirstFiles(folder, firstAnswersOf(answers, writing))
    writeFileSync(join(folder, 'ledig.yaml'), readFileSync(join(folder, 'ledig.yaml')).subarray(0, 40))
    await running.start()
    expect(FILES.filter((name) => existsSync(join(folder, name)))).to.deep.equal([])
    expect((await (await enter()).get('/set-up/')).location).to.equal('/set-up/review')
  })

  it('takes its files and the state back where the gateway cannot start, and keeps the answers', async () => {
    await answered(await freePort())
    await running.start()
    const browser = await enter()
    writeFileSync(join(folder, 'policy.yaml'), 'mine')
    await browser.get('/set-up/review')
    const refused = await browser.post('/set-up/finish', {})
    expect([refused.status, refused.text.includes(EN.failedTitle)]).to.deep.equal([422, true])
    expect(refused.text).to.include('policy.yaml: cannot be written: it is there already')
    expect(existsSync(join(folder, 'ledig.yaml'))).to.equal(false)
    rmSync(join(folder, 'policy.yaml'))
    const done = await browser.post('/set-up/finish', {})
    expect([done.status, done.text.includes(EN.doneTitle)], done.text).to.deep.equal([200, true])
  })

  it('does not take the place of a configuration that was named and is not there', async () => {
    const { code, err } = await runLedig(['serve', '--config', 'ledig.yaml'], { folder })
    expect([code, err.includes('there is no such file or folder')]).to.deep.equal([3, true])
    const named = await runLedig(['serve'], { folder, env: { LEDIG_CONFIG: 'elsewhere.yaml' } })
    expect([named.code, named.err.includes('elsewhere.yaml')]).to.deep.equal([3, true])
  })
})
