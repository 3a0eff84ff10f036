import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { LOOKED_TEXTS } from '../../../gateway/console/looked-texts.ts'
import { OWNER_TEXTS } from '../../../gateway/console/owner-texts.ts'
import { SHARE_FORM_TEXTS } from '../../../gateway/console/share-form-texts.ts'
import { mailServer } from '../../protocols/mail/mail-server.ts'
import type { MailServer } from '../../protocols/mail/mail-server.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { press as pressOn, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const VERA = 'vera@contoso.example'
const ANNA = 'anna@elsewhere.example'
const MAILBOX = `/mailboxes/${VERA}`

interface Beside extends Surroundings {
  readonly mail: MailServer
}

/** A mail server of the walk's own, which the gateway sends through. */
async function surroundings(): Promise<Beside> {
  const mail = await mailServer()
  const transport = { kind: 'smtp', host: '127.0.0.1', port: mail.port, security: 'none' }
  const more = { mail: { from: 'calendar@contoso.example', transport } }
  return { mail, served: { more }, end: () => mail.stop() }
}

/** A week like any other: something on each working day, something private, something she hides. */
const WEEK = [
  ['Morning round', 'MO,TU,WE,TH,FR,SA,SU', '090000', '093000', 'LOCATION:Room 4'],
  ['Planning', 'TU,TH', '130000', '143000', 'STATUS:TENTATIVE'],
  ['Lunch with Sam', 'WE', '113000', '123000', 'CLASS:PRIVATE'],
  ['Dentist', 'FR', '080000', '090000', 'CATEGORIES:Health'],
  ['Away', 'FR', '130000', '170000', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
] as const

function calendar(): string {
  const events = WEEK.map(([summary, days, from, until, more], i) =>
    [
      ...['BEGIN:VEVENT', `UID:${i}@contoso.example`, 'DTSTAMP:20260101T000000Z', `SUMMARY:${summary}`],
      ...[
        `DTSTART:20260105T${from}Z`,
        `DTEND:20260105T${until}Z`,
        `RRULE:FREQ=WEEKLY;BYDAY=${days}`,
        more,
        'END:VEVENT',
      ],
    ].join('\r\n'),
  )
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', ...events, 'END:VCALENDAR', ''].join('\r\n')
}

/** Lets people share by link, details at most; Vera lives in Stockholm and has a week like any other. */
async function prepare(gateway: ServedGateway): Promise<void> {
  writeFileSync(join(gateway.folder, 'calendars', 'vera.ics'), calendar())
  const policy = {
    organization: { id: 'contoso', domains: ['contoso.example'] },
    mailboxes: [{ address: VERA, inside: 'LimitedDetails', timeZone: 'Europe/Stockholm' }],
    relationships: [
      {
        name: 'fabrikam',
        domains: ['fabrikam.example'],
        freeBusyAccessEnabled: true,
        freeBusyAccessLevel: 'AvailabilityOnly',
      },
    ],
    sharingPolicies: [
      {
        ...{ name: 'everyday', default: true },
        domains: ['*: CalendarSharingFreeBusySimple', 'Anonymous: CalendarSharingFreeBusyDetail'],
      },
    ],
  }
  const applied = await gateway.ask('PUT', '/organizations/contoso/policy-document', policy)
  expect(applied.status, JSON.stringify(applied.body)).to.equal(200)
}

/** The calendar file is read a moment after it was written. */
async function untilShown(page: Page, text: string): Promise<void> {
  for (let tries = 0; tries < 60 && !(await page.content()).includes(text); tries++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  expect((await page.locator('main').textContent()) ?? '').to.include(text)
}

/** The message that came, and the address in it. */
async function invitationIn(mail: MailServer): Promise<{ readonly to: readonly string[]; readonly address: string }> {
  for (let tries = 0; tries < 100 && mail.received.length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(mail.received).to.have.length(1)
  const [{ raw = '', to = [] } = {}] = mail.received
  const { text = '', html = '' } = await PostalMime.parse(raw)
  const address = /http:\/\/\S+\/published\/[\w-]{43}\//.exec(text)?.[0] ?? ''
  expect(html).to.include(address)
  return { to, address }
}

const pathOf = (address: string): string => new URL(address).pathname

async function walk(walk: Walk, gateway: ServedGateway, { mail }: Beside): Promise<void> {
  const { language } = walk.reader
  const [texts, form] = [OWNER_TEXTS[language], SHARE_FORM_TEXTS[language]]
  await prepare(gateway)
  const made = await gateway.ask('POST', `${MAILBOX}/owner-link`, {})
  const entrance = pathOf(made.body['address'] as string)
  const press = (name: string): Promise<void> => pressOn(page, name)

  const page = await walk.open(entrance)
  await walk.see(page, 'owner, the address opened')
  await press(texts.open)
  await page.getByRole('heading', { level: 1, name: texts.who }).waitFor()
  await walk.see(page, 'owner, nobody yet')

  const looked = LOOKED_TEXTS[language]
  await page.getByRole('link', { name: texts.looked }).click()
  await page.getByText(looked.none(90)).waitFor()
  await walk.see(page, 'owner, nobody looked')
  await page.getByRole('main').getByRole('link', { name: texts.who }).click()

  await page.getByRole('link', { name: texts.shareNow }).click()
  await page.getByLabel(form.whom).fill('nobody')
  await press(form.next)
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel(form.whom).inputValue()).to.equal('nobody')
  await walk.see(page, 'owner, no address')
  await page.getByLabel(form.whom).fill('kim@fabrikam.example')
  await press(form.next)
  await page.getByText(form.wayImpossible).waitFor()
  await walk.see(page, 'owner, it cannot work')

  await page.getByRole('link', { name: texts.share, exact: true }).click()
  await page.getByLabel(form.whom).fill(ANNA)
  await press(form.next)
  await page.getByRole('heading', { level: 1, name: form.withTitle(ANNA) }).waitFor()
  await page.getByLabel(texts.levels.LimitedDetails, { exact: true }).check()
  await page.getByLabel(form.hidden).fill('Health')
  await page.getByLabel(form.note, { exact: true }).fill('see www.elsewhere.example')
  await press(form.share)
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel(form.hidden).inputValue()).to.equal('Health')
  await walk.see(page, 'owner, a note that leads somewhere')
  await page.getByLabel(form.note, { exact: true }).fill('Hej Anna!')
  await press(form.preview)
  await page.getByRole('heading', { name: form.previewTitle }).waitFor()
  await walk.see(page, 'owner, what Anna will see')
  await press(form.share)
  await page.getByRole('heading', { level: 1, name: texts.sharedTitle }).waitFor()
  expect(await page.locator('#address').textContent()).to.match(/\/published\/[\w-]{43}\/$/)
  await walk.see(page, 'owner, the address once')

  const invitation = await invitationIn(mail)
  expect(invitation.to).to.deep.equal([ANNA])
  const anna = await walk.open(pathOf(invitation.address))
  const plain = await walk.open(pathOf(invitation.address), 'off')
  for (const visitor of [anna, plain]) {
    await untilShown(visitor, 'Morning round')
    expect(await visitor.content())
      .to.not.include('Dentist')
      .and.to.not.include('Lunch with Sam')
    expect(await walk.cookies(visitor)).to.deep.equal([])
  }

  await page.getByRole('link', { name: texts.who }).first().click()
  await page.getByText(texts.invitation.sent).waitFor()
  await walk.see(page, 'owner, Anna can see')
  const who = texts.linkFor(ANNA)
  const act = (what: string) => page.getByRole('link', { name: texts.ofShare(what, who) })
  await act(texts.change).click()
  await walk.see(page, 'owner, change')
  await page.getByLabel(texts.levels.AvailabilityOnly, { exact: true }).check()
  await press(form.save)
  await page.getByText(texts.done.changed).waitFor()
  for (const visitor of [anna, plain]) {
    await visitor.reload()
    expect(await visitor.content()).to.not.include('Morning round')
    expect(await shown(visitor)).to.match(/Busy|Upptagen/)
  }

  await act(texts.reset).click()
  await page.getByLabel(texts.resetMail(ANNA)).uncheck()
  await walk.see(page, 'owner, a new address')
  await press(texts.resetNow)
  const fresh = pathOf((await page.locator('#address').textContent()) ?? '')
  expect(fresh).to.not.equal(pathOf(invitation.address))
  for (const visitor of [anna, plain]) expect((await visitor.reload())?.status()).to.equal(404)
  const later = await walk.open(fresh)
  expect(await later.title()).to.include(VERA)

  await page.getByRole('link', { name: texts.who }).first().click()
  await act(texts.revoke).click()
  await walk.see(page, 'owner, stop sharing')
  await press(texts.revokeNow)
  await page.getByText(texts.done.revoked).waitFor()
  expect((await later.reload())?.status()).to.equal(404)
  await walk.see(page, 'owner, stopped')

  for (let tries = 0; tries < 50 && (await gateway.lookup()) !== 'NoError'; tries++) {
    await page.waitForTimeout(200)
  }
  await page.getByRole('link', { name: texts.looked }).click()
  const told = page.getByText(looked.told(texts.levels.AvailabilityOnly)).first()
  for (let tries = 0; tries < 50 && !(await told.isVisible()); tries++) {
    await page.waitForTimeout(200)
    await page.reload()
  }
  expect(await shown(page))
    .to.include(`${VERA}`)
    .and.to.include(looked.yours)
  await walk.see(page, 'owner, who looked')

  await page.getByRole('link', { name: texts.privately }).click()
  await page.getByLabel(form.from, { exact: true }).fill('2026-12-24T12:00')
  await page.getByLabel(form.until, { exact: true }).fill('2026-12-24T10:00')
  await press(form.add)
  await page.getByRole('alert').waitFor()
  await page.getByLabel(form.until, { exact: true }).fill('2026-12-26T18:00')
  await press(form.add)
  await page.getByText(texts.donePrivate.added).waitFor()
  await walk.see(page, 'owner, private times')

  await press(texts.signOut)
  await page.getByText(texts.leftTitle).waitFor()
  await walk.see(page, 'owner, signed out')
  expect((await page.goto('/owner/'))?.status()).to.equal(403)
  await page.goto(entrance)
  await press(texts.open)
  await page.getByText(texts.overTitle).waitFor()
  await walk.see(page, 'owner, the address again')
}

export const OWNER_SHARES: Flow<Beside> = {
  name: 'an owner shares by e-mail, shows less, changes the address and stops',
  languages: ['en', 'sv'],
  scripts: ['on', 'off'],
  surroundings,
  walk,
}
