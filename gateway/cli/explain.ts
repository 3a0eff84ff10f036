import { Command, InvalidArgumentError } from 'commander'
import type { Explanation } from '../explain/explanation.ts'
import { administer, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { budgetWords } from './budget-words.ts'
import { shownInstant } from './show-instant.ts'
import { stepTable } from './step-table.ts'

interface ExplainOptions extends AdminOptions {
  readonly from: string
  readonly about: string
  readonly view?: string
  readonly at?: string
  readonly window?: { readonly start: string; readonly end: string }
  readonly dry?: true
}

/** A partner may take a minute, and is given twice that. */
const LONGEST_WAIT_MS = 150_000

/** Two instants with a slash between them (ISO 8601-1 5.5). */
function windowOf(text: string) {
  const [start, end, more] = text.split('/')
  if (start !== undefined && end !== undefined && more === undefined) return { start, end }
  throw new InvalidArgumentError('A window looks like 2026-11-27T08:00:00Z/2026-11-27T17:00:00Z.')
}

function endWords(explanation: Explanation): string {
  const { outcome, level, given, decidedBy, side, endedAt } = explanation
  const end = endedAt === null ? '' : ` It ends at ${endedAt.step}: ${endedAt.code}.`
  const whose = side === null ? '' : ` of the ${side} side`
  if (outcome === 'answer') return `Answered: ${level ?? ''} as ${given ?? ''}, by ${decidedBy}${whose}.`
  if (outcome === 'refuse') return `Refused, by ${decidedBy}${whose}.${end}`
  return `Unknown, never free.${end}`
}

function words(explanation: Explanation): string {
  const { at, from, about, view, window, dry, requestId, upstreamRequestId, steps, outcome, endedAt } = explanation
  const there = upstreamRequestId === null ? '' : `, their request ${upstreamRequestId}`
  return [
    `${from} about ${about}, ${view}, ${shownInstant(window.start)} to ${shownInstant(window.end)}`,
    `${dry ? 'decided only, nobody was asked' : 'asked'}, as of ${shownInstant(at)}, request ${requestId}${there}`,
    '',
    stepTable(steps),
    endWords(explanation),
    // Of who is told nothing for another reason, what a budget would say is of no use.
    outcome === 'answer' || endedAt?.step === 'limits' ? budgetWords(steps) : '',
  ].join('\n')
}

/** `ledig explain`: goes the way of a lookup and tells every step of it. */
export function explainCommand(): Command {
  return withAdminOptions(new Command('explain'))
    .description(
      'Say why somebody is told what she is told of a calendar: every step, its rule, and where that is written.',
    )
    .requiredOption('--from <address>', 'who asks: one of our people, or of a partner')
    .requiredOption('--about <address>', 'whose calendar')
    .option('--view <view>', 'the view that is asked for; absent: Detailed')
    .option('--at <instant>', 'decide as of then; only with --dry')
    .option('--window <start/end>', 'the time that is asked about; absent: a day from the full hour on', windowOf)
    .option('--dry', 'decide, and ask no calendar and no partner')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ledig explain --from anna@fabrikam.example --about vera@contoso.example --dry\n' +
        '  $ ledig explain --from vera@contoso.example --about anna@fabrikam.example --view FreeBusy --json',
    )
    .action(async (options: ExplainOptions) => {
      const { from, about, view, at, window, dry } = options
      const said = { view, at, window, dry }
      const body = { from, about, ...Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)) }
      const call = { method: 'POST', path: '/explanations', body, longestWaitMs: LONGEST_WAIT_MS } as const
      print(options, (await administer(call, options)).body, words)
    })
}
