import { ACCOUNT_ROLES, LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../sign-in/console-accounts.ts'
import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { inputField, radioGroup } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { ACCOUNTS_PATH, accountPath } from './accounts-page.ts'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'

export interface AccountFormState {
  /** Of the account there is; null for a new one. */
  readonly name: string | null
  readonly typed: { readonly name: string; readonly role: string }
  /** Of the account as it was shown; 0 for a new one. */
  readonly version: number
  readonly faults: Faults
}

const LONGEST_NAME = 100

function passwordFields(state: AccountFormState, viewer: Viewer): Html {
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const hint = state.name === null ? texts.passwordHint(SHORTEST_PASSWORD) : texts.passwordKeep(SHORTEST_PASSWORD)
  const field = (name: 'password' | 'again', label: string, more: { readonly hint?: string }): Html =>
    inputField({
      ...{ type: 'password', name, label, ...more, value: '', wrong: state.faults[name] },
      ...{ most: LONGEST_PASSWORD, autocomplete: 'new-password' },
    })
  return html`${field('password', texts.password, { hint })}${field('again', texts.again, {})}`
}

/** A new account, or another role or password for one there is. */
export function accountForm(viewer: Viewer, state: AccountFormState): string {
  const { name, typed, version, faults } = state
  const { language } = viewer.locale
  const [texts, { roles, cancel }] = [ACCOUNTS_TEXTS[language], CONSOLE_TEXTS[language]]
  const named = { name: 'name', label: texts.name, hint: texts.nameHint, wrong: faults['name'], most: LONGEST_NAME }
  const who = name === null && inputField({ ...named, type: 'text', value: typed.name })
  const choices = ACCOUNT_ROLES.map((value) => ({
    ...{ value, text: roles[value], hint: texts.roleHints[value], checked: value === typed.role },
  }))
  const role = radioGroup({ name: 'role', legend: texts.role, wrong: faults['role'], choices })
  const action = name === null ? `${viewer.base}${ACCOUNTS_PATH}/add` : accountPath(viewer, name)
  const form = html`<form method="post" action="${action}">${consoleToken(viewer)}<input type="hidden" name="version" value="${version}">${who}${role}${passwordFields(state, viewer)}<div class="send"><button>${texts.go}</button><a class="button" href="${viewer.base}${ACCOUNTS_PATH}">${cancel}</a></div></form>`
  const title = name === null ? texts.addTitle : texts.changeOf(name)
  const content = html`${consoleFaults(viewer, faults)}<section class="card">${form}</section>`
  return consolePage(viewer, 'accounts', title, content)
}
