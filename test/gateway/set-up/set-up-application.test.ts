import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { contentSecurityPolicy } from '../../../gateway/console/layout.ts'
import { SET_UP_SHEET } from '../../../gateway/console/set-up/set-up-frame.ts'
import { SET_UP_TEXTS } from '../../../gateway/console/set-up/set-up-texts.ts'
import { STEPS } from '../../../gateway/set-up/progress.ts'
import type { Sent } from '../pages/browser-at.ts'
import { answerBefore, cookieOf, PASSWORD, RIGHT, setUpWorld } from './set-up-world.ts'
import type { SetUpWorld } from './set-up-world.ts'

const EN = SET_UP_TEXTS.en

describe('The pages of the set-up', () => {
  let world: SetUpWorld
  beforeEach(() => (world = setUpWorld()))
  afterEach(() => world.close())

  it('show everybody the way in, and nothing else', async () => {
    expect((await world.get('/')).headers['location']).to.equal('/set-up/')
    const entry = await world.get('/set-up/')
    expect([entry.status, entry.text.includes(EN.entryWhy)]).to.deep.equal([200, true])
    for (const path of [...STEPS, 'review']) {
      const kept = await world.get(`/set-up/${path}`)
      expect([kept.status, kept.headers['location']], path).to.deep.equal([303, '/set-up/'])
    }
    for (const path of [...STEPS, 'finish']) {
      const kept = await world.post(`/set-up/${path}`, RIGHT.organization)
      expect([kept.status, kept.headers['location']], path).to.deep.equal([303, '/set-up/'])
    }
    expect(existsSync(join(world.folder, 'ledig.set-up.json'))).to.equal(false)
    expect((await world.get('/set-up/nothing')).status).to.equal(404)
  })

  it('open with the code that was printed, in one browser', async () => {
    const wrong = await world.post('/set-up/', { code: 'AAAAA-AAAAA' })
    expect([wrong.status, wrong.headers['set-cookie'], wrong.text.includes(EN.codeWrong)]).to.deep.equal([
      ...[422, undefined, true],
    ])
    const opened = await world.post('/set-up/', { code: world.code.text })
    expect([opened.status, opened.headers['location']]).to.deep.equal([303, '/set-up/'])
    const inside = await world.get('/set-up/', { cookie: cookieOf(opened) })
    expect(inside.headers['location']).to.equal('/set-up/organization')
    const second = await world.post('/set-up/', { code: world.code.text })
    expect([second.status, second.text.includes(EN.codeUsed)]).to.deep.equal([422, true])
    for (let guess = 0; guess < 10; guess++) await world.post('/set-up/', { code: 'no' })
    const late = await world.post('/set-up/', { code: 'no' })
    expect([late.status, late.headers['retry-after']]).to.deep.equal([429, '60'])
  })

  it('answer at one address, so that no name of somebody else leads here', async () => {
    const { cookie } = await world.enter()
    for (const host of ['localhost:8027', '127.0.0.1', 'evil.example:8027', '127.0.0.1:80', '[::1]:8027']) {
      const { status, text } = await world.get('/set-up/organization', { host, cookie })
      expect([status, text.includes(EN.elsewhere)], host).to.deep.equal([421, true])
    }
  })

  const FOREIGN: readonly (readonly [string, Sent])[] = [
    ['of another origin', { origin: 'http://evil.example' }],
    ['of another port of this machine', { origin: 'http://127.0.0.1:8028' }],
    ['that does not say where it comes from', { origin: null }],
    ['of another site that says our origin', { site: 'cross-site' }],
    ['as plain text', { type: 'text/plain' }],
  ]
  for (const [title, sent] of FOREIGN) {
    it(`take no form ${title}`, async () => {
      const inside = await world.enter()
      for (const path of ['organization', 'finish', '']) {
        expect((await inside.post(path, RIGHT.organization, sent)).status, path).to.equal(403)
      }
      expect(existsSync(join(world.folder, 'ledig.set-up.json'))).to.equal(false)
    })
  }

  it('take no form without the token of the browser', async () => {
    const inside = await world.enter()
    for (const token of ['', 'x']) {
      expect((await inside.post('organization', { ...RIGHT.organization, token })).status).to.equal(403)
    }
    expect((await inside.post('organization', RIGHT.organization)).status).to.equal(303)
  })

  it('load nothing of anybody, stand in no frame, and are kept nowhere', async () => {
    const { headers, text } = await (await world.enter()).get('organization')
    expect(headers['content-security-policy']).to.equal(contentSecurityPolicy(false, SET_UP_SHEET))
    expect([headers['x-frame-options'], headers['cache-control']]).to.deep.equal(['DENY', 'no-store'])
    expect(text).to.not.match(/<script|https?:\/\/(?!www|gateway|127)/)
    expect(Buffer.byteLength(text)).to.be.below(100_000)
  })

  it('hold no password anywhere, neither in a page nor in the file', async () => {
    const inside = await world.enter()
    await answerBefore(inside, 'administrator')
    const other = await inside.post('administrator', { ...RIGHT.administrator, again: 'another one of the kind' })
    const checked = await inside.post('administrator', { ...RIGHT.administrator, act: 'check' })
    const shown = await inside.get('administrator')
    expect([other.status, checked.status, shown.status]).to.deep.equal([422, 200, 200])
    const kept = readFileSync(join(world.folder, 'ledig.set-up.json'), 'utf8')
    for (const text of [other.text, checked.text, shown.text, kept]) expect(text).to.not.include(PASSWORD)
    expect(kept).to.match(/"passwordHash": "scrypt\$15\$8\$3\$/)
  })

  it('say what stands in the way on this machine', async () => {
    const inside = await world.enter()
    rmSync(world.folder, { recursive: true })
    const { status, text } = await inside.post('organization', RIGHT.organization)
    expect([status, text.includes(EN.failed)]).to.deep.equal([500, true])
    expect(text).to.include('there is no such file or folder')
  })

  it('speak Swedish and English', async () => {
    const inside = await world.enter()
    for (const [language, tag] of [
      ['sv', 'sv-SE'],
      ['en', 'en-GB'],
    ] as const) {
      const { text } = await inside.get('organization', { language: tag })
      expect(text).to.include(`<html lang="${language}">`).and.to.include(SET_UP_TEXTS[language].whys.organization)
    }
  })
})
