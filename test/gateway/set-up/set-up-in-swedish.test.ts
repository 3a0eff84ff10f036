import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { englishTexts } from '../pages/english-left.ts'
import { SwedishWalk } from '../pages/swedish-walk.ts'
import type { Reader } from '../pages/swedish-walk.ts'
import { RIGHT, setUpWorld } from './set-up-world.ts'

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
    expect([...walk.quoted], 'what the reader of calendars says').to.have.length(1)
    expect([...walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
  })
})
