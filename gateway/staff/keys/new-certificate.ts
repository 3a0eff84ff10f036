import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { ImportRefusal } from '../../admin/certificate-operations.ts'
import { html } from '../../console/html.ts'
import type { Part } from '../../console/html.ts'
import { IMPORT_TEXTS } from '../../console/keys/import-texts.ts'
import { changeTexts, daysFormPage, importFormPage } from '../../console/keys/key-form-pages.ts'
import { KEY_CHANGE_TEXTS } from '../../console/keys/key-change-texts.ts'
import type { KeyChangeTexts } from '../../console/keys/key-change-texts.ts'
import { certificateRows } from '../../console/keys/keys-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { ask, done, formOf, isGo, keyChange, madeFrom } from './key-change.ts'
import type { KeyChange } from './key-change.ts'
import { shownCertificate } from './own-keys.ts'

const USUAL_DAYS = '825'
const LONGEST_FILE = 60_000

/** What is lost where there is a next certificate already, or a request waits. */
function losses({ organization: { next, requested } }: KeyChange, texts: KeyChangeTexts): Part {
  return html`${next !== null && html`<p class="need">${texts.replaces}</p>`}${requested !== null && html`<p class="need">${texts.dropsRequest}</p>`}`
}

/** After a certificate was announced: taking it back is its undo, unless it took the place of another. */
function announced(visit: Visit, change: KeyChange, replaced: boolean): PageAnswer {
  const texts = changeTexts(visit.viewer)
  const { organization, back } = change
  const rows = organization.next && certificateRows(visit.viewer, shownCertificate(organization.next.certificate))
  const undo = replaced ? null : { action: `${back}/cancel`, fields: madeFrom(change) }
  const more = html`<dl class="rules">${rows}</dl><p>${texts.nextStep}</p>${replaced ? html`<p>${texts.cannotUndo}</p>` : null}`
  return done(visit, change, { said: texts.announced, more, undo })
}

function daysOf(form: URLSearchParams): number | null {
  const typed = (form.get('days') ?? '').trim()
  const days = Number(typed)
  return /^\d{1,4}$/.test(typed) && days >= 1 && days <= 3_650 ? days : null
}

export async function createCertificate(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, locale } = visit
  const change = keyChange(door, visit, 'create')
  const texts = changeTexts(viewer)
  const days = daysOf(form)
  if (days === null) {
    const typed = (form.get('days') ?? '').slice(0, 10)
    return shown(daysFormPage(viewer, formOf(change, { days: texts.daysWrong }), typed), 422)
  }
  if (!isGo(change, form)) {
    // The first second is a minute ago, for partners whose clock is late.
    const until = locale.date(Math.floor((viewer.now - MINUTE) / DAY) + days)
    const says = html`<p>${texts.createWhy(until)}</p>${losses(change, texts)}`
    return ask(visit, change, { says, yes: texts.createYes, fields: [['days', String(days)]] })
  }
  const replaced = change.organization.next !== null || change.organization.requested !== null
  await askOperation(door, visit, 'certificate.create', { params: visit.params, body: { days } })
  return announced(visit, change, replaced)
}

export const createForm = (door: ConsoleDoor, visit: Visit): PageAnswer =>
  shown(daysFormPage(visit.viewer, formOf(keyChange(door, visit, 'create')), USUAL_DAYS))

/** A request to an authority changes nothing that partners see; the same key's request can be shown again. */
export async function requestCertificate(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const change = keyChange(door, visit, 'request')
  const texts = changeTexts(viewer)
  if (!isGo(change, form)) {
    const again = change.organization.requested !== null && html`<p>${texts.requestAgain}</p>`
    return ask(visit, change, { says: html`<p>${texts.requestWhy}</p>${again}`, yes: texts.requestYes })
  }
  const { body } = await askOperation(door, visit, 'certificate.request', { params })
  const { request } = body as { request: string }
  const more = html`<h2>${texts.requestText}</h2><pre class="address" tabindex="0">${request}</pre><p>${texts.requestStays}</p>`
  return done(visit, change, { said: texts.requested, more, undo: null })
}

export const importForm = (door: ConsoleDoor, visit: Visit): PageAnswer =>
  shown(importFormPage(visit.viewer, formOf(keyChange(door, visit, 'import')), ''))

const PEM = /-----BEGIN /
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What was pasted, as the operation takes it; null for neither PEM nor base64. */
export function pastedFile(text: string): string | null {
  if (PEM.test(text)) return Buffer.from(text, 'utf8').toString('base64')
  const joined = text.replaceAll(/\s+/g, '')
  return BASE64.test(joined) && joined.length % 4 === 0 ? joined : null
}

function isImportRefusal(reason: unknown): reason is ImportRefusal {
  return typeof reason === 'string' && Object.hasOwn(IMPORT_TEXTS.en, reason)
}

/** Why it is not taken, in the reader's words; null for anything else. */
function refusalOf({ locale }: Visit, error: unknown): string | null {
  if (!(error instanceof FederationError)) return null
  const { reason } = error.context
  if (isImportRefusal(reason)) return IMPORT_TEXTS[locale.language][reason]
  const { refusals, fileWrong } = KEY_CHANGE_TEXTS[locale.language]
  if (reason === 'same-certificate' || reason === 'used-before') return refusals[reason]
  return error.code === 'ERR_MESSAGE_MALFORMED' ? fileWrong : null
}

const PASSPHRASE: readonly unknown[] = ['passphrase missing', 'passphrase wrong']

function faultOf(error: unknown): 'file' | 'passphrase' {
  return error instanceof FederationError && PASSPHRASE.includes(error.context['reason']) ? 'passphrase' : 'file'
}

export async function importCertificate(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const change = keyChange(door, visit, 'import')
  const texts = changeTexts(viewer)
  const typed = (form.get('file') ?? '').slice(0, LONGEST_FILE)
  const passphrase = (form.get('passphrase') ?? '').slice(0, 256)
  const file = pastedFile(typed)
  const wrong = (fault: Readonly<Record<string, string>>): PageAnswer =>
    shown(importFormPage(viewer, formOf(change, fault), typed), 422)
  if (file === null) return wrong({ file: texts.fileWrong })
  const order = { params, body: { file, ...(passphrase !== '' && { passphrase }) } }
  const go = isGo(change, form)
  const replaced = change.organization.next !== null
  try {
    const { body } = await askOperation(door, visit, 'certificate.import', { ...order, dryRun: !go })
    if (go) return announced(visit, change, replaced)
    const says = html`<p>${texts.importWhy}</p><dl class="rules">${readRows(viewer, body)}</dl>${replaced && html`<p class="need">${texts.replaces}</p>`}`
    const fields = [['file', typed] as const, ['passphrase', passphrase] as const]
    return ask(visit, change, { says, yes: texts.importYes, fields })
  } catch (error) {
    const why = refusalOf(visit, error)
    if (why === null) throw error
    return wrong({ [faultOf(error)]: `${texts.importWrong} ${why}` })
  }
}

/** What the rehearsal read: the certificate is nowhere kept yet. */
function readRows(viewer: Visit['viewer'], body: unknown): Part {
  const { next } = body as {
    next: {
      fingerprint: { words: string; hex: string }
      notAfter: string
      key: string
      issuer: string
      selfSigned: boolean
    }
  }
  const { fingerprint, notAfter, key, issuer, selfSigned } = next
  const read = {
    ...fingerprint,
    notAfter: Date.parse(notAfter),
    key,
    issuer: selfSigned ? null : issuer.replaceAll('\n', ', '),
  }
  return certificateRows(viewer, read)
}
