import { expect } from 'chai'
import type { Command } from 'commander'
import { OPERATIONS } from '../../../gateway/admin/operations.ts'
import type { Operation } from '../../../gateway/admin/operation.ts'
import { administratorCommand } from '../../../gateway/cli/administrator.ts'
import { approvalCommand } from '../../../gateway/cli/approval.ts'
import { auditCommand } from '../../../gateway/cli/audit.ts'
import { backupCommand, restoreCommand, storeCommand } from '../../../gateway/cli/backup.ts'
import { budgetCommand } from '../../../gateway/cli/budget.ts'
import { certificateCommand } from '../../../gateway/cli/certificate.ts'
import { explainCommand } from '../../../gateway/cli/explain.ts'
import { invitationCommand } from '../../../gateway/cli/invitation.ts'
import { lookupCommand } from '../../../gateway/cli/lookup.ts'
import { mailboxCommand } from '../../../gateway/cli/mailbox.ts'
import { organizationCommand } from '../../../gateway/cli/organization.ts'
import { partCommand } from '../../../gateway/cli/part.ts'
import { policyCommand } from '../../../gateway/cli/policy.ts'
import { shareCommand } from '../../../gateway/cli/share.ts'
import { sharingCommand } from '../../../gateway/cli/sharing.ts'
import { sessionCommand } from '../../../gateway/cli/session.ts'
import { tokenCommand } from '../../../gateway/cli/token.ts'
import { trustCommand } from '../../../gateway/cli/trust.ts'

const COMMANDS = [
  ...[
    organizationCommand(),
    trustCommand(),
    approvalCommand(),
    policyCommand(),
    tokenCommand(),
    administratorCommand(),
    sessionCommand(),
    auditCommand(),
    invitationCommand(),
  ],
  ...[
    partCommand('relationship'),
    mailboxCommand(),
    partCommand('group'),
    sharingCommand(),
    shareCommand(),
    lookupCommand(),
    budgetCommand(),
  ],
  ...[certificateCommand(), ...trustCommand().commands.filter((one) => one.name() === 'roll')],
]
const BACKUP = 'backup.create'
const EXPLAIN = 'lookup.explain'
/** Sent with a body, and change nothing here: they ask a partner, or have a passphrase or a draft. */
const READING = ['trust.test', 'certificate.export', 'policy.diff', EXPLAIN]

function commandOf({ id }: Operation): Command | undefined {
  if (id === BACKUP) return backupCommand()
  if (id === EXPLAIN) return explainCommand()
  const [resource, verb] = id.split('.')
  return COMMANDS.find((one) => one.name() === resource)?.commands.find((one) => one.name() === verb)
}

const optionsOf = (command: Command | undefined): (string | undefined)[] =>
  command?.options.map(({ long }) => long ?? undefined) ?? []

describe('the commands over the administration', () => {
  it('have the names of its operations, and can all print JSON', () => {
    for (const operation of OPERATIONS) expect(optionsOf(commandOf(operation)), operation.id).to.include('--json')
  })

  it('can be rehearsed where they change something', () => {
    for (const operation of OPERATIONS) {
      if (operation.method === 'get' || READING.includes(operation.id)) continue
      expect(optionsOf(commandOf(operation)), operation.id).to.include('--dry-run')
    }
    for (const command of [restoreCommand(), ...storeCommand().commands]) {
      expect(optionsOf(command), command.name()).to.include.members(['--dry-run', '--json'])
    }
  })
})
