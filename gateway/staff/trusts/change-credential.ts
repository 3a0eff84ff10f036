import { createHash } from 'node:crypto'
import { domainOf, readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { PartnerCredential } from '../../../trust/credentials/partner-credential.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import type { Done, HiddenFields } from '../../console/change-pages.ts'
import type { Faults } from '../../console/form-fields.ts'
import { html } from '../../console/html.ts'
import { CHANGE_REFUSALS } from '../../console/trusts/change-refusals.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { credentialPage, kindsOf, LONGEST_ACCOUNT, PARTNER_PASSWORD } from '../../console/trusts/credential-page.ts'
import type { CredentialKind, TypedCredential } from '../../console/trusts/credential-page.ts'
import { CREDENTIAL_TEXTS } from '../../console/trusts/credential-texts.ts'
import { MADE_FROM } from '../../console/trusts/terms-pages.ts'
import { actsOf } from '../../console/trusts/trust-acts.ts'
import { changedPage, stalePage, undoBy } from '../../console/trusts/trust-change-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

/** What was typed, and cannot be shown again. */
interface Secrets {
  readonly password: string
  readonly ourPassword: string
}

const accountIn = (credential: PartnerCredential): string => ('account' in credential ? credential.account : '')

/** Of how a partner shows who asks: another for every other one, and for every other password. */
function markOf({ credential }: FederationTrust): string {
  const { kind } = credential
  const rest = kind === 'basic' ? [credential.passwordHash, credential.ours?.name, credential.ours?.sealedPassword] : []
  const text = JSON.stringify([kind, accountIn(credential), ...rest])
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

/** What the partner has, or the first it could have. */
function typedOf(trust: FederationTrust): TypedCredential {
  const { credential } = trust
  const kinds = kindsOf(trust)
  return {
    kind: kinds.includes(credential.kind) ? credential.kind : (kinds[0] ?? ''),
    account: accountIn(credential),
    ourName: credential.kind === 'basic' ? (credential.ours?.name ?? '') : '',
  }
}

function sent({ form }: Visit): { readonly typed: TypedCredential; readonly secrets: Secrets } {
  const text = (name: string): string => (form.get(name) ?? '').trim().slice(0, LONGEST_ACCOUNT)
  // One more than there may be, so that what is too long is said to be.
  const secret = (name: string): string => (form.get(name) ?? '').slice(0, PARTNER_PASSWORD.longest + 1)
  return {
    typed: { kind: text('kind').slice(0, 20), account: text('account'), ourName: text('ourName') },
    secrets: { password: secret('password'), ourPassword: secret('ourPassword') },
  }
}

const isPassword = ({ length }: string): boolean =>
  length >= PARTNER_PASSWORD.shortest && length <= PARTNER_PASSWORD.longest

/** Whether an account is somebody of the partner's: it asks in its name. */
function isTheirs({ is }: FederationTrust, account: string): boolean {
  const address = readMailboxAddress(account)
  const domains = 'domains' in is ? is.domains.map(({ domain }) => domain) : []
  return address !== null && domains.includes(domainOf(address))
}

function faultsOf({ viewer }: Visit, trust: FederationTrust, typed: TypedCredential, secrets: Secrets): Faults {
  const texts = CREDENTIAL_TEXTS[viewer.locale.language]
  const kind = kindsOf(trust).find((one) => one === typed.kind)
  if (kind === undefined) return { kind: texts.noKind }
  const { password, ourPassword } = secrets
  const account = isTheirs(trust, typed.account) ? undefined : texts.noAccount
  if (kind !== 'basic') {
    const stray = password === '' && ourPassword === '' ? undefined : texts.passwordElsewhere
    return { kind: stray, account: kind === 'exchange' ? account : undefined }
  }
  const bad = texts.badPassword(PARTNER_PASSWORD.shortest, PARTNER_PASSWORD.longest)
  const asks = typed.ourName !== '' || ourPassword !== ''
  return {
    ...{ account, password: isPassword(password) ? undefined : bad },
    ourName: asks && typed.ourName === '' ? texts.noOurName : undefined,
    ourPassword: asks && !isPassword(ourPassword) ? bad : undefined,
  }
}

/** What the operation is asked with: of each kind what it takes. */
function bodyOf({ kind, account, ourName }: TypedCredential, { password, ourPassword }: Secrets): object {
  if (kind === 'exchange') return { kind, account }
  if (kind !== 'basic') return { kind }
  return { kind, account, password, ...(ourName !== '' && { ours: { name: ourName, password: ourPassword } }) }
}

function form(
  visit: Visit,
  trust: FederationTrust,
  {
    typed = typedOf(trust),
    faults = {},
    refusal = null,
  }: { typed?: TypedCredential; faults?: Faults; refusal?: Refusal | null },
): string {
  return credentialPage(visit.viewer, namedTrust(trust), { trust, typed, mark: markOf(trust), faults, refusal })
}

/** A password that nobody knows any more cannot be given back, and none is ever in a page. */
function undoOf({ viewer }: Visit, before: FederationTrust, after: FederationTrust): Done['undo'] {
  const { kind } = before.credential
  if (kind === 'basic' || !kindsOf(before).includes(kind)) return null
  const account: HiddenFields = kind === 'exchange' ? [['account', accountIn(before.credential)]] : []
  return undoBy(viewer, namedTrust(before).id, 'credential', [
    ['kind', kind satisfies CredentialKind],
    ...account,
    [MADE_FROM, markOf(after)],
  ])
}

const isMalformed = (error: unknown): boolean =>
  error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED'

async function change(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, params } = visit
  const { language } = viewer.locale
  const texts = CREDENTIAL_TEXTS[language]
  const trust = trustOf(door, visit)
  const changing = { ...namedTrust(trust), act: 'credential' } as const
  const isHeld = visit.form.get(MADE_FROM) === markOf(trust)
  if (!actsOf(trust).includes('credential') || !isHeld) return shown(stalePage(viewer, changing), 409)
  const { typed, secrets } = sent(visit)
  const faults = faultsOf(visit, trust, typed, secrets)
  if (Object.values(faults).some((fault) => fault !== undefined) || !isConfirmed(visit.form))
    return shown(form(visit, trust, { typed, faults }), 422)
  const order = { params, body: bodyOf(typed, secrets) }
  const asked = await askChange(door, visit, 'trust.credential', order).catch((error: unknown) => {
    if (isMalformed(error)) return null
    throw error
  })
  if (asked === null) return shown(form(visit, trust, { typed, faults: { account: texts.noAccount } }), 422)
  if (asked.outcome === 'refused') {
    const taken = asked.because === 'credential-taken' && { account: CHANGE_REFUSALS[language][asked.because] }
    return shown(form(visit, trust, taken ? { typed, faults: taken } : { typed, refusal: asked.because }), 422)
  }
  const more = typed.kind === 'basic' && html`<p>${texts.tellPartner}</p>`
  const undo = undoOf(visit, trust, trustOf(door, visit))
  return shown(changedPage(viewer, changing, { said: texts.changed, undo, more }))
}

/** How a partner shows who asks. */
export const CREDENTIAL_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/trusts/:trust/credential', admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      if (actsOf(trust).includes('credential')) return shown(form(visit, trust, {}))
      return shown(stalePage(visit.viewer, { ...namedTrust(trust), act: 'credential' }), 409)
    },
  },
  {
    ...{ method: 'post', path: '/trusts/:trust/credential', admits: ['administrator'], fresh: true },
    handle: change,
  },
]
