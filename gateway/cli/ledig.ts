#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { administratorCommand } from './administrator.ts'
import { approvalCommand } from './approval.ts'
import { askCommand } from './ask.ts'
import { auditCommand } from './audit.ts'
import { backupCommand, restoreCommand, storeCommand } from './backup.ts'
import { certificateCommand } from './certificate.ts'
import { configCommand } from './config-check.ts'
import { exitCodeOf, ExitCode } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { healthcheckCommand } from './healthcheck.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { invitationCommand } from './invitation.ts'
import { budgetCommand } from './budget.ts'
import { lookupCommand } from './lookup.ts'
import { mailboxCommand } from './mailbox.ts'
import { organizationCommand } from './organization.ts'
import { passwordCommand } from './password.ts'
import { partCommand } from './part.ts'
import { policyCommand } from './policy.ts'
import { serveCommand } from './serve.ts'
import { shareCommand } from './share.ts'
import { sharingCommand } from './sharing.ts'
import { sessionCommand } from './session.ts'
import { tokenCommand } from './token.ts'
import { trustCommand } from './trust.ts'

const CLOSING = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 configuration invalid, 4 could not reach or refused by a peer,
5 trust failure, 6 the store is held by another process, of a newer release or damaged, 7 trust test found what stands in the way,
8 checks failed, 9 conflict.

Examples:
  $ ledig init --domain example.org
  $ ledig serve --config ledig.yaml`

export function program(): Command {
  return new Command('ledig')
    .description('Federation gateway for free/busy.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(run with --help for what there is)')
    .addCommand(initCommand())
    .addCommand(serveCommand())
    .addCommand(configCommand())
    .addCommand(organizationCommand())
    .addCommand(certificateCommand())
    .addCommand(trustCommand())
    .addCommand(approvalCommand())
    .addCommand(lookupCommand())
    .addCommand(budgetCommand())
    .addCommand(explainCommand())
    .addCommand(askCommand())
    .addCommand(partCommand('relationship'))
    .addCommand(policyCommand())
    .addCommand(mailboxCommand())
    .addCommand(partCommand('group'))
    .addCommand(sharingCommand())
    .addCommand(shareCommand())
    .addCommand(invitationCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(administratorCommand())
    .addCommand(sessionCommand())
    .addCommand(auditCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(storeCommand())
    .addCommand(tokenCommand())
    .addCommand(passwordCommand())
    .addCommand(healthcheckCommand())
    .addHelpText('after', CLOSING)
}

function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inherit(child)
  }
}

try {
  const cli = program()
  inherit(cli)
  await cli.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
