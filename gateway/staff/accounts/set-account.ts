import { FederationError } from '../../../protocols/federation-error.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { accountForm } from '../../console/accounts/account-form.ts'
import { ACCOUNTS_PATH, accountPath } from '../../console/accounts/accounts-page.ts'
import { ACCOUNTS_TEXTS } from '../../console/accounts/accounts-texts.ts'
import type { AccountsTexts } from '../../console/accounts/accounts-texts.ts'
import { donePage, isConfirmed, questionPage } from '../../console/change-pages.ts'
import { CONSOLE_TEXTS } from '../../console/console-texts.ts'
import type { Faults } from '../../console/form-fields.ts'
import { html } from '../../console/html.ts'
import type { Part } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { ACCOUNT_ROLES, readAccountName, SHORTEST_PASSWORD } from '../../sign-in/console-accounts.ts'
import type { AccountRole, ConsoleAccount } from '../../sign-in/console-accounts.ts'
import { passwordProblem } from '../../sign-in/new-password.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { isLastNamed, isOwn } from './last-administrator.ts'

const SALT_BYTES = 16
const LONGEST_TYPED = 2_048

const textsOf = ({ viewer }: Visit): AccountsTexts => ACCOUNTS_TEXTS[viewer.locale.language]
const typedIn = ({ form }: Visit, name: string): string => (form.get(name) ?? '').slice(0, LONGEST_TYPED)

function roleIn(visit: Visit): AccountRole | null {
  const typed = typedIn(visit, 'role')
  return ACCOUNT_ROLES.find((role) => role === typed) ?? null
}

/** @throws FederationError `ERR_NOT_FOUND` */
export function accountNamed({ consoleAccounts }: ConsoleDoor, { params }: Visit): ConsoleAccount {
  const account = consoleAccounts.of(readAccountName(params['name'] ?? '') ?? '')
  if (account === null) throw new FederationError('ERR_NOT_FOUND', 'There is no administrator of this name.')
  return account
}

/** @throws FederationError `ERR_CONFLICT` where it is another than the one that was shown */
function heldTo(visit: Visit, account: Pick<ConsoleAccount, 'version'> | null): void {
  if (typedIn(visit, 'version') === String(account?.version ?? 0)) return
  throw new FederationError('ERR_CONFLICT', 'Somebody else changed it meanwhile.')
}

/** What was typed, read: the hash in the place of the password; null where it is to stay. */
interface Wanted {
  readonly name: string
  readonly role: AccountRole
  readonly passwordHash: string | null
}

/** A hash that this form has sent already, or that of the password that was typed. */
async function hashIn(door: ConsoleDoor, visit: Visit): Promise<string | null> {
  const kept = typedIn(visit, 'passwordHash')
  const password = typedIn(visit, 'password')
  if (kept !== '' || password === '') return kept === '' ? null : kept
  return hashPassword(password, door.administration.random.bytes(SALT_BYTES))
}

function faultsOf(door: ConsoleDoor, visit: Visit, account: ConsoleAccount | null): Faults {
  const texts = textsOf(visit)
  const [password, again] = [typedIn(visit, 'password'), typedIn(visit, 'again')]
  const name = account?.name ?? readAccountName(typedIn(visit, 'name'))
  const isTaken = account === null && name !== null && door.consoleAccounts.of(name) !== null
  const stays = password === '' && again === '' && (account !== null || typedIn(visit, 'passwordHash') !== '')
  const problem = stays ? null : passwordProblem(password, again, name ?? '')
  const said = problem === null ? undefined : texts.problems[problem](SHORTEST_PASSWORD)
  const nothing = account !== null && stays && typedIn(visit, 'passwordHash') === '' && roleIn(visit) === account.role
  return {
    name: name === null ? texts.nameWrong : isTaken ? texts.nameTaken : undefined,
    role: nothing ? texts.nothingNew : undefined,
    password: problem === 'other' ? undefined : said,
    again: problem === 'other' ? said : undefined,
  }
}

function says(door: ConsoleDoor, visit: Visit, wanted: Wanted, account: ConsoleAccount | null): Part {
  const texts = textsOf(visit)
  const { roles } = CONSOLE_TEXTS[visit.viewer.locale.language]
  const { name, role, passwordHash } = wanted
  if (account === null) return html`<p><bdi>${texts.addSays(name, roles[role])}</bdi></p>`
  const demoted = role !== 'administrator' && isLastNamed(door, name)
  return html`${role !== account.role && html`<p>${texts.roleSays(name, roles[role])}</p>`}${passwordHash !== null && html`<p>${texts.passwordSays(name)}</p>`}<p>${texts.signedOut(name)} ${isOwn(visit, name) && texts.signedOutYou}</p>${demoted && html`<p class="card capped">${texts.last}</p>`}`
}

function asked(door: ConsoleDoor, visit: Visit, wanted: Wanted, account: ConsoleAccount | null): PageAnswer {
  const { viewer, base } = visit
  const texts = textsOf(visit)
  const { name, role, passwordHash } = wanted
  const fields = [
    ['name', name],
    ['role', role],
    ['passwordHash', passwordHash ?? ''],
    ['version', String(account?.version ?? 0)],
  ] as const
  const action = account === null ? `${base}${ACCOUNTS_PATH}/add` : accountPath(viewer, name)
  const place = { section: 'accounts' as const, back: `${base}${ACCOUNTS_PATH}`, action, fields }
  const title = account === null ? texts.addTitle : texts.changeOf(name)
  const yes = account === null ? texts.yesAdd : texts.yesChange
  const final = account !== null && passwordHash !== null
  return shown(questionPage(viewer, { ...place, title, yes, final, says: says(door, visit, wanted, account) }))
}

/** A role can be given back; a password that nobody knows any more cannot. */
function undoOf(door: ConsoleDoor, visit: Visit, wanted: Wanted, account: ConsoleAccount | null) {
  const path = accountPath(visit.viewer, wanted.name)
  const version = ['version', String(door.consoleAccounts.of(wanted.name)?.version ?? 0)] as const
  if (account === null) return { action: `${path}/remove`, fields: [version] }
  if (wanted.passwordHash !== null || isOwn(visit, wanted.name)) return null
  return { action: path, fields: [['role', account.role], version] as const }
}

async function set(door: ConsoleDoor, visit: Visit, wanted: Wanted, account: ConsoleAccount | null) {
  const { viewer, base } = visit
  const texts = textsOf(visit)
  const { name, role } = wanted
  heldTo(visit, account)
  const passwordHash = wanted.passwordHash ?? door.consoleAccounts.hashOf(name) ?? ''
  await askOperation(door, visit, 'administrator.set', { params: { name }, body: { role, passwordHash } })
  const place = { section: 'accounts' as const, back: `${base}${ACCOUNTS_PATH}` }
  const title = account === null ? texts.addTitle : texts.changeOf(name)
  const said = account === null ? texts.saidAdded(name) : texts.saidChanged(name)
  return shown(donePage(viewer, { ...place, title, said, undo: undoOf(door, visit, wanted, account) }))
}

/** Wrong input comes back with what is wrong; right input is asked about once, and then carried out. */
async function take(door: ConsoleDoor, visit: Visit, account: ConsoleAccount | null): Promise<PageAnswer> {
  const faults = faultsOf(door, visit, account)
  const name = account?.name ?? readAccountName(typedIn(visit, 'name'))
  const role = roleIn(visit) ?? 'auditor'
  if (name === null || Object.values(faults).some((fault) => fault !== undefined)) {
    const typed = { name: typedIn(visit, 'name').slice(0, 100), role }
    const version = account?.version ?? 0
    return shown(accountForm(visit.viewer, { name: account?.name ?? null, typed, version, faults }), 422)
  }
  const wanted = { name, role, passwordHash: await hashIn(door, visit) }
  return isConfirmed(visit.form) ? set(door, visit, wanted, account) : asked(door, visit, wanted, account)
}

const FOR = { admits: ['administrator'], fresh: true } as const
const NEW = { name: null, typed: { name: '', role: 'auditor' }, version: 0, faults: {} }

export const SET_ACCOUNT: readonly RoleRoute[] = [
  { method: 'get', path: '/accounts/add', ...FOR, handle: (_, { viewer }) => shown(accountForm(viewer, NEW)) },
  { method: 'post', path: '/accounts/add', ...FOR, handle: (door, visit) => take(door, visit, null) },
  {
    ...{ method: 'get', path: '/accounts/of/:name', ...FOR },
    handle: (door, visit) => {
      const { name, role, version } = accountNamed(door, visit)
      return shown(accountForm(visit.viewer, { name, typed: { name, role }, version, faults: {} }))
    },
  },
  {
    ...{ method: 'post', path: '/accounts/of/:name', ...FOR },
    handle: (door, visit) => take(door, visit, accountNamed(door, visit)),
  },
]
