import type { Page } from 'playwright-core'

/*
 * A click is over once the next page begins to come. What is read of a page before all of it is there may be a part of it:
 * these wait for the rest.
 */

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
  await page.waitForLoadState()
}

/** The first link of that name. */
export async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).first().click()
  await page.waitForLoadState()
}

/** The words of the page, or of a part of it. */
export async function shown(page: Page, part = 'main'): Promise<string> {
  await page.waitForLoadState()
  return (await page.locator(part).textContent()) ?? ''
}
