import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow } from '../flow.ts'
import type { Walk } from '../walk.ts'

interface Sent {
  readonly status: number
  readonly shown: string
}

/** Sends the form of one operation as it is filled in, and waits for what it shows. */
async function send(page: Page, id: string): Promise<Sent> {
  const form = page.locator(`details[id="${id}"] form`)
  const output = form.locator('pre')
  await form.getByRole('button', { name: 'Send' }).click()
  await output.filter({ hasText: /^\d{3}/ }).waitFor()
  const shown = (await output.textContent()) ?? ''
  return { status: Number(shown.slice(0, 3)), shown }
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const page = await walk.open('/admin/v1/docs')
  await walk.see(page, 'administration, closed')
  const summaries = page.locator('summary')
  for (let index = 0; index < (await summaries.count()); index++) await summaries.nth(index).click()
  await walk.see(page, 'administration, opened')

  expect((await send(page, 'organization.list')).status).to.equal(401)
  await page.getByLabel('Access token').fill(gateway.token)
  const listed = await send(page, 'organization.list')
  expect(listed.status).to.equal(200)
  expect(listed.shown).to.include('"contoso"')
}

export const ADMINISTRATION_PAGE: Flow = {
  name: 'an administrator tries the operations on their page',
  languages: ['en'],
  scripts: ['on'],
  walk,
}
