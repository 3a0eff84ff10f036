import { expect } from 'chai'
import { checkPolicy } from '../../../trust/policies/check-policy.ts'
import { problemAt } from '../../../trust/policies/document-problem.ts'
import { LINT_CODES } from '../../../trust/policies/lints/lint.ts'
import type { LintCode } from '../../../trust/policies/lints/lint.ts'
import { lintTrusts } from '../../../trust/policies/lints/lint-trusts.ts'
import { mergePatch } from '../../../trust/policies/merge-patch.ts'
import { read } from './arbitrary-documents.ts'
import { NOON } from './policy-vocabulary.ts'

const SIMPLE = 'CalendarSharingFreeBusySimple'
const DETAIL = 'CalendarSharingFreeBusyDetail'
const vera = (fields: object) => ({ mailboxes: [{ address: 'vera@contoso.example', ...fields }] })
const granting = (...grants: object[]) => vera({ default: 'None', grants })
const toAnna = (fields: object = {}) => ({ to: 'anna@fabrikam.example', level: 'AvailabilityOnly', ...fields })
const FABRIKAM = {
  name: 'fabrikam',
  domains: ['fabrikam.example'],
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'LimitedDetails',
  freeBusyAccessScope: 'staff',
}
const fabrikam = (fields: object) => ({ relationships: [{ ...FABRIKAM, ...fields }] })
const rules = (...domains: string[]) => ({ sharingPolicies: [{ name: 'everyday', default: true, domains }] })

/** A document in which nothing looks like a mistake. */
const BASE = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { staff: ['vera@contoso.example', 'board'], board: ['bo@contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', default: 'AvailabilityOnly', grants: [toAnna({ level: 'LimitedDetails' })] },
  ],
  relationships: [FABRIKAM],
  sharingPolicies: [{ name: 'everyday', default: true, domains: [`*: ${DETAIL}`] }],
}

const found = (patch: object): readonly string[] =>
  checkPolicy(mergePatch(BASE, patch), NOON).lints.map(({ code, path }) => `${code} ${path}`)

type Row = readonly [what: string, code: LintCode, path: string, patch: object, beside: object]

const GRANTS: readonly Row[] = [
  [
    'a grant that is over',
    'grant-expired',
    'mailboxes.0.grants.0',
    granting(toAnna({ until: '2026-11-23T12:00:00Z' })),
    granting(toAnna({ until: '2026-11-23T12:00:01Z' })),
  ],
  [
    'a grant under a lower one that always holds when it does',
    'grant-shadowed',
    'mailboxes.0.grants.0',
    granting(toAnna({ level: 'LimitedDetails', from: '2026-12-01T00:00:00Z' }), toAnna()),
    granting(toAnna({ level: 'LimitedDetails' }), toAnna({ from: '2026-12-01T00:00:00Z' })),
  ],
  [
    'a grant said twice, once',
    'grant-shadowed',
    'mailboxes.0.grants.1',
    granting(toAnna(), toAnna()),
    granting(toAnna(), { to: '@fabrikam.example', level: 'AvailabilityOnly' }),
  ],
  [
    'a grant that the sharing policy caps at the default',
    'grant-void',
    'mailboxes.0.grants.0',
    { ...granting(toAnna()), ...rules() },
    { ...granting(toAnna()), ...rules(`*: ${SIMPLE}`) },
  ],
  [
    'a grant, where grants do not count',
    'grant-void',
    'mailboxes.0.grants.0',
    { organization: { personalGrants: 'ignore' }, ...granting(toAnna()) },
    { organization: { personalGrants: 'honour' }, ...granting(toAnna()) },
  ],
  [
    'a grant below the default, which would take something away, where grants do not count',
    'grant-void',
    'mailboxes.0.grants.0',
    { organization: { personalGrants: 'ignore' }, ...vera({ default: 'LimitedDetails', grants: [toAnna()] }) },
    vera({ default: 'LimitedDetails', grants: [toAnna()] }),
  ],
  [
    'a grant to a domain, where federation is off',
    'grant-void',
    'mailboxes.0.grants.0',
    { organization: { federationEnabled: false }, ...granting({ to: '@fabrikam.example', level: 'LimitedDetails' }) },
    { organization: { federationEnabled: false }, ...granting({ to: '@contoso.example', level: 'LimitedDetails' }) },
  ],
  [
    'a grant to somebody of no relationship',
    'grant-void',
    'mailboxes.0.grants.0',
    granting(toAnna({ to: 'otto@adatum.example' })),
    granting(toAnna({ to: 'otto@fabrikam.example' })),
  ],
  [
    'a grant that gives no more than its relationship lets through',
    'grant-void',
    'mailboxes.0.grants.0',
    {
      ...fabrikam({ freeBusyAccessLevel: 'AvailabilityOnly' }),
      ...vera({ default: 'AvailabilityOnly', grants: [toAnna({ level: 'LimitedDetails' })] }),
    },
    { ...fabrikam({ freeBusyAccessLevel: 'AvailabilityOnly' }), ...granting(toAnna({ level: 'LimitedDetails' })) },
  ],
]

const MAILBOXES: readonly Row[] = [
  [
    'a mailbox of another domain',
    'mailbox-elsewhere',
    'mailboxes.0.address',
    { mailboxes: [{ address: 'vera@contoso.test' }] },
    { mailboxes: [{ address: 'vera@contoso.example' }] },
  ],
  [
    'a mailbox wider than a default that is written down',
    'mailbox-wider',
    'mailboxes.0.default',
    { organization: { defaultPermission: 'AvailabilityOnly' }, ...vera({ default: 'LimitedDetails' }) },
    vera({ default: 'LimitedDetails' }),
  ],
  [
    'a room whose subjects outsiders can see',
    'room-organizer',
    'mailboxes.0',
    vera({ kind: 'room', default: 'LimitedDetails' }),
    vera({ kind: 'room', default: 'AvailabilityOnly' }),
  ],
  [
    'a room whose subjects somebody was granted',
    'room-organizer',
    'mailboxes.0',
    vera({ kind: 'room', grants: [toAnna({ level: 'LimitedDetails' })] }),
    { ...vera({ kind: 'room', grants: [toAnna({ level: 'LimitedDetails' })] }), ...rules(`*: ${SIMPLE}`) },
  ],
  [
    'a room that may be published with subjects',
    'room-organizer',
    'mailboxes.0',
    { ...vera({ kind: 'room' }), ...rules(`*: ${SIMPLE}`, `Anonymous: ${DETAIL}`) },
    { ...vera({ kind: 'room' }), ...rules(`*: ${SIMPLE}`, `Anonymous: ${SIMPLE}`) },
  ],
]

const GROUPS: readonly Row[] = [
  [
    'a group with nobody in it, however deep',
    'group-empty',
    'groups.board',
    { groups: { board: ['none'], none: [] } },
    { groups: { board: ['none'], none: ['bo@contoso.example'] } },
  ],
  ['a group that nothing names', 'group-unused', 'groups.old', { groups: { old: ['bo@contoso.example'] } }, {}],
  ['a group that only names itself', 'group-unused', 'groups.old', { groups: { old: ['old'] } }, {}],
  [
    'groups that hold each other',
    'group-circular',
    'groups.board',
    { groups: { board: ['staff'] } },
    { groups: { board: ['bo@contoso.example'] } },
  ],
]

const RELATIONSHIPS: readonly Row[] = [
  [
    'federation switched off',
    'federation-off',
    'organization.federationEnabled',
    { organization: { federationEnabled: false } },
    { organization: { federationEnabled: false }, relationships: [] },
  ],
  [
    'a relationship that is over',
    'relationship-expired',
    'relationships.0.validUntil',
    fabrikam({ validUntil: '2026-11-23T12:00:00Z' }),
    fabrikam({ validUntil: '2026-11-23T12:00:01Z' }),
  ],
  [
    'a relationship that gives a level of None',
    'relationship-void',
    'relationships.0.freeBusyAccessLevel',
    fabrikam({ freeBusyAccessLevel: 'None' }),
    fabrikam({ freeBusyAccessLevel: 'None', freeBusyAccessEnabled: false }),
  ],
  [
    'a relationship whose requests have a level and no switch',
    'relationship-void',
    'relationships.0.requests.level',
    fabrikam({ requests: { level: 'AvailabilityOnly' } }),
    fabrikam({ requests: { level: 'AvailabilityOnly', enabled: true } }),
  ],
  [
    'a scope with nobody of us',
    'scope-empty',
    'relationships.0.freeBusyAccessScope',
    { groups: { others: ['anna@fabrikam.example'] }, ...fabrikam({ freeBusyAccessScope: 'others' }) },
    { groups: { others: ['bo@contoso.example'] }, ...fabrikam({ freeBusyAccessScope: 'others' }) },
  ],
  [
    'somebody left out who was not in the scope',
    'exclude-unreachable',
    'relationships.0.exclude.0',
    fabrikam({ exclude: ['nils@contoso.example'] }),
    fabrikam({ exclude: ['bo@contoso.example'] }),
  ],
  [
    'a group left out of which nobody is ours',
    'exclude-unreachable',
    'relationships.0.exclude.0',
    { groups: { others: ['anna@fabrikam.example'] }, ...fabrikam({ freeBusyAccessScope: null, exclude: ['others'] }) },
    { groups: { others: ['bo@contoso.example'] }, ...fabrikam({ freeBusyAccessScope: null, exclude: ['others'] }) },
  ],
]

const SHARING: readonly Row[] = [
  [
    'a sharing policy that nobody follows',
    'policy-unused',
    'sharingPolicies.1',
    { sharingPolicies: [...BASE.sharingPolicies, { name: 'old' }] },
    { sharingPolicies: [...BASE.sharingPolicies, { name: 'old' }], ...vera({ sharingPolicy: 'old' }) },
  ],
  [
    'a rule for a domain of no relationship',
    'rule-unreachable',
    'sharingPolicies.0.domains.0',
    rules(`adatum.example: ${SIMPLE}`, `*: ${DETAIL}`),
    rules(`fabrikam.example: ${SIMPLE}`, `Anonymous: ${SIMPLE}`),
  ],
  [
    'a rule for everybody else where there is nobody else',
    'rule-unreachable',
    'sharingPolicies.0.domains.1',
    rules(`fabrikam.example: ${DETAIL}`, `*: ${DETAIL}`),
    {
      ...rules(`fabrikam.example: ${DETAIL}`, `*: ${DETAIL}`),
      ...fabrikam({ domains: ['fabrikam.example', 'adatum.example'] }),
    },
  ],
  [
    'a rule wider than that for everybody else',
    'rule-wider',
    'sharingPolicies.0.domains.0',
    rules(`fabrikam.example: ${DETAIL}`, `*: ${SIMPLE}`),
    rules(`fabrikam.example: ${SIMPLE}`, `*: ${SIMPLE}`),
  ],
]

const DOMAINS: readonly Row[] = [
  [
    'a mailbox below our domain',
    'subdomain-apart',
    'mailboxes.0.address',
    { mailboxes: [{ address: 'vera@sub.contoso.example' }] },
    {
      organization: { domains: ['contoso.example', 'sub.contoso.example'] },
      mailboxes: [{ address: 'vera@sub.contoso.example' }],
    },
  ],
  [
    "a grant below a partner's domain",
    'subdomain-apart',
    'mailboxes.0.grants.0.to',
    granting({ to: '@sub.fabrikam.example', level: 'AvailabilityOnly' }),
    granting({ to: '@notfabrikam.example', level: 'AvailabilityOnly' }),
  ],
  [
    'a member of a group below our domain',
    'subdomain-apart',
    'groups.board.0',
    { groups: { board: ['bo@a.b.contoso.example'] } },
    { groups: { board: ['bo@contoso.example'] } },
  ],
  [
    'a partner below our domain',
    'subdomain-of-ours',
    'relationships.0.domains.0',
    fabrikam({ domains: ['sub.contoso.example'] }),
    fabrikam({ domains: ['subcontoso.example'] }),
  ],
  [
    "a partner's domain below one that has a rule",
    'subdomain-other-rule',
    'sharingPolicies.0.domains.0',
    {
      ...rules(`fabrikam.example: ${SIMPLE}`, `*: ${DETAIL}`),
      ...fabrikam({ domains: ['fabrikam.example', 'sub.fabrikam.example'] }),
    },
    {
      ...rules(`fabrikam.example: ${SIMPLE}`, `sub.fabrikam.example: ${SIMPLE}`),
      ...fabrikam({ domains: ['fabrikam.example', 'sub.fabrikam.example'] }),
    },
  ],
]

const ROWS = [...GRANTS, ...MAILBOXES, ...GROUPS, ...RELATIONSHIPS, ...SHARING, ...DOMAINS]

describe('a check of a policy', () => {
  it('finds nothing in a document where nothing looks like a mistake', () => {
    expect(found({})).to.deep.equal([])
  })

  for (const [what, code, path, patch, beside] of ROWS) {
    it(`finds ${what}, and not what stands next to it`, () => {
      expect(found(patch)).to.include(`${code} ${path}`)
      expect(found(beside)).to.not.include(`${code} ${path}`)
    })
  }

  it('says each thing in sentences, with what to do', () => {
    for (const [, , , patch] of ROWS) {
      for (const { problem, todo } of checkPolicy(mergePatch(BASE, patch), NOON).lints) {
        expect(problem).to.match(/^\p{Lu}.*\.$|^".*\.$/u)
        expect(todo).to.match(/^\p{Lu}.*\.$/u)
      }
    }
  })

  it('finds, beside a gateway, a relationship without a trust, unless it is switched off or goes through another', () => {
    const trusts = (patch: object, ...trusted: string[]) =>
      lintTrusts(read(mergePatch(BASE, patch) as never), new Set(trusted)).map(({ code, path }) => `${code} ${path}`)
    const domains = { domains: ['fabrikam.example', 'adatum.example'] }
    expect(trusts(fabrikam(domains), 'fabrikam.example')).to.deep.equal([
      'relationship-without-trust relationships.0.domains.1',
    ])
    expect(trusts(fabrikam(domains), 'fabrikam.example', 'adatum.example')).to.deep.equal([])
    expect(trusts(fabrikam({ enabled: false }))).to.deep.equal([])
    expect(trusts(fabrikam({ broker: 'urn:ledig:00000000-0000-4000-8000-000000000000' }))).to.deep.equal([])
  })

  it('tries every code that needs no gateway', () => {
    const tried = new Set<string>(ROWS.map(([, code]) => code))
    expect(LINT_CODES.filter((code) => !tried.has(code))).to.deep.equal(['relationship-without-trust'])
  })

  it('refuses a scope that is no group, with everything else that is wrong, and then says no more', () => {
    const { document, problems, lints } = checkPolicy(
      mergePatch(BASE, { ...fabrikam({ freeBusyAccessScope: 'nobody', exclude: ['none'] }), groups: { old: [] } }),
      NOON,
    )
    expect({ document, lints }).to.deep.equal({ document: null, lints: [] })
    expect(problems).to.deep.equal([
      problemAt('relationships.0.freeBusyAccessScope', '"nobody"', 'the name of a group'),
      problemAt('relationships.0.exclude.0', '"none"', 'the name of a group'),
    ])
  })
})
