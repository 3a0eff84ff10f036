import type { Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Request } from 'playwright-core'
import { lookAt } from './look.ts'
import type { LookOptions } from './look.ts'
import { kindOf } from './page-kinds.ts'
import { LOCALE } from './reader.ts'
import type { Reader } from './reader.ts'

/** Chromium's own note of an answer of 400 and above: a wrong input has such an answer, and the flow looks at it. */
const STATUS_NOTE = /^Failed to load resource: the server responded with a status of 4\d\d/
/** What a page cannot be without. */
const PARTS = ['stylesheet', 'script', 'image', 'font']

/** For one step of a walk: a gateway that is started by a press takes its time on a busy machine. */
const PATIENCE_MS = 120_000

interface Watched {
  readonly context: BrowserContext
  readonly session: CDPSession
  readonly scripts: Reader['scripts']
  readonly sizes: Promise<number>[]
}

/**
 * One reader's way through a flow. Each page it opens is watched until the end: errors on the console (a violation of the
 * Content Security Policy is one), a script that throws, a part that is missing, a request to anybody but the gateway.
 */
export class Walk {
  readonly reader: Reader
  readonly #browser: Browser
  readonly #origin: string
  readonly #known: ReadonlySet<string>
  readonly #looking: LookOptions
  readonly #pages = new Map<Page, Watched>()
  readonly problems: string[] = []
  readonly axeViolations: string[] = []
  /** Pages looked at, each in each scheme and width. */
  looks = 0
  /** Kinds of pages of the console among them. */
  readonly kinds = new Set<string>()

  /**
   * @param origin of the pages
   * @param others whose pages the way leads over; nothing may be asked of anybody else
   */
  constructor(
    browser: Browser,
    origin: string,
    reader: Reader,
    { others = [], ...looks }: LookOptions & { readonly others?: readonly string[] | undefined } = {},
  ) {
    this.#browser = browser
    this.#origin = new URL(origin).origin
    this.#known = new Set([this.#origin, ...others])
    this.reader = reader
    this.#looking = looks
  }

  /** Opens an address of the gateway in a fresh profile: no cookie, nothing kept. */
  async open(path: string, scripts = this.reader.scripts): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: LOCALE[this.reader.language],
      timezoneId: 'Europe/Stockholm',
      baseURL: this.#origin,
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const watched: Watched = { context, session, scripts, sizes: [] }
    this.#pages.set(page, watched)
    this.#watch(page, watched)
    await this.#runScripts(watched, scripts === 'on')
    await page.goto(path)
    return page
  }

  /** Looks at a page as it stands now, in every scheme and width. */
  async see(page: Page, name: string): Promise<void> {
    const watched = this.#of(page)
    const before = page.viewportSize()
    // What a walk waits for may be read before the rest of its page is there.
    await page.waitForLoadState('load')
    // axe-core is a script; what the page itself did not run when it was read, it does not run now.
    await this.#runScripts(watched, true)
    const sight = await lookAt(page, name, this.reader.language, this.#looking)
    await this.#runScripts(watched, watched.scripts === 'on')
    if (before !== null) await page.setViewportSize(before)
    await page.emulateMedia({ colorScheme: null })
    this.looks += sight.looks
    const kind = kindOf(new URL(page.url()))
    if (kind !== null) this.kinds.add(kind)
    this.axeViolations.push(...sight.axeViolations)
    this.problems.push(...sight.problems)
  }

  /** What came over the wire for this page since it was opened: bodies as they were sent, without headers. */
  async bytes(page: Page): Promise<number> {
    await page.waitForLoadState('networkidle')
    return (await Promise.all(this.#of(page).sizes)).reduce((sum, size) => sum + size, 0)
  }

  /** Names of the cookies that its profile holds. */
  async cookies(page: Page): Promise<readonly string[]> {
    return (await this.#of(page).context.cookies()).map(({ name }) => name)
  }

  async close(): Promise<void> {
    for (const { context } of this.#pages.values()) await context.close()
    this.#pages.clear()
  }

  #of(page: Page): Watched {
    const watched = this.#pages.get(page)
    if (watched === undefined) throw new Error('this page was not opened by the walk')
    return watched
  }

  /** Not Playwright's own switch, which cannot be turned back for a look. */
  async #runScripts({ session }: Watched, run: boolean): Promise<void> {
    await session.send('Emulation.setScriptExecutionDisabled', { value: !run })
  }

  #watch(page: Page, watched: Watched): void {
    page.on('console', (message) => this.#heard(message))
    page.on('pageerror', (error) => void this.problems.push(`a script threw: ${error.message}`))
    page.on('request', (request) => this.#asked(request))
    page.on('response', (response) => {
      const [status, kind] = [response.status(), response.request().resourceType()]
      if (status >= 400 && PARTS.includes(kind)) this.problems.push(`${response.url()}: ${status}`)
    })
    page.on('requestfinished', (request) => {
      const size = request.sizes().then(({ responseBodySize }) => responseBodySize)
      // Where the page is gone before its size is known there is nothing to weigh.
      watched.sizes.push(size.catch(() => 0))
    })
  }

  #heard(message: ConsoleMessage): void {
    const text = message.text()
    if (!['error', 'warning'].includes(message.type()) || STATUS_NOTE.test(text)) return
    this.problems.push(`on the console: ${text}`)
  }

  #asked(request: Request): void {
    const url = new URL(request.url())
    if (['data:', 'blob:', 'about:'].includes(url.protocol) || this.#known.has(url.origin)) return
    this.problems.push(`asked another than the gateway: ${url.href}`)
  }
}
