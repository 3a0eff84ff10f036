import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { CmdletObject } from '../../../protocols/exchange-shell/cmdlet-object.ts'
import { CALENDAR_ACTIONS } from '../../../protocols/exchange-shell/sharing-policy.ts'
import { planImport } from '../../../trust/exchange/plan-import.ts'
import type { ImportChoice, ImportPlan, PresentPolicy } from '../../../trust/exchange/import-plan.ts'
import { fitPlan } from '../../../trust/exchange/fit-plan.ts'
import { compareLevels } from '../../../trust/policies/access-level.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import { readText } from '../../source-files.ts'
import { CHOICE, EMPTY, NO_TARGETS, NOW, relationship, sharingPolicy } from './exchange-settings.ts'

const plan = (
  objects: readonly CmdletObject[],
  present: PresentPolicy = EMPTY,
  choice: ImportChoice = CHOICE,
): ImportPlan => planImport(objects, present, choice, NOW)
const codes = ({ notes }: ImportPlan): string[] => notes.map(({ code }) => code)
const online = new URL('https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity')
const server = new URL('https://autodiscover.adatum.example/autodiscover/autodiscover.svc')

const SPACE: CmdletObject = {
  kind: 'availability-address-space',
  name: 'adatum.example',
  domains: [parseDomain('adatum.example')],
  unreadable: [],
  accessMethod: 'OrgWideFB',
  targets: { ...NO_TARGETS, autodiscover: server },
  targetTenantId: null,
}
const CONNECTOR: CmdletObject = {
  kind: 'intra-organization-connector',
  name: 'HybridIOC',
  domains: [parseDomain('fabrikam.example')],
  unreadable: [],
  enabled: true,
  targets: { ...NO_TARGETS, autodiscover: online },
}
const trust = (certificateUntil: number | null): CmdletObject => ({
  kind: 'federation-trust',
  name: 'Microsoft Federation Gateway',
  applicationUri: null,
  tokenIssuerUri: 'urn:federation:MicrosoftOnline',
  certificateUntil,
})

describe('the import of an organization from Exchange', () => {
  it('puts what is named before what names it', () => {
    const { parts } = plan([relationship({ scope: { kind: 'group', name: 'Board' } }), sharingPolicy()])
    expect(parts.map(({ kind }) => kind)).to.deep.equal(['group', 'sharing-policy', 'relationship'])
  })

  it('takes the same object of two files once, and two of one name that differ not at all', () => {
    expect(plan([relationship(), relationship()]).parts).to.have.length(1)
    const differing = plan([relationship(), relationship({ freeBusyAccessLevel: 'None' })])
    expect([differing.parts, codes(differing)]).to.deep.equal([[], ['name-twice']])
  })

  it('binds a domain that two relationships claim to neither', () => {
    const both = [parseDomain('fabrikam.example'), parseDomain('a.example')]
    const { parts, notes } = plan([relationship(), relationship({ name: 'Other', domains: both })])
    expect(parts.map(({ name, value }) => [name, (value as { domains: string[] }).domains])).to.deep.equal([
      ['Other', ['a.example']],
    ])
    expect(notes.filter(({ code }) => code === 'domain-twice')).to.have.length(2)
  })

  it('makes one policy the default of two that say they are', () => {
    const found = plan([sharingPolicy(), sharingPolicy({ name: 'B' })])
    expect(found.parts.map(({ value }) => (value as { default: boolean }).default)).to.deep.equal([true, false])
    expect(codes(found)).to.deep.equal(['default-elsewhere'])
  })

  it('proposes a trust for each partner, with what to ask it, since no file has the address of its metadata', () => {
    const { proposals } = plan([relationship({ targets: { ...NO_TARGETS, applicationUri: 'outlook.com' } }), SPACE])
    expect(proposals.map(({ partner, runs, domains }) => ({ partner, runs, domains }))).to.deep.equal([
      { partner: 'Fabrikam', runs: 'exchange-online', domains: ['fabrikam.example'] },
      { partner: 'adatum.example', runs: 'exchange-server', domains: ['adatum.example'] },
    ])
    for (const { todo } of proposals) expect(todo[1]).to.equal('  ledig trust propose <address> --organization contoso')
    expect(proposals[0]?.todo.join()).to.include('export graph')
    expect(proposals[1]?.todo.join()).to.include('export exchange')
    expect(proposals[1]?.todo.join()).to.include(
      'ledig trust propose https://autodiscover.adatum.example/autodiscover/metadata/json/1 --organization contoso',
    )
    expect(proposals[1]?.addresses).to.deep.equal([server.href])
  })

  it('proposes none for who is disabled', () => {
    expect(plan([relationship({ enabled: false })]).proposals).to.deep.equal([])
  })

  it('counts every way to the same domains as one partner', () => {
    const { proposals, notes } = plan([relationship(), CONNECTOR])
    expect(proposals).to.have.length(1)
    expect(proposals[0]).to.deep.include({ runs: 'exchange-online', addresses: [online.href] })
    expect(notes.map(({ code }) => code)).to.include('connector-first')
  })

  it('makes of an address space a relationship that gives nothing, and only where asking was chosen', () => {
    expect(plan([SPACE]).parts).to.deep.equal([])
    expect(codes(plan([SPACE]))).to.deep.equal(['address-space'])
    const { parts } = plan([SPACE], EMPTY, { ...CHOICE, asks: 'LimitedDetails' })
    expect(parts.map(({ value }) => value)).to.deep.equal([
      {
        name: 'adatum.example',
        domains: ['adatum.example'],
        enabled: true,
        freeBusyAccessEnabled: false,
        freeBusyAccessLevel: 'None',
        requests: { enabled: true, level: 'LimitedDetails' },
      },
    ])
  })

  it('says how whoever is asked by name and password is taken as an address space, without any document', () => {
    const words = plan([SPACE]).proposals.flatMap(({ todo }) => todo)
    expect(words.filter((line) => /address-space|kind basic/.test(line))).to.have.length(2)
    expect(words.join('\n')).to.include("--address-space 'adatum.example' --organization contoso")
    const token = { ...SPACE, accessMethod: 'OrgWideFBToken' }
    expect(
      plan([token])
        .proposals.flatMap(({ todo }) => todo)
        .join(),
    ).to.not.include('--address-space')
  })

  it('leaves the trust with the broker, and notes that its certificate is over', () => {
    expect(codes(plan([trust(null)]))).to.deep.equal(['federation-trust'])
    expect(codes(plan([trust(NOW + 1)]))).to.deep.equal(['federation-trust'])
    expect(codes(plan([trust(NOW)]))).to.deep.equal(['federation-trust', 'certificate-over'])
  })

  it('notes what it does not know', () => {
    const found = plan([{ kind: 'unknown', name: 'vera', type: 'Mailbox' }])
    expect([codes(found), found.notes[0]?.about]).to.deep.equal([['object-unknown'], '"Mailbox" "vera"'])
  })

  it('changes nothing when it is done again', () => {
    const objects = [relationship({ scope: { kind: 'group', name: 'Board' } }), sharingPolicy(), SPACE]
    const before = { organization: { id: 'contoso', domains: ['contoso.example'] } }
    const choice = { ...CHOICE, asks: 'AvailabilityOnly' as const }
    const { document } = fitPlan(plan(objects, EMPTY, choice).parts, before, false)
    const present: PresentPolicy = {
      domains: ['contoso.example'],
      relationships: document.relationships as never,
      groups: new Set(Object.keys(document.groups ?? {})),
      defaultSharingPolicy: 'Default Sharing Policy',
    }
    const again = fitPlan(plan(objects, present, choice).parts, document, true)
    expect(again.parts.map(({ change }) => change)).to.deep.equal(['unchanged', 'unchanged'])
    expect(again.document).to.deep.equal(document)
  })
})

const DOMAINS = ['fabrikam.example', 'adatum.example', 'wingtip.example', 'contoso.example'].map(parseDomain)
const maybe = fc.constantFrom(true, false, null)
const relationships = fc.record({
  name: fc.constantFrom('Fabrikam', 'Adatum', 'Wingtip', ''),
  domains: fc.subarray(DOMAINS),
  enabled: maybe,
  freeBusyAccessEnabled: maybe,
  freeBusyAccessLevel: fc.constantFrom('None', 'AvailabilityOnly', 'LimitedDetails', null),
  scope: fc.constantFrom(
    { kind: 'everyone' } as const,
    { kind: 'group', name: 'Board' } as const,
    { kind: 'group', name: 'Bad\nname' } as const,
    { kind: 'unreadable', found: '' } as const,
  ),
})
const rule = fc.record({
  for: fc.constantFrom(...DOMAINS, '*' as const, 'Anonymous' as const),
  actions: fc.subarray([...CALENDAR_ACTIONS]),
  contacts: fc.boolean(),
  unknown: fc.constantFrom([], ['All']),
})
const policies = fc.record({
  name: fc.constantFrom('A', 'B'),
  enabled: maybe,
  isDefault: maybe,
  rules: fc.array(rule, { maxLength: 4 }),
})
const presents = fc.record({
  groups: fc.constantFrom(new Set<string>(), new Set(['Board'])),
  relationships: fc.constantFrom([], [{ name: 'Old', domains: ['adatum.example'] }]),
  defaultSharingPolicy: fc.constantFrom(null, 'A', 'Ours'),
})

describe('the notes of an import', () => {
  it('stand in the reference, each of them', () => {
    const source = readText('trust/exchange/import-plan.ts')
    const union = source.slice(source.indexOf('type NoteCode'), source.indexOf('/** One thing an administrator'))
    const all = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code ?? '')
    const page = readText('docs/reference/codes.md').split('## Notes of an import')[1] ?? ''
    const told = [...page.matchAll(/^\| (.+?) +\|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)`/g)])
    expect(all.length).to.be.greaterThan(20)
    expect(told.map(([, code]) => code).sort()).to.deep.equal([...all].sort())
  })
})

describe('no import', () => {
  it('gives more than its source, and none makes a policy that is not sound', () => {
    let carried = 0
    fc.assert(
      fc.property(
        fc.array(relationships, { maxLength: 4 }),
        fc.array(policies, { maxLength: 3 }),
        presents,
        (some, others, has) => {
          const sources = some.map((one) => relationship(one))
          const present = { ...EMPTY, ...has }
          const { parts } = plan([...sources, ...others.map((one) => sharingPolicy(one))], present)
          const groups = Object.fromEntries([...has.groups].map((name) => [name, ['vera@contoso.example']]))
          const before = {
            organization: { id: 'contoso', domains: ['contoso.example'] },
            groups,
            relationships: has.relationships,
            sharingPolicies:
              has.defaultSharingPolicy === null ? [] : [{ name: has.defaultSharingPolicy, default: true }],
          }
          const reading = parsePolicyDocument(fitPlan(parts, before, true).document)
          expect(reading).to.deep.include({ accepted: true })
          if (!reading.accepted) return
          for (const made of reading.document.relationships.filter(({ name }) => name !== 'Old')) {
            const source = sources.find(({ name }) => name === made.name)
            if (source === undefined) throw new Error('out of nothing')
            carried++
            const gives = (made.enabled && made.freeBusyAccessEnabled && made.freeBusyAccessLevel) || 'None'
            const gave = (source.enabled && source.freeBusyAccessEnabled && source.freeBusyAccessLevel) || 'None'
            expect(compareLevels(gives, gave), made.name).to.be.at.most(0)
            expect(source.domains).to.include.members(made.domains)
            expect(made.domains).to.not.include('contoso.example')
            if (gives !== 'None' && source.scope.kind !== 'everyone') {
              expect(made.freeBusyAccessScope).to.equal('Board')
              expect(source.scope).to.deep.equal({ kind: 'group', name: 'Board' })
              expect(reading.document.groups['Board']).to.have.length(has.groups.size)
            }
            expect(made.requests).to.deep.include({ enabled: false, level: 'None' })
          }
          for (const { name, enabled, domains } of reading.document.sharingPolicies) {
            const source = others.find((one) => one.name === name)
            if (source === undefined) continue
            if (enabled && domains.length > 0) expect(source.enabled).to.equal(true)
            for (const { for: who, level } of domains) {
              const theirs = source.rules.filter((one) => one.for === who).flatMap(({ actions }) => actions)
              const levels = theirs.map((action) => CALENDAR_ACTIONS.indexOf(action))
              const index = ['AvailabilityOnly', 'LimitedDetails', 'Reviewer'].indexOf(level)
              expect(index).to.equal(Math.min(...levels))
            }
          }
        },
      ),
      { seed: 26, numRuns: 1_500 },
    )
    expect(carried).to.be.greaterThan(300)
  })
})
