import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { itChromium } from '../shared-material.ts'
import { chromiumPath, startChromium } from './chromium.ts'
import { follow, shown } from './press.ts'
import { Walk } from './walk.ts'

const SOUND = `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A page</title>
</head><body><main><h1>A page</h1><p>Words.</p></main></body></html>`
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' http://127.0.0.1:*; script-src 'self'"

/** A page that is sound but for one thing, and what the walk has to say of it. */
const FAULTS: readonly (readonly [title: string, made: (page: string) => string, told: RegExp])[] = [
  ['a picture without words', (page) => page.replace('<p>', '<img src="/dot.svg"><p>'), /image-alt/],
  ['no main part', (page) => page.replaceAll(/<\/?main>/g, ''), /landmark-one-main/],
  ['a style the policy refuses', (page) => page.replace('<p>', '<p style="color:red">'), /Content Security Policy/],
  [
    'a style sheet that is not there',
    (page) => page.replace('</head>', '<link rel="stylesheet" href="/no.css"></head>'),
    /no\.css: 404/,
  ],
  [
    'a script that throws',
    (page) => page.replace('</head>', '<script src="/throws.js" defer></script></head>'),
    /a script threw: torn/,
  ],
  [
    'an error on the console',
    (page) => page.replace('</head>', '<script src="/says.js" defer></script></head>'),
    /on the console: oh/,
  ],
  [
    'a picture of somebody else',
    (page) => page.replace('<p>', '<img alt="" src="http://127.0.0.1:9/dot.svg"><p>'),
    /another than the gateway/,
  ],
  ['a line wider than a telephone', (page) => page.replace('Words', 'W'.repeat(900)), /360 px: \d+ px wider/],
  ['another language than was asked for', (page) => page.replace('lang="en"', 'lang="sv"'), /says it is in "sv"/],
  [
    'a page that is too heavy',
    (page) => page.replace('</main>', `<p hidden>${'w '.repeat(52_000)}</p></main>`),
    /control: 104\d{3} bytes, more than 102400/,
  ],
  [
    'a page that asks for too much more',
    (page) => page.replace('<p>', [1, 2, 3].map((i) => `<img alt="" src="/dot.svg?${i}">`).join('') + '<p>'),
    /asks 3 times for more/,
  ],
  [
    'too little contrast in the dark',
    (page) => page.replace('</head>', '<link rel="stylesheet" href="/dim.css"></head>'),
    /dark, 360 px: color-contrast/,
  ],
]

const PARTS: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/dot.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
  '/throws.js': ['text/javascript', 'throw new Error("torn")'],
  '/says.js': ['text/javascript', 'console.error("oh")'],
  '/writes.js': ['text/javascript', 'document.querySelector("p").textContent = "Written by a script."'],
  '/dim.css': ['text/css', '@media (prefers-color-scheme: dark) { html { background: #222 } p { color: #444 } }'],
}

describe('a walk in the browser', function () {
  this.timeout(120_000)
  let browser: Browser | null = null
  let server: Server
  let page = SOUND
  before(async () => {
    if (chromiumPath() !== null) browser = await startChromium()
    server = createServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0] ?? ''
      if (path === '/in-parts') {
        response.writeHead(200, { 'content-type': 'text/html' }).write('<!doctype html><main><p>First.</p>')
        setTimeout(() => response.end('<p>Last.</p></main>'), 500)
        return
      }
      const [type, body] = path === '/' ? ['text/html', page] : (PARTS[path] ?? [])
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': type ?? 'text/plain',
        'content-security-policy': POLICY,
        'set-cookie': 'seen=1',
        'content-length': Buffer.byteLength(body ?? ''),
      })
      response.end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(async () => {
    await browser?.close()
    server.close()
  })

  function begin(scripts: 'on' | 'off' = 'on'): Walk {
    if (browser === null) throw new Error('no browser was started')
    const { port } = server.address() as AddressInfo
    return new Walk(browser, `http://127.0.0.1:${port}`, { language: 'en', scripts })
  }

  async function seen(made: string, scripts: 'on' | 'off' = 'on'): Promise<Walk> {
    page = made
    const walk = begin(scripts)
    try {
      await walk.see(await walk.open('/'), 'control')
    } finally {
      await walk.close()
    }
    return walk
  }

  for (const scripts of ['on', 'off'] as const) {
    itChromium(`finds nothing wrong with a sound page, scripts ${scripts}`, async () => {
      const { problems, axeViolations, looks } = await seen(SOUND, scripts)
      expect({ problems, axeViolations, looks }).to.deep.equal({ problems: [], axeViolations: [], looks: 6 })
    })
  }

  for (const [title, made, told] of FAULTS) {
    itChromium(`finds ${title}`, async () => {
      expect(made(SOUND)).to.not.equal(SOUND)
      const { problems, axeViolations } = await seen(made(SOUND))
      expect([...problems, ...axeViolations].join('\n')).to.match(told)
    })
  }

  itChromium('finds them without scripts too', async () => {
    expect((await seen(SOUND.replaceAll(/<\/?main>/g, ''), 'off')).axeViolations.join('\n')).to.match(
      /landmark-one-main/,
    )
  })

  itChromium('runs the scripts of a page where the reader does, and nowhere else, a look included', async () => {
    page = SOUND.replace('</head>', '<script src="/writes.js" defer></script></head>')
    for (const [scripts, words] of [
      ['on', 'Written by a script.'],
      ['off', 'Words.'],
    ] as const) {
      const walk = begin(scripts)
      const opened = await walk.open('/')
      await walk.see(opened, 'control')
      await opened.reload()
      expect(await opened.locator('p').textContent(), scripts).to.equal(words)
      await walk.close()
    }
  })

  itChromium('reads a page it was led to once all of it has come', async () => {
    page = SOUND.replace('Words.', '<a href="/in-parts">On</a>')
    const walk = begin()
    const opened = await walk.open('/')
    await follow(opened, 'On')
    expect(await shown(opened)).to.equal('First.Last.')
    await walk.close()
  })

  itChromium('opens each page in a profile of its own, weighs it and reads its cookies', async () => {
    page = SOUND
    const walk = begin()
    const opened = await walk.open('/')
    expect(await walk.bytes(opened)).to.equal(Buffer.byteLength(SOUND))
    expect(await walk.cookies(opened)).to.deep.equal(['seen'])
    await walk.close()
  })
})
