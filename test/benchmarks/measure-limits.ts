import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { configSchema } from '../../config/config-schema.ts'
import type { Requester } from '../../gateway/broker/requester.ts'
import { LookupBudgets } from '../../gateway/limits/lookup-budgets.ts'
import type { BudgetedLookup } from '../../gateway/limits/lookup-budgets.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY, MINUTE } from '../../protocols/availability/time-window.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import type { TrustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import type { Effort } from './measure-lookups.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'

const ORGANIZATION = parseOrganizationId('urn:ledig:00000000-0000-4000-8000-00000000aaaa')
const START = Date.UTC(2026, 10, 23)
/** Everybody who was asked about today is held: of so many people by so many. */
const [PEOPLE, ASKERS] = [2_000, 40]
const TIMES = 20_000
const TRUSTS: Pick<TrustSnapshot, 'issuer'> = { issuer: () => undefined }

const cpuOf = (times: number, work: (n: number) => void): number => {
  const before = process.cpuUsage()
  for (let n = 0; n < times; n++) work(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

function requester(n: number): Requester {
  const person = parseMailboxAddress(`a${String(n % ASKERS)}@fabrikam.example`)
  const rest = { audience: ORGANIZATION, hop: 0, tokenId: 'a token' }
  return { kind: 'partner', issuer: ORGANIZATION, organization: ORGANIZATION, person, ...rest }
}

/** A week of half hours; addresses are texts of their own each time, as they come out of a request. */
function lookupAbout(mailboxes: number, n: number): BudgetedLookup {
  const address = (i: number) => parseMailboxAddress(`p${String((n * 7 + i) % PEOPLE)}@contoso.example`)
  const about = Array.from({ length: mailboxes }, (_, i) => address(i))
  const question = {
    mailboxes: about,
    view: 'DetailedMerged',
    interval: 30,
    window: { start: START, end: START + 7 * DAY },
  } as const
  const directory = { hostedDomain: () => undefined, trusts: () => TRUSTS as TrustSnapshot }
  return { directory, requester: requester(n), question, about, passedOn: 0, at: START + n * (MINUTE / 20) }
}

/** What counting a lookup costs, over the verification of the token that it came with (ES256); both in this run. */
export function measureLimits(effort: Effort, progress: (line: string) => void): readonly Ratio[] {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const text = Buffer.alloc(600, 7)
  const signature = sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const verifyOnce = (): boolean => verify('sha256', text, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  const huge = 1_000_000_000_000
  const defaults = configSchema.shape.limits.parse(undefined)
  const wide = { partnerMailboxesPerMinute: 1e9, partnerMailboxesPerHour: 1e9, requesterMailboxesPerHour: 1e9 }
  const limits = {
    ...defaults,
    ...wide,
    requesterPeoplePerDay: 1e9,
    requesterSlotsPerDay: huge,
    partnerSlotsPerDay: huge,
  }
  return [1, 100].map((mailboxes): Ratio => {
    const times = Math.max(50, Math.ceil((TIMES * effort.share) / Math.sqrt(mailboxes)))
    const quotients = Array.from({ length: effort.rounds }, (_, round) => {
      const budgets = new LookupBudgets(limits, () => 1)
      const lookups = Array.from({ length: times }, (__, n) => lookupAbout(mailboxes, n))
      for (let n = 0; n < times / 2; n++) budgets.spend(lookups[n] as BudgetedLookup)
      const spent = cpuOf(times, (n) => void budgets.spend(lookups[n] as BudgetedLookup))
      const verified = cpuOf(Math.ceil(TIMES * effort.share), verifyOnce)
      progress(
        `limits: round ${String(round + 1)}, ${String(mailboxes)}: ${spent.toFixed(2)} µs, a verification ${verified.toFixed(1)} µs`,
      )
      return spent / verified
    })
    return {
      name: `limits-${String(mailboxes)}`,
      value: median(quotients),
      target: mailboxes === 1 ? 0.25 : 3,
      better: 'lower',
    }
  })
}
