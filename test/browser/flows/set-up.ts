import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { SET_UP_TEXTS } from '../../../gateway/console/set-up/set-up-texts.ts'
import { STEP_TEXTS } from '../../../gateway/console/set-up/step-texts.ts'
import { TRUST_TEXTS } from '../../../gateway/console/trusts/trust-texts.ts'
import { STEPS } from '../../../gateway/set-up/progress.ts'
import type { StepName } from '../../../gateway/set-up/progress.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { SetUpProcess } from '../../gateway/set-up/set-up-process.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { press, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'

interface Beside extends Surroundings {
  readonly process: SetUpProcess
}

/** `npm start` in an empty folder. The gateway of the walk is the partner. */
async function surroundings(): Promise<Beside> {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-first-run-'))
  const process = new SetUpProcess(folder)
  await process.start()
  const end = async (): Promise<void> => {
    await process.end()
    rmSync(folder, { recursive: true, force: true })
  }
  return { served: {}, origin: process.origin, process, end }
}

/** What is done on the pages of the questions. */
class Asker {
  readonly page: Page
  readonly #walk: Walk
  readonly #texts

  constructor(walk: Walk, page: Page) {
    this.#walk = walk
    this.page = page
    this.#texts = SET_UP_TEXTS[walk.reader.language]
  }

  async at(step: StepName): Promise<void> {
    const { step: titled, titles } = this.#texts
    const name = titled(STEPS.indexOf(step) + 1, STEPS.length, titles[step])
    await this.page.getByRole('heading', { level: 1, name }).waitFor()
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: true }).fill(text)
    }
  }

  press = (name: string): Promise<void> => press(this.page, name)

  /** Sends what is not right, and sees that it is said and still there. */
  async wrong(step: StepName, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.fill(fields)
    await this.press(this.#texts.go)
    await this.page.getByRole('alert').waitFor()
    await this.#walk.see(this.page, `set-up, ${step}, wrong`)
  }

  /** Has what is right checked, and goes on. */
  async right(step: StepName, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.fill(fields)
    await this.press(this.#texts.check)
    await this.page.getByRole('status').waitFor()
    await this.#walk.see(this.page, `set-up, ${step}, checked`)
    await this.press(this.#texts.go)
  }
}

async function enter(walk: Walk, { code }: SetUpProcess): Promise<Asker> {
  const texts = SET_UP_TEXTS[walk.reader.language]
  const page = await walk.open('/')
  const asker = new Asker(walk, page)
  await walk.see(page, 'set-up, entry')
  await asker.fill({ [texts.code]: 'AAAAA-AAAAA' })
  await asker.press(texts.enter)
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'set-up, wrong code')
  await asker.fill({ [texts.code]: code.toLowerCase() })
  await asker.press(texts.enter)
  return asker
}

async function answerAboutUs(walk: Walk, asker: Asker, folder: string): Promise<void> {
  const texts = STEP_TEXTS[walk.reader.language]
  await asker.at('organization')
  await asker.wrong('organization', {})
  await asker.page.getByLabel(texts.timeZone).selectOption('Europe/Stockholm')
  await asker.right('organization', { [texts.name]: 'Contoso <b>&"' })
  await asker.at('domain')
  await asker.wrong('domain', { [texts.domain]: 'contoso' })
  await asker.right('domain', { [texts.domain]: 'contoso.example' })
  await asker.at('administrator')
  await asker.wrong('administrator', { [texts.account]: 'karin', [texts.password]: 'short', [texts.again]: 'short' })
  await asker.right('administrator', { [texts.password]: PASSWORD, [texts.again]: PASSWORD })
  await asker.at('calendars')
  await asker.wrong('calendars', { [texts.folder]: 'ledig.set-up.json' })
  mkdirSync(join(folder, 'there'))
  writeFileSync(join(folder, 'there', 'torn <b>.ics'), 'BEGIN:VCALENDAR')
  writeFileSync(join(folder, 'there', 'torn.ics'), 'BEGIN:VCALENDAR')
  await asker.fill({ [texts.folder]: 'there' })
  await asker.press(SET_UP_TEXTS[walk.reader.language].check)
  await asker.page.getByText(texts.fileMisnamed('torn <b>.ics')).waitFor()
  await walk.see(asker.page, 'set-up, calendars, torn')
  await asker.right('calendars', { [texts.folder]: 'calendars' })
}

async function answerAboutOthers(walk: Walk, asker: Asker, partner: ServedGateway): Promise<void> {
  const texts = STEP_TEXTS[walk.reader.language]
  await asker.at('place')
  await asker.page.getByLabel(texts.beyond).check()
  await asker.wrong('place', { [texts.port]: '99999', [texts.publicUrl]: 'http://x' })
  await asker.page.getByLabel(texts.here).check()
  await asker.right('place', { [texts.port]: String(await freePort()) })
  await asker.at('partner')
  await asker.wrong('partner', { [texts.metadataUrl]: 'http://127.0.0.1:9/' })
  await asker.right('partner', {
    [texts.metadataUrl]: `${partner.url}/organizations/contoso/.well-known/federation-metadata`,
  })
}

async function signIn(walk: Walk, { page }: Asker): Promise<void> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  await page.getByRole('link', { name: SET_UP_TEXTS[walk.reader.language].signIn }).click()
  await page.getByLabel(texts.name, { exact: true }).fill('karin')
  await page.getByLabel(texts.password, { exact: true }).fill(PASSWORD)
  await press(page, texts.signIn)
  await page.getByRole('heading', { level: 1, name: texts.startTitle }).waitFor()
  expect(await shown(page, 'header')).to.include(texts.signedInAs('karin', texts.roles.administrator))
}

async function walk(walk: Walk, partner: ServedGateway, { process }: Beside): Promise<void> {
  const texts = SET_UP_TEXTS[walk.reader.language]
  const asker = await enter(walk, process)
  await answerAboutUs(walk, asker, process.folder)
  await answerAboutOthers(walk, asker, partner)
  await asker.page.getByRole('heading', { level: 1, name: texts.reviewTitle }).waitFor()
  await walk.see(asker.page, 'set-up, look over')
  const stranger = await walk.open('/set-up/')
  await stranger.getByLabel(texts.code).fill(process.code)
  await stranger.getByRole('button', { name: texts.enter }).click()
  await stranger.getByText(texts.codeUsed).waitFor()
  await walk.see(stranger, 'set-up, code used')
  await asker.press(texts.start)
  await asker.page.getByRole('heading', { level: 1, name: texts.doneTitle }).waitFor()
  await asker.page.getByText(texts.proposed('contoso')).waitFor()
  await walk.see(asker.page, 'set-up, done')
  await signIn(walk, asker)
  expect(await shown(asker.page)).to.include(TRUST_TEXTS[walk.reader.language].states.proposed)
}

export const SET_UP: Flow<Beside> = {
  name: 'somebody starts the program where nothing is configured, sets it up and signs in to the console',
  languages: ['en', 'sv'],
  scripts: ['on', 'off'],
  surroundings,
  walk,
}
