import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { SET_UP_TEXTS } from '../../../gateway/console/set-up/set-up-texts.ts'
import { CHANGE_REFUSALS } from '../../../gateway/console/trusts/change-refusals.ts'
import { Progress } from '../../../gateway/set-up/progress.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { englishTexts } from '../pages/english-left.ts'
import { SwedishWalk } from '../pages/swedish-walk.ts'
import type { Reader } from '../pages/swedish-walk.ts'
import { FormBrowser, SetUpProcess } from './set-up-process.ts'
import type { FormAnswer } from './set-up-process.ts'
import { PASSWORD, RIGHT, setUpWorld } from './set-up-world.ts'

/** Answers that are wrong in ways of their own, after which each question is answered right. */
const WRONG: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['calendars', { folder: 'file' }],
  ['calendars', { folder: 'file/below' }],
  ['calendars', { folder: 'torn', act: 'check' }],
  [
    'place',
    {
      reach: 'beyond',
      port: '8025',
      host: '127.0.0.1',
      publicUrl: 'https://gateway.contoso.com',
      certificate: 'no',
      key: '.',
    },
  ],
  ...['http://127.0.0.1:9/metadata', 'https://10.0.0.1/metadata'].map(
    (metadataUrl) => ['partner', { metadataUrl }] as const,
  ),
]

describe('The pages of the set-up in Swedish', function () {
  this.timeout(120_000)
  let walk: SwedishWalk
  before(async () => {
    const world = setUpWorld()
    const inside = await world.enter()
    writeFileSync(join(world.folder, 'file'), '')
    mkdirSync(join(world.folder, 'torn'))
    writeFileSync(join(world.folder, 'torn', 'vera.ics'), 'BEGIN:VCALENDAR\r\n')
    const reader: Reader = {
      get: (path, language) => inside.get(path.slice('/set-up/'.length), { language }),
      post: (path, fields, language) =>
        inside.post(path.slice('/set-up/'.length), fields as Record<string, string>, { language }),
    }
    walk = new SwedishWalk(reader, {
      from: ['/set-up/', '/set-up/nothing'],
      ...{ base: '/set-up/', except: /finish/, texts: await englishTexts() },
    })
    try {
      for (const [step, fields] of Object.entries(RIGHT)) {
        await walk.look(`/set-up/${step}`)
        for (const [, wrong] of WRONG.filter(([of]) => of === step)) await walk.send(`/set-up/${step}`, wrong)
        await reader.post(`/set-up/${step}`, fields, 'sv-SE')
      }
      await walk.look('/set-up/review')
    } finally {
      world.close()
    }
  })

  it('say nothing in English at any question, whatever is answered', () => {
    expect([...walk.quoted]).to.deep.equal([])
    expect([...walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
  })
})

/** Everything answered, as the set-up keeps it; the partner is away. */
async function answerAll(folder: string): Promise<void> {
  const { organization, domain, calendars } = RIGHT
  const passwordHash = await hashPassword(PASSWORD, Buffer.alloc(16, 7))
  const port = String(await freePort())
  Progress.open(folder).keep({
    ...{ organization, domain, calendars, administrator: { name: 'karin', passwordHash } },
    place: { reach: 'here', port, host: '', publicUrl: '', certificate: '', key: '' },
    partner: { metadataUrl: 'http://127.0.0.1:9/metadata' },
  })
}

describe('The end of the set-up in Swedish', function () {
  this.timeout(180_000)
  let folder: string
  let running: SetUpProcess
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-set-up-end-'))
    running = new SetUpProcess(folder)
  })
  after(async () => {
    await running.end()
    rmSync(folder, { recursive: true, force: true })
  })

  it('says nothing in English, where it does not start and where it does', async () => {
    await answerAll(folder)
    await running.start()
    const browser = new FormBrowser(running.origin)
    await browser.post('/set-up/', { code: running.code })
    const walk = new SwedishWalk(
      {
        get: (path, language) => browser.get(path, language),
        post: (path, fields, language) => browser.post(path, fields as Record<string, string>, language),
      },
      { from: [], base: '/set-up/', except: /finish/, texts: await englishTexts() },
    )
    const review = '/set-up/review'
    walk.read(review, await browser.get(review, 'sv-SE'), await browser.get(review))
    const finish = async (name: string): Promise<FormAnswer> => {
      const answer = await browser.post('/set-up/finish', {}, 'sv-SE')
      walk.read(`${name} ${answer.status}`, answer, null)
      return answer
    }
    writeFileSync(join(folder, 'policy.yaml'), 'mine')
    expect((await finish('a file in the way')).text).to.include('policy.yaml går inte att skriva: den finns redan')
    rmSync(join(folder, 'policy.yaml'))
    mkdirSync(join(folder, 'state'))
    expect((await finish('a state in the way')).text).to.include('där finns redan en annan gateways tillstånd')
    rmSync(join(folder, 'state'), { recursive: true })
    const done = await finish('done')
    const { doneTitle, notProposed, firstTitle } = SET_UP_TEXTS.sv
    expect(done.status).to.equal(200)
    for (const text of [doneTitle, notProposed, CHANGE_REFUSALS.sv.away, firstTitle]) expect(done.text).to.include(text)
    expect([...walk.quoted]).to.deep.equal([])
    expect([...walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
  })
})
