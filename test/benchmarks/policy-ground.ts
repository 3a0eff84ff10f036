import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Ask } from '../../trust/policies/decision.ts'
import { LivePolicies } from '../../trust/policies/live-policies.ts'
import { partKey, partsOf } from '../../trust/policies/policy-parts.ts'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import type { Policy } from '../../trust/policies/policy.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/** How large the policy is that decisions are measured with. */
const SIZE = { mailboxes: 100_000, relationships: 1_000 }
/** Ten thousand groups, by level, the innermost first: those of the next hold them. */
const LEVELS = [8_000, 1_600, 320, 64, 16]

type Fields = Readonly<Record<string, Json>>

const NOON = Date.parse('2026-11-23T12:00:00Z')
const VIEWS = ['Detailed', 'DetailedMerged', 'FreeBusy', 'MergedOnly'] as const

/** Numbers that look random and are the same in every run (a linear congruential generator, Numerical Recipes' constants). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const mailboxName = (i: number): string => `person${i}@contoso.example`
const partnerName = (i: number): string => `partner${i}.example`
const groupName = (level: number, i: number): string => `level${level}-${i}`

/** Everybody is in one group of the innermost level, and so in one of each. */
function groups(): Record<string, string[]> {
  const all: Record<string, string[]> = {}
  LEVELS.forEach((count, level) => {
    for (let i = 0; i < count; i++) all[groupName(level, i)] = []
    const [below, name] =
      level === 0 ? [SIZE.mailboxes, mailboxName] : [LEVELS[level - 1] ?? 0, (i: number) => groupName(level - 1, i)]
    for (let i = 0; i < below; i++) all[groupName(level, i % count)]?.push(name(i))
  })
  return all
}

function mailboxes(random: (below: number) => number): Fields[] {
  return Array.from({ length: SIZE.mailboxes }, (_, i) => ({
    address: mailboxName(i),
    default: i % 2 === 0 ? 'AvailabilityOnly' : 'LimitedDetails',
    sharingPolicy: `policy${i % 10}`,
    grants:
      i % 3 === 0
        ? [
            { to: `someone${random(100)}@${partnerName(random(SIZE.relationships))}`, level: 'LimitedDetails' },
            { to: `@${partnerName(random(SIZE.relationships))}`, level: 'AvailabilityOnly' },
          ]
        : [],
  }))
}

function relationships(random: (below: number) => number): Fields[] {
  return Array.from({ length: SIZE.relationships }, (_, i) => ({
    name: `partner${i}`,
    domains: [partnerName(i)],
    freeBusyAccessEnabled: true,
    freeBusyAccessLevel: i % 3 === 0 ? 'AvailabilityOnly' : 'LimitedDetails',
    freeBusyAccessScope: i % 4 === 0 ? null : groupName(4, i % 16),
    exclude: [groupName(1, random(LEVELS[1] ?? 1)), mailboxName(random(SIZE.mailboxes))],
    validUntil: '2030-01-01T00:00:00Z',
  }))
}

function largeDocument(): WrittenDocument {
  const random = numbers(1)
  return {
    organization: { id: 'contoso', domains: ['contoso.example', 'contoso.test'] },
    groups: groups(),
    mailboxes: mailboxes(random),
    relationships: relationships(random),
    sharingPolicies: Array.from({ length: 10 }, (_, i) => ({
      name: `policy${i}`,
      default: i === 0,
      domains: ['*: CalendarSharingFreeBusyDetail', `${partnerName(i)}: CalendarSharingFreeBusySimple`],
    })),
  }
}

/** As it comes with a request: equal to the address in the policy, and another string. */
const received = (text: string): MailboxAddress => parseMailboxAddress(Buffer.from(text, 'latin1').toString('latin1'))

/** Questions of anybody about anybody, in no order; three in four are about somebody in the scope. */
export function questions(count: number): readonly Ask[] {
  const random = numbers(2)
  return Array.from({ length: count }, (): Ask => {
    const partner = random(SIZE.relationships)
    const mailbox = random(SIZE.mailboxes)
    const inScope = mailbox - (mailbox % 16) + (partner % 16)
    const about = random(4) > 0 && inScope < SIZE.mailboxes ? inScope : mailbox
    return {
      from: received(`someone${random(100)}@${partnerName(partner)}`),
      about: received(mailboxName(about)),
      view: VIEWS[random(VIEWS.length)] ?? 'Detailed',
      at: NOON,
    }
  })
}

export interface PolicyGround {
  readonly policy: Policy
  /** What one read is measured with: the mailboxes of the policy, by the same addresses. */
  readonly map: ReadonlyMap<MailboxAddress, number>
}

/**
 * The large policy as a gateway has it: laid out from records.
 *
 * @throws FederationError `ERR_STORE_DAMAGED` where the document made here is not sound
 */
export function openPolicyGround(): PolicyGround {
  const policies = new LivePolicies(() => ({}))
  for (const part of partsOf('contoso', largeDocument())) {
    policies.set(part.kind, partKey('contoso', part), JSON.parse(JSON.stringify(part.value)) as Json)
  }
  const policy = policies.get('contoso')
  if (policy === undefined) throw new Error('there is no policy')
  return { policy, map: new Map([...policy.parts.mailboxes].map(([address], i) => [address, i])) }
}
