import { parseFingerprint } from '../../../trust/keys/fingerprint.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { donePage, questionPage } from '../change-pages.ts'
import type { Done, HiddenFields } from '../change-pages.ts'
import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { inputField, selectField, textField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { ADDRESS_SPACE_TEXTS } from './address-space-texts.ts'
import type { Refusal } from './change-refusals.ts'
import { fingerprintPart } from './fingerprint-part.ts'
import { trustAddress, TRUSTS_PATH } from './listed-trust.ts'
import { TERMS_TEXTS } from './terms-texts.ts'
import { TRUST_CHANGE_TEXTS } from './trust-change-texts.ts'
import { refusedPart } from './trust-change-pages.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

export const LONGEST_ADDRESS = 2_048
/** What a partner is called that says nothing itself. */
export const LONGEST_CALLED = 64

/** What is asked for with a new partner: its address, its file, or the server of one that publishes nothing. */
export interface Proposing {
  readonly by: 'address' | 'file' | 'server'
  readonly organization: string
  /** The address, or the text of the file. */
  readonly typed: string
  /** Of a server what the partner is called; else empty. */
  readonly name: string
}

export interface ProposeState extends Proposing {
  /** Ours, by name. */
  readonly organizations: readonly string[]
  readonly faults: Faults
  readonly refusal: Refusal | null
}

/** What the operation found, as `trust.propose` answers it. */
export interface FoundPartner {
  readonly id: string
  readonly partner: {
    readonly id: string
    readonly name: string
    readonly metadataUrl: string
    readonly fingerprint: { readonly hex: string } | null
    readonly hosts: readonly { readonly host: string }[]
    readonly software: { readonly name: string; readonly version: string }
  }
}

const LONGEST = 200
const theirs = (text: string): Html => html`<bdi>${shortened(printable(text), LONGEST)}</bdi>`

const PATHS: Readonly<Record<Proposing['by'], string>> = {
  ...{ address: 'propose', file: 'import', server: 'address-space' },
}
const pathOf = ({ by }: Proposing): string => PATHS[by]

function titleOf({ locale: { language } }: Viewer, { by }: Proposing): string {
  if (by === 'server') return ADDRESS_SPACE_TEXTS[language].title
  return by === 'address' ? TRUST_TEXTS[language].propose : TRUST_CHANGE_TEXTS[language].importTitle
}

function wordsOf({ locale: { language } }: Viewer, { by }: Proposing) {
  const [terms, texts, server] = [TERMS_TEXTS[language], TRUST_CHANGE_TEXTS[language], ADDRESS_SPACE_TEXTS[language]]
  return {
    address: { why: terms.proposeWhy, look: terms.look, keep: terms.keep },
    file: { why: texts.importWhy, look: texts.takeFile, keep: texts.takeFile },
    server: { why: server.why, look: server.look, keep: terms.keep },
  }[by]
}

function typedField({ locale }: Viewer, { by, typed, name, faults }: ProposeState): Html {
  const [terms, texts] = [TERMS_TEXTS[locale.language], TRUST_CHANGE_TEXTS[locale.language]]
  const common = { value: typed, wrong: faults['typed'], name: 'typed' }
  if (by === 'server') {
    const server = ADDRESS_SPACE_TEXTS[locale.language]
    const called = { name: 'name', label: server.name, hint: server.nameHint, wrong: faults['name'], value: name }
    const ews = { ...common, label: server.server, hint: server.serverHint, most: LONGEST_ADDRESS }
    return html`${inputField({ ...called, type: 'text', most: LONGEST_CALLED })}${inputField({ ...ews, type: 'text' })}`
  }
  return by === 'address'
    ? inputField({ ...common, label: terms.address, hint: terms.addressHint, type: 'text', most: LONGEST_ADDRESS })
    : textField({ ...common, label: texts.file, hint: texts.importHint })
}

/** Where our own file is, for a partner that there is no trust with; where to go for one that publishes nothing. */
function beside({ locale, base }: Viewer, { by, organizations }: ProposeState): Part {
  const texts = TRUST_CHANGE_TEXTS[locale.language]
  if (by === 'server') return null
  if (by === 'address')
    return html`<p><a href="${base}${TRUSTS_PATH}${PATHS.server}">${ADDRESS_SPACE_TEXTS[locale.language].title}</a></p>`
  const link = (name: string): Html =>
    html`<li><a href="${base}${TRUSTS_PATH}own-file/${name}">${texts.fileFor(name)}</a></li>`
  return html`<section class="card"><p>${texts.ownFile}</p><ul>${organizations.map(link)}</ul></section>`
}

/** Asks for a partner's address, for its file, or for its server. */
export function proposePage(viewer: Viewer, state: ProposeState): string {
  const { locale, base } = viewer
  const terms = TERMS_TEXTS[locale.language]
  const { why, look } = wordsOf(viewer, state)
  const { organizations, organization, faults, refusal } = state
  const options = organizations.map((name) => ({ value: name, text: name === 'gateway' ? terms.ourGateway : name }))
  const ours = { name: 'organization', label: terms.ours, value: organization, options, wrong: faults['organization'] }
  const content = html`${refusedPart(viewer, refusal)}${consoleFaults(viewer, faults)}<section class="card"><p>${why}</p><form method="post" action="${base}${TRUSTS_PATH}${pathOf(state)}">${consoleToken(viewer)}${typedField(viewer, state)}${selectField(ours)}<div class="send"><button>${look}</button><a class="button" href="${base}${TRUSTS_PATH}">${CONSOLE_TEXTS[locale.language].cancel}</a></div></form></section>${beside(viewer, state)}`
  return consolePage(viewer, 'trusts', titleOf(viewer, state), content)
}

function foundPart({ locale }: Viewer, { by }: Proposing, { partner }: FoundPartner): Html {
  const [terms, texts] = [TERMS_TEXTS[locale.language], TRUST_PAGE_TEXTS[locale.language]]
  const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  if (by === 'server') {
    const server = ADDRESS_SPACE_TEXTS[locale.language]
    return html`<h2>${server.typed}</h2><dl class="rules plain">${row(server.name, theirs(partner.name))}${row(server.server, theirs(partner.metadataUrl))}</dl><p>${server.keepWhy}</p>`
  }
  const print = partner.fingerprint && fingerprintPart(locale, texts.shown, parseFingerprint(partner.fingerprint.hex))
  const hosts = html`<ul class="facts">${partner.hosts.map(({ host }) => html`<li>${theirs(host)}</li>`)}</ul>`
  return html`<h2>${terms.found}</h2><dl class="rules plain">${row(terms.name, theirs(partner.name))}${row(texts.id, theirs(partner.id))}${row(texts.metadataAddress, theirs(partner.metadataUrl))}${row(texts.hosts, hosts)}${row(texts.software, theirs(`${partner.software.name} ${partner.software.version}`))}</dl>${print}<p>${terms.foundWhy}</p>`
}

/** Shows what was found, and asks whether to keep it. */
export function foundPage(viewer: Viewer, proposing: Proposing, found: FoundPartner): string {
  const back = `${viewer.base}${TRUSTS_PATH}`
  const { organization, typed, name } = proposing
  return questionPage(viewer, {
    ...{ section: 'trusts', title: titleOf(viewer, proposing), back, says: foundPart(viewer, proposing, found) },
    ...{ action: `${back}${pathOf(proposing)}`, yes: wordsOf(viewer, proposing).keep },
    fields: [['organization', organization], ['typed', typed], ...(name === '' ? [] : [['name', name] as const])],
  })
}

/** Says what was kept, and what comes next. @param takenBack null where it was no new proposal */
export function proposedPage(
  viewer: Viewer,
  proposing: Proposing,
  {
    id,
    takenBack,
    isProposal,
  }: { readonly id: string; readonly takenBack: HiddenFields | null; readonly isProposal: boolean },
): string {
  const [terms, texts] = [TERMS_TEXTS[viewer.locale.language], TRUST_CHANGE_TEXTS[viewer.locale.language]]
  const undo: Done['undo'] = takenBack && { action: trustAddress(viewer, id, 'revoke'), fields: takenBack }
  const next = proposing.by === 'server' ? ADDRESS_SPACE_TEXTS[viewer.locale.language].next : terms.compareNow
  const more = isProposal && html`<p><a href="${trustAddress(viewer, id, 'accept')}">${next}</a></p>`
  const said = isProposal ? terms.kept : texts.took
  const title = titleOf(viewer, proposing)
  return donePage(viewer, { section: 'trusts', title, back: trustAddress(viewer, id), said, more, undo })
}

/** A file to be handed over, as text and to be kept. */
export function filePage(
  viewer: Viewer,
  { title, back, text }: { readonly title: string; readonly back: string; readonly text: string },
): string {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const address = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`
  const content = html`<section class="card"><p>${texts.fileWhy}</p><div class="field"><label for="file">${texts.file}</label><textarea id="file" class="file" readonly rows="10">
${text}</textarea></div><div class="send"><a class="button first" href="${address}" download="ledig-trust.json">${texts.download}</a><a class="button" href="${back}">${CONSOLE_TEXTS[viewer.locale.language].goOn}</a></div></section>`
  return consolePage(viewer, 'trusts', title, content)
}
