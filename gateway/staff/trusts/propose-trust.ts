import { FederationError } from '../../../protocols/federation-error.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import type { Faults } from '../../console/form-fields.ts'
import { ADDRESS_SPACE_TEXTS } from '../../console/trusts/address-space-texts.ts'
import {
  filePage,
  foundPage,
  LONGEST_ADDRESS,
  LONGEST_CALLED,
  proposedPage,
  proposePage,
} from '../../console/trusts/propose-pages.ts'
import type { FoundPartner, Proposing, ProposeState } from '../../console/trusts/propose-pages.ts'
import { trustAddress, TRUSTS_PATH } from '../../console/trusts/listed-trust.ts'
import { TERMS_TEXTS } from '../../console/trusts/terms-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../console/trusts/trust-change-texts.ts'
import { changeTitle } from '../../console/trusts/trust-change-pages.ts'
import { findTrust } from '../../admin/administration.ts'
import { GATEWAY_NAME } from '../../publish-metadata.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange } from './ask-change.ts'
import type { Asked } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'
import { stateMark } from './stop-trust.ts'

/** Less than a form may have, once it is encoded. */
const LONGEST_FILE = 48_000

/** Ours by name, those that host people first. */
const ourNames = ({ administration }: ConsoleDoor): readonly string[] =>
  [...administration.organizations.keys()].sort((a, b) => Number(a === GATEWAY_NAME) - Number(b === GATEWAY_NAME))

function form(
  door: ConsoleDoor,
  { viewer }: Visit,
  proposing: Proposing,
  more: Partial<Pick<ProposeState, 'faults' | 'refusal'>> = {},
): string {
  const { faults = {}, refusal = null } = more
  return proposePage(viewer, { ...proposing, organizations: ourNames(door), faults, refusal })
}

/** The file as its text has it; null where it is none. */
function fileIn(text: string): object | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && 'ledig-trust' in read ? read : null
  } catch {
    return null
  }
}

/** What is said of something typed that is none of what was asked for. */
function wrongTyped({ viewer: { locale } }: Visit, { by }: Pick<Proposing, 'by'>): string {
  const { language } = locale
  if (by === 'server') return ADDRESS_SPACE_TEXTS[language].noServer
  return by === 'address' ? TERMS_TEXTS[language].noAddress : TRUST_CHANGE_TEXTS[language].notAFile
}

function faultsOf(door: ConsoleDoor, visit: Visit, { by, typed, name, organization }: Proposing): Faults {
  const { language } = visit.viewer.locale
  const terms = TERMS_TEXTS[language]
  const bad = by === 'file' ? fileIn(typed) === null : typed === ''
  const isCalled = by !== 'server' || (name !== '' && name.length <= LONGEST_CALLED)
  return {
    name: isCalled ? undefined : ADDRESS_SPACE_TEXTS[language].noName,
    typed: bad ? wrongTyped(visit, { by }) : undefined,
    organization: ourNames(door).includes(organization) ? undefined : terms.noOrganization,
  }
}

function ask(door: ConsoleDoor, visit: Visit, proposing: Proposing, dryRun: boolean): Promise<Asked> {
  const { by, typed, name, organization } = proposing
  if (by === 'file')
    return askChange(door, visit, 'trust.import', { body: { organization, file: fileIn(typed) }, dryRun })
  const partner = by === 'address' ? { metadataUrl: typed } : { addressSpace: { name, ews: typed } }
  return askChange(door, visit, 'trust.propose', { body: { organization, ...partner }, dryRun })
}

/** A file whose fields are not those of one. */
const isMalformed = (error: unknown): boolean =>
  error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED'

async function propose(door: ConsoleDoor, visit: Visit, by: Proposing['by']): Promise<PageAnswer> {
  const { viewer, form: sent } = visit
  const most = by === 'file' ? LONGEST_FILE : LONGEST_ADDRESS
  const said = (field: string, longest: number): string => (sent.get(field) ?? '').trim().slice(0, longest)
  // One more than a name may have, so that what is too long is said to be.
  const name = by === 'server' ? said('name', LONGEST_CALLED + 1) : ''
  const proposing: Proposing = { by, typed: said('typed', most), name, organization: sent.get('organization') ?? '' }
  const faults = faultsOf(door, visit, proposing)
  if (Object.values(faults).some((fault) => fault !== undefined))
    return shown(form(door, visit, proposing, { faults }), 422)
  const asked = await ask(door, visit, proposing, !isConfirmed(sent)).catch((error: unknown) => {
    if (isMalformed(error)) return null
    throw error
  })
  // What a refused address should be differs: a server has no metadata.
  if (asked === null || (by === 'server' && asked.outcome === 'refused' && asked.because === 'forbiddenAddress'))
    return shown(form(door, visit, proposing, { faults: { typed: wrongTyped(visit, proposing) } }), 422)
  if (asked.outcome === 'refused') return shown(form(door, visit, proposing, { refusal: asked.because }), 422)
  // What the operation answers is a trust as administrators read it.
  const found = (asked.outcome === 'done' ? asked.body : null) as unknown as FoundPartner
  if (!isConfirmed(sent)) return shown(foundPage(viewer, proposing, found))
  const trust = findTrust(door.administration, found.id)
  const isProposal = trust.is.state === 'proposed'
  const reason = TRUST_CHANGE_TEXTS[viewer.locale.language].takenBack
  const takenBack = isProposal
    ? ([
        ['state', stateMark(trust)],
        ['reason', reason],
      ] as const)
    : null
  return shown(proposedPage(viewer, proposing, { id: found.id, takenBack, isProposal }))
}

async function fileText(door: ConsoleDoor, visit: Visit, query: Readonly<Record<string, string>>): Promise<string> {
  const { body } = await askOperation(door, visit, 'trust.export', { query })
  return `${JSON.stringify(body, null, 2)}\n`
}

async function showFile(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer } = visit
  const named = namedTrust(trustOf(door, visit))
  const text = await fileText(door, visit, { trust: named.id })
  const title = changeTitle(viewer, { ...named, act: 'file' })
  return shown(filePage(viewer, { title, back: trustAddress(viewer, named.id), text }))
}

async function showOwnFile(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, params } = visit
  const organization = params['organization'] ?? ''
  const text = await fileText(door, visit, { organization })
  const title = TRUST_CHANGE_TEXTS[viewer.locale.language].fileFor(organization)
  return shown(filePage(viewer, { title, back: `${viewer.base}${TRUSTS_PATH}`, text }))
}

const both = (path: string, by: Proposing['by']): readonly RoleRoute[] => [
  {
    ...{ method: 'get', path, admits: ['administrator'], fresh: true },
    handle: (door, visit) =>
      shown(form(door, visit, { by, typed: '', name: '', organization: ourNames(door)[0] ?? '' })),
  },
  {
    ...{ method: 'post', path, admits: ['administrator'], fresh: true },
    handle: (door, visit) => propose(door, visit, by),
  },
]

/** A new partner, by its address, its file or its server, and our own file for it. */
export const PROPOSE_ROUTES: readonly RoleRoute[] = [
  ...both('/trusts/propose', 'address'),
  ...both('/trusts/import', 'file'),
  ...both('/trusts/address-space', 'server'),
  { method: 'get', path: '/trusts/own-file/:organization', admits: ['administrator'], handle: showOwnFile },
  { method: 'get', path: '/trusts/:trust/file', admits: ['administrator'], handle: showFile },
]
