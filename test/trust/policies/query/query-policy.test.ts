import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain, parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { VIEWS } from '../../../../protocols/availability/availability-question.ts'
import { ACCESS_LEVELS, compareLevels } from '../../../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../../../trust/policies/access-level.ts'
import { compilePolicy } from '../../../../trust/policies/compile-policy.ts'
import { decideAccess } from '../../../../trust/policies/decide-access.ts'
import { decideAnonymous } from '../../../../trust/policies/decide-anonymous.ts'
import type { PolicyDocument } from '../../../../trust/policies/policy-document.ts'
import type { Policy } from '../../../../trust/policies/policy.ts'
import { queryPolicy } from '../../../../trust/policies/query/query-policy.ts'
import type { Asked, Askers, PolicyQuery, Witness } from '../../../../trust/policies/query/policy-query.ts'
import { OUR_LIST, OUR_MAILBOXES, OUTSIDERS, read, TURNS, writtenDocument } from '../arbitrary-documents.ts'

const FIRST = Date.parse('2026-10-01T00:00:00Z')
const LAST = Date.parse('2027-06-01T00:00:00Z')

/** Everybody there could be in such a document, and two more of each domain, so that no one stands for all by chance. */
const PEOPLE = [
  ...OUR_MAILBOXES,
  OUR_LIST,
  'unlisted@contoso.example',
  ...OUTSIDERS,
  ...['contoso', 'fabrikam', 'adatum', 'sub.fabrikam', 'northwind'].flatMap((domain) =>
    ['x', 'y', 'somebody'].map((name) => `${name}@${domain}.example`),
  ),
].map(parseMailboxAddress)
const INSTANTS = [FIRST, ...TURNS.map((turn) => Date.parse(turn))].flatMap((at) => [at - 1, at, at + 1, at + 3_600_000])

const isOurs = (address: MailboxAddress): boolean => address.endsWith('@contoso.example')

/** Who is in a group, found out by another way than the program's. */
function isIn(document: PolicyDocument, group: string, address: MailboxAddress, seen: readonly string[] = []): boolean {
  return (document.groups[group] ?? []).some((member) =>
    'address' in member
      ? member.address === address
      : !seen.includes(member.group) && isIn(document, member.group, address, [...seen, group]),
  )
}

/** @param address null: a visitor of a published calendar */
function asks(from: Askers, address: MailboxAddress | null): boolean {
  if (from.who === 'anybody') return true
  if (from.who === 'anonymous' || address === null) return from.who === 'anonymous' && address === null
  return from.who === 'domain' ? address.endsWith(`@${from.domain}`) : address === from.address
}

function isAsked(document: PolicyDocument, about: Asked, address: MailboxAddress): boolean {
  if (about.whom === 'address') return address === about.address
  return about.whom === 'group' ? isIn(document, about.group, address) : isOurs(address)
}

/** The most that visitors see of any of these, published at any level. */
function mostPublished(policy: Policy, mailboxes: readonly MailboxAddress[]): AccessLevel {
  const levels = mailboxes.flatMap((about) =>
    (['AvailabilityOnly', 'LimitedDetails', 'Reviewer'] as const).map((level) =>
      decideAnonymous(policy, { about, level, part: null }),
    ),
  )
  return levels.reduce<AccessLevel>(
    (most, decision) =>
      decision.outcome === 'answer' && compareLevels(decision.level, most) > 0 ? decision.level : most,
    'None',
  )
}

/** The most that anybody sees, by asking everything. */
function mostSeen(document: PolicyDocument, { from, about, since, until }: PolicyQuery): AccessLevel {
  const calendars = new Set(PEOPLE.filter(isOurs))
  const policy = compilePolicy(document, { calendarMailboxes: () => calendars })
  const askedAbout = PEOPLE.filter((one) => isAsked(document, about, one))
  let most = asks(from, null) ? mostPublished(policy, askedAbout) : 'None'
  for (const asker of PEOPLE.filter((one) => asks(from, one))) {
    for (const mailbox of askedAbout) {
      for (const at of INSTANTS.filter((one) => since <= one && one < until)) {
        for (const view of VIEWS) {
          const decision = decideAccess(policy, { from: asker, about: mailbox, view, at }, 'answering')
          if (decision.outcome === 'answer' && compareLevels(decision.level, most) > 0) most = decision.level
        }
      }
    }
  }
  return most
}

const askers: fc.Arbitrary<Askers> = fc.oneof(
  fc.constant({ who: 'anybody' } as const),
  fc.constant({ who: 'anonymous' } as const),
  fc
    .constantFrom('fabrikam.example', 'adatum.example', 'sub.fabrikam.example', 'northwind.example', 'contoso.example')
    .map((domain) => ({ who: 'domain', domain: parseDomain(domain) }) as const),
  fc.constantFrom(...PEOPLE).map((address) => ({ who: 'address', address }) as const),
)
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant({ whom: 'anybody' } as const),
  fc.constantFrom('staff', 'board').map((group) => ({ whom: 'group', group }) as const),
  fc.constantFrom(...PEOPLE).map((address) => ({ whom: 'address', address }) as const),
)
const query: fc.Arbitrary<PolicyQuery> = fc
  .record({
    from: askers,
    about: asked,
    level: fc.constantFrom('AvailabilityOnly', 'LimitedDetails', 'Reviewer'),
    since: fc.constantFrom(FIRST, ...TURNS.map((turn) => Date.parse(turn)), Date.parse(TURNS[1] ?? '') - 1),
    lasts: fc.constantFrom(1, LAST - FIRST),
  })
  .map(({ since, lasts, ...rest }) => ({ ...rest, since, until: since + lasts }) as PolicyQuery)

function expectTrue(
  document: PolicyDocument,
  asking: PolicyQuery,
  { from, about, at, level, decidedBy, steps }: Witness,
): void {
  expect(asks(asking.from, from), String(from)).to.equal(true)
  expect(asking.since <= at && at < asking.until).to.equal(true)
  // All of ours, as where the most was looked for: a group is told of only where its members are known.
  const policy = compilePolicy(document, { calendarMailboxes: () => new Set(PEOPLE.filter(isOurs)) })
  const decision =
    from === null
      ? decideAnonymous(policy, { about, level: 'Reviewer', part: null })
      : decideAccess(policy, { from, about, view: 'Detailed', at }, 'answering')
  expect(decision).to.include({ outcome: 'answer', level, decidedBy })
  expect(steps.map(({ code }) => code)).to.include(decidedBy)
}

describe('a query of a policy', () => {
  it('says yes just where somebody, at some time, sees so much of some mailbox, and shows one', () => {
    const outcomes = { yes: 0, no: 0, refused: 0 }
    fc.assert(
      fc.property(writtenDocument, query, (written, asking) => {
        const document = read(written)
        const { about } = asking
        if (about.whom === 'group' && !PEOPLE.some((one) => isIn(document, about.group, one))) {
          outcomes.refused++
          expect(() => queryPolicy(document, asking)).to.throw('Nobody is in this group')
          return
        }
        const most = mostSeen(document, asking)
        const answer = queryPolicy(document, asking)
        expect(answer.reached, most).to.equal(compareLevels(most, asking.level) >= 0)
        outcomes[answer.reached ? 'yes' : 'no']++
        const shown = answer.reached ? answer.witness : answer.highest
        if (!answer.reached) expect(shown?.level ?? 'None').to.equal(most)
        if (shown !== null) expectTrue(document, asking, shown)
      }),
      { numRuns: 1_500 },
    )
    expect(Math.min(outcomes.yes, outcomes.no, outcomes.refused)).to.be.greaterThan(20)
  })

  const base = {
    organization: { id: 'contoso', domains: ['contoso.example'] },
    groups: { board: ['vera@contoso.example'] },
    mailboxes: [
      {
        address: 'vera@contoso.example',
        grants: [{ to: 'anna@fabrikam.example', level: 'LimitedDetails', from: '2027-01-01T00:00:00Z' }],
      },
    ],
    relationships: [
      { name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'Reviewer' },
    ],
    sharingPolicies: [{ name: 'everyday', default: true, domains: ['*: CalendarSharingFreeBusyDetail'] }],
  }
  const board = {
    from: { who: 'domain', domain: parseDomain('fabrikam.example') },
    about: { whom: 'group', group: 'board' },
    level: 'LimitedDetails',
  } as const

  it('finds who, when and by which step', () => {
    const answer = queryPolicy(read(base as never), { ...board, since: FIRST, until: Infinity })
    if (!answer.reached) throw new Error('not found')
    expect(answer.witness).to.deep.include({
      ...{ from: 'anna@fabrikam.example', about: 'vera@contoso.example', level: 'LimitedDetails', decidedBy: 'GRANT' },
      at: Date.parse('2027-01-01T00:00:00Z'),
    })
  })

  it('knows who may ask about a group by the grants of its members, and that they have calendars', () => {
    const members = ['vera@contoso.example', 'bo@contoso.example', 'no-entry@contoso.example']
    const to = [{ to: 'anna@fabrikam.example', level: 'AvailabilityOnly', from: '2027-01-01T00:00:00Z' }]
    const open = { address: OUR_LIST, kind: 'group', group: 'all', default: 'AvailabilityOnly' }
    const people = ['vera', 'bo'].map((name) => ({ address: `${name}@contoso.example`, grants: to }))
    const organization = { ...base.organization, defaultPermission: 'AvailabilityOnly' }
    const document = {
      ...{ ...base, organization, groups: { all: members } },
      mailboxes: [open, ...people.map((one) => ({ ...one, default: 'None' }))],
    }
    const about = { whom: 'address', address: parseMailboxAddress(OUR_LIST) } as const
    const asking = { from: board.from, about, level: 'AvailabilityOnly', since: FIRST } as const
    const begins = Date.parse('2027-01-01T00:00:00Z')
    expect(queryPolicy(read(document as never), { ...asking, until: begins }).reached).to.equal(false)
    const answer = queryPolicy(read(document as never), { ...asking, until: Infinity })
    if (!answer.reached) throw new Error('not found')
    expect(answer.witness).to.deep.include({ from: 'anna@fabrikam.example', about: OUR_LIST, at: begins })
  })

  it('proves that nobody does before, from every case there is', () => {
    const until = Date.parse('2027-01-01T00:00:00Z')
    expect(queryPolicy(read(base as never), { ...board, since: FIRST, until })).to.deep.equal({
      reached: false,
      highest: null,
      // Anna, and whoever else is of fabrikam.example.
      decided: { mailboxes: 1, mailboxClasses: 1, decisions: 2 },
    })
  })

  it('decides on both sides of every instant at which something begins or ends', () => {
    const relationships = base.relationships.map((one) => ({ ...one, validUntil: '2027-03-01T00:00:00Z' }))
    const asking = { ...board, level: 'Reviewer', since: FIRST, until: Infinity } as const
    // Anna before, within and after; the other before and after.
    expect(queryPolicy(read({ ...base, relationships } as never), asking).decided.decisions).to.equal(5)
    expect(queryPolicy(read(base as never), asking).decided.decisions).to.equal(3)
  })

  it('never finds Reviewer, which no lookup gives', () => {
    const answer = queryPolicy(read(base as never), { ...board, level: 'Reviewer', since: FIRST, until: Infinity })
    expect(answer).to.deep.include({ reached: false })
    expect(answer.reached ? null : answer.highest?.level).to.equal('LimitedDetails')
  })

  it('finds a visitor of a published calendar where the sharing policy lets one see so much', () => {
    const open = { name: 'everyday', default: true, domains: ['Anonymous: CalendarSharingFreeBusyReviewer'] }
    const asking = { ...board, from: { who: 'anonymous' }, level: 'Reviewer', since: FIRST, until: Infinity } as const
    expect(queryPolicy(read(base as never), asking)).to.deep.include({ reached: false, highest: null })
    const answer = queryPolicy(read({ ...base, sharingPolicies: [open] } as never), asking)
    expect(answer.reached && answer.witness).to.deep.include({ from: null, level: 'Reviewer', decidedBy: 'LINK_LEVEL' })
  })

  it('takes mailboxes together that no decision can tell apart', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => ({
      address: `p${i}@contoso.example`,
      default: ACCESS_LEVELS[i % 3],
    }))
    const document = read({ ...base, mailboxes: many } as never)
    const asking = { ...board, about: { whom: 'anybody' }, since: FIRST, until: Infinity, level: 'Reviewer' } as const
    // Vera, who is in a group and has no entry, is like whoever is not listed.
    expect(queryPolicy(document, asking).decided).to.deep.equal({ mailboxes: 5_002, mailboxClasses: 4, decisions: 4 })
  })

  it('is refused, never answered from a part, where there are too many cases', function () {
    this.timeout(60_000)
    const relationships = Array.from({ length: 4_000 }, (_, i) => ({ name: `r${i}`, domains: [`d${i}.example`] }))
    const mailboxes = Array.from({ length: 6_000 }, (_, i) => ({ address: `p${i}@contoso.example` }))
    const document = read({ ...base, mailboxes, relationships } as never)
    const everything = { from: { who: 'anybody' }, about: { whom: 'anybody' }, level: 'LimitedDetails' } as const
    expect(() => queryPolicy(document, { ...everything, since: FIRST, until: Infinity })).to.throw('more cases')
  })

  it('knows no group that is not there', () => {
    const about = { whom: 'group', group: 'constructor' } as const
    const asking = { ...board, about, since: FIRST, until: Infinity }
    expect(() => queryPolicy(read(base as never), asking)).to.throw('no group of this name')
  })
})
