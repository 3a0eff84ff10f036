import { expect } from 'chai'
import fc from 'fast-check'
import { problemsOfPart, setPart } from '../../../trust/policies/fit-policy.ts'
import { LivePolicy } from '../../../trust/policies/live-policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import { partsOf, readKeptPart, readPart } from '../../../trust/policies/policy-parts.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import type { PolicyKind } from '../../../trust/policies/policy-store.ts'
import type { Json } from '../../../trust/stores/state-record.ts'

const HELD: WrittenDocument = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { board: ['vera@contoso.example'] },
  mailboxes: [{ address: 'vera@contoso.example', sharingPolicy: 'open' }],
  relationships: [{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessScope: 'board' }],
  sharingPolicies: [{ name: 'open', default: true, domains: ['*: CalendarSharingFreeBusySimple'] }],
}

function held(): LivePolicy {
  const policy = new LivePolicy()
  for (const { kind, name, value } of partsOf('contoso', HELD)) setPart(policy, readKeptPart({ kind, name }, value))
  return policy
}

const BESIDE = held()

const problemsOf = (kind: PolicyKind, name: string, value: Json): readonly string[] =>
  problemsOfPart(BESIDE, readPart({ kind, name }, value)).map(({ path, problem }) => `${path}: ${problem}`)

/** The same part as one more of the whole document, where the place is that of the part. */
const WHERE: Readonly<Record<Exclude<PolicyKind, 'organization'>, readonly [list: string, place: string]>> = {
  group: ['groups', 'groups.new'],
  mailbox: ['mailboxes', 'mailboxes.1'],
  relationship: ['relationships', 'relationships.1'],
  'sharing-policy': ['sharingPolicies', 'sharingPolicies.1'],
}

function placesInDocument(kind: Exclude<PolicyKind, 'organization'>, value: Json): readonly string[] {
  const [list, place] = WHERE[kind]
  const document = {
    ...HELD,
    ...(kind === 'group'
      ? { groups: { ...HELD.groups, new: value } }
      : { [list]: [...(HELD[list as 'mailboxes'] ?? []), value] }),
  }
  const reading = parsePolicyDocument(document)
  if (reading.accepted) return []
  const paths = reading.problems.map(({ path }) => path)
  return paths.map((path) => (path.startsWith(`${place}.`) ? path.slice(place.length + 1) : path))
}

/** Each field sound, wrong in itself, or leading nowhere. */
const fields = (entry: Readonly<Record<string, readonly Json[]>>): fc.Arbitrary<Json> =>
  fc
    .record(
      Object.fromEntries(Object.entries(entry).map(([name, values]) => [name, fc.constantFrom(undefined, ...values)])),
    )
    .map((value) => JSON.parse(JSON.stringify(value)) as Json)

const LEVELS = ['None', 'Some']
const MEMBERS: readonly Json[] = [['board'], ['bored', 'bo@contoso.example', 'nobody'], ['@', 'bored'], 'board', [7]]

const PARTS: readonly (readonly [Exclude<PolicyKind, 'organization'>, string, fc.Arbitrary<Json>])[] = [
  ['group', 'new', fc.constantFrom(...MEMBERS, ['new'], {})],
  [
    'mailbox',
    'bo@contoso.example',
    fields({
      kind: ['user', 'group', 'desk'],
      group: ['board', 'bored', '@'],
      sharingPolicy: ['open', 'shut', 7],
      inside: LEVELS,
      grants: [[], [{ to: '@', level: 'Some', from: '2027-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }]],
      timeZone: ['Europe/Stockholm', 'Nowhere'],
      workingHours: [[{ days: ['Monday'], start: '09:00', end: '08:00' }], 'always'],
      colour: [1],
    }).map((value) => ({ address: 'bo@contoso.example', ...(value as object) })),
  ],
  [
    'relationship',
    'new',
    fields({
      domains: [
        ['new.example'],
        ['fabrikam.example', 'contoso.example', 'fabrikam.example'],
        ['@', 'fabrikam.example'],
        [],
      ],
      freeBusyAccessScope: ['board', 'bored', 7],
      freeBusyAccessLevel: LEVELS,
      requests: [{ scope: 'bored' }, { scope: 'board', level: 'Some' }, 'all'],
      exclude: MEMBERS,
      joinBlocks: ['no'],
    }).map((value) => ({ name: 'new', ...(value as object) })),
  ],
  [
    'sharing-policy',
    'new',
    fields({
      default: [true, 'yes'],
      enabled: [false, 0],
      domains: [
        ['a.example: CalendarSharingFreeBusySimple', 'a.example: CalendarSharingFreeBusyDetail'],
        [
          'a.example: Everything',
          'b.example: CalendarSharingFreeBusySimple',
          'b.example: CalendarSharingFreeBusySimple',
        ],
        'all',
      ],
    }).map((value) => ({ name: 'new', ...(value as object) })),
  ],
]

describe('one part of a policy', () => {
  for (const [kind, name, arbitrary] of PARTS) {
    it(`has a ${kind}'s problems all at once, in the places where a whole document has them`, () => {
      const seen = new Set<string>()
      fc.assert(
        fc.property(arbitrary, (value) => {
          const alone = problemsOfPart(BESIDE, readPart({ kind, name }, value)).map(({ path }) => path)
          for (const path of alone) seen.add(path)
          const inDocument = placesInDocument(kind, value).map((path) => (path === WHERE[kind][1] ? '(top)' : path))
          expect(new Set(alone)).to.deep.equal(new Set(inDocument))
        }),
        { numRuns: 400 },
      )
      expect(seen.size).to.be.greaterThan(kind === 'sharing-policy' ? 4 : 3)
    })
  }

  it('is told of what is wrong in itself and of what it names in one round', () => {
    const relationship = {
      name: 'second',
      domains: ['fabrikam.example', 'contoso.example', 'not a domain'],
      freeBusyAccessLevel: 'Everything',
      freeBusyAccessScope: 'bored',
      exclude: ['board', 'nobody'],
    }
    expect(problemsOf('relationship', 'second', relationship)).to.have.members([
      'domains.2: found "not a domain"; expected a domain',
      'freeBusyAccessLevel: found "Everything"; expected one of None, AvailabilityOnly, LimitedDetails, Reviewer',
      'freeBusyAccessScope: found "bored"; expected the name of a group',
      'exclude.1: found "nobody"; expected the name of a group',
      'domains.0: found "fabrikam.example"; expected a domain only once; fabrikam has it already',
      'domains.1: found "contoso.example"; expected another organization\'s domain',
    ])
  })

  it('is told that it names itself otherwise, beside everything else', () => {
    const mailbox = { address: 'bo@contoso.example', sharingPolicy: 'shut', inside: 'Some' }
    expect(problemsOf('mailbox', 'nils@elsewhere.example', mailbox)).to.have.members([
      'inside: found "Some"; expected one of None, AvailabilityOnly, LimitedDetails, Reviewer',
      'address: found "bo@contoso.example"; expected "nils@elsewhere.example"',
      'address: found "nils@elsewhere.example"; expected an address in a domain of this organization',
      'sharingPolicy: found "shut"; expected the name of a sharing policy',
    ])
  })

  it('is not told of references it does not have, where it cannot be read', () => {
    expect(problemsOf('relationship', 'second', 'all')).to.deep.equal([
      '(top): found "all"; expected a group of fields',
    ])
    const domains = problemsOf('organization', 'contoso', { id: 'contoso', domains: ['contoso.example', '@'] })
    expect(domains).to.deep.equal(['domains.1: found "@"; expected a domain'])
    expect(problemsOf('organization', 'contoso', { id: 7, domains: ['new.example'] })).to.have.members([
      'id: found 7; expected a string',
      'domains: found "new.example"; expected the domains of the configuration',
    ])
  })
})
