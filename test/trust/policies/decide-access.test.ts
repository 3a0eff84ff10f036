import { expect } from 'chai'
import fc from 'fast-check'
import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import type { View } from '../../../protocols/availability/availability-question.ts'
import { ACCESS_LEVELS } from '../../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import {
  decideAccess,
  decideByOffer,
  explainAccess,
  walkAnswering,
  walkInside,
} from '../../../trust/policies/decide-access.ts'
import type { Ask, Decision, Step } from '../../../trust/policies/decide-access.ts'
import { Walk } from '../../../trust/policies/decision-walk.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { NOON, ask, policyOf } from './policy-vocabulary.ts'

const RELATIONSHIP = {
  name: 'carrier',
  domains: ['carrier.example'],
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'LimitedDetails',
  requests: { enabled: true, level: 'LimitedDetails' },
}
const DOCUMENT = {
  organization: { id: 'northwind', domains: ['northwind.example'] },
  mailboxes: [{ address: 'ivy@northwind.example', default: 'LimitedDetails' }],
  relationships: [RELATIONSHIP],
}
const policy = policyOf(DOCUMENT)
const joe = 'joe@carrier.example'
const ivy = 'ivy@northwind.example'

const withRelationship = (changes: object, rest: object = {}): Policy =>
  policyOf({ ...DOCUMENT, ...rest, relationships: [{ ...RELATIONSHIP, ...changes }] })
const withMailbox = (mailbox: object, rest: object = {}): Policy =>
  policyOf({ ...DOCUMENT, ...rest, mailboxes: [{ address: ivy, ...mailbox }] })
const told = (decision: Decision): string =>
  `${decision.outcome === 'refuse' ? 'None' : decision.level} by ${decision.decidedBy}`

const ACTIONS = ['CalendarSharingFreeBusySimple', 'CalendarSharingFreeBusyDetail', 'CalendarSharingFreeBusyReviewer']
const lower = (a: AccessLevel, b: AccessLevel): AccessLevel =>
  ACCESS_LEVELS[Math.min(ACCESS_LEVELS.indexOf(a), ACCESS_LEVELS.indexOf(b))] as AccessLevel
const higher = (a: AccessLevel, b: AccessLevel): AccessLevel =>
  ACCESS_LEVELS[Math.max(ACCESS_LEVELS.indexOf(a), ACCESS_LEVELS.indexOf(b))] as AccessLevel

describe('the policy of an organization that is asked', () => {
  it('gives the lowest of what everybody allows, in every combination', () => {
    let combinations = 0
    for (const given of ACCESS_LEVELS) {
      for (const standard of ACCESS_LEVELS) {
        for (const granted of [null, ...ACCESS_LEVELS]) {
          for (const cap of ACCESS_LEVELS) {
            const rule = cap === 'None' ? [] : [`carrier.example: ${ACTIONS[ACCESS_LEVELS.indexOf(cap) - 1]}`]
            const tested = withMailbox(
              { default: standard, grants: granted === null ? [] : [{ to: joe, level: granted }] },
              {
                relationships: [{ ...RELATIONSHIP, freeBusyAccessLevel: given }],
                sharingPolicies: [{ name: 'standard', default: true, domains: rule }],
              },
            )
            const owner =
              granted === null
                ? standard
                : lower(granted, standard) === granted
                  ? granted
                  : higher(standard, lower(granted, cap))
            for (const view of VIEWS) {
              const wanted = view.startsWith('Detailed') ? 'LimitedDetails' : 'AvailabilityOnly'
              const expected = lower(lower(given, owner), wanted)
              const decision = decideAccess(tested, ask(joe, ivy, view), 'answering')
              expect(told(decision).split(' ')[0], `${given} ${standard} ${granted} ${cap} ${view}`).to.equal(expected)
              combinations++
            }
          }
        }
      }
    }
    expect(combinations).to.equal(4 * 4 * 5 * 4 * 5)
  })

  it('grants the view asked for, or the most telling one below it that the level allows', () => {
    const given = (tested: Policy, view: View): string => {
      const decision = decideAccess(tested, ask(joe, ivy, view), 'answering')
      return decision.outcome === 'refuse' ? decision.decidedBy : decision.view
    }
    const times = withMailbox({ default: 'AvailabilityOnly' })
    expect(VIEWS.map((view) => given(policy, view))).to.deep.equal([...VIEWS])
    expect(given(times, 'Detailed')).to.equal('FreeBusy')
    expect(given(times, 'DetailedMerged')).to.equal('FreeBusyMerged')
    expect(given(times, 'MergedOnly')).to.equal('MergedOnly')
  })

  it('refuses in so many words, and no more', () => {
    const decision = decideAccess(withMailbox({ default: 'None' }), ask(joe, ivy), 'answering')
    expect(decision).to.deep.equal({ outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT' })
  })

  it('asks the sharing policy about a grant above the default only', () => {
    const codes = (standard: AccessLevel, granted: AccessLevel): readonly string[] => {
      const grants = [{ to: joe, level: granted }]
      const sharingPolicies = [{ name: 's', default: true, domains: [`*: ${ACTIONS[0]}`] }]
      const tested = withMailbox({ default: standard, grants }, { sharingPolicies })
      const steps = explainAccess(tested, ask(joe, ivy), 'answering')
      return steps.flatMap((step) => (step.kind === 'ceiling' ? [`${step.code} ${step.level}`] : []))
    }
    const [given, asked] = ['RELATIONSHIP_LEVEL LimitedDetails', 'REQUESTED_VIEW LimitedDetails']
    expect(codes('LimitedDetails', 'AvailabilityOnly')).to.deep.equal([given, 'GRANT AvailabilityOnly', asked])
    expect(codes('AvailabilityOnly', 'AvailabilityOnly')).to.deep.equal([given, 'GRANT AvailabilityOnly', asked])
    expect(codes('None', 'Reviewer')).to.deep.equal([given, 'GRANT Reviewer', 'SHARING_POLICY AvailabilityOnly', asked])
    expect(codes('LimitedDetails', 'Reviewer')).to.deep.equal([
      ...[given, 'GRANT Reviewer', 'SHARING_POLICY LimitedDetails', asked],
    ])
  })

  it('knows its partners by their exact domains only', () => {
    const strangers = [
      'carrier.example.evil.example',
      'evilcarrier.example',
      'evil-carrier.example',
      'sub.carrier.example',
      'carrier.example.test',
      'carrier-example.test',
      'carriers.example',
      'carrie.example',
      'carr1er.example',
      'c\u0430rrier.example',
      'example.carrier',
    ]
    for (const domain of strangers) {
      expect(told(decideAccess(policy, ask(`joe@${domain}`, ivy), 'answering')), domain).to.equal(
        'None by NO_RELATIONSHIP',
      )
    }
  })

  it('knows its partners in every spelling of their domains', () => {
    const german = withRelationship({ domains: ['SPEDITION-MÜLLER.example'] })
    for (const spelling of [
      'spedition-müller.example',
      'Spedition-Mu\u0308ller.EXAMPLE',
      'xn--spedition-mller-9vb.example',
    ]) {
      expect(told(decideAccess(german, ask(`joe@${spelling}`, ivy), 'answering'))).to.equal(
        'LimitedDetails by RELATIONSHIP_LEVEL',
      )
    }
  })

  it('gives nothing where nothing was said', () => {
    const silent = policyOf({ ...DOCUMENT, relationships: [{ name: 'carrier', domains: ['carrier.example'] }] })
    expect(told(decideAccess(silent, ask(joe, ivy), 'answering'))).to.equal('None by FREEBUSY_DISABLED')
    const levelless = withRelationship({ freeBusyAccessLevel: undefined })
    expect(told(decideAccess(levelless, ask(joe, ivy), 'answering'))).to.equal('None by LEVEL_NONE')
    const defaultless = withMailbox({})
    expect(told(decideAccess(defaultless, ask(joe, ivy), 'answering'))).to.equal('None by MAILBOX_DEFAULT')
  })

  it('takes the lowest of several grants to one asker that are in force', () => {
    const grants = [
      { to: joe, level: 'LimitedDetails' },
      { to: joe, level: 'AvailabilityOnly', from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z' },
      { to: '@carrier.example', level: 'Reviewer' },
    ]
    const sharingPolicies = [{ name: 's', default: true, domains: ['*: CalendarSharingFreeBusyReviewer'] }]
    const tested = withMailbox({ grants }, { sharingPolicies })
    const at = (instant: number): string => told(decideAccess(tested, ask(joe, ivy, 'Detailed', instant), 'answering'))
    expect(at(NOON)).to.equal('AvailabilityOnly by GRANT')
    expect(at(NOON + 86_400_000)).to.equal('LimitedDetails by RELATIONSHIP_LEVEL')
  })

  it('takes a grant from its first instant up to its end, which is outside', () => {
    const grants = [{ to: joe, level: 'None', from: '2026-11-23T12:00:00Z', until: '2026-11-23T13:00:00Z' }]
    const tested = withMailbox({ default: 'AvailabilityOnly', grants })
    const at = (instant: number): string => told(decideAccess(tested, ask(joe, ivy, 'Detailed', instant), 'answering'))
    const hour = 3_600_000
    expect([NOON - 1, NOON, NOON + hour - 1, NOON + hour].map(at)).to.deep.equal([
      'AvailabilityOnly by MAILBOX_DEFAULT',
      'None by GRANT',
      'None by GRANT',
      'AvailabilityOnly by MAILBOX_DEFAULT',
    ])
  })

  it('gives a whole domain what was granted to it, and one person of it what was granted to that one', () => {
    const grants = [
      { to: '@carrier.example', level: 'None' },
      { to: joe, level: 'AvailabilityOnly' },
    ]
    const tested = withMailbox({ default: 'LimitedDetails', grants })
    expect(told(decideAccess(tested, ask('liz@carrier.example', ivy), 'answering'))).to.equal('None by GRANT')
    expect(told(decideAccess(tested, ask(joe, ivy), 'answering'))).to.equal('AvailabilityOnly by GRANT')
  })

  it('caps every grant at None while the sharing policy is disabled', () => {
    const mailbox = { default: 'AvailabilityOnly', grants: [{ to: joe, level: 'LimitedDetails' }] }
    const sharing = { name: 'standard', default: true, domains: ['*: CalendarSharingFreeBusyReviewer'] }
    const under = (enabled: boolean): string => {
      const tested = withMailbox(mailbox, { sharingPolicies: [{ ...sharing, enabled }] })
      return told(decideAccess(tested, ask(joe, ivy), 'answering'))
    }
    expect(under(true)).to.equal('LimitedDetails by RELATIONSHIP_LEVEL')
    expect(under(false)).to.equal('AvailabilityOnly by SHARING_POLICY')
  })

  it('caps every grant at None where no sharing policy is the default one', () => {
    const tested = withMailbox({ default: 'None', grants: [{ to: joe, level: 'LimitedDetails' }] })
    expect(told(decideAccess(tested, ask(joe, ivy), 'answering'))).to.equal('None by SHARING_POLICY')
  })

  it('answers about a calendar without an entry at the default permission, for as long as it is there', () => {
    const calendars = new Set([ask(joe, 'new@northwind.example').about, ask(joe, 'new@elsewhere.example').about])
    const organization = { ...DOCUMENT.organization, defaultPermission: 'AvailabilityOnly' }
    const tested = policyOf({ ...DOCUMENT, organization }, { calendarMailboxes: () => calendars })
    const about = (address: string): string => told(decideAccess(tested, ask(joe, address), 'answering'))
    expect(about('new@northwind.example')).to.equal('AvailabilityOnly by MAILBOX_DEFAULT')
    expect(about('new@elsewhere.example')).to.equal('None by MAILBOX_UNKNOWN')
    calendars.clear()
    expect(about('new@northwind.example')).to.equal('None by MAILBOX_UNKNOWN')
    expect(about(ivy)).to.equal('LimitedDetails by RELATIONSHIP_LEVEL')
  })

  it('leaves a whole group out of a relationship', () => {
    const groups = { board: [ivy], heads: ['board'] }
    const tested = withRelationship({ exclude: ['heads'] }, { groups })
    expect(told(decideAccess(tested, ask(joe, ivy), 'answering'))).to.equal('None by EXCLUDED')
  })

  it('tells how an answer is given: to an outsider joined and without working hours, unless it says otherwise', () => {
    const manner = (tested: Policy): unknown => {
      const decision = decideAccess(tested, ask(joe, ivy), 'answering')
      if (decision.outcome === 'refuse') return decision
      const { outsider, joinBlocks, giveWorkingHours } = decision
      return { outsider, joinBlocks, giveWorkingHours }
    }
    expect(manner(policy)).to.deep.equal({ outsider: true, joinBlocks: true, giveWorkingHours: false })
    expect(manner(withRelationship({ joinBlocks: false, giveWorkingHours: true }))).to.deep.equal({
      outsider: true,
      joinBlocks: false,
      giveWorkingHours: true,
    })
  })
})

describe('what of the time a decision shows', () => {
  const OFFICE = [{ days: ['Monday'], start: '09:00', end: '17:00' }]
  const MORNINGS = [{ days: ['Tuesday'], start: '06:00', end: '12:00' }]
  const place = (days: readonly string[], start: number, end: number): object => ({
    timeZone: 'Europe/Oslo',
    periods: [{ days, start, end }],
  })
  const privatePeriods = [{ from: '2026-12-24T00:00:00Z', until: '2026-12-27T00:00:00Z' }]
  const HOLIDAYS = [{ start: Date.UTC(2026, 11, 24), end: Date.UTC(2026, 11, 27) }]
  const partOf = (policy: Policy, from: string): unknown => {
    const decision = decideAccess(policy, ask(from, ivy, 'Detailed'), 'answering')
    return decision.outcome === 'answer' ? decision.part : decision.decidedBy
  }
  const shared = (...grants: readonly object[]): object => ({
    timeZone: 'Europe/Oslo',
    default: 'AvailabilityOnly',
    grants,
  })

  it('is all of it where nobody said otherwise', () => {
    expect(partOf(policy, joe)).to.equal(null)
    expect(partOf(policy, 'nils@northwind.example')).to.equal(null)
  })

  it('is what the grant in force shows, for its hours and without its categories', () => {
    const tested = withMailbox(
      shared(
        { to: joe, level: 'AvailabilityOnly', hours: OFFICE, hiddenCategories: ['Doctor'] },
        { to: '@carrier.example', level: 'AvailabilityOnly', hours: MORNINGS },
      ),
    )
    expect(partOf(tested, joe)).to.deep.equal({
      hours: [place(['Monday'], 540, 1020)],
      hiddenCategories: ['doctor'],
      privatePeriods: [],
    })
    expect(partOf(tested, 'jim@carrier.example')).to.deep.include({ hours: [place(['Tuesday'], 360, 720)] })
  })

  it('is what all grants in force to the same name show, at the lowest of their levels', () => {
    const both = [
      { to: joe, level: 'LimitedDetails', hours: OFFICE },
      { to: joe, level: 'AvailabilityOnly', hours: MORNINGS, hiddenCategories: ['b'] },
    ]
    for (const grants of [both, both.toReversed()]) {
      const tested = withMailbox(shared(...grants, { to: joe, level: 'None', until: '2026-01-01T00:00:00Z' }))
      const decision = decideAccess(tested, ask(joe, ivy, 'Detailed'), 'answering')
      expect(told(decision)).to.equal('AvailabilityOnly by GRANT')
      expect(decision).to.deep.nested.include({ 'part.hiddenCategories': ['b'] })
      expect(decision)
        .to.have.nested.property('part.hours')
        .that.has.deep.members([place(['Monday'], 540, 1020), place(['Tuesday'], 360, 720)])
    }
  })

  it('is all of it by default where grants are ignored, or not yet in force', () => {
    const grant = { to: joe, level: 'AvailabilityOnly', hours: OFFICE }
    const organization = { ...DOCUMENT.organization, personalGrants: 'ignore' }
    expect(partOf(withMailbox(shared(grant), { organization }), joe)).to.equal(null)
    expect(partOf(withMailbox(shared({ ...grant, from: '2027-01-01T00:00:00Z' })), joe)).to.equal(null)
  })

  it('is nothing of private periods, for outsiders and colleagues, with a grant and without', () => {
    const granted = { to: 'nils@northwind.example', level: 'LimitedDetails', hours: OFFICE }
    const tested = withMailbox({ ...shared(granted), privatePeriods })
    const without = { hours: [], hiddenCategories: [], privatePeriods: HOLIDAYS }
    expect(partOf(tested, joe)).to.deep.equal(without)
    expect(partOf(tested, 'zoe@northwind.example')).to.deep.equal(without)
    expect(partOf(tested, 'nils@northwind.example')).to.deep.equal({
      ...without,
      hours: [place(['Monday'], 540, 1020)],
    })
  })

  it('is all of it under a level that is only supposed, whatever is granted', () => {
    const grants = [joe, 'nils@northwind.example'].map((to) => ({ to, level: 'AvailabilityOnly', hours: OFFICE }))
    const tested = withMailbox({ ...shared(...grants), default: 'LimitedDetails' })
    const [outside, inside] = [joe, 'nils@northwind.example'].map((from) => ask(from, ivy, 'Detailed'))
    const supposed = (walked: typeof walkInside, question: typeof outside): Decision =>
      walked(new Walk(null), tested, question as Ask, domainOf((question as Ask).from), 'LimitedDetails')
    expect(supposed(walkInside, inside)).to.include({ level: 'LimitedDetails', part: null })
    expect(supposed(walkAnswering, outside)).to.include({ level: 'LimitedDetails', part: null })
  })

  it('is all of her own calendar for its owner', () => {
    expect(
      partOf(withMailbox({ ...shared({ to: ivy, level: 'Reviewer', hours: OFFICE }), privatePeriods }), ivy),
    ).to.equal(null)
  })

  it('is for the organization that gives to say', () => {
    expect(decideAccess(policy, ask(ivy, joe), 'asking')).to.include({ outcome: 'answer', part: null })
  })
})

describe('the policy among colleagues', () => {
  const vera = 'vera@northwind.example'

  it('lets an owner show one colleague more or less than all the others', () => {
    const more = withMailbox({ inside: 'None', grants: [{ to: vera, level: 'LimitedDetails' }] })
    expect(told(decideAccess(more, ask(vera, ivy), 'answering'))).to.equal('LimitedDetails by GRANT')
    expect(told(decideAccess(more, ask('max@northwind.example', ivy), 'answering'))).to.equal('None by INSIDE_LEVEL')
    const less = withMailbox({ grants: [{ to: vera, level: 'None' }] })
    expect(told(decideAccess(less, ask(vera, ivy), 'answering'))).to.equal('None by GRANT')
  })

  it('asks no sharing policy and no rule about grants to outsiders', () => {
    const organization = { ...DOCUMENT.organization, personalGrants: 'ignore', federationEnabled: false }
    const tested = withMailbox({ inside: 'None', grants: [{ to: vera, level: 'LimitedDetails' }] }, { organization })
    expect(told(decideAccess(tested, ask(vera, ivy), 'answering'))).to.equal('LimitedDetails by GRANT')
  })

  it('knows no mailbox of another organization, and asks nothing about a relationship to it', () => {
    const decision = decideAccess(policy, ask(vera, joe), 'answering')
    expect(decision).to.deep.equal({ outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN' })
    expect(explainAccess(policy, ask(vera, joe), 'answering')).to.deep.equal([
      { code: 'MAILBOX_UNKNOWN', kind: 'gate', passed: false },
    ])
  })

  it('is the same on either side', () => {
    const asking = decideAccess(policy, ask(vera, ivy), 'asking')
    expect(asking).to.deep.equal(decideAccess(policy, ask(vera, ivy), 'answering'))
    expect(asking).to.include({ outsider: false, joinBlocks: false, giveWorkingHours: true })
  })
})

describe('the policy of an organization that asks', () => {
  it('lets nobody ask in its name but its own people', () => {
    const decision = decideAccess(policy, ask('eve@evil.example', 'joe@carrier.example'), 'asking')
    expect(told(decision)).to.equal('None by REQUESTER_OUT_OF_SCOPE')
  })

  it('takes in nothing at level None, and nothing after the relationship has ended', () => {
    const none = withRelationship({ requests: { enabled: true, level: 'None' } })
    expect(told(decideAccess(none, ask(ivy, joe), 'asking'))).to.equal('None by REQUESTS_LEVEL')
    const over = withRelationship({ validUntil: '2026-11-23T12:00:00Z' })
    expect(told(decideAccess(over, ask(ivy, joe), 'asking'))).to.equal('None by RELATIONSHIP_EXPIRED')
    const off = withRelationship({ enabled: false })
    expect(told(decideAccess(off, ask(ivy, joe), 'asking'))).to.equal('None by RELATIONSHIP_DISABLED')
  })

  it('lets a group ask, and the groups in it, and nobody else', () => {
    const groups = { dispatch: ['drivers'], drivers: [ivy] }
    const tested = withRelationship(
      { requests: { enabled: true, level: 'LimitedDetails', scope: 'dispatch' } },
      { groups },
    )
    expect(told(decideAccess(tested, ask(ivy, joe), 'asking'))).to.equal('LimitedDetails by REQUESTS_LEVEL')
    const other = ask('max@northwind.example', joe)
    expect(told(decideAccess(tested, other, 'asking'))).to.equal('None by REQUESTER_OUT_OF_SCOPE')
  })

  it('asks nothing where it does not ask that partner, and goes no further then', () => {
    const off = withRelationship({ requests: { enabled: false, level: 'LimitedDetails' } })
    expect(told(decideAccess(off, ask(ivy, joe), 'asking'))).to.equal('None by REQUESTS_DISABLED')
    expect(explainAccess(off, ask(ivy, joe), 'asking').at(-1)).to.deep.equal({
      ...{ code: 'REQUESTS_DISABLED', kind: 'gate', passed: false },
    })
  })
})

describe("a partner's offer", () => {
  const offer = {
    gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
    asks: { enabled: true, level: 'LimitedDetails' },
  } as const
  const detailed = { view: 'DetailedMerged' as View }

  it('caps what the partner gives', () => {
    expect(told(decideByOffer(offer, 'answering', detailed))).to.equal('AvailabilityOnly by RELATIONSHIP_LEVEL')
    expect(told(decideByOffer(offer, 'answering', { view: 'MergedOnly' }))).to.equal(
      'AvailabilityOnly by RELATIONSHIP_LEVEL',
    )
  })

  it('caps what the partner asks', () => {
    expect(told(decideByOffer(offer, 'asking', detailed))).to.equal('LimitedDetails by REQUESTS_LEVEL')
    expect(told(decideByOffer(offer, 'asking', { view: 'FreeBusy' }))).to.equal('AvailabilityOnly by REQUESTED_VIEW')
  })

  it('closes both ways where it says so', () => {
    const closed = {
      gives: { ...offer.gives, freeBusyAccessEnabled: false },
      asks: { ...offer.asks, enabled: false },
    }
    expect(told(decideByOffer(closed, 'answering', detailed))).to.equal('None by FREEBUSY_DISABLED')
    expect(told(decideByOffer(closed, 'asking', detailed))).to.equal('None by REQUESTS_DISABLED')
    const nothing = {
      gives: { ...offer.gives, freeBusyAccessLevel: 'None' as const },
      asks: { enabled: true, level: 'None' as const },
    }
    expect(told(decideByOffer(nothing, 'answering', detailed))).to.equal('None by LEVEL_NONE')
    expect(told(decideByOffer(nothing, 'asking', detailed))).to.equal('None by REQUESTS_LEVEL')
    const steps: Step[] = []
    decideByOffer(nothing, 'answering', detailed, steps)
    expect(steps).to.deep.equal([
      { code: 'FREEBUSY_DISABLED', kind: 'gate', passed: true },
      { code: 'LEVEL_NONE', kind: 'gate', passed: false },
    ])
  })

  it('says nothing about how blocks look, so a taker gets them as given and a giver gives them joined', () => {
    expect(decideByOffer(offer, 'asking', detailed)).to.include({
      outsider: true,
      joinBlocks: false,
      giveWorkingHours: true,
    })
    expect(decideByOffer(offer, 'answering', detailed)).to.include({
      outsider: true,
      joinBlocks: true,
      giveWorkingHours: false,
    })
  })
})

/** What a list of steps comes to, worked out from the list alone. */
function outcomeOf(steps: readonly Step[]): string {
  const shut = steps.find((step) => step.kind === 'gate' && !step.passed)
  if (shut !== undefined) return `None by ${shut.code}`
  const ceilings = steps.flatMap((step) => (step.kind === 'ceiling' ? [step] : []))
  const [level] = ceilings.map((step) => step.level).sort((a, b) => ACCESS_LEVELS.indexOf(a) - ACCESS_LEVELS.indexOf(b))
  return `${level} by ${ceilings.find((step) => step.level === level)?.code}`
}

describe('an explanation', () => {
  it('names the steps in their order, up to the one that shut', () => {
    const tested = withRelationship({ freeBusyAccessScope: 'nobody' }, { groups: { nobody: [] } })
    expect(explainAccess(tested, ask(joe, ivy), 'answering')).to.deep.equal([
      { code: 'FEDERATION_OFF', kind: 'gate', passed: true },
      { code: 'NO_RELATIONSHIP', kind: 'gate', passed: true },
      { code: 'RELATIONSHIP_DISABLED', kind: 'gate', passed: true },
      { code: 'RELATIONSHIP_EXPIRED', kind: 'gate', passed: true },
      { code: 'FREEBUSY_DISABLED', kind: 'gate', passed: true },
      { code: 'LEVEL_NONE', kind: 'gate', passed: true },
      { code: 'MAILBOX_UNKNOWN', kind: 'gate', passed: true },
      { code: 'OUT_OF_SCOPE', kind: 'gate', passed: false },
    ])
  })

  it('names every ceiling with its level', () => {
    expect(explainAccess(policy, ask(joe, ivy), 'answering').filter((step) => step.kind === 'ceiling')).to.deep.equal([
      { code: 'RELATIONSHIP_LEVEL', kind: 'ceiling', level: 'LimitedDetails' },
      { code: 'MAILBOX_DEFAULT', kind: 'ceiling', level: 'LimitedDetails' },
      { code: 'REQUESTED_VIEW', kind: 'ceiling', level: 'LimitedDetails' },
    ])
  })

  describe('of grants that there are', () => {
    const vera = 'vera@northwind.example'
    const DAY = 86_400_000
    const from = new Date(NOON + DAY).toISOString()
    const until = new Date(NOON).toISOString()
    const ignoring = { organization: { ...DOCUMENT.organization, personalGrants: 'ignore' } }
    const voidOf = (asker: string, grants: readonly object[], rest: object = {}): readonly string[] => {
      const steps = explainAccess(withMailbox({ grants }, rest), ask(asker, ivy), 'answering')
      return steps.flatMap((step) => (step.kind === 'void' ? [`${step.code} ${step.because}`] : []))
    }

    for (const [what, to, asker] of [
      ['an outsider', joe, joe],
      ['everybody of a partner', '@carrier.example', joe],
      ['a colleague', vera, vera],
      ['all colleagues', '@northwind.example', vera],
    ] as const) {
      const grant = { to, level: 'LimitedDetails' }
      it(`tells of one to ${what} that is over, that has not begun, and of none that counts`, () => {
        expect(voidOf(asker, [{ ...grant, until }])).to.deep.equal(['GRANT over'])
        expect(voidOf(asker, [{ ...grant, from }])).to.deep.equal(['GRANT not begun'])
        expect(voidOf(asker, [{ ...grant, until }, grant])).to.deep.equal([])
        expect(voidOf(asker, [])).to.deep.equal([])
      })
    }

    it('tells that one is to come where others are over', () => {
      const both = [
        { to: joe, level: 'Reviewer', until },
        { to: '@carrier.example', level: 'Reviewer', from },
      ]
      expect(voidOf(joe, both)).to.deep.equal(['GRANT not begun'])
      expect(voidOf(joe, [both[0] as object, { ...both[1], from: undefined, until }])).to.deep.equal(['GRANT over'])
    })

    it('tells nothing of grants to others', () => {
      const others = [
        { to: 'jim@carrier.example', level: 'Reviewer', until },
        { to: '@carriers.example', level: 'Reviewer', until },
      ]
      expect(voidOf(joe, others)).to.deep.equal([])
      expect(voidOf(joe, others, ignoring)).to.deep.equal([])
    })

    it('says of one to an outsider that it is ignored where grants are, and of one to a colleague never', () => {
      expect(voidOf(joe, [{ to: joe, level: 'Reviewer' }], ignoring)).to.deep.equal(['GRANT ignored'])
      expect(voidOf(joe, [{ to: joe, level: 'Reviewer', until }], ignoring)).to.deep.equal(['GRANT ignored'])
      expect(voidOf(vera, [{ to: vera, level: 'Reviewer', until }], ignoring)).to.deep.equal(['GRANT over'])
      expect(voidOf(vera, [{ to: vera, level: 'Reviewer' }], ignoring)).to.deep.equal([])
    })
  })

  const level = fc.constantFrom(...ACCESS_LEVELS)
  const document = fc.record({
    organization: fc.record({
      id: fc.constant('northwind'),
      domains: fc.constant(['northwind.example']),
      federationEnabled: fc.boolean(),
      personalGrants: fc.constantFrom('honour', 'ignore'),
      defaultPermission: level,
    }),
    groups: fc.record({ some: fc.subarray([ivy, 'max@northwind.example']) }),
    mailboxes: fc
      .record({
        inside: level,
        default: level,
        grants: fc.array(fc.record({ to: fc.constantFrom(joe, '@carrier.example', '@northwind.example'), level }), {
          maxLength: 3,
        }),
      })
      .map((mailbox) => [{ ...mailbox, address: ivy }]),
    relationships: fc
      .record({
        enabled: fc.boolean(),
        freeBusyAccessEnabled: fc.boolean(),
        freeBusyAccessLevel: level,
        freeBusyAccessScope: fc.constantFrom(null, 'some'),
        exclude: fc.subarray(['some', ivy], { maxLength: 1 }),
        validUntil: fc.constantFrom(null, '2026-11-23T12:00:00Z', '2026-11-23T12:00:01Z'),
        requests: fc.record({ enabled: fc.boolean(), level, scope: fc.constantFrom(null, 'some') }),
      })
      .map((relationship) => [{ ...relationship, name: 'carrier', domains: ['carrier.example'] }]),
    sharingPolicies: fc
      .tuple(fc.boolean(), fc.constantFrom(...ACTIONS))
      .map(([enabled, action]) => [{ name: 's', default: true, enabled, domains: [`*: ${action}`] }]),
  })
  const people = fc.constantFrom(joe, ivy, 'max@northwind.example', 'eve@evil.example')

  it('can never disagree with the decision', () => {
    const question = fc.tuple(
      people,
      people,
      fc.constantFrom(...VIEWS),
      fc.constantFrom('asking' as const, 'answering' as const),
    )
    fc.assert(
      fc.property(document, question, (drawn, [from, about, view, side]) => {
        const tested = policyOf(drawn)
        const decision = decideAccess(tested, ask(from, about, view), side)
        expect(outcomeOf(explainAccess(tested, ask(from, about, view), side))).to.equal(told(decision))
      }),
      { numRuns: 600 },
    )
  })
})
