import type { Json } from '../../../trust/stores/state-record.ts'
import { groupPage, mailboxesPage } from '../../console/sharing/mailboxes-page.ts'
import { textOf } from '../../console/sharing/part-fields.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { heldPart, heldParts, organizationIn } from './held-parts.ts'

const A_PAGE = 50
const MEMBERS_A_PAGE = 200
const LONGEST = 320

/** How a name begins, as it was typed. */
const begins = (query: URLSearchParams, name: string): string => (query.get(name) ?? '').trim().slice(0, LONGEST)

const membersOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

async function mailboxes(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query } = visit
  const organization = organizationIn(door, visit.params)
  // Addresses are kept in lower case.
  const [address, group] = [begins(query, 'address').toLowerCase(), begins(query, 'group')]
  const [entries, groups] = await Promise.all([
    heldParts(door, organization, 'mailbox', { prefix: address, after: query.get('after'), limit: A_PAGE }),
    heldParts(door, organization, 'group', { prefix: group, after: query.get('afterGroup'), limit: A_PAGE }),
  ])
  const counted = groups.items.map(({ name, value }) => ({ name, members: membersOf(value).length }))
  const listed = { mailboxes: entries, groups: { items: counted, next: groups.next } }
  return shown(mailboxesPage(viewer, { organization, address, group, ...listed }))
}

async function group(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query, base } = visit
  const organization = organizationIn(door, visit.params)
  const name = query.get('name') ?? ''
  const held = await heldPart(door, organization, { kind: 'group', name })
  if (held === null) return plainAnswer(viewer.locale, 'nothing', base)
  const all = membersOf(held.value)
  const said = Number(query.get('from') ?? 0)
  const from = Number.isInteger(said) && said > 0 && said < all.length ? said : 0
  const members = all.slice(from, from + MEMBERS_A_PAGE).map(textOf)
  return shown(groupPage(viewer, { organization, name, members, from, all: all.length }))
}

const READERS = ['administrator', 'auditor'] as const

export const MAILBOX_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/sharing/:organization/mailboxes', admits: READERS, handle: mailboxes },
  { method: 'get', path: '/sharing/:organization/group', admits: READERS, handle: group },
]
