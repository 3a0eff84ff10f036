import { Command } from 'commander'
import { administer, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { saidOf } from './audit-lookups.ts'
import { shownInstant } from './show-instant.ts'
import { table } from './table.ts'

interface Use {
  readonly unit: string
  readonly used: number
  readonly of: number
  readonly enoughAt: string | null
  readonly wholeAt: string | null
}

interface Counted {
  readonly at: string
  readonly instances: number
  readonly more: boolean
}

interface Account {
  readonly organization: string
  readonly organizationName: string | null
  readonly kind: 'partner' | 'inside' | 'beside'
  readonly through: string | null
  readonly throughName: string | null
  readonly budgets: readonly Use[]
  readonly short: Readonly<Record<'requester' | 'target' | 'pair', number>>
}

interface Listed extends Counted {
  readonly answeredInBlocks: number
  readonly refused: number
  readonly accounts: readonly Account[]
}

interface PersonalUse extends Use {
  readonly scope: string
  readonly from: string | null
  readonly about: string | null
}

interface Shown extends Counted {
  readonly uses: readonly PersonalUse[]
}

type LimitOptions = AdminOptions & { readonly limit?: string; readonly from?: string }

const USE_HEADING = ['budget', 'used', 'of', 'enough again', 'whole again']
const KINDS = { partner: '', inside: ', its own people', beside: ', about its neighbours here' } as const

const again = (instant: string | null): string => (instant === null ? 'now' : shownInstant(instant))

/** Without what is past the point: a slot more or less says nothing. */
const useCells = ({ unit, used, of, enoughAt, wholeAt }: Use): readonly string[] => [
  unit === 'mailboxes' ? 'mailboxes an hour' : unit.includes(' ') ? unit : `${unit} a day`,
  ...[String(Math.ceil(used)), String(Math.floor(of)), again(enoughAt), again(wholeAt)],
]

/** Whose numbers these are. */
function ofThisGateway({ at, instances }: Counted): string {
  const share = instances > 1 ? `; each budget is shared by ${instances} gateways, which count each by itself` : ''
  return `As of ${shownInstant(at)}, counted by this gateway since its start${share}.\n`
}

function accountRows(account: Account): readonly (readonly string[])[] {
  const { organization, organizationName, kind, through, throughName, budgets, short } = account
  const by = through === null ? '' : ` through ${throughName ?? through}`
  const name = `${organizationName ?? organization}${by}${KINDS[kind]}`
  const wanting = [
    [short.requester, 'people'],
    [short.target, 'mailboxes'],
    [short.pair, 'pairs'],
  ].filter(([count]) => count !== 0)
  const words = wanting.length === 0 ? 'nobody' : wanting.map(([count, what]) => `${what} ${count}`).join(', ')
  const rows = budgets.map((use) => [name, ...useCells(use)])
  return [...rows, [name, 'with not enough left', words, '', '', '']]
}

function listWords(listed: Listed): string {
  const { accounts, answeredInBlocks, refused, more } = listed
  const met = `Answered in blocks: ${answeredInBlocks}. Told to come back: ${refused}.\n`
  if (accounts.length === 0) return `Nobody has asked.\n${met}${ofThisGateway(listed)}`
  const rows = table(['organization', ...USE_HEADING], accounts.flatMap(accountRows))
  return `${rows}${more ? 'There are more: --limit <count>\n' : ''}\n${met}${ofThisGateway(listed)}`
}

function showWords(shown: Shown): string {
  const { uses, more } = shown
  if (uses.length === 0) return `Nobody has used up anything.\n${ofThisGateway(shown)}`
  const rows = uses.map((use) => [use.from ?? '(everybody)', use.about ?? '(everybody)', ...useCells(use)])
  const told = table(['who asks', 'about', ...USE_HEADING], rows)
  return `${told}${more ? 'There are more: --limit <count>\n' : ''}\n${ofThisGateway(shown)}`
}

/** `ledig budget`: what has been used up of the budgets of what is learned. */
export function budgetCommand(): Command {
  const list = withAdminOptions(new Command('list'))
    .description('Print what each organization that asks has used up of its budgets, and when there is enough again.')
    .option('--limit <count>', 'how many organizations at most, the fullest first; else 100')
    .action(async (options: LimitOptions) => {
      const call = { method: 'GET', path: '/budgets', query: saidOf(options, ['limit']) } as const
      print(options, (await administer(call, options)).body, listWords)
    })
  const show = withAdminOptions(new Command('show'))
    .description('Print who of one organization has used up how much, about whom; it goes on record.')
    .argument('<organization>', 'its name or its id')
    .option('--from <address>', 'of what she asks only')
    .option('--limit <count>', 'how many at most, the fullest first; else 100')
    .addHelpText('after', '\nExample:\n  $ ledig budget show Fabrikam --from anna@fabrikam.example')
    .action(async (organization: string, options: LimitOptions) => {
      const path = `/budgets/${encodeURIComponent(organization)}`
      const call = { method: 'GET', path, query: saidOf(options, ['from', 'limit']) } as const
      print(options, (await administer(call, options)).body, showWords)
    })
  return new Command('budget').description('Budgets of what is learned.').addCommand(list).addCommand(show)
}
