import { printable } from '../../cli/printable.ts'
import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { inputField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listedTable, valueList } from './listed-table.ts'
import { PART_FIELDS, textOf, valueOf } from './part-fields.ts'
import type { FieldName, WrittenPart } from './part-fields.ts'
import { sharingPlace } from './sharing-place.ts'
import type { Listing } from './sharing-page.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { valueWords } from './value-words.ts'

export interface MailboxesState {
  readonly organization: string
  /** How their addresses begin. */
  readonly address: string
  readonly mailboxes: Listing<{ readonly name: string; readonly value: WrittenPart }>
  /** How the names of the groups begin. */
  readonly group: string
  readonly groups: Listing<{ readonly name: string; readonly members: number }>
}

const LONGEST = 320

function words(viewer: Viewer, value: WrittenPart, name: FieldName): string {
  const field = PART_FIELDS.mailbox.find((one) => one.name === name)
  return field === undefined ? '' : valueWords(viewer, field, valueOf(field, value))
}

/** What an entry says besides what is changed here. */
export function mailboxFacts({ locale }: Viewer, value: WrittenPart): Part {
  const texts = SHARING_TEXTS[locale.language]
  const kind = textOf(value['kind'] ?? 'user')
  const grants = Array.isArray(value['grants']) ? value['grants'].length : 0
  const row = (name: string, said: Part): Html => html`<div><dt>${name}</dt><dd>${said}</dd></div>`
  return html`<section class="card"><dl class="rules">${row(texts.kind, texts.kinds[kind] ?? kind)}${row(texts.grants, texts.grantsBy(grants))}</dl></section>`
}

function finder(viewer: Viewer, { organization, address, group }: MailboxesState, field: 'address' | 'group'): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const label = field === 'address' ? texts.search : texts.groupName
  const value = field === 'address' ? address : group
  const input = inputField({ name: field, label, wrong: undefined, type: 'text', value, most: LONGEST })
  return html`<form class="find" method="get" action="${sharingPlace(viewer, organization, 'mailboxes')}">${input}<button class="quiet">${texts.find}</button></form>`
}

function onward(viewer: Viewer, state: MailboxesState, query: Readonly<Record<string, string>> | null): Part {
  if (query === null) return null
  const { next } = SHARING_TEXTS[viewer.locale.language]
  return html`<p><a href="${sharingPlace(viewer, state.organization, 'mailboxes', query)}">${next}</a></p>`
}

function mailboxTable(viewer: Viewer, state: MailboxesState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { organization, mailboxes, address } = state
  const may = viewer.session.role === 'administrator'
  if (mailboxes.items.length === 0) return html`<p class="soft">${texts.noMailboxes}</p>`
  const rows = mailboxes.items.map(({ name, value }) => [
    html`<bdi>${printable(name)}</bdi>`,
    texts.kinds[textOf(value['kind'] ?? 'user')] ?? '',
    words(viewer, value, 'inside'),
    words(viewer, value, 'outside'),
    html`<bdi>${words(viewer, value, 'sharingPolicy')}</bdi>`,
    ...(may
      ? [
          html`<a class="button" href="${sharingPlace(viewer, organization, 'mailbox', { name })}" aria-label="${texts.ofPart(texts.change, printable(name))}">${texts.change}</a>`,
        ]
      : []),
  ])
  const headings = [
    ...[texts.mailbox, texts.kind, texts.inside, texts.outside, texts.policy],
    ...(may ? [texts.act] : []),
  ]
  const query = mailboxes.next === null ? null : { address, after: mailboxes.next }
  return html`${listedTable('mailboxes', headings, rows)}${onward(viewer, state, query)}`
}

function groupTable(viewer: Viewer, state: MailboxesState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { organization, groups, group } = state
  if (groups.items.length === 0) return html`<p class="soft">${texts.noGroups}</p>`
  const rows = groups.items.map(({ name, members }) => [
    html`<a href="${sharingPlace(viewer, organization, 'group', { name })}"><bdi>${printable(name)}</bdi></a>`,
    texts.membersOf(members),
  ])
  const query = groups.next === null ? null : { group, afterGroup: groups.next }
  return html`${listedTable('groups', [texts.group, texts.members], rows)}${onward(viewer, state, query)}`
}

/** Mailbox entries and groups, a page of each at a time. */
export function mailboxesPage(viewer: Viewer, state: MailboxesState): string {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { organization } = state
  const add =
    viewer.session.role === 'administrator' &&
    html`<a class="button" href="${sharingPlace(viewer, organization, 'mailbox', { new: 'yes' })}">${texts.newEntry}</a>`
  const content = html`<div class="sharing"><p><a href="${sharingPlace(viewer, organization)}">${texts.titleOf(organization)}</a></p>
<section class="card" aria-labelledby="mailboxes"><div class="row"><h2 id="mailboxes">${texts.entries}</h2>${add}</div><p class="soft">${texts.mailboxesWhy}</p>${finder(viewer, state, 'address')}${mailboxTable(viewer, state)}</section>
<section class="card" aria-labelledby="groups"><h2 id="groups">${texts.groups}</h2>${finder(viewer, state, 'group')}${groupTable(viewer, state)}</section></div>`
  return consolePage(viewer, 'sharing', texts.mailboxes, content)
}

export interface GroupState {
  readonly organization: string
  readonly name: string
  readonly members: readonly string[]
  /** Of the first one shown, from 0. */
  readonly from: number
  readonly all: number
}

/** Who is in one group. */
export function groupPage(viewer: Viewer, { organization, name, members, from, all }: GroupState): string {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const last = from + members.length
  const next =
    last < all &&
    html`<p><a href="${sharingPlace(viewer, organization, 'group', { name, from: String(last) })}">${texts.next}</a></p>`
  const list = valueList(
    members.map((member) => html`<bdi>${printable(member)}</bdi>`),
    html`<p class="soft">${texts.noMembers}</p>`,
  )
  const content = html`<div class="sharing"><p><a href="${sharingPlace(viewer, organization, 'mailboxes')}">${texts.mailboxes}</a></p><section class="card" aria-labelledby="members"><h2 id="members">${texts.members}</h2>${all > 0 && html`<p class="soft">${texts.shownOf(from + 1, last, all)}</p>`}${list}${next}</section></div>`
  return consolePage(viewer, 'sharing', texts.ofPart(texts.group, printable(name)), content)
}
