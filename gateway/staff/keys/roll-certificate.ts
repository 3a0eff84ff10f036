import { createHash } from 'node:crypto'
import { fingerprintInWords, fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { finishRoll, switchToNext } from '../../../trust/organization/certificate-slots.ts'
import type { RollRefused } from '../../../trust/organization/certificate-slots.ts'
import type { PartnerReadiness } from '../../../trust/organization/roll-readiness.ts'
import { trustId } from '../../admin/administration.ts'
import { consoleInstant } from '../../console/console-frame.ts'
import { html } from '../../console/html.ts'
import type { Part } from '../../console/html.ts'
import { changeTexts, tokenKeyFormPage } from '../../console/keys/key-form-pages.ts'
import { certificateRows, readinessTable } from '../../console/keys/keys-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { waitingPage } from '../approvals/waiting-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { ask, done, formOf, isGo, keyChange } from './key-change.ts'
import type { KeyChange } from './key-change.ts'
import { readinessFor, shownCertificate, shownPartner } from './own-keys.ts'

/** So many are named in one sentence. */
const MOST_NAMES = 20
const MOST_TOKEN_KEYS = 16

/** Says why a step cannot be taken, and nothing more can be done about it here. */
function refused(visit: Visit, change: KeyChange, reason: RollRefused['refused']): PageAnswer {
  const page = done(visit, change, { said: changeTexts(visit.viewer).refusals[reason], undo: null })
  return page.kind === 'page' ? { ...page, status: 409 } : page
}

/** Of those that would be cut off: a yes that was given to others is none. */
const digestOf = (behind: readonly PartnerReadiness[]): string =>
  createHash('sha256')
    .update(
      behind
        .map(({ trust }) => trustId(trust))
        .sort()
        .join(' '),
    )
    .digest('base64url')

function namesOf(behind: readonly PartnerReadiness[]): string {
  const names = behind.slice(0, MOST_NAMES).map((one) => shownPartner(one).name)
  return behind.length > MOST_NAMES ? `${names.join(', ')}, …` : names.join(', ')
}

function switchWords(visit: Visit, change: KeyChange, all: readonly PartnerReadiness[], hurried: boolean): Part {
  const { viewer } = visit
  const texts = changeTexts(viewer)
  const { next } = change.organization
  const behind = all.filter(({ readiness }) => readiness !== 'ready').length
  const who =
    behind === 0
      ? html`<p>${texts.switchReady}</p>`
      : html`<p class="need">${texts.switchBehind(behind)}</p><p>${texts.switchWait}</p>`
  const table = all.length > 0 && readinessTable(viewer, all.map(shownPartner))
  const early = hurried && html`<p class="need">${texts.refusals['previous-serves']}</p>`
  const rows = next && html`<dl class="rules">${certificateRows(viewer, shownCertificate(next.certificate))}</dl>`
  return html`<p>${texts.switchWhy}</p>${who}${table}${early}${rows}<p>${texts.switchFinal}</p>`
}

/** Says who is ready and who would be cut off before it asks, and asks anew where that is no longer so. */
export async function switchCertificate(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const { administration } = door
  const change = keyChange(door, visit, 'switch')
  const texts = changeTexts(viewer)
  const outcome = switchToNext(change.organization, administration.clock.now())
  const reason = 'refused' in outcome ? outcome.refused : null
  if (reason !== null && reason !== 'previous-serves') return refused(visit, change, reason)
  const all = readinessFor(administration, change.organization)
  const behind = all.filter(({ readiness }) => readiness !== 'ready')
  const behindNow = digestOf(behind)
  const hurried = reason === 'previous-serves'
  if (!isGo(change, form) || form.get('behind') !== behindNow) {
    const yes = behind.length === 0 ? texts.switchYes : texts.switchForced(behind.length)
    const says = switchWords(visit, change, all, hurried)
    return ask(visit, change, { says, yes, final: true, fields: [['behind', behindNow]] })
  }
  const body = { force: behind.length > 0 || hurried }
  const answer = await askOperation(door, visit, 'roll.switch', { params, body })
  return answer.status === 202 ? waitingPage(visit, answer.body, 'keys', change.back) : switched(visit, change, behind)
}

function switched(visit: Visit, change: KeyChange, behind: readonly PartnerReadiness[]): PageAnswer {
  const texts = changeTexts(visit.viewer)
  const words = fingerprintInWords(fingerprintOf(change.organization.certificate.raw))
  const cut =
    behind.length > 0 &&
    html`<p class="need"><bdi>${texts.broken(namesOf(behind))}</bdi></p><p>${texts.readWords}</p><p class="print" lang="en">${words}</p>`
  return done(visit, change, { said: texts.switched, more: html`${cut}<p>${texts.switchFinal}</p>`, undo: null })
}

export async function cancelNext(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const change = keyChange(door, visit, 'cancel')
  const texts = changeTexts(viewer)
  const { next } = change.organization
  if (next === null) return refused(visit, change, 'next-missing')
  if (!isGo(change, form)) {
    const rows = html`<dl class="rules">${certificateRows(viewer, shownCertificate(next.certificate))}</dl>`
    const says = html`<p>${texts.cancelWhy}</p>${rows}<p>${texts.cancelFinal}</p>`
    return ask(visit, change, { says, yes: texts.cancelYes, final: true })
  }
  await askOperation(door, visit, 'roll.cancel', { params })
  return done(visit, change, { said: texts.cancelled, more: html`<p>${texts.cancelFinal}</p>`, undo: null })
}

export async function finishPrevious(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const change = keyChange(door, visit, 'finish')
  const texts = changeTexts(viewer)
  const { previous } = change.organization
  if (previous === null) return refused(visit, change, 'previous-missing')
  const early = 'refused' in finishRoll(change.organization, door.administration.clock.now())
  if (!isGo(change, form)) {
    const why = html`<p>${texts.finishWhy(consoleInstant(viewer, previous.until))}</p>`
    const how = early ? html`<p class="need">${texts.finishEarly}</p>` : html`<p>${texts.finishOver}</p>`
    const says = html`${why}${how}<p>${texts.cannotUndo}</p>`
    return ask(visit, change, { says, yes: texts.finishYes, final: true })
  }
  await askOperation(door, visit, 'roll.finish', { params, body: { force: early } })
  return done(visit, change, { said: texts.finished, more: html`<p>${texts.cannotUndo}</p>`, undo: null })
}

export const tokenKeyForm = (door: ConsoleDoor, visit: Visit): PageAnswer =>
  shown(tokenKeyFormPage(visit.viewer, formOf(keyChange(door, visit, 'token-keys'))))

export async function makeTokenKey(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const change = keyChange(door, visit, 'token-keys')
  const texts = changeTexts(viewer)
  const now = form.get('when') === 'now'
  const inUse = change.organization.tokenKeys.filter(({ until }) => until > door.administration.clock.now())
  if (inUse.length >= MOST_TOKEN_KEYS) {
    const page = done(visit, change, { said: texts.tokenMany, undo: null })
    return page.kind === 'page' ? { ...page, status: 409 } : page
  }
  if (!isGo(change, form)) {
    const says = html`<p>${now ? texts.tokenNow : texts.tokenWhy}</p><p>${texts.tokenFinal}</p>`
    return ask(visit, change, { says, yes: texts.tokenYes, fields: [['when', now ? 'now' : 'soon']] })
  }
  const body = now ? { announcedFor: 0 } : {}
  const { body: made } = await askOperation(door, visit, 'roll.token-keys', { params, body })
  const { kid, from, until } = made as { kid: string; from: string; until: string }
  const times = [from, until].map((one) => consoleInstant(viewer, Date.parse(one))).join(' – ')
  const more = html`<p><code class="print">${kid}</code></p><p>${times}</p><p>${texts.tokenFinal}</p>`
  return done(visit, change, { said: texts.tokenMade, more, undo: null })
}
