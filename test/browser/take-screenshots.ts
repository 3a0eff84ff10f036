import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import type { DemoConsole } from '../organizations/demo-console.ts'
import { nextWorkingDay } from '../organizations/demo-day.ts'
import { DEMO_PUBLICATION } from '../organizations/demo-publication.ts'
import { DemoRemains } from '../organizations/demo-remains.ts'
import { runDemo } from '../organizations/demo-run.ts'
import { DEMO_SCENARIO } from '../organizations/demo-scenario.ts'
import { chromiumPath, NEEDS_CHROMIUM, startChromium } from './chromium.ts'
import { kindOf } from './page-kinds.ts'
import { LOCALE, WIDTHS } from './reader.ts'
import type { Language } from './reader.ts'

/** `npm run screenshots`: every page of the console over the demo, as each role sees it. */
const USAGE = `npm run screenshots -- [--to FOLDER] [--docs FOLDER] [--language en|sv]
  --to FOLDER    where pictures go (test/screenshots)
  --docs FOLDER  the few that stand in the documentation, there too`

const HEIGHT = 900
/** Pages of one role; one of each kind is enough. */
const MOST = 60

/** Addresses of further pages of the console that a page leads to. */
async function linksOf(page: Page): Promise<readonly URL[]> {
  const all = await page.evaluate<readonly string[]>(
    '[...document.querySelectorAll("a[href]:not([download])")].map(({ href }) => href)',
  )
  const { origin } = new URL(page.url())
  return all.map((address) => new URL(address)).filter((url) => url.origin === origin)
}

const fileOf = (kind: string): string =>
  kind === '/' ? 'start' : kind.replaceAll(/[^\w]+/g, '-').replace(/^-|-$/g, '')

/** Every kind of page that can be reached from the first one, once each. */
async function picture(page: Page, folder: string, role: string): Promise<number> {
  const waiting = [new URL(page.url())]
  const seen = new Set<string>(['/sign-in/openid', '/sign-in', '/again'])
  let taken = 0
  for (let url = waiting.shift(); url !== undefined && taken < MOST; url = waiting.shift()) {
    const kind = kindOf(url)
    if (kind === null || seen.has(kind)) continue
    seen.add(kind)
    // What is to be kept as a file is no page.
    const answer = await page.goto(url.href).catch(() => null)
    if (!(answer?.headers()['content-type'] ?? '').startsWith('text/html')) continue
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT })
      await page.screenshot({ path: join(folder, `${role}-${fileOf(kind)}-${width}.png`), fullPage: true })
    }
    taken++
    waiting.push(...(await linksOf(page)))
  }
  return taken
}

async function openFor(browser: Browser, language: Language): Promise<Page> {
  const context = await browser.newContext({
    locale: LOCALE[language],
    timezoneId: 'Europe/Stockholm',
    colorScheme: 'light',
  })
  return context.newPage()
}

/** What stands in the documentation, by the name of its file: as who, and where. */
function shownInDocs(): readonly (readonly [file: string, role: string, path: string])[] {
  const people = ['bo@contoso.example', 'anna@fabrikam.example', 'kim@adatum.example', 'mia@wingtip.example']
  const date = nextWorkingDay(Date.now())
  return [
    ['find-a-time', 'owner', `schedule?${new URLSearchParams({ people: people.join(' '), date, minutes: '60' })}`],
    ['who-can-see-what', 'administrator', 'access?of=contoso&with=fabrikam.example'],
    ['partners-health', 'administrator', 'health'],
  ]
}

async function pictureForDocs(page: Page, role: string, url: string, docs: string | undefined): Promise<void> {
  if (docs === undefined) return
  mkdirSync(docs, { recursive: true })
  for (const [file, , path] of shownInDocs().filter(([, who]) => who === role)) {
    await page.setViewportSize({ width: 1_200, height: HEIGHT })
    await page.goto(new URL(path, url).href)
    await page.screenshot({ path: join(docs, `${file}.png`) })
  }
}

interface Picturing {
  readonly folder: string
  readonly docs: string | undefined
  readonly language: Language
}

async function pictureAll(
  browser: Browser,
  { url, accounts, provider }: DemoConsole,
  { folder, docs, language }: Picturing,
): Promise<number> {
  let taken = 0
  for (const { name, role, password } of accounts) {
    const page = await openFor(browser, language)
    await page.goto(url)
    await page.screenshot({ path: join(folder, 'sign-in-1024.png') })
    await page.locator('input[name=name]').fill(name)
    await page.locator('input[name=password]').fill(password)
    await page.locator('main form button').first().click()
    taken += await picture(page, folder, role)
    await pictureForDocs(page, role, url, docs)
    await page.context().close()
  }
  const page = await openFor(browser, language)
  await page.goto(url)
  await page.locator('main a.button').first().click()
  await page.locator('input[name=login]').fill(provider.people[0] ?? '')
  await page.locator('button').click()
  await page.waitForURL(url)
  await pictureForDocs(page, 'owner', url, docs)
  return taken + (await picture(page, folder, 'owner'))
}

async function main(picturing: Picturing): Promise<void> {
  const { folder } = picturing
  mkdirSync(folder, { recursive: true })
  const remains = new DemoRemains()
  const told = {
    step: (text: string) => void process.stderr.write(`${text}\n`),
    played: () => undefined,
    published: () => undefined,
  }
  const options = { tls: false, scenario: DEMO_SCENARIO, publication: DEMO_PUBLICATION, clock: { now: Date.now } }
  const playing = runDemo(options, remains, told)
  const browser = await startChromium()
  try {
    const taken = await pictureAll(browser, (await playing).console, picturing)
    process.stdout.write(`${taken} pages in ${WIDTHS.length} widths are in ${folder}\n`)
  } finally {
    await browser.close()
    await remains.clear(playing)
  }
}

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'test/screenshots' },
    docs: { type: 'string' },
    language: { type: 'string', default: 'en' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
} else if (chromiumPath() === null) {
  process.stderr.write(`There is no browser: this ${NEEDS_CHROMIUM}.\n`)
  process.exitCode = 3
} else {
  const language = values.language === 'sv' ? 'sv' : 'en'
  await main({ folder: values.to, docs: values.docs, language })
}
