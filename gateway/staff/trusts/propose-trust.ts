import { FederationError } from '../../../protocols/federation-error.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import type { Faults } from '../../console/form-fields.ts'
import { filePage, foundPage, LONGEST_ADDRESS, proposedPage, proposePage } from '../../console/trusts/propose-pages.ts'
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

function faultsOf(door: ConsoleDoor, { viewer }: Visit, { by, typed, organization }: Proposing): Faults {
  const { language } = viewer.locale
  const [terms, texts] = [TERMS_TEXTS[language], TRUST_CHANGE_TEXTS[language]]
  const bad = by === 'address' ? typed === '' && terms.noAddress : fileIn(typed) === null && texts.notAFile
  return {
    typed: bad === false ? undefined : bad,
    organization: ourNames(door).includes(organization) ? undefined : terms.noOrganization,
  }
}

function ask(door: ConsoleDoor, visit: Visit, { by, typed, organization }: Proposing, dryRun: boolean): Promise<Asked> {
  const [id, body] =
    by === 'address'
      ? ['trust.propose', { organization, metadataUrl: typed }]
      : ['trust.import', { organization, file: fileIn(typed) }]
  return askChange(door, visit, id, { body, dryRun })
}

/** A file whose fields are not those of one. */
const isMalformed = (error: unknown): boolean =>
  error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED'

async function propose(door: ConsoleDoor, visit: Visit, by: Proposing['by']): Promise<PageAnswer> {
  const { viewer, form: sent } = visit
  const most = by === 'address' ? LONGEST_ADDRESS : LONGEST_FILE
  const typed = (sent.get('typed') ?? '').trim().slice(0, most)
  const proposing: Proposing = { by, typed, organization: sent.get('organization') ?? '' }
  const faults = faultsOf(door, visit, proposing)
  if (Object.values(faults).some((fault) => fault !== undefined))
    return shown(form(door, visit, proposing, { faults }), 422)
  const asked = await ask(door, visit, proposing, !isConfirmed(sent)).catch((error: unknown) => {
    if (isMalformed(error)) return null
    throw error
  })
  if (asked === null) {
    const { notAFile } = TRUST_CHANGE_TEXTS[viewer.locale.language]
    return shown(form(door, visit, proposing, { faults: { typed: notAFile } }), 422)
  }
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
    handle: (door, visit) => shown(form(door, visit, { by, typed: '', organization: ourNames(door)[0] ?? '' })),
  },
  {
    ...{ method: 'post', path, admits: ['administrator'], fresh: true },
    handle: (door, visit) => propose(door, visit, by),
  },
]

/** A new partner, by its address or its file, and our own file for it. */
export const PROPOSE_ROUTES: readonly RoleRoute[] = [
  ...both('/trusts/propose', 'address'),
  ...both('/trusts/import', 'file'),
  { method: 'get', path: '/trusts/own-file/:organization', admits: ['administrator'], handle: showOwnFile },
  { method: 'get', path: '/trusts/:trust/file', admits: ['administrator'], handle: showFile },
]
