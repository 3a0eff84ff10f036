import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { readAccountName, SHORTEST_PASSWORD } from '../sign-in/console-accounts.ts'
import { passwordProblem } from '../sign-in/new-password.ts'
import { good, note, right, wrong } from './set-up-step.ts'
import type { Step, Typed } from './set-up-step.ts'
import type { StepTexts } from '../console/set-up/step-texts.ts'

const SALT_BYTES = 16
/** What is wrong with a new password, at the field it is typed in; none where it may be one. */
function passwordFaults({ password = '', again = '', name = '' }: Typed, texts: StepTexts) {
  const problem = passwordProblem(password, again, name)
  if (problem === null) return {}
  if (problem === 'other') return { again: texts.passwordOther }
  return { password: problem === 'length' ? texts.passwordShort(SHORTEST_PASSWORD) : texts.passwordGuessed }
}

/** Who signs in to the console first. Of the password nothing is kept but its hash. */
export const ADMINISTRATOR_STEP: Step<'administrator'> = {
  fields: ['name', 'password', 'again'],
  begin: ({ answered: { administrator } }) => ({ name: administrator?.name ?? '' }),
  check: async (typed, { answered: { administrator }, random }, { texts }) => {
    const name = readAccountName(typed['name'] ?? '')
    const named = name === null ? { name: texts.accountWrong } : {}
    const { password = '', again = '' } = typed
    const kept = administrator !== undefined && password === '' && again === '' ? administrator.passwordHash : null
    const faults = { ...named, ...(kept === null ? passwordFaults(typed, texts) : {}) }
    if (name === null || Object.keys(faults).length > 0) return wrong(faults)
    const passwordHash = kept ?? (await hashPassword(password, random.bytes(SALT_BYTES)))
    const findings = [
      good(texts.accountRight(name)),
      kept === null ? good(texts.passwordRight) : note(texts.passwordKept),
    ]
    return right({ name, passwordHash }, findings)
  },
}
