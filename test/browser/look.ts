import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { SCHEMES, WIDTHS } from './reader.ts'
import type { Language } from './reader.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const HEIGHT = 900

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: readonly unknown[] }[]
}

export interface LookOptions {
  /** Folder for screenshots; absent: none are taken. */
  readonly shots?: string | undefined
  /** Whether axe-core looks at a telephone by day, and at a desk by night for its colours, only; widths are looked at all. */
  readonly few?: boolean | undefined
}

/** One look of each scheme, one with little room and one with more. */
const isOneOfFew = (colorScheme: string, width: number): boolean => (colorScheme === 'light' ? 360 : 1_024) === width

/** What was found on one page, in each scheme and width. */
export interface Sight {
  /** Looks taken: one for each scheme and width. */
  readonly looks: number
  /** One sentence each. */
  readonly axeViolations: readonly string[]
  readonly problems: readonly string[]
}

/** Rules that a colour scheme can change; the others say in the dark what they said in the light. */
const OF_COLOURS = { runOnly: ['color-contrast', 'color-contrast-enhanced', 'link-in-text-block'] }

async function violationsOf(page: Page, options: object): Promise<readonly string[]> {
  if (await page.evaluate<boolean>('typeof axe === "undefined"')) await page.evaluate(AXE)
  const run = `axe.run(${JSON.stringify(options)}).then((result) => result.violations)`
  const found = await page.evaluate<readonly Violation[]>(run)
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 5).map(({ target }) => target.map(String).join(' '))
    return `${id}: ${help} (${places.join(', ')}${nodes.length > 5 ? ', …' : ''})`
  })
}

/** Bytes of a page with everything it asks for by itself, as it is sent; and for how much of that it has to ask again. */
const MOST_BYTES = 100 * 1_024
const MOST_REQUESTS = 2

const WEIGHT = `(() => {
  const [page] = performance.getEntriesByType('navigation')
  const own = ({ name, initiatorType }) => !name.startsWith('data:') && initiatorType !== 'fetch'
  const parts = performance.getEntriesByType('resource').filter(own)
  return { bytes: parts.reduce((sum, part) => sum + part.encodedBodySize, page.encodedBodySize), requests: parts.length }
})()`

/** What is too much of a page as it was loaded. */
async function excessOf(page: Page, name: string): Promise<readonly string[]> {
  const weight = await page.evaluate<{ readonly bytes: number; readonly requests: number }>(WEIGHT)
  return [
    ...(weight.bytes > MOST_BYTES ? [`${name}: ${weight.bytes} bytes, more than ${MOST_BYTES}`] : []),
    ...(weight.requests > MOST_REQUESTS ? [`${name}: asks ${weight.requests} times for more`] : []),
  ]
}

/** @returns pixels by which the page is wider than its window */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/**
 * Looks at a page as it stands, light and dark, at each width: axe-core's rules, all of them; nothing to scroll sideways
 * for; the language it says it is in; what it weighs.
 *
 * @param name of the place, as the screenshots are called
 */
export async function lookAt(
  page: Page,
  name: string,
  language: Language,
  { shots, few = false }: LookOptions = {},
): Promise<Sight> {
  const axeViolations: string[] = []
  const problems: string[] = [...(await excessOf(page, name))]
  let looks = 0
  const said = await page.locator('html').getAttribute('lang')
  if (said !== language) problems.push(`${name}: says it is in "${said ?? ''}", not ${language}`)
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme })
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT })
      const place = `${name}, ${colorScheme}, ${width} px`
      const beyond = await overflowOf(page)
      if (beyond > 0) problems.push(`${place}: ${beyond} px wider than the window`)
      looks++
      if (few && !isOneOfFew(colorScheme, width)) continue
      const rules = colorScheme === 'light' ? {} : OF_COLOURS
      axeViolations.push(...(await violationsOf(page, rules)).map((violation) => `${place}: ${violation}`))
      const path = shots && join(shots, `${name}-${language}-${colorScheme}-${width}.png`.replaceAll(/[^\w.-]+/g, '-'))
      if (path !== undefined) await page.screenshot({ path, fullPage: true })
    }
  }
  return { looks, axeViolations, problems }
}
