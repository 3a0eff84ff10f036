import { drill } from '../../../trust/organization/drill.ts'
import { printable } from '../../cli/printable.ts'
import { drillPage } from '../../console/keys/drill-page.ts'
import type { ShownDrill } from '../../console/keys/drill-page.ts'
import { keysPage, ownKeysPage } from '../../console/keys/keys-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { createCertificate, createForm, importCertificate, importForm, requestCertificate } from './new-certificate.ts'
import { ownKeys } from './own-keys.ts'
import { cancelNext, finishPrevious, makeTokenKey, switchCertificate, tokenKeyForm } from './roll-certificate.ts'

/** Organizations on one page. */
const MOST = 50

function list({ administration }: ConsoleDoor, { viewer, query }: Visit): PageAnswer {
  const names = [...administration.organizations.keys()]
  const said = Number(query.get('from') ?? 0)
  const from = Number.isSafeInteger(said) && said > 0 && said < names.length ? said : 0
  const organizations = names.slice(from, from + MOST).map((name) => ownKeys(administration, name))
  return shown(keysPage(viewer, { organizations, from, of: names.length, most: MOST }))
}

const one = ({ administration }: ConsoleDoor, { viewer, params }: Visit): PageAnswer =>
  shown(ownKeysPage(viewer, ownKeys(administration, params['organization'] ?? '')))

/** Null for what is no day to come. */
function dayOf(typed: string, now: number): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(typed) : NaN
  return at >= now ? at : null
}

function drilledAt({ administration }: ConsoleDoor, at: number): ShownDrill {
  const { organizations, trusts } = administration
  const snapshot = trusts.snapshot()
  const drilled = [...organizations].flatMap(([ours, organization]) =>
    drill(organization, snapshot.trusts(organization.id), at).map(({ trust, fails, findings }) => ({
      ...{ ours, fails, findings, partner: printable(trust.metadata.name) },
    })),
  )
  return { at, trusts: drilled.sort((a, b) => Number(b.fails) - Number(a.fails)) }
}

/** Nothing is asked and nothing is changed, so the day stands in the address. */
function drillOn(door: ConsoleDoor, { viewer, query }: Visit): PageAnswer {
  const typed = (query.get('at') ?? '').trim().slice(0, 20)
  if (typed === '') return shown(drillPage(viewer, '', null))
  const at = dayOf(typed, door.administration.clock.now())
  return at === null
    ? shown(drillPage(viewer, typed, 'wrong'), 422)
    : shown(drillPage(viewer, typed, drilledAt(door, at)))
}

const READ = ['administrator', 'auditor'] as const
const CHANGES: readonly (readonly [what: string, form: RoleRoute['handle'], sent: RoleRoute['handle']])[] = [
  ['create', createForm, createCertificate],
  ['request', requestCertificate, requestCertificate],
  ['import', importForm, importCertificate],
  ['switch', switchCertificate, switchCertificate],
  ['cancel', cancelNext, cancelNext],
  ['finish', finishPrevious, finishPrevious],
  ['token-keys', tokenKeyForm, makeTokenKey],
]

/** What we sign with, who is ready for what comes next, and every step of a roll. */
export const KEYS_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/keys', admits: READ, handle: list },
  { method: 'get', path: '/keys/:organization', admits: READ, handle: one },
  { method: 'get', path: '/drill', admits: READ, handle: drillOn },
  ...CHANGES.flatMap(([what, form, sent]): RoleRoute[] => {
    const place = { path: `/keys/:organization/${what}`, admits: ['administrator'] as const, fresh: true as const }
    return [
      { method: 'get', ...place, handle: form },
      { method: 'post', ...place, handle: sent },
    ]
  }),
]
