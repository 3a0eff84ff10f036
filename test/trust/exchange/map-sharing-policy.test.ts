import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { CALENDAR_ACTIONS } from '../../../protocols/exchange-shell/sharing-policy.ts'
import type { ExportedSharingPolicy, ExportedSharingRule } from '../../../protocols/exchange-shell/sharing-policy.ts'
import { mapSharingPolicy } from '../../../trust/exchange/map-sharing-policy.ts'
import { EMPTY, sharingPolicy } from './exchange-settings.ts'

const [SIMPLE, DETAIL, REVIEWER] = CALENDAR_ACTIONS
const rule = (changes: Partial<ExportedSharingRule>): ExportedSharingRule => ({
  for: parseDomain('fabrikam.example'),
  actions: [],
  contacts: false,
  unknown: [],
  ...changes,
})

function map(from: ExportedSharingPolicy, present = EMPTY) {
  const { parts, notes } = mapSharingPolicy(from, present)
  return { value: parts[0]?.value, codes: notes.map(({ code }) => code) }
}

describe('a sharing policy of Exchange', () => {
  it('becomes one of ours with the same rules', () => {
    const rules = [
      rule({ actions: [DETAIL] }),
      rule({ for: '*', actions: [SIMPLE] }),
      rule({ for: 'Anonymous', actions: [REVIEWER] }),
    ]
    const { value, codes } = map(sharingPolicy({ rules }))
    expect(value).to.deep.equal({
      name: 'Default Sharing Policy',
      enabled: true,
      default: true,
      domains: [`fabrikam.example: ${DETAIL}`, `*: ${SIMPLE}`, `Anonymous: ${REVIEWER}`],
    })
    expect(codes).to.deep.equal([])
  })

  for (const [what, rules, domains, code] of [
    ['several actions', [rule({ actions: [REVIEWER, SIMPLE] })], [`fabrikam.example: ${SIMPLE}`], null],
    [
      'contacts beside',
      [rule({ actions: [DETAIL], contacts: true })],
      [`fabrikam.example: ${DETAIL}`],
      'contacts-sharing',
    ],
    ['contacts alone', [rule({ contacts: true })], [], 'rule-without-action'],
    [
      'an unknown action beside',
      [rule({ actions: [SIMPLE], unknown: ['All'] })],
      [`fabrikam.example: ${SIMPLE}`],
      'action-unknown',
    ],
    ['an unknown action alone', [rule({ unknown: ['All'] })], [], 'rule-without-action'],
    [
      'two rules for one domain',
      [rule({ actions: [REVIEWER] }), rule({ actions: [DETAIL] })],
      [`fabrikam.example: ${DETAIL}`],
      'rule-twice',
    ],
  ] as const) {
    it(`with ${what} allows the least of it`, () => {
      const { value, codes } = map(sharingPolicy({ rules }))
      expect(value).to.deep.include({ domains })
      if (code !== null) expect(codes).to.include(code)
    })
  }

  it('that is disabled, or may be, comes disabled', () => {
    expect(map(sharingPolicy({ enabled: false }))).to.deep.nested.include({ 'value.enabled': false, codes: [] })
    const unknown = map(sharingPolicy({ enabled: null }))
    expect(unknown).to.deep.nested.include({ 'value.enabled': false, codes: ['enabled-unknown'] })
  })

  it('is the default one unless another is here already, or it may not be', () => {
    const elsewhere = map(sharingPolicy(), { ...EMPTY, defaultSharingPolicy: 'Ours' })
    expect(elsewhere).to.deep.nested.include({ 'value.default': false, codes: ['default-elsewhere'] })
    const same = map(sharingPolicy(), { ...EMPTY, defaultSharingPolicy: 'Default Sharing Policy' })
    expect(same).to.deep.nested.include({ 'value.default': true, codes: [] })
    expect(map(sharingPolicy({ isDefault: null })).codes).to.deep.equal(['default-unknown'])
  })

  it('with no usable name is left out', () => {
    expect(map(sharingPolicy({ name: '' }))).to.deep.equal({ value: undefined, codes: ['name-unusable'] })
  })

  it('notes rules that cannot be read', () => {
    expect(map(sharingPolicy({ unreadable: ['x'] })).codes).to.deep.equal(['rule-unreadable'])
  })
})
